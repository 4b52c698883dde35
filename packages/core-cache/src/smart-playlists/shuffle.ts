/**
 * A shuffle that stays the same for a day: each track has a place of its own, which its id, the library, the playlist's name and the local day
 * decide. So pages of one day belong together, in every program; a track that comes or goes moves no other; tomorrow all is new.
 */

/** The local calendar day of a moment, as `2026-11-28`. `offsetMinutes`: how far local time lies behind UTC there. */
export const localDay = (ms: number, offsetMinutes = new Date(ms).getTimezoneOffset()): string =>
  new Date(ms - offsetMinutes * 60_000).toISOString().slice(0, 10)

/** The places 0 to n − 1 of these ids in the order of the shuffle that a seed names. */
export const shuffledOrder = (seed: string, ids: ReadonlyArray<string>): ReadonlyArray<number> => {
  const start = mix(seed, 0x811c9dc5)
  const keys = Float64Array.from(ids, (id) => keyOf(id, start))
  const order = ids.map((_, i) => i)
  return order.sort((a, b) => keys[a]! - keys[b]! || (ids[a]! < ids[b]! ? -1 : 1))
}

/** 53 bits, so that two of a million tracks hardly ever have one place. */
const keyOf = (id: string, start: number): number => {
  const high = finish(mix(id, start))
  const low = finish(mix(id, high ^ 0x9e3779b9))
  return high * 0x200000 + (low >>> 11)
}

/** FNV-1a over UTF-16 units. */
const mix = (text: string, start: number): number => {
  let hash = start
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}

/** Spreads every bit over all others, as MurmurHash3 ends. */
const finish = (value: number): number => {
  let hash = value ^ (value >>> 16)
  hash = Math.imul(hash, 0x85ebca6b)
  hash ^= hash >>> 13
  hash = Math.imul(hash, 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}
