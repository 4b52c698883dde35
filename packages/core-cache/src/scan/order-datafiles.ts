/**
 * Of several datafiles in one directory the first says which release it is. By their names alone that would hang on the order of ids, and one that
 * came along with other files, as when a directory's content is copied into another's, would take the release's id from it.
 */
import type { Walk } from "@deadwax/core-async"
import { datafileId } from "../identity/datafile.ts"
import { type IssuedIds, releaseKind } from "../identity/issued-ids.ts"
import type { FoundRelease } from "./find-releases.ts"
import { nameOf } from "./paths.ts"

/** What tells whose a datafile is. */
type Known = Pick<IssuedIds, "knownIdOf" | "lastPathOf">

/** How many directories have a datafile of this id. */
const countHolders = (found: ReadonlyArray<FoundRelease>, idOf: (index: number) => string): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const { datafiles } of found) for (const id of new Set(datafiles.map(idOf))) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}

/**
 * The same releases, each with the datafile first that it was known by; else one whose id was nowhere else yet; else one that no other directory
 * has. Among equals the order of names stays.
 */
export const orderDatafiles = (found: ReadonlyArray<FoundRelease>, walk: Walk, ids: Known): ReadonlyArray<FoundRelease> => {
  if (found.every(({ datafiles }) => datafiles.length < 2)) return found
  const idOf = (index: number): string => datafileId(nameOf(walk.paths[index]!)) ?? ""
  const holders = countHolders(found, idOf)
  const rank = (directory: string, id: string): number => {
    if (ids.knownIdOf(releaseKind, directory) === id) return 0
    if (ids.lastPathOf(releaseKind, id) === null) return 1
    return holders.get(id) === 1 ? 2 : 3
  }
  return found.map((release) => {
    if (release.datafiles.length < 2) return release
    const ranked = release.datafiles.map((index) => ({ index, rank: rank(release.directory, idOf(index)) }))
    return { ...release, datafiles: ranked.sort((a, b) => a.rank - b.rank).map(({ index }) => index) }
  })
}
