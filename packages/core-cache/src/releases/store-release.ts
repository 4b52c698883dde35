/**
 * Writes one release whole: its row, its changed tracks, its values, its search documents. Runs inside one transaction (S10).
 * The release's own fields are put together again from all of its tracks, read now or before (U16).
 */
import type { Database } from "@deadwax/core-async"
import { formatArtists } from "@deadwax/core-tags"
import { artistNo, valueNo } from "../artists/names.ts"
import { roles } from "../artists/roles.ts"
import { looseType } from "../filter/filter.ts"
import { foldText } from "../search/fold.ts"
import { heardTitle } from "../search/heard-text.ts"
import { markRelease, removeReleaseDocument, removeTrackDocument } from "../search/index-documents.ts"
import type { WriteTransaction } from "../store/store.ts"
import { storeTrack, type TrackToStore } from "../tracks/store-track.ts"
import { compareTracks } from "../tracks/track-order.ts"
import { mergeReleaseFields, parseReleaseFields, type ReleaseFields, untitled } from "./release-fields.ts"

interface FileStamp {
  readonly path: string
  readonly modifiedAtUs: number
}

/** One release as it is to be stored; paths relative to the root. */
export interface ReleaseToStore {
  readonly id: string
  readonly duplicateOf: string | null
  readonly path: string
  /** Files of the root or of one directory that have an album in common; `path` is the first file's. */
  readonly isByAlbum: boolean
  readonly datafile: (FileStamp & { readonly sizeBytes: number }) | null
  readonly cover: FileStamp | null
  readonly isNew: boolean
  readonly addedAt: string | null
  /** Tracks whose rows stay as they are. */
  readonly unchangedTracks: ReadonlyArray<number>
  readonly tracks: ReadonlyArray<TrackToStore>
}

/** Stores the release; tracks of it that are neither stored nor unchanged lose their row. Answers its number. */
export const storeRelease = (tx: WriteTransaction, release: ReleaseToStore): number => {
  const { no, isNew } = upsertRelease(tx, release)
  const kept = new Set(release.unchangedTracks)
  adoptUnchanged(tx, no, release.unchangedTracks)
  const left = new Set<number>()
  for (const track of release.tracks) {
    const stored = storeTrack(tx, no, track)
    kept.add(stored.no)
    if (stored.cameFrom !== undefined && stored.cameFrom !== no) left.add(stored.cameFrom)
  }
  if (!isNew) removeOtherTracks(tx, no, kept)
  writeMerged(tx, no, isLoose(release.isByAlbum, release.path), isNew)
  for (const other of left) refreshLeft(tx, other)
  return no
}

/** Files of the root itself; a parked row (see upsertRelease) is stored again under a path of its own, or goes. */
const isLoose = (isByAlbum: boolean, path: string): boolean => isByAlbum && !path.includes("/")

/** The release's own fields, put together from all of its tracks. */
const writeMerged = (tx: WriteTransaction, no: number, isLoose: boolean, isNew: boolean): void => {
  const { cache } = tx
  const rows = tracksOf(cache, no)
  const fields = mergeReleaseFields(distinctFields(rows))
  const cover = rows.find((row) => row.hasCover === 1)?.no ?? null
  const artists = creditedArtists(cache, fields, rows)
  writeFields(cache, no, { ...fields, artists, type: isLoose ? looseType : fields.type }, cover)
  writeValues(tx, no, isNew, { ...fields, artists })
  markRelease(cache, no)
}

// A release that a track has left may lie outside what this scan looks at; one without tracks goes when the scan ends.
const refreshLeft = (tx: WriteTransaction, no: number): void => {
  const sql =
    "select id, kind, source_path from releases where no = ? and exists (select 1 from tracks where release_no = releases.no)"
  const row = tx.cache.prepare(sql).get(no)
  if (row === undefined) return
  tx.touch("release", String(row["id"]), "update")
  writeMerged(tx, no, isLoose(row["kind"] === 1, String(row["source_path"])), false)
}

