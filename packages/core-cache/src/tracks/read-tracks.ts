/** Reads tracks as the world sees them. A page costs a fixed number of statements, whatever its length. */

import type { Database } from "@deadwax/core-async"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import { lookupText } from "../lookup-text.ts"
import type { Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { absolutePath, relativePath } from "../scan/paths.ts"
import { compareTracks, discKey, type Ordered } from "./track-order.ts"

// In the order of a row of them, see `TrackRow`.
const columns = `tracks.no, tracks.id, release_no, releases.id, tracks.source_path, tracks.title, track_number, disc_number, duration_ms, format,
  bitrate_kbps, sample_rate_hz, channels, size_bytes, has_lyrics, lyrics_path, favorited_us, rating, coalesce(play_count, 0), last_played_us`
const source = "tracks join releases on releases.no = release_no left join track_state on track_state.track_id = tracks.id"

/** Rows come as arrays, of which tracks are made at once: whole lists have one for each track of a library. */
type TrackRow = [
  no: number,
  id: string,
  releaseNo: number,
  releaseId: string,
  sourcePath: string,
  title: string,
  trackNumber: string,
  discNumber: string,
  durationMs: number | null,
  format: string,
  bitrateKbps: number | null,
  sampleRateHz: number | null,
  channels: number | null,
  sizeBytes: number,
  hasLyrics: number,
  lyricsPath: string | null,
  favoritedUs: number | null,
  rating: number | null,
  playCount: number,
  lastPlayedUs: number | null
]

/** What of a reader tracks need. */
type TrackSource = Pick<Reader, "cache" | "root" | "aliases">

/** A track with its release's number. */
export interface NumberedTrack {
  readonly track: Track
  readonly releaseNo: number
}

/** The tracks with these numbers, by number. */
export const tracksByNo = (reader: TrackSource, nos: ReadonlyArray<number>): ReadonlyMap<number, NumberedTrack> => {
  const rows = reader.cache
    .prepare(`select ${columns} from ${source} where tracks.no in (select value from json_each(?))`)
    .values(JSON.stringify(nos)) as unknown as ReadonlyArray<TrackRow>
  const tracks = new Map<number, NumberedTrack>()
  for (const [i, track] of toTracks(reader, rows).entries()) tracks.set(rows[i]![0], { track, releaseNo: rows[i]![2] })
  return tracks
}

/** The number of the track with this id, or at this absolute path. */
export const findTrackNo = ({ cache, root }: TrackSource, idOrPath: string): number | undefined =>
  cache
    .prepare("select no from tracks where id = ? or source_path = ?")
    .get(lookupText(idOrPath), lookupText(relativePath(root, idOrPath)))?.["no"] as number | undefined

/** One track by id, or by its absolute path. */
export const findTrack = (reader: TrackSource, idOrPath: string): Track | undefined => {
  const no = findTrackNo(reader, idOrPath)
  return no === undefined ? undefined : tracksByNo(reader, [no]).get(no)?.track
}

/** The tracks with these ids, by id; those that are not there are left out. */
export const tracksById = (reader: TrackSource, ids: ReadonlyArray<string>): ReadonlyMap<string, Track> => {
  const rows = reader.cache
    .prepare(`select ${columns} from ${source} where tracks.id in (select value from json_each(?))`)
    .values(JSON.stringify(ids)) as unknown as ReadonlyArray<TrackRow>
  return new Map(toTracks(reader, rows).map((track) => [track.id, track]))
}

/** The numbers of the tracks of some releases, by the release's number, each in disc and track order. */
export const tracklists = (cache: Database, releaseNos: ReadonlyArray<number>): ReadonlyMap<number, ReadonlyArray<number>> => {
  const rows = cache
    .prepare(
      `select no, release_no as releaseNo, disc_number as discNumber, track_number as trackNumber, source_path as path
      from tracks where release_no in (select value from json_each(?))`
    )
    .all(JSON.stringify(releaseNos)) as unknown as Array<Ordered & { readonly no: number; readonly releaseNo: number }>
  const lists = new Map<number, Array<number>>(releaseNos.map((no) => [no, []]))
  for (const { no, releaseNo } of rows.sort(compareTracks)) lists.get(releaseNo)!.push(no)
  return lists
}

/** All tracks of some releases, by the release's number, each in disc and track order: what `tracklists` and `tracksByNo` answer, by one look. */
export const tracksInReleases = (
  reader: TrackSource,
  releaseNos: ReadonlyArray<number>
): ReadonlyMap<number, ReadonlyArray<Track>> => {
  const rows = reader.cache
    .prepare(`select ${columns} from ${source} where release_no in (select value from json_each(?))`)
    .values(JSON.stringify(releaseNos)) as unknown as ReadonlyArray<TrackRow>
  const lists = new Map<number, Array<Ordered & { readonly track: Track }>>(releaseNos.map((no) => [no, []]))
  for (const [i, track] of toTracks(reader, rows).entries()) {
    const [, , releaseNo, , path] = rows[i]!
    lists.get(releaseNo)!.push({ track, path, discNumber: track.discNumber, trackNumber: track.trackNumber })
  }
  return new Map(Array.from(lists, ([no, list]) => [no, list.sort(compareTracks).map(({ track }) => track)]))
}

/** A release's tracks in disc and track order. */
export const tracksOfRelease = (reader: TrackSource, releaseNo: number): ReadonlyArray<Track> => {
  const nos = tracklists(reader.cache, [releaseNo]).get(releaseNo) ?? []
  const tracks = tracksByNo(reader, nos)
  return nos.map((no) => tracks.get(no)!.track)
}

const toTracks = ({ cache, root, aliases }: TrackSource, rows: ReadonlyArray<TrackRow>): ReadonlyArray<Track> => {
  const artists = readCredits(cache, "track", JSON.stringify(rows.map((row) => row[0])), aliases)
  const discs = readDiscs(cache, JSON.stringify([...new Set(rows.map((row) => row[2]))]))
  return rows.map((row): Track => {
    const [no, id, releaseNo, releaseId, sourcePath, title, trackNumber, discNumber, durationMs, format] = row
    const [, , , , , , , , , , bitrateKbps, sampleRateHz, channels, sizeBytes, hasLyrics, lyricsPath, favoritedUs] = row
    const totals = discs.get(releaseNo)
    return {
      id,
      releaseId,
      title,
      trackNumber,
      discNumber,
      format,
      bitrateKbps,
      sampleRateHz,
      channels,
      sizeBytes,
      rating: row[17],
      playCount: row[18],
      sourcePath: absolutePath(root, sourcePath),
      durationSeconds: durationMs === null ? null : roundHalfEven(durationMs / 1000),
      trackTotal: totals?.get(discKey(discNumber)) ?? 0,
      discTotal: totals?.size ?? 0,
      artists: artists.get(no) ?? noArtists(),
      lyrics: lyricsPath !== null ? "file" : hasLyrics === 1 ? "tags" : null,
      lyricsPath: lyricsPath === null ? null : absolutePath(root, lyricsPath),
      isFavorite: favoritedUs !== null,
      lastPlayedAt: row[19] === null ? null : new Date(row[19] / 1000).toISOString()
    }
  })
}

/** Tracks per disc, by release: totals are counted, never stored (S8). */
const readDiscs = (cache: Database, releaseNos: string): ReadonlyMap<number, ReadonlyMap<string, number>> => {
  const rows = cache
    .prepare(
      "select release_no, disc_number, count(*) from tracks where release_no in (select value from json_each(?)) group by release_no, disc_number"
    )
    .values(releaseNos) as Array<[number, string, number]>
  const discs = new Map<number, Map<string, number>>()
  for (const [no, disc, count] of rows) {
    const counts = discs.get(no) ?? new Map<string, number>()
    discs.set(no, counts)
    counts.set(discKey(disc), (counts.get(discKey(disc)) ?? 0) + count)
  }
  return discs
}

// The library format's rule: whole seconds, a half goes to the even one.
const roundHalfEven = (value: number): number => {
  const floor = Math.floor(value)
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value)
}
