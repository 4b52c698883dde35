/** Where the samples of an MP4 track lie: its tables of chunks and sizes put together. */
import type { Bytes } from "../byte-source.ts"
import { stretchList } from "../essence/stretches.ts"
import { type Box, childOf } from "./mp4-box.ts"
import { uint32be, uint64be } from "./text.ts"

// Tables of a day of sound fit; longer ones lie.
const maxTableBytes = 32 * 1024 * 1024

interface Table {
  readonly entries: number
  readonly bytes: Uint8Array
}

/** A table of `width` bytes an entry, behind `head` bytes of which the last four count the entries. */
const tableOf = (source: Bytes, box: Box | undefined, head: number, width: number): Table | undefined => {
  if (box === undefined || box.end - box.start < head) return undefined
  const entries = uint32be(source.view(box.start + head - 4, 4), 0)
  const length = entries * width
  if (length > maxTableBytes || box.start + head + length > box.end) return undefined
  return { entries, bytes: source.view(box.start + head, length).slice() }
}

/** The chunks in order, each with all of its samples; undefined where the tables do not say. */
export const soundChunks = (source: Bytes, tables: Box): ReturnType<typeof stretchList> | undefined => {
  const wide = childOf(source, tables, "co64")
  const offsets = tableOf(source, wide ?? childOf(source, tables, "stco"), 8, wide === undefined ? 4 : 8)
  const runs = tableOf(source, childOf(source, tables, "stsc"), 8, 12)
  const sizes = sampleSizes(source, childOf(source, tables, "stsz"))
  if (offsets === undefined || runs === undefined || sizes === undefined || runs.entries === 0) return undefined
  const chunks = stretchList()
  let sample = 0
  let run = 0
  for (let chunk = 0; chunk < offsets.entries && sample < sizes.count; chunk += 1) {
    while (run + 1 < runs.entries && uint32be(runs.bytes, (run + 1) * 12) <= chunk + 1) run += 1
    const last = Math.min(sizes.count, sample + uint32be(runs.bytes, run * 12 + 4))
    const start = wide === undefined ? uint32be(offsets.bytes, chunk * 4) : uint64be(offsets.bytes, chunk * 8)
    chunks.add(start, sizes.between(sample, last))
    sample = last
  }
  return sample === sizes.count ? chunks : undefined
}

interface SampleSizes {
  readonly count: number
  /** How many bytes the samples from one up to another take. */
  readonly between: (from: number, to: number) => number
}

const sampleSizes = (source: Bytes, box: Box | undefined): SampleSizes | undefined => {
  if (box === undefined || box.end - box.start < 12) return undefined
  const head = source.view(box.start + 4, 8)
  const same = uint32be(head, 0)
  const count = uint32be(head, 4)
  if (same > 0) return { count, between: (from, to) => (to - from) * same }
  const table = tableOf(source, box, 12, 4)
  if (table === undefined) return undefined
  const view = new DataView(table.bytes.buffer, table.bytes.byteOffset, table.bytes.byteLength)
  const between = (from: number, to: number): number => {
    let bytes = 0
    for (let sample = from; sample < to; sample += 1) bytes += view.getUint32(sample * 4)
    return bytes
  }
  return { count, between }
}
