/**
 * What an edit must know of a release or a track: where it is, and whom its directory belongs to. Paths are relative to the root.
 *
 * What a scan that was cut off left without a path is nowhere: joined to the root, its number would name a directory of the user's.
 */

import type { Database } from "@deadwax/core-async"
import { CacheError } from "../cache-error.ts"
import { lookupText } from "../lookup-text.ts"
import { directoryOf, isParked } from "../scan/paths.ts"

export interface KnownRelease {
  readonly no: number
  readonly id: string
  readonly path: string
  readonly datafilePath: string | null
  /** Files of the root or of one directory that have an album in common, and no directory of their own; `path` is the first file's. */
  readonly isByAlbum: boolean
  /** Its files, wherever they are; those of which that is not known are left out. */
  readonly trackPaths: ReadonlyArray<string>
  /** Files of another release lie in its directory. */
  readonly isShared: boolean
}

/** One release by id, as the cache knows it. Throws `usage` where it is not known where it is. */
export const knownRelease = (cache: Database, id: string): KnownRelease | undefined => {
  const row = cache
    .prepare("select no, source_path as path, datafile_path as datafile, kind from releases where id = ?")
    .get(lookupText(id))
  if (row === undefined) return undefined
  const no = row["no"] as number
  const path = placeOf("release", id, row["path"])
  const tracks = cache.prepare("select source_path from tracks where release_no = ? order by source_path").values(no) as Array<
    [string]
  >
  const other = cache.prepare(
    "select 1 as one from tracks where source_path > ? || '/' and source_path < ? || '0' and release_no <> ? limit 1"
  )
  return {
    no,
    id,
    path,
    datafilePath: row["datafile"] as string | null,
    isByAlbum: row["kind"] === 1,
    trackPaths: tracks.map(([track]) => track).filter((track) => !isParked(track)),
    isShared: other.get(path, path, no) !== undefined
  }
}

/** Where a track is, and the directory to look at again when it changes ("" for loose files). Throws as `knownRelease` does. */
export const knownTrack = (cache: Database, id: string): { readonly path: string; readonly directory: string } | undefined => {
  const row = cache
    .prepare(
      `select tracks.source_path as path, case when kind = 1 then null else releases.source_path end as directory
      from tracks join releases on releases.no = release_no where tracks.id = ?`
    )
    .get(lookupText(id))
  if (row === undefined) return undefined
  const path = placeOf("track", id, row["path"])
  const directory = row["directory"]
  return { path, directory: typeof directory !== "string" || isParked(directory) ? directoryOf(path) : directory }
}

const placeOf = (kind: "release" | "track", id: string, path: unknown): string => {
  const place = String(path)
  if (!isParked(place)) return place
  throw new CacheError({
    reason: "usage",
    message: `it is not known where the ${kind} ${id} is: the scan that was to find it did not come to its end`,
    remedy: "Scan the library, and try again."
  })
}
