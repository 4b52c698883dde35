/**
 * Which of the files that a look found gone is which of those that it found new, where the source says no hash and gives no ids that last: one
 * that went and one that came, of one size and one time, and no third of either. It is a guess, which somebody proves by looking at both; where there is a choice
 * there is no guess.
 */
import type { Entry } from "../sources/source.ts"

/** What a source says of a file. */
export type SeenFile = Pick<Entry, "sizeBytes" | "modifiedAtUs" | "revision" | "hash">

/**
 * What a file keeps when it is renamed; undefined: that cannot be told. Where a source tells no time, its word for the content stands for that. Files with a
 * hash are known by it (K9), and empty ones are all alike.
 */
export const keptBy = ({ sizeBytes, modifiedAtUs, revision, hash }: SeenFile): string | undefined => {
  if (sizeBytes === null || sizeBytes === 0 || hash !== null) return undefined
  return modifiedAtUs === null ? `${sizeBytes} as ${revision}` : `${sizeBytes} at ${modifiedAtUs}`
}

/** The one file of each key; null where there are several. */
const oneOfEach = <File extends SeenFile>(files: Iterable<File>): ReadonlyMap<string, File | null> => {
  const found = new Map<string, File | null>()
  for (const file of files) {
    const key = keptBy(file)
    if (key !== undefined) found.set(key, found.has(key) ? null : file)
  }
  return found
}

/** The pairs, in the order of what is gone. The order of either decides nothing else. */
export const decideRenames = <Gone extends SeenFile, Come extends SeenFile>(
  gone: Iterable<Gone>,
  come: Iterable<Come>
): ReadonlyArray<readonly [gone: Gone, come: Come]> => {
  const left = oneOfEach(gone)
  if (left.size === 0) return []
  const arrived = oneOfEach(come)
  return [...left].flatMap(([key, before]) => {
    const after = arrived.get(key)
    return before === null || after === null || after === undefined ? [] : [[before, after] as const]
  })
}
