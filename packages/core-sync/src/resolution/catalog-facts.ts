/** What the catalog knows of tracks: with which bytes they came, and from where. */
import type { Database } from "@deadwax/core-async"
import type { LikeTrack } from "@deadwax/core-cache"

const ids = (rows: ReadonlyArray<ReadonlyArray<unknown>>): ReadonlyArray<string> => rows.map(([id]) => String(id))

/** The digests with which these tracks came, by id. A file that was changed since has none: nobody knows what it holds. */
export const contentsOf = (database: Database, tracks: ReadonlyArray<LikeTrack>): ReadonlyMap<string, string> => {
  const read = database.prepare(
    `select local_hash from catalog where track_id = ? and local_path = ? and local_size_bytes = ? and local_modified_us = ?
      and local_hash is not null`
  )
  return new Map(
    tracks.flatMap(({ trackId, path, sizeBytes, modifiedAtUs }) =>
      read
        .values(trackId, path, sizeBytes, modifiedAtUs)
        .slice(0, 1)
        .map(([hash]) => [trackId, String(hash)] as const)
    )
  )
}

/** The tracks that came with one of these digests, whatever became of them since. */
export const tracksWithContent = (database: Database, contents: Iterable<string>): ReadonlyArray<string> =>
  ids(
    database
      .prepare("select track_id from json_each(?) as sought join catalog on local_hash = sought.value where track_id is not null")
      .values(JSON.stringify([...contents]))
  )

/** Those of these tracks that are files of a source. */
export const tracksOfSource = (database: Database, sourceNo: number, trackIds: ReadonlyArray<string>): ReadonlySet<string> =>
  new Set(
    ids(
      database
        .prepare("select track_id from json_each(?) as sought join catalog on track_id = sought.value where source_no = ?")
        .values(JSON.stringify(trackIds), sourceNo)
    )
  )

/**
 * The next tracks that are files of a source, after a number of the catalog: along the index of what is here, which is in that order. By one of
 * the source's rows (the sign keeps it away) each page would be found by sorting all.
 */
export const placedAfter = (
  database: Database,
  sourceNo: number,
  { after, limit }: { readonly after: number; readonly limit: number }
): ReadonlyArray<{ readonly no: number; readonly trackId: string }> =>
  database
    .prepare(
      `select no, track_id as trackId from catalog
      where +source_no = ? and no > ? and track_id is not null and local_path is not null order by no limit ?`
    )
    .all(sourceNo, after, limit) as unknown as ReadonlyArray<{ readonly no: number; readonly trackId: string }>

/** The names of the sources that these tracks are files of, by id; the user's own are left out. */
export const sourceNames = (database: Database, trackIds: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(
    database
      .prepare(
        `select track_id, sources.name from json_each(?) as sought join catalog on track_id = sought.value
          join sources on sources.no = source_no where local_path is not null order by catalog.no desc`
      )
      .values(JSON.stringify(trackIds))
      .map(([id, name]) => [String(id), String(name)] as const)
  )
