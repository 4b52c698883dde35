/** Several stretches of a file seen as one piece: a packet over its pages, a sound over its chunks. */
import { type Bytes, UnexpectedEnd } from "../byte-source.ts"

/** `from` is its place in the whole, `start` its place in the file. */
export interface Stretch {
  readonly from: number
  readonly start: number
  readonly length: number
}

/** Collects stretches in order; neighbours become one. */
export const stretchList = (): {
  readonly add: (start: number, length: number) => void
  readonly list: Array<Stretch>
  readonly sizeBytes: () => number
} => {
  const list: Array<{ from: number; start: number; length: number }> = []
  let size = 0
  return {
    list,
    sizeBytes: () => size,
    add: (start, length) => {
      const last = list[list.length - 1]
      if (length <= 0) return
      if (last !== undefined && last.start + last.length === start) last.length += length
      else list.push({ from: size, start, length })
      size += length
    }
  }
}

/** Stretches of the file as one piece; only a view across a seam is copied. */
export const stretched = (source: Bytes, stretches: ReadonlyArray<Stretch>, sizeBytes: number): Bytes => ({
  sizeBytes,
  view: (position, length) => {
    if (position < 0 || position + length > sizeBytes) throw new UnexpectedEnd()
    let index = indexOf(stretches, position)
    const first = stretches[index]
    if (first === undefined) return new Uint8Array()
    if (position + length <= first.from + first.length) return source.view(first.start + position - first.from, length)
    const out = new Uint8Array(length)
    for (let done = 0; done < length; index += 1) {
      const stretch = stretches[index] as Stretch
      const offset = position + done - stretch.from
      const count = Math.min(length - done, stretch.length - offset)
      out.set(source.view(stretch.start + offset, count), done)
      done += count
    }
    return out
  }
})

/** The last stretch that begins at or before `position`. */
const indexOf = (stretches: ReadonlyArray<Stretch>, position: number): number => {
  let low = 0
  let high = stretches.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((stretches[middle] as Stretch).from <= position) low = middle
    else high = middle - 1
  }
  return low
}
