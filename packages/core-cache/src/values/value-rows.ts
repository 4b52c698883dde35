/**
 * The values that releases and tracks share: artists (artist-rows.ts), genres, descriptors, labels (R7). What is listed is what the tags say; of genres also
 * those above them in the tree. Counts are those of the filter by that name, so that a list and what it leads to agree.
 */
import type { ValueRow } from "../model/model.ts"
import { ofValues } from "../query-cache/dependency.ts"
import type { Reader } from "../reader.ts"
import { genreRows } from "./genre-rows.ts"

/** Of which values. */
export type ValueKind = "artist" | "genre" | "descriptor" | "label"

const tables = { artist: "artists", genre: "genres", descriptor: "descriptors", label: "labels" } as const

const allNames = ({ cache }: Reader, kind: "descriptor" | "label"): ReadonlyArray<string> =>
  (cache.prepare(`select name from ${tables[kind]} order by name`).values() as Array<[string]>).map(([name]) => name)

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