// A release that got another id at the same path takes its unchanged tracks along.
const adoptUnchanged = ({ cache, affect }: WriteTransaction, no: number, tracks: ReadonlyArray<number>): void => {
  const find = cache.prepare("select id from tracks where no = ? and release_no <> ?")
  const adopt = cache.prepare("update tracks set release_no = ? where no = ?")
  for (const track of tracks) {
    const row = find.get(track, no)
    if (row === undefined) continue
    affect("track", String(row["id"]))
    adopt.run(no, track)
  }
}

// Tracks of a release mostly carry the same set: each is parsed once, in the order of its first track.
const distinctFields = (rows: ReadonlyArray<TrackRow>): ReadonlyArray<ReleaseFields> =>
  [...new Set(rows.map((row) => row.fields))].map(parseReleaseFields)

const upsertRelease = (tx: WriteTransaction, release: ReleaseToStore) => {
  const { cache } = tx
  const known = cache.prepare("select no from releases where id = ?").get(release.id)
  tx.touch("release", release.id, known === undefined ? "add" : "update")
  parkOther(tx, release)
  const columns = [
    release.path,
    release.isByAlbum,
    release.datafile?.path ?? null,
    release.datafile?.sizeBytes ?? null,
    release.datafile?.modifiedAtUs ?? null,
    release.cover?.path ?? null,
    release.cover?.modifiedAtUs ?? null,
    release.addedAt,
    addedSeconds(release.addedAt),
    release.isNew,
    release.duplicateOf
  ] as const
  if (known === undefined) {
    const sql = `insert into releases (source_path, kind, datafile_path, datafile_size_bytes, datafile_modified_us, cover_path,
        cover_modified_us, added_at, added_seconds, is_new, duplicate_of, id, title, sort_title, sort_artist, type)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', '', '', '') returning no`
    const row = cache.prepare(sql).get(...columns, release.id)!
    return { no: row["no"] as number, isNew: true }
  }
  cache
    .prepare(
      `update releases set source_path = ?, kind = ?, datafile_path = ?, datafile_size_bytes = ?, datafile_modified_us = ?,
        cover_path = ?, cover_modified_us = ?, added_at = ?, added_seconds = ?, is_new = ?, duplicate_of = ? where no = ?`
    )
    .run(...columns, known["no"] as number)
  return { no: known["no"] as number, isNew: false }
}

/** Another release at the same path waits under none, for its files to turn up elsewhere. */
const parkOther = ({ cache, affect }: WriteTransaction, release: ReleaseToStore): void => {
  const other = cache.prepare("select id from releases where source_path = ? and id <> ?").get(release.path, release.id)
  if (other === undefined) return
  affect("release", String(other["id"]))
  cache.prepare("update releases set source_path = '/' || no where id = ?").run(String(other["id"]))
}

const removeOtherTracks = (tx: WriteTransaction, releaseNo: number, keep: ReadonlySet<number>): void => {
  const rows = tx.cache.prepare("select no, id from tracks where release_no = ?").values(releaseNo) as Array<[number, string]>
  for (const [no, id] of rows) if (!keep.has(no)) removeTrack(tx, no, id)
}

/** Removes a track's row with its credits and search document. */
export const removeTrack = (tx: WriteTransaction, no: number, id: string): void => {
  tx.touch("track", id, "remove")
  removeTrackDocument(tx.cache, no)
  tx.cache.prepare("delete from tracks where no = ?").run(no)
}

/** Removes a release's row; its tracks must be gone or belong elsewhere by now. */
export const removeRelease = (tx: WriteTransaction, no: number, id: string): void => {
  tx.touch("release", id, "remove")
  removeReleaseDocument(tx.cache, no)
  tx.cache.prepare("delete from releases where no = ?").run(no)
}

interface TrackRow {
  readonly no: number
  readonly path: string
  readonly discNumber: string
  readonly trackNumber: string
  readonly hasCover: number
  readonly fields: string
}

