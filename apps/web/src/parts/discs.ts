/** A release's tracks by disc. */
import type { Track } from "@deadwax/core-cache"

export interface Disc {
  /** As the tags have it: text, possibly empty. */
  readonly number: string
  readonly tracks: ReadonlyArray<Track>
}

/** Discs in the order of their first tracks, which is the library's own; tracks stay in order. */
export const groupByDisc = (tracks: ReadonlyArray<Track>): ReadonlyArray<Disc> => {
  const discs = new Map<string, Array<Track>>()
  for (const track of tracks) {
    const disc = discs.get(track.discNumber)
    if (disc === undefined) discs.set(track.discNumber, [track])
    else disc.push(track)
  }
  return [...discs].map(([number, members]) => ({ number, tracks: members }))
}
