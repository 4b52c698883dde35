/** What cache.db remembers of the files: the side of the diff that costs one SELECT a table. */
import type { Database } from "@deadwax/core-async"
import { directoryOf } from "./paths.ts"

export interface CachedTrack {
  readonly no: number
  readonly id: string
  readonly releaseNo: number
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly lyricsPath: string | null
  /** The id in the file, which another track had. */
  readonly duplicateOf: string | null
  /** A scan that did not look everywhere left it its id, though it sounds otherwise than before. */
  readonly isDoubtful: boolean
}

export interface CachedRelease {
  readonly no: number
  readonly id: string
  readonly path: string
  readonly title: string
  /** Files of one directory (or of the root) that have an album in common: `path` is the first file's. */
  readonly isByAlbum: boolean
  readonly duplicateOf: string | null
  readonly datafilePath: string | null
  readonly datafileSizeBytes: number | null
  readonly datafileModifiedAtUs: number | null
  readonly coverPath: string | null
  readonly coverModifiedAtUs: number | null
}

/** A file that could not be read (or not be written); read again only when size or time differ. */
export interface CachedFailure {
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
  readonly isRead: boolean
  readonly isLasting: boolean
  readonly reason: string
  readonly message: string
}

export interface CachedState {
  readonly tracks: ReadonlyMap<string, CachedTrack>
  readonly releases: ReadonlyMap<string, CachedRelease>
  readonly failures: ReadonlyMap<string, CachedFailure>
}

/** The directory that a release is found by, which several may share. */
export const directoryOfRelease = ({ path, isByAlbum }: CachedRelease): string => (isByAlbum ? directoryOf(path) : path)

/** Reads the whole state by path. Rows come as arrays: this runs on every scan, for every file. */
export const loadCachedState = (cache: Database): CachedState => {
  const tracks = new Map<string, CachedTrack>()
  const rows = cache
    .prepare(
      "select no, id, release_no, source_path, size_bytes, modified_us, duplicate_of, lyrics_path, is_doubtful from tracks"
    )
    .values()
  for (const [no, id, releaseNo, path, sizeBytes, modifiedAtUs, duplicateOf, lyricsPath, isDoubtful] of rows as Array<
    [number, string, number, string, number, number, string | null, string | null, number]
  >) {
    const track = { no, id, releaseNo, path, sizeBytes, modifiedAtUs, duplicateOf, lyricsPath, isDoubtful: isDoubtful === 1 }
    tracks.set(path, track)
  }
  return { tracks, releases: loadReleases(cache), failures: loadFailures(cache) }
}

/** A state's tracks by id, in a map that is made when it is asked for first: most scans never do. */
export const tracksById = ({ tracks }: CachedState): (() => ReadonlyMap<string, CachedTrack>) => {
  let byId: ReadonlyMap<string, CachedTrack> | undefined
  return () => {
    byId ??= new Map([...tracks.values()].map((track) => [track.id, track]))
    return byId
  }
}

const loadReleases = (cache: Database): ReadonlyMap<string, CachedRelease> => {
  const releases = new Map<string, CachedRelease>()
  const rows = cache
    .prepare(
      `select no, id, source_path as path, kind, title, datafile_path as datafilePath, datafile_size_bytes as datafileSizeBytes,
        datafile_modified_us as datafileModifiedAtUs, duplicate_of as duplicateOf, cover_path as coverPath, cover_modified_us as coverModifiedAtUs
      from releases`
    )
    .all()
  for (const row of rows as unknown as Array<CachedRelease & { readonly kind: number }>) {
    releases.set(row.path, { ...row, isByAlbum: row.kind === 1 })
  }
  return releases
}

type Flags = Omit<CachedFailure, "isRead" | "isLasting"> & { readonly isRead: number; readonly isLasting: number }

export const loadFailures = (cache: Database): ReadonlyMap<string, CachedFailure> => {
  const failures = new Map<string, CachedFailure>()
  const rows = cache
    .prepare(
      `select path, size_bytes as sizeBytes, modified_us as modifiedAtUs, is_read as isRead, is_lasting as isLasting, reason, message from failures`
    )
    .all()
  for (const row of rows as unknown as Array<Flags>) {
    failures.set(row.path, { ...row, isRead: row.isRead === 1, isLasting: row.isLasting === 1 })
  }
  return failures
}

/** One track and what its file was like when it was read. */
export type TrackStamp = Pick<CachedTrack, "id" | "path" | "sizeBytes" | "modifiedAtUs" | "isDoubtful">

/** The track at a path, also outside of what a state was read for. Throws `SqliteError`. */
export const trackStamp = (cache: Database, path: string): TrackStamp | undefined => {
  const row = cache
    .prepare(
      `select id, source_path as path, size_bytes as sizeBytes, modified_us as modifiedAtUs, is_doubtful as isDoubtful
      from tracks where source_path = ?`
    )
    .get(path) as unknown as (Omit<TrackStamp, "isDoubtful"> & { readonly isDoubtful: number }) | undefined
  return row === undefined ? undefined : { ...row, isDoubtful: row.isDoubtful === 1 }
}