const tracksOf = (cache: Database, releaseNo: number): ReadonlyArray<TrackRow> => {
  const rows = cache
    .prepare(
      `select tracks.no, source_path as path, disc_number as discNumber, track_number as trackNumber, has_cover as hasCover, fields
      from tracks join release_fields on release_fields.no = release_fields_no where release_no = ?`
    )
    .all(releaseNo) as unknown as Array<TrackRow>
  return rows.sort(compareTracks)
}

const writeFields = (cache: Database, no: number, fields: ReleaseFields, coverTrackNo: number | null): void => {
  const title = fields.title ?? untitled
  const sortTitle = foldText(title)
  cache
    .prepare(
      `update releases set title = ?, sort_title = ?, heard_title = ?, sort_artist = ?, type = ?, release_date = ?, original_date = ?,
        composition_date = ?, catalog_number = ?, edition = ?, cover_track_no = ? where no = ?`
    )
    .run(
      title,
      sortTitle,
      heardTitle(sortTitle),
      foldText(formatArtists(fields.artists)),
      fields.type ?? "unknown",
      fields.releaseDate,
      fields.originalDate,
      fields.compositionDate,
      fields.catalogNumber,
      fields.edition,
      coverTrackNo,
      no
    )
}

/** When a release was added, to sort by. Texts that are no such time (of other programs, or by hand) have no place. */
const addedSeconds = (addedAt: string | null): number | null => {
  const isTime = addedAt !== null && /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/.test(addedAt)
  const ms = isTime ? Date.parse(addedAt.replace(" ", "T")) : Number.NaN
  return Number.isNaN(ms) ? null : Math.floor(ms / 1000)
}

const creditedArtists = (cache: Database, fields: ReleaseFields, rows: ReadonlyArray<TrackRow>): ReleaseFields["artists"] => {
  const isCredited = roles.some((role) => fields.artists[role].length > 0)
  return isCredited ? fields.artists : { ...fields.artists, main: sharedMainArtists(cache, rows) }
}

const writeValues = (tx: WriteTransaction, no: number, isNew: boolean, fields: ReleaseFields): void => {
  const { cache } = tx
  for (const table of isNew ? [] : ["release_artists", "release_genres", "release_labels", "release_descriptors"]) {
    cache.prepare(`delete from ${table} where release_no = ?`).run(no)
  }
  const credit = cache.prepare("insert into release_artists (release_no, role, position, artist_no) values (?, ?, ?, ?)")
  for (const [role, key] of roles.entries()) {
    for (const [position, name] of fields.artists[key].entries()) credit.run(no, role, position, artistNo(tx, name))
  }
  const genre = cache.prepare("insert into release_genres (release_no, is_secondary, position, genre_no) values (?, ?, ?, ?)")
  for (const [i, name] of fields.genres.entries()) genre.run(no, 0, i, valueNo(tx, "genres", name))
  for (const [i, name] of fields.secondaryGenres.entries()) genre.run(no, 1, i, valueNo(tx, "genres", name))
  const label = cache.prepare("insert into release_labels (release_no, position, label_no) values (?, ?, ?)")
  for (const [i, name] of fields.labels.entries()) label.run(no, i, valueNo(tx, "labels", name))
  const descriptor = cache.prepare("insert into release_descriptors (release_no, position, descriptor_no) values (?, ?, ?)")
  for (const [i, name] of fields.descriptors.entries()) descriptor.run(no, i, valueNo(tx, "descriptors", name))
}

const artistsOfTrack = (cache: Database, trackNo: number, role?: number): ReadonlyArray<string> => {
  const rows = cache
    .prepare(
      `select name, role from track_artists join artists on artists.no = artist_no where track_no = ? order by role, position`
    )
    .values(trackNo) as Array<[string, number]>
  return rows.filter((row) => role === undefined || row[1] === role).map((row) => row[0])
}

// No file names the release's artist: if all tracks have the same main artists, it is theirs.
const sharedMainArtists = (cache: Database, rows: ReadonlyArray<TrackRow>): ReadonlyArray<string> => {
  const [first = [], ...others] = rows.map((row) => artistsOfTrack(cache, row.no, 0))
  return others.every((names) => names.length === first.length && names.every((name, i) => name === first[i])) ? first : []
}
