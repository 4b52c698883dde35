/** Which collections a change of releases and tracks concerns (U13): exactly those that hold one of them. */
import type { Database } from "@deadwax/core-async"
import type { Touched } from "../store/touched.ts"

/**
 * Marks the collections that hold a changed release or track, in the transaction that changed it. A release's date is part of what its
 * tracks are called, so a changed release concerns the playlists of all its tracks.
 */
export const markStale = (cache: Database, touched: ReadonlyArray<Touched>): void => {
  const idsOf = (kind: Touched["kind"]) => [
    ...new Set(touched.filter((entity) => entity.kind === kind).map((entity) => entity.id))
  ]
  const releases = idsOf("release")
  const tracks = idsOf("track")
  if (releases.length > 0) {
    const ids = JSON.stringify(releases)
    markMembers(cache, 0, releases)
    cache
      .prepare(
        `insert or ignore into stale_collections (no) select collection_no from releases
          join tracks on release_no = releases.no join collection_members on collection_members.kind = 1 and collection_members.id = tracks.id
        where releases.id in (select value from json_each(?))`
      )
      .run(ids)
  }
  if (tracks.length > 0) markMembers(cache, 1, tracks)
}

/** Marks the collections of a kind that hold one of these ids, or an entry whose id was merged into another and is itself again. */
export const markMembers = (cache: Database, kind: 0 | 1, ids: ReadonlyArray<string>): void => {
  const text = JSON.stringify(ids)
  for (const sql of [
    "select collection_no from collection_members where kind = ? and id in (select value from json_each(?))",
    "select collection_no from collection_members where kind = ? and file_id in (select value from json_each(?)) and file_id <> id"
  ])
    cache.prepare(`insert or ignore into stale_collections (no) ${sql}`).run(kind, text)
}
