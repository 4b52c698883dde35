/**
 * The values that releases and tracks share: artists, genres, descriptors, labels (R7). What is listed is what the tags say; of genres also
 * those above them in the tree. Counts are those of the filter by that name, so that a list and what it leads to agree.
 */
import type { Database } from "@deadwax/core-async"
import type { ArtistRow, ValueRow } from "../model/model.ts"
import { ofValues } from "../query-cache/dependency.ts"
import type { Reader } from "../reader.ts"
import { genreRows } from "./genre-rows.ts"

/** Of which values. */
export type ValueKind = "artist" | "genre" | "descriptor" | "label"

const tables = { artist: "artists", genre: "genres", descriptor: "descriptors", label: "labels" } as const

const allNames = ({ cache }: Reader, kind: Exclude<ValueKind, "genre">): ReadonlyArray<string> =>
  (cache.prepare(`select name from ${tables[kind]} order by name`).values() as Array<[string]>).map(([name]) => name)

// The releases on which one of the names is credited, or a track of theirs; and the tracks that are credited, or whose release is.
const artistCounts = `with
  wanted (place, artist_no) as materialized (
    select json_extract(value, '$[0]'), artists.no from json_each(?) join artists on name = json_extract(value, '$[1]')
  ),
  on_release (place, release_no) as materialized (
    select distinct place, release_no from wanted join release_artists on release_artists.artist_no = wanted.artist_no
  ),
  on_track (place, track_no, release_no) as materialized (
    select distinct place, track_no, release_no
    from wanted join track_artists on track_artists.artist_no = wanted.artist_no join tracks on tracks.no = track_no
  )
  select place, 'releases', count(*) from
    (select place, release_no from on_release union select place, release_no from on_track) group by place
  union all
  select place, 'tracks', count(*) from (
    select place, tracks.no from on_release join tracks on tracks.release_no = on_release.release_no
    union select place, track_no from on_track
  ) group by place`

/** Artists with their counts; an alias counts for its main names, too. */
export const artistRows = (reader: Reader, names: ReadonlyArray<string>): ReadonlyArray<ArtistRow> => {
  const pairs = names.flatMap((name, place) => reader.aliases.withAliases(name).map((other) => [place, other] as const))
  const rows = names.map((name) => ({ name, releases: 0, tracks: 0 }))
  const counts = reader.cache.prepare(artistCounts).values(JSON.stringify(pairs))
  for (const [place, of, count] of counts as Array<[number, "releases" | "tracks", number]>) rows[place]![of] = count
  return rows
}

const valueCounts = (kind: "descriptor" | "label"): string =>
  `with sizes (release_no, tracks) as materialized (select release_no, count(*) from tracks group by release_no)
  select name, count(*), sum(coalesce(tracks, 0)), min(is_new)
  from (select distinct release_no, ${kind}_no from release_${kind}s)
    join ${kind}s on ${kind}s.no = ${kind}_no join releases on releases.no = release_no left join sizes using (release_no)
  where name in (select value from json_each(?)) group by name`

/** Descriptors or labels with their counts. */
export const valueRows = (
  reader: Reader,
  kind: "descriptor" | "label",
  names: ReadonlyArray<string>
): ReadonlyArray<ValueRow> => {
  const rows = reader.cache.prepare(valueCounts(kind)).values(JSON.stringify(names)) as Array<[string, number, number, number]>
  const found = new Map(rows.map((row) => [row[0], row]))
  return names.map((name) => {
    const [, releases = 0, tracks = 0, isNew = 0] = found.get(name) ?? []
    return { name, releases, tracks, onlyNewReleases: isNew === 1 }
  })
}

/** Does the library have it? An artist also by an alias, a genre also by one below it. */
export const valueExists = (reader: Reader, kind: ValueKind, name: string): boolean => {
  if (kind === "genre") return reader.names.genreNames(name).length > 0
  const names = kind === "artist" ? reader.names.artistNames(name) : [name]
  const sql = `select 1 from ${tables[kind]} where name in (select value from json_each(?)) limit 1`
  return reader.cache.prepare(sql).get(JSON.stringify(names)) !== undefined
}

const listOf = <A>(kind: ValueKind, read: () => ReadonlyArray<A>) => ({
  condition: ofValues(kind),
  read,
  bytesOf: (rows: ReadonlyArray<A>) => 150 * rows.length
})

/** All artists, bytewise by name. */
export const allArtists = (reader: Reader): ReadonlyArray<ArtistRow> =>
  reader.queries.part(
    "artists",
    listOf("artist", () => artistRows(reader, allNames(reader, "artist")))
  )

/** The names of artists by number, in this order. */
export const artistNames = (cache: Database, nos: ReadonlyArray<number>): ReadonlyArray<string> => {
  const rows = cache
    .prepare("select no, name from artists where no in (select value from json_each(?))")
    .values(JSON.stringify(nos))
  const names = new Map(rows as Array<[number, string]>)
  return nos.flatMap((no) => names.get(no) ?? [])
}

/** Artists of the tags with their counts, from the list of all: counting anew takes longer than all else that a search does. */
export const knownArtists = (reader: Reader, names: ReadonlyArray<string>): ReadonlyArray<ArtistRow> => {
  const wanted = new Set(names)
  const rows = new Map(allArtists(reader).flatMap((row) => (wanted.has(row.name) ? [[row.name, row] as const] : [])))
  return names.flatMap((name) => rows.get(name) ?? [])
}

/** All descriptors or labels, bytewise by name. */
export const allValues = (reader: Reader, kind: "descriptor" | "label"): ReadonlyArray<ValueRow> =>
  reader.queries.part(
    `${kind}s`,
    listOf(kind, () => valueRows(reader, kind, allNames(reader, kind)))
  )

/** All genres: those of the tags and those above them. */
export const allGenres = (reader: Reader): ReadonlyArray<ValueRow> =>
  reader.queries.part(
    "genres",
    listOf("genre", () => genreRows(reader))
  )
