/** All that reads a library: what the service offers, made from one reader. Each read is one answer from one state of the cache. */
import type * as Effect from "effect/Effect"
import type { CacheError } from "./cache-error.ts"
import type { Listed } from "./filter/filter.ts"
import type { ListQuery } from "./filter/list-query.ts"
import { parseSort } from "./filter/sort.ts"
import { genreKey, parentsOf } from "./genres/genre-tree.ts"
import { releaseKind, trackKind } from "./identity/issued-ids.ts"
import { releaseLogtext, trackLogtext } from "./log-text.ts"
import type {
  ArtistEntry,
  ArtistRow,
  GenreEntry,
  Page,
  PageRequest,
  Release,
  ReleaseListRequest,
  Track,
  TrackListRequest,
  ValueRow
} from "./model/model.ts"
import { boundsOf, type PageBounds } from "./page.ts"
import type { Reader } from "./reader.ts"
import { type CoverPlace, coverPlaces } from "./releases/cover-places.ts"
import { findRelease, listReleaseRows } from "./releases/read-releases.ts"
import { absolutePath } from "./scan/paths.ts"
import { findTrack, listTrackRows, tracksOfReleases } from "./tracks/read-tracks.ts"
import { allArtists, allGenres, allValues, artistRows, type ValueKind, valueExists, valueRows } from "./values/value-rows.ts"

/** Runs synchronous reads in one snapshot of the cache. */
export type RunRead = <A>(work: () => A) => Effect.Effect<A, CacheError>

/** The reads of a library. Ids and absolute paths name releases and tracks; what is not there is undefined, and no failure. */
export interface LibraryReads {
  /** A page of the releases that a filter leaves, ordered by path (bytewise) unless told. */
  readonly listReleases: (request?: ReleaseListRequest) => Effect.Effect<Page<Release>, CacheError>
  /** With its tracks in disc and track order. */
  readonly getRelease: (idOrPath: string) => Effect.Effect<Release | undefined, CacheError>
  /** As `Artists - Year. Title`. */
  readonly getReleaseLogtext: (idOrPath: string) => Effect.Effect<string | undefined, CacheError>
  /** In disc and track order (numbers as numbers, what is none as 0, then as text); of a release that is not there undefined. */
  readonly getTracksOfRelease: (idOrPath: string) => Effect.Effect<ReadonlyArray<Track> | undefined, CacheError>
  /** Where its cover is to be read, the best place first; empty when it has none. */
  readonly getCoverPlaces: (idOrPath: string) => Effect.Effect<ReadonlyArray<CoverPlace> | undefined, CacheError>
  /** Is this track (its id) one of this release (its id)? */
  readonly trackWithinRelease: (trackId: string, releaseId: string) => Effect.Effect<boolean, CacheError>
  /** What a release or track (its id) is a copy of: something else whose id its files carry. Undefined: it is none. */
  readonly getOriginal: (kind: "release" | "track", id: string) => Effect.Effect<Original | undefined, CacheError>
  /** A page of the tracks that a filter leaves, ordered by path (bytewise) unless told. */
  readonly listTracks: (request?: TrackListRequest) => Effect.Effect<Page<Track>, CacheError>
  readonly getTrack: (idOrPath: string) => Effect.Effect<Track | undefined, CacheError>
  /** As `Artists - Title [Year].ending`. */
  readonly getTrackLogtext: (idOrPath: string) => Effect.Effect<string | undefined, CacheError>
  /** The names in the credits, ordered bytewise; aliases are not names of their own. */
  readonly listArtists: (request?: PageRequest) => Effect.Effect<Page<ArtistRow>, CacheError>
  /** The genres of the tags and all above them in the genre tree, ordered bytewise. */
  readonly listGenres: (request?: PageRequest) => Effect.Effect<Page<ValueRow>, CacheError>
  readonly listDescriptors: (request?: PageRequest) => Effect.Effect<Page<ValueRow>, CacheError>
  readonly listLabels: (request?: PageRequest) => Effect.Effect<Page<ValueRow>, CacheError>
  /** An artist also by an alias of it that the tags name. */
  readonly getArtist: (name: string) => Effect.Effect<ArtistEntry | undefined, CacheError>
  /** A genre also when only one below it is there. */
  readonly getGenre: (name: string) => Effect.Effect<GenreEntry | undefined, CacheError>
  readonly getDescriptor: (name: string) => Effect.Effect<ValueRow | undefined, CacheError>
  readonly getLabel: (name: string) => Effect.Effect<ValueRow | undefined, CacheError>
  /** Cheaper than getting it. True for what is listed, for artists also by alias, for genres also by those below them. */
  readonly hasValue: (kind: ValueKind, name: string) => Effect.Effect<boolean, CacheError>
}

/** What a copy was made of. `sourcePath` is absolute; null: it is not in the library any more. */
export interface Original {
  readonly id: string
  readonly sourcePath: string | null
}

/** Makes the reads. */
export const makeReads = (reader: Reader, read: RunRead): LibraryReads => ({
  ...releaseReads(reader, read),
  ...trackReads(reader, read),
  ...valueReads(reader, read)
})

