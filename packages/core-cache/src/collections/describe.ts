/** What the members of a collection are called now: `[date] Artists - Title`, for a whole collection in one query (U12). */
import type { Database } from "@deadwax/core-async"
import { formatArtists } from "@deadwax/core-tags"
import { byRole } from "../artists/printed-credit.ts"
import { roles } from "../artists/roles.ts"
import type { CollectionKind } from "./kind.ts"

// The credits come with the row, as a list of [role, name] in their order. Rows that lost their path (see storeTrack) are not there.
const releases = `select releases.id, title, coalesce(original_date, release_date) as date,
    (select json_group_array(json_array(role, name) order by role, position) from release_artists
      join artists on artists.no = artist_no where release_no = releases.no) as credits
  from releases where releases.id in (select value from json_each(?)) and source_path not like '/%'`
const tracks = `select tracks.id, tracks.title, coalesce(original_date, release_date) as date,
    (select json_group_array(json_array(role, name) order by role, position) from track_artists
      join artists on artists.no = artist_no where track_no = tracks.no) as credits
  from tracks join releases on releases.no = release_no
  where tracks.id in (select value from json_each(?)) and tracks.source_path not like '/%'`

/** The descriptions of those ids that are there. */
export const describeMembers = (
  cache: Database,
  kind: CollectionKind,
  ids: ReadonlyArray<string>
): ReadonlyMap<string, string> => {
  const rows = cache.prepare(kind.member === "release" ? releases : tracks).values(JSON.stringify([...new Set(ids)]))
  return new Map(
    (rows as Array<[string, string, string | null, string]>).map(([id, title, date, credits]) => [
      id,
      `[${date ?? "0000-00-00"}] ${creditText(credits)} - ${title}`
    ])
  )
}

const creditText = (json: string): string => {
  const credits = JSON.parse(json) as ReadonlyArray<readonly [role: number, name: string]>
  return formatArtists(byRole((role) => credits.filter(([no]) => roles[no] === role).map(([, name]) => name)))
}
