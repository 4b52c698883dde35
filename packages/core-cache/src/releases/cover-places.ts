/** Where the cover of a release is: in the file beside its music, else in the tags of its tracks (U19). */

import { releaseKind } from "../identity/issued-ids.ts"
import { lookupText } from "../lookup-text.ts"
import type { Reader } from "../reader.ts"
import { absolutePath, relativePath } from "../scan/paths.ts"
import { compareTracks, type Ordered } from "../tracks/track-order.ts"

/** A file that is the picture, or an audio file that holds it. `path` is absolute. */
export interface CoverPlace {
  readonly path: string
  readonly isEmbedded: boolean
}

// A picture may turn out to be none, or its file to be gone: then the next one is asked.
const mostTracks = 16

/** The places of a release's cover, the best first; empty when it has none, undefined when there is no such release. */
export const coverPlaces = (reader: Reader, idOrPath: string): ReadonlyArray<CoverPlace> | undefined => {
  const { cache, root } = reader
  const row = cache
    .prepare("select no, cover_path as coverPath from releases where id in (?, ?) or source_path = ?")
    .get(lookupText(idOrPath), lookupText(reader.survivorOf(releaseKind, idOrPath)), lookupText(relativePath(root, idOrPath)))
  if (row === undefined) return undefined
  const file = typeof row["coverPath"] === "string" ? [row["coverPath"]] : []
  const tracks = cache
    .prepare(
      `select source_path as path, disc_number as discNumber, track_number as trackNumber from tracks
      where release_no = ? and has_cover = 1`
    )
    .all(row["no"] as number) as unknown as Array<Ordered>
  const embedded = tracks.sort(compareTracks).slice(0, mostTracks)
  return [
    ...file.map((path) => ({ path: absolutePath(root, path), isEmbedded: false })),
    ...embedded.map(({ path }) => ({ path: absolutePath(root, path), isEmbedded: true }))
  ]
}
