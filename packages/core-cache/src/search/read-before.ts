/**
 * What a search read of titles and hits, for the next one: who types, asks for the same ones again with each letter. It holds as searches do,
 * and is let go as a whole when there is much of it.
 */
import { ofSearch } from "../query-cache/dependency.ts"
import type { Reader } from "../reader.ts"
import { type Kind, keysOf } from "./title-rows.ts"

/** A title as it is heard (title-key.ts), a space before and behind it, and the length of the title itself. */
export interface HeardTitle {
  readonly spaced: string
  readonly length: number
}

/** Of each kind, of each sort. */
const mostRemembered = 2_000

/** Those with these numbers that are there, in no order: what was read before, and what `read` reads now. */
export const recall = <A>(
  reader: Reader,
  what: string,
  bytesEach: number,
  nos: Iterable<number>,
  read: (missing: ReadonlyArray<number>) => Iterable<readonly [no: number, value: A]>
): ReadonlyMap<number, A> => {
  // A map in a frozen answer can be added to, which is what is wanted here. Its room is asked for at once.
  const { known } = reader.queries.part(`remembered ${what}`, {
    condition: ofSearch,
    read: () => ({ known: new Map<number, A>() }),
    bytesOf: () => mostRemembered * bytesEach
  })
  const found = new Map<number, A>()
  const missing: Array<number> = []
  for (const no of nos) {
    const value = known.get(no)
    if (value === undefined) missing.push(no)
    else found.set(no, value)
  }
  if (missing.length === 0) return found
  if (known.size + missing.length > mostRemembered) known.clear()
  for (const [no, value] of read(missing)) {
    known.set(no, value)
    found.set(no, value)
  }
  return found
}

/** The titles of these. */
export const readTitles = (reader: Reader, kind: Kind, nos: Iterable<number>): ReadonlyMap<number, HeardTitle> =>
  recall(reader, `titles ${kind}`, 150, nos, (missing) => {
    const titles = new Map<number, HeardTitle>()
    // Of a name with an article two keys are kept: the shorter one is a part of the other.
    for (const [no, key, length] of keysOf(reader.cache, kind, missing))
      if (key.length + 2 > (titles.get(no)?.spaced.length ?? 0)) titles.set(no, { spaced: ` ${key} `, length })
    return titles
  })