const releaseReads = (reader: Reader, read: RunRead) => ({
  listReleases: (request?: ReleaseListRequest) => read(() => listReleases(reader, request)),
  getRelease: (idOrPath: string) => read(() => getRelease(reader, idOrPath)),
  getOriginal: (kind: "release" | "track", id: string) => read(() => originalOf(reader, kind, id)),
  getCoverPlaces: (idOrPath: string) => read(() => coverPlaces(reader, idOrPath)),
  getReleaseLogtext: (idOrPath: string) => read(() => mapped(releaseOf(reader, idOrPath), releaseLogtext)),
  getTracksOfRelease: (idOrPath: string) => read(() => getRelease(reader, idOrPath)?.tracks),
  trackWithinRelease: (trackId: string, releaseId: string) =>
    read(() => trackOf(reader, trackId)?.releaseId === reader.survivorOf(releaseKind, releaseId) && !trackId.startsWith("/"))
})

const originalOf = ({ cache, root }: Reader, kind: "release" | "track", id: string): Original | undefined => {
  const row = cache
    .prepare(
      `select copy.duplicate_of as id, original.source_path as path from ${kind}s as copy
      left join ${kind}s as original on original.id = copy.duplicate_of where copy.id = ? and copy.duplicate_of is not null`
    )
    .get(id)
  if (row === undefined) return undefined
  return { id: String(row["id"]), sourcePath: row["path"] === null ? null : absolutePath(root, String(row["path"])) }
}

const trackReads = (reader: Reader, read: RunRead) => ({
  listTracks: (request?: TrackListRequest) => read(() => listTrackRows(reader, queryOf("tracks", request), boundsOf(request))),
  getTrack: (idOrPath: string) => read(() => trackOf(reader, idOrPath)),
  getTrackLogtext: (idOrPath: string) =>
    read(() =>
      mapped(trackOf(reader, idOrPath), (track) => trackLogtext(track, findRelease(reader, track.releaseId)?.releaseDate ?? null))
    )
})

const valueReads = (reader: Reader, read: RunRead) => ({
  listArtists: (request?: PageRequest) => read(() => pageOf(allArtists(reader), boundsOf(request))),
  listGenres: (request?: PageRequest) => read(() => pageOf(allGenres(reader), boundsOf(request))),
  listDescriptors: (request?: PageRequest) => read(() => pageOf(allValues(reader, "descriptor"), boundsOf(request))),
  listLabels: (request?: PageRequest) => read(() => pageOf(allValues(reader, "label"), boundsOf(request))),
  getArtist: (name: string) => read(() => existing(reader, "artist", name, () => artistEntry(reader, name))),
  getGenre: (name: string) => read(() => existing(reader, "genre", name, () => genreEntry(reader, name))),
  getDescriptor: (name: string) =>
    read(() => existing(reader, "descriptor", name, () => valueRows(reader, "descriptor", [name])[0])),
  getLabel: (name: string) => read(() => existing(reader, "label", name, () => valueRows(reader, "label", [name])[0])),
  hasValue: (kind: ValueKind, name: string) => read(() => valueExists(reader, kind, name))
})

/** An id that was merged into another is looked for under that. */
const trackOf = (reader: Reader, idOrPath: string): Track | undefined =>
  findTrack(reader, idOrPath) ?? findTrack(reader, reader.survivorOf(trackKind, idOrPath))

const releaseOf = (reader: Reader, idOrPath: string): Release | undefined =>
  findRelease(reader, idOrPath) ?? findRelease(reader, reader.survivorOf(releaseKind, idOrPath))

const mapped = <A, B>(value: A | undefined, f: (value: A) => B): B | undefined => (value === undefined ? undefined : f(value))

const queryOf = (listed: Listed, request: TrackListRequest | undefined): Omit<ListQuery, "listed"> => ({
  filter: request?.filter,
  order: parseSort(listed, request?.sort)
})

const listReleases = (reader: Reader, request: ReleaseListRequest | undefined): Page<Release> => {
  const page = listReleaseRows(reader, queryOf("releases", request), boundsOf(request))
  return request?.tracks === true ? { ...page, items: withTracks(reader, page.items) } : page
}

const withTracks = (reader: Reader, releases: ReadonlyArray<Release>): ReadonlyArray<Release> => {
  const ids = releases.map((release) => release.id)
  const tracks = tracksOfReleases(reader, ids)
  return releases.map((release) => ({ ...release, tracks: tracks.get(release.id) ?? [] }))
}

const getRelease = (reader: Reader, idOrPath: string): Release | undefined => {
  const release = releaseOf(reader, idOrPath)
  return release === undefined ? undefined : withTracks(reader, [release])[0]
}

const pageOf = <A>(rows: ReadonlyArray<A>, { limit, offset }: PageBounds): Page<A> => {
  const total = rows.length
  return { items: rows.slice(offset, limit < 0 ? total : offset + limit), total, limit: limit < 0 ? total : limit, offset }
}

const existing = <A>(reader: Reader, kind: ValueKind, name: string, get: () => A | undefined): A | undefined =>
  valueExists(reader, kind, name) ? get() : undefined

const artistEntry = (reader: Reader, name: string): ArtistEntry | undefined => {
  const [row] = artistRows(reader, [name])
  if (row === undefined) return undefined
  const aliases = reader.aliases.withAliases(name).slice(1)
  return { ...row, aliases, aliasOf: reader.aliases.mainNames(name) }
}

const genreEntry = (reader: Reader, name: string): GenreEntry | undefined => {
  const key = genreKey(name)
  const rows = allGenres(reader)
  const row = rows.find((other) => other.name === name) ?? rows.find((other) => genreKey(other.name) === key)
  if (row === undefined) return undefined
  const below = reader.genres().keysBelow(name)
  const subGenres = rows.map((other) => other.name).filter((other) => genreKey(other) !== key && below.has(genreKey(other)))
  return { ...row, parentGenres: parentsOf(reader.genres(), [name]), subGenres }
}
