/** Writes one track's row and credits. */

import { type AudioTags, formatArtists, withDefaults } from "@deadwax/core-tags"
import { artistNo } from "../artists/names.ts"
import { roles } from "../artists/roles.ts"
import { releaseFieldsNo } from "../releases/release-fields.ts"
import { foldText } from "../search/fold.ts"
import { heardTitle } from "../search/heard-text.ts"
import type { WriteTransaction } from "../store/store.ts"

/** One file as it is to be stored; paths relative to the root. */
export interface TrackToStore {
  readonly id: string
  readonly duplicateOf: string | null
  /** It has its id for its place alone, though it sounds otherwise: a whole scan is to decide. */
  readonly isDoubtful: boolean
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly lyricsPath: string | null
  readonly tags: AudioTags
  /** What its sound is; null where that cannot be told. */
  readonly essence: string | null
}

/** What became of a track's row. */
export interface StoredTrack {
  readonly no: number
  /** The release that it belonged to before; undefined for a new one. */
  readonly cameFrom: number | undefined
}

/** Inserts or updates by id: a file that moved keeps its row. Another row at the same path is parked first, its file may turn up later. */
export const storeTrack = (tx: WriteTransaction, releaseNo: number, track: TrackToStore): StoredTrack => {
  const { cache } = tx
  const added = tx.isFilling ? addTrack(tx, releaseNo, track) : undefined
  if (added !== undefined) {
    tx.touch("track", track.id, "add")
    storeCredits(tx, added, track.tags)
    return { no: added, cameFrom: undefined }
  }
  const row = cache.prepare("select no, release_no from tracks where id = ?").get(track.id)
  const known = row?.["no"] as number | undefined
  tx.touch("track", track.id, known === undefined ? "add" : "update")
  parkOther(tx, track)
  const no = known ?? insertTrack(tx, releaseNo, track)
  if (known !== undefined) updateTrack(tx, known, releaseNo, track)
  storeCredits(tx, no, track.tags)
  return { no, cameFrom: row?.["release_no"] as number | undefined }
}

const parkOther = ({ cache, affect }: WriteTransaction, track: TrackToStore): void => {
  const other = cache.prepare("select id from tracks where source_path = ? and id <> ?").get(track.path, track.id)
  if (other === undefined) return
  affect("track", String(other["id"]))
  cache.prepare("update tracks set source_path = '/' || no where id = ?").run(String(other["id"]))
}

const columnsOf = (tx: WriteTransaction, releaseNo: number, track: TrackToStore) => {
  const tags = withDefaults(track.tags)
  const sortTitle = foldText(tags.title)
  return [
    releaseNo,
    track.path,
    track.sizeBytes,
    track.modifiedAtUs,
    track.duplicateOf,
    Number(track.isDoubtful),
    releaseFieldsNo(tx, track.tags),
    tags.title,
    sortTitle,
    heardTitle(sortTitle),
    foldText(formatArtists(tags.artists)),
    tags.trackNumber,
    tags.discNumber,
    tags.durationMs,
    tags.format,
    tags.bitrateKbps,
    tags.sampleRateHz,
    tags.channels,
    tags.hasCover,
    tags.hasLyrics,
    track.lyricsPath,
    track.essence
  ] as const
}

const insert = `insert into tracks (release_no, source_path, size_bytes, modified_us, duplicate_of, is_doubtful, release_fields_no, title, sort_title,
    heard_title, sort_artist, track_number, disc_number, duration_ms, format, bitrate_kbps, sample_rate_hz, channels, has_cover, has_lyrics,
    lyrics_path, essence, id)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const insertTrack = (tx: WriteTransaction, releaseNo: number, track: TrackToStore): number =>
  tx.cache.prepare(`${insert} returning no`).get(...columnsOf(tx, releaseNo, track), track.id)!["no"] as number

/** The number of the new row; undefined when there is one of this id or at this path, which is left as it is. */
const addTrack = (tx: WriteTransaction, releaseNo: number, track: TrackToStore): number | undefined =>
  tx.cache.prepare(`${insert} on conflict do nothing returning no`).get(...columnsOf(tx, releaseNo, track), track.id)?.["no"] as
    | number
    | undefined

const updateTrack = (tx: WriteTransaction, no: number, releaseNo: number, track: TrackToStore): void => {
  const { cache } = tx
  cache
    .prepare(
      `update tracks set release_no = ?, source_path = ?, size_bytes = ?, modified_us = ?, duplicate_of = ?, is_doubtful = ?, release_fields_no = ?,
        title = ?, sort_title = ?, heard_title = ?, sort_artist = ?, track_number = ?, disc_number = ?, duration_ms = ?, format = ?, bitrate_kbps = ?, sample_rate_hz = ?,
        channels = ?, has_cover = ?, has_lyrics = ?, lyrics_path = ?, essence = ?
      where no = ?`
    )
    .run(...columnsOf(tx, releaseNo, track), no)
  cache.prepare("delete from track_artists where track_no = ?").run(no)
}

const storeCredits = (tx: WriteTransaction, no: number, tags: AudioTags): void => {
  const credit = tx.cache.prepare("insert into track_artists (track_no, role, position, artist_no) values (?, ?, ?, ?)")
  for (const [role, key] of roles.entries()) {
    for (const [position, name] of tags.artists[key].entries()) credit.run(no, role, position, artistNo(tx, name))
  }
}
