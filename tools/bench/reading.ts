/**
 * What reading one file costs, by format: as a scan does it (tags and essence), with the full readers alone, from memory, and the least that
 * any reader pays (open, look, read 64 KB, close). Processor time, in rounds that take turns; the files are in the system's cache.
 *
 *     bun --conditions=source tools/bench/reading.ts DIR [--rounds 7]      (or node)
 */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import { Files, type OpenFile } from "../../packages/core-async/src/index.ts"
import { extensionOf, type ReadTagsOptions, readTagsAtOnce } from "../../packages/core-tags/src/index.ts"
import { layer } from "../../packages/core-tags/test/runtime.ts"
import { shownSpread, spreadOf } from "./spread.ts"

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: "string", default: "7" } } })
const directory = positionals[0] ?? "."
const formats = ["mp3", "flac", "m4a", "ogg", "opus"]

const pathsOf = (format: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => extensionOf(path) === format)
    .map((path) => `${directory}/${path}`)

const files = Effect.runSync(Effect.provide(Files, layer))

const fromDisk = (paths: ReadonlyArray<string>, options: ReadTagsOptions) => () =>
  Effect.runPromise(files.readEach(paths, (file) => readTagsAtOnce(file, options)))

const opened = (path: string): OpenFile => {
  const content = readFileSync(path)
  const read = (target: Uint8Array, position: number): number => {
    const part = content.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
  return { path, sizeBytes: content.length, modifiedAtUs: 0, linked: false, read }
}

const fromMemory = (paths: ReadonlyArray<string>, options: ReadTagsOptions) => {
  const inMemory = paths.slice(0, 1000).map(opened)
  return async () => {
    for (let at = 0; at < paths.length; at++) await readTagsAtOnce(inMemory[at % inMemory.length]!, options)
  }
}

const least = (paths: ReadonlyArray<string>) => {
  const buffer = new Uint8Array(64 * 1024)
  return async () => {
    for (const path of paths) {
      const descriptor = openSync(path, "r")
      fstatSync(descriptor)
      readSync(descriptor, buffer, 0, buffer.length, 0)
      closeSync(descriptor)
    }
  }
}

/** Microseconds of processor time a file. */
const timed = async (count: number, run: () => PromiseLike<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}

for (const format of formats) {
  const paths = pathsOf(format)
  if (paths.length === 0) continue
  const ways = {
    "open, look, read 64 KB, close": least(paths),
    "tags and essence": fromDisk(paths, { essence: true }),
    "the same, full readers": fromDisk(paths, { essence: true, quick: false }),
    "tags alone": fromDisk(paths, {}),
    "from memory": fromMemory(paths, { essence: true }),
    "from memory, full readers": fromMemory(paths, { essence: true, quick: false })
  }
  const times = new Map<string, Array<number>>()
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const [name, run] of Object.entries(ways)) {
      const time = await timed(paths.length, run)
      // The first round warms up.
      if (round > 0) times.set(name, [...(times.get(name) ?? []), time])
    }
  }
  for (const [name, list] of times) console.log(`${format} (${paths.length}), ${name}: ${shownSpread(spreadOf(list), 1)}`)
}
