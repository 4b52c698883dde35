/** Seeded randomness for made-up libraries: the same seed gives the same library on every machine. */

export interface Random {
  /** An integer from 0 to below `n`. */
  readonly below: (n: number) => number
  /** True in `percent` of 100 cases. */
  readonly chance: (percent: number) => boolean
  readonly pick: <A>(items: ReadonlyArray<A>) => A
  /** `count` random bytes. */
  readonly bytes: (count: number) => Uint8Array
}

/** Marsaglia's xorshift, 32 bits, its seed stirred so that neighbouring seeds differ at once. */
export const seeded = (seed: number): Random => {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1
  const next = (): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return state >>> 0
  }
  for (let i = 0; i < 16; i++) next()
  const below = (n: number): number => Math.floor((next() / 2 ** 32) * n)
  return {
    below,
    chance: (percent) => below(100) < percent,
    pick: (items) => {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error("nothing to pick from")
      return item
    },
    bytes: (count) => Uint8Array.from({ length: count }, () => below(256))
  }
}

/** Picks by Zipf's law: item k (from 1) k times as rarely as the first. Answers an index below `count`. */
export const zipf = (random: Random, count: number): (() => number) => {
  const cumulated = new Float64Array(count)
  let sum = 0
  for (let k = 0; k < count; k++) {
    sum += 1 / (k + 1)
    cumulated[k] = sum
  }
  return () => {
    const wanted = (random.below(2 ** 31) / 2 ** 31) * sum
    let from = 0
    let to = count - 1
    while (from < to) {
      const middle = (from + to) >>> 1
      if ((cumulated[middle] ?? 0) < wanted) from = middle + 1
      else to = middle
    }
    return from
  }
}

const hex = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("")

/** A UUID of version 7 with the given time and random rest. */
export const seededUuid = (random: Random, timeMs: number): string => {
  const time = timeMs.toString(16).padStart(12, "0")
  const rest = random.bytes(10)
  rest[0] = 0x70 | ((rest[0] ?? 0) & 15)
  rest[2] = 0x80 | ((rest[2] ?? 0) & 63)
  const text = hex(rest)
  return `${time.slice(0, 8)}-${time.slice(8)}-${text.slice(0, 4)}-${text.slice(4, 8)}-${text.slice(8)}`
}

/** A UUID of version 4, as MusicBrainz uses. */
export const seededUuid4 = (random: Random): string => {
  const data = random.bytes(16)
  data[6] = 0x40 | ((data[6] ?? 0) & 15)
  data[8] = 0x80 | ((data[8] ?? 0) & 63)
  const text = hex(data)
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`
}
