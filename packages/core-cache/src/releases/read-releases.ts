/** Reads releases as the world sees them. A page costs a fixed number of statements, whatever its length. */

import type { Database, SqlValue } from "@deadwax/core-async"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import { parentsOf } from "../genres/genre-tree.ts"
import { lookupText } from "../lookup-text.ts"
import type { Release } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { absolutePath, relativePath } from "../scan/paths.ts"

const columns = `releases.no, releases.id, source_path as sourcePath, cover_path as coverPath,
  cover_track_no as coverTrackNo, added_at as addedAt, title, type,
  release_date as releaseDate, original_date as originalDate, composition_date as compositionDate,
  catalog_number as catalogNumber, edition, is_new as isNew`

interface ReleaseRow {
  readonly no: number
  readonly id: string
  readonly sourcePath: string
  readonly coverPath: string | null
  readonly coverTrackNo: number | null
  readonly isNew: number
}

/** What of a reader releases need. */
type ReleaseSource = Pick<Reader, "cache" | "root" | "aliases" | "genres">

/** The releases with these numbers, by number. */
export const releasesByNo = (reader: ReleaseSource, nos: ReadonlyArray<number>): ReadonlyMap<number, Release> => {
  const rows = reader.cache
    .prepare(`select ${columns} from releases where no in (select value from json_each(?))`)
    .all(JSON.stringify(nos)) as unknown as ReadonlyArray<ReleaseRow>
  return new Map(toReleases(reader, rows).map((release, i) => [rows[i]!.no, release]))
}

/** The number of the release with this id, or at this absolute path. */
export const findReleaseNo = ({ cache, root }: ReleaseSource, idOrPath: string): number | undefined =>
  cache
    .prepare("select no from releases where id = ? or source_path = ?")
    .get(lookupText(idOrPath), lookupText(relativePath(root, idOrPath)))?.["no"] as number | undefined

/** One release by id, or by its absolute path. */
export const findRelease = (reader: ReleaseSource, idOrPath: string): Release | undefined => {
  const no = findReleaseNo(reader, idOrPath)
  return no === undefined ? undefined : releasesByNo(reader, [no]).get(no)
}

/** The releases with these ids, by id; those that are not there are left out. */
export const releasesById = (reader: ReleaseSource, ids: ReadonlyArray<string>): ReadonlyMap<string, Release> => {
  const rows = reader.cache
    .prepare(`select ${columns} from releases where id in (select value from json_each(?))`)
    .all(JSON.stringify(ids))
  return new Map(toReleases(reader, rows as never).map((release) => [release.id, release]))
}

const toReleases = (reader: ReleaseSource, rows: ReadonlyArray<ReleaseRow>): ReadonlyArray<Release> => {
  const { cache, root } = reader
  const nos = JSON.stringify(rows.map((row) => row.no))
  const artists = readCredits(cache, "release", nos, reader.aliases)
  const totals = readTotals(cache, nos)
  const genres = readValues(
    cache,
    "select release_no, name, is_secondary from release_genres join genres on genres.no = genre_no where release_no in (select value from json_each(?)) order by release_no, is_secondary, position",
    nos
  )
  const labels = readValues(
    cache,
    "select release_no, name, 0 from release_labels join labels on labels.no = label_no where release_no in (select value from json_each(?)) order by release_no, position",
    nos
  )
  const descriptors = readValues(
    cache,
    "select release_no, name, 0 from release_descriptors join descriptors on descriptors.no = descriptor_no where release_no in (select value from json_each(?)) order by release_no, position",
    nos
  )
  return rows.map(({ no, isNew, sourcePath, coverPath, coverTrackNo, ...row }) => {
    const total = totals.get(no)
    return {
      ...(row as unknown as Pick<Release, "id" | "addedAt" | "title" | "type" | "releaseDate" | "originalDate">),
      ...(row as unknown as Pick<Release, "compositionDate" | "catalogNumber" | "edition">),
      sourcePath: absolutePath(root, sourcePath),
      cover: coverPath !== null ? "file" : coverTrackNo !== null ? "tags" : null,
      coverPath: coverPath === null ? null : absolutePath(root, coverPath),
      isNew: isNew === 1,
      discTotal: total?.discs ?? 0,
      trackTotal: total?.tracks ?? 0,
      durationSeconds: total?.seconds ?? 0,
      genres: genres(no, 0),
      parentGenres: parentsOf(reader.genres(), genres(no, 0)),
      secondaryGenres: genres(no, 1),
      parentSecondaryGenres: parentsOf(reader.genres(), genres(no, 1)),
      descriptors: descriptors(no, 0),
      labels: labels(no, 0),
      artists: artists.get(no) ?? noArtists()
    }
  })
}

interface Totals {
  readonly discs: number
  readonly tracks: number
  readonly seconds: number
}

// `1` and `01` are one disc; a text like `A` is one of its own.
const discOf = "case when disc_number glob '*[^0-9]*' or disc_number = '' then disc_number else ltrim(disc_number, '0') end"

const readTotals = (cache: Database, nos: string): ReadonlyMap<number, Totals> => {
  const rows = cache
    .prepare(
      `select release_no, count(distinct ${discOf}), count(*), sum(coalesce(duration_ms, 0)) from tracks
      where release_no in (select value from json_each(?)) group by release_no`
    )
    .values(nos) as Array<[number, number, number, number]>
  return new Map(rows.map(([no, discs, tracks, ms]) => [no, { discs, tracks, seconds: Math.round(ms / 1000) }]))
}

/** Rows of (release, name, group) as a look-up that always answers a list. */
const readValues = (cache: Database, sql: string, nos: string): ((no: number, group: SqlValue) => ReadonlyArray<string>) => {
  const lists = new Map<string, Array<string>>()
  for (const [no, name, group] of cache.prepare(sql).values(nos) as Array<[number, string, number]>) {
    const key = `${no}:${group}`
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [name])
    else list.push(name)
  }
  return (no, group) => lists.get(`${no}:${group}`) ?? []
}
