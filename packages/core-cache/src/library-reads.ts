/** All that reads a library: what the service offers, made from one reader. Each read is one answer from one state of the cache. */

import type * as Effect from "effect/Effect"
import type * as Stream from "effect/Stream"
import type { CacheError } from "./cache-error.ts"
import { conditionOfList } from "./filter/dependencies.ts"
import type { Listed } from "./filter/filter.ts"
import type { ListQuery } from "./filter/list-order.ts"
import { keyOfList, pageNumbers } from "./filter/list-query.ts"
import { parseSort } from "./filter/sort.ts"
import { genreKey, parentsOf } from "./genres/genre-tree.ts"
import { releaseKind, trackKind } from "./identity/issued-ids.ts"
import { releaseLogtext, trackLogtext } from "./log-text.ts"
import { lookupText } from "./lookup-text.ts"
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
import type { Condition } from "./query-cache/conditions.ts"
import { ofValues } from "./query-cache/dependency.ts"
import { entitiesOf } from "./query-cache/kept-entities.ts"
import { askRelease, askTrack } from "./query-cache/kept-lookups.ts"
import { askPage, type Entities } from "./query-cache/list-page.ts"
import type { Reader } from "./reader.ts"
import { type CoverPlace, coverPlaces } from "./releases/cover-places.ts"
import { absolutePath } from "./scan/paths.ts"
import { streamList } from "./stream-list.ts"
import { findTrack } from "./tracks/read-tracks.ts"
import { allArtists, artistRows } from "./values/artist-rows.ts"
import { allGenres, allValues, type ValueKind, valueExists, valueRows } from "./values/value-rows.ts"

/** Runs synchronous reads. */
export type RunRead = <A>(work: () => A) => Effect.Effect<A, CacheError>

/** The reads of a library. Ids and absolute paths name releases and tracks; what is not there is undefined, and no failure. */
export interface LibraryReads {
  /** A page of the releases that a filter leaves, ordered by path (bytewise) unless told. */
  readonly listReleases: (request?: ReleaseListRequest) => Effect.Effect<Page<Release>, CacheError>
  /**
   * All releases that a filter leaves, in chunks, for lists of any length. The order is that of the moment when it began, each item as it is when its
   * chunk is read; what is gone by then is left out. Fails as `busy` where the cache is built anew meanwhile.
   */
  readonly streamReleases: (request?: ReleaseStreamRequest) => Stream.Stream<ReadonlyArray<Release>, CacheError>
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
  /** All tracks that a filter leaves, in chunks: see `streamReleases`. */
  readonly streamTracks: (request?: TrackStreamRequest) => Stream.Stream<ReadonlyArray<Track>, CacheError>
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

/** Which releases are wanted, in which order, and whether with their tracks. */
export type ReleaseStreamRequest = Omit<ReleaseListRequest, keyof PageRequest>

/** Which tracks are wanted, in which order. */
export type TrackStreamRequest = Omit<TrackListRequest, keyof PageRequest>

/** What a copy was made of. `sourcePath` is absolute; null: it is not in the library any more. */
export interface Original {
  readonly id: string
  readonly sourcePath: string | null
}

/**
 * Makes the reads. `run` runs synchronous work. What is asked again and again is kept (query-cache/); what is one look into an index
 * and asked once (`getOriginal`, `trackWithinRelease`) or follows from what is kept (the log texts) is not.
 */
export const makeReads = (reader: Reader, run: RunRead): LibraryReads => ({
  ...releaseReads(reader, run),
  ...trackReads(reader, run),
  ...valueReads(reader, run)
})

const releaseReads = (reader: Reader, run: RunRead) => ({
  listReleases: (request?: ReleaseListRequest) => run(() => listReleases(reader, request)),
  streamReleases: (request?: ReleaseStreamRequest) => {
    const { releases, releasesWithTracks } = entitiesOf(reader)
    return streamList(reader, run, () => queryOf("releases", request), request?.tracks === true ? releasesWithTracks : releases)
  },
  getRelease: (idOrPath: string) => run(() => askRelease(reader, "getRelease", idOrPath)),
  getOriginal: (kind: "release" | "track", id: string) => run(() => originalOf(reader, kind, id)),
  getCoverPlaces: (idOrPath: string) => run(() => reader.queries.inSnapshot(() => coverPlaces(reader, idOrPath))),
  getReleaseLogtext: (idOrPath: string) => run(() => mapped(askRelease(reader, "getRelease", idOrPath), releaseLogtext)),
  getTracksOfRelease: (idOrPath: string) => run(() => askRelease(reader, "getTracksOfRelease", idOrPath)?.tracks),
  trackWithinRelease: (trackId: string, releaseId: string) => run(() => isWithin(reader, trackId, releaseId))
})

const isWithin = (reader: Reader, trackId: string, releaseId: string): boolean =>
  !trackId.startsWith("/") &&
  reader.queries.inSnapshot(() => {
    const track = findTrack(reader, trackId) ?? findTrack(reader, reader.survivorOf(trackKind, trackId))
    return track?.releaseId === reader.survivorOf(releaseKind, releaseId)
  })

const originalOf = ({ cache, root }: Reader, kind: "release" | "track", id: string): Original | undefined => {
  const row = cache
    .prepare(
      `select copy.duplicate_of as id, original.source_path as path from ${kind}s as copy
      left join ${kind}s as original on original.id = copy.duplicate_of where copy.id = ? and copy.duplicate_of is not null`
    )
    .get(lookupText(id))
  if (row === undefined) return undefined
  return { id: String(row["id"]), sourcePath: row["path"] === null ? null : absolutePath(root, String(row["path"])) }
}

const trackReads = (reader: Reader, run: RunRead) => ({
  listTracks: (request?: TrackListRequest) => run(() => listTracks(reader, request)),
  streamTracks: (request?: TrackStreamRequest) =>
    streamList(reader, run, () => queryOf("tracks", request), entitiesOf(reader).tracks),
  getTrack: (idOrPath: string) => run(() => askTrack(reader, "getTrack", idOrPath)),
  getTrackLogtext: (idOrPath: string) =>
    run(() =>
      mapped(askTrack(reader, "getTrack", idOrPath), (track) =>
        trackLogtext(track, askRelease(reader, "getRelease", track.releaseId)?.releaseDate ?? null)
      )
    )
})

const valueReads = (reader: Reader, run: RunRead) => ({
  listArtists: (request?: PageRequest) => run(() => pageOf(reader, "artist", allArtists, request)),
  listGenres: (request?: PageRequest) => run(() => pageOf(reader, "genre", allGenres, request)),
  listDescriptors: (request?: PageRequest) =>
    run(() => pageOf(reader, "descriptor", () => allValues(reader, "descriptor"), request)),
  listLabels: (request?: PageRequest) => run(() => pageOf(reader, "label", () => allValues(reader, "label"), request)),
  getArtist: (name: string) => run(() => askValue(reader, "artist", name, () => artistEntry(reader, name))),
  getGenre: (name: string) => run(() => askValue(reader, "genre", name, () => genreEntry(reader, name))),
  getDescriptor: (name: string) =>
    run(() => askValue(reader, "descriptor", name, () => valueRows(reader, "descriptor", [name])[0])),
  getLabel: (name: string) => run(() => askValue(reader, "label", name, () => valueRows(reader, "label", [name])[0])),
  hasValue: (kind: ValueKind, name: string) =>
    run(() =>
      reader.queries.ask(
        `hasValue ${kind} ${name}`,
        readOfValue(kind, () => valueExists(reader, kind, name))
      )
    )
})

/** How a value is read: it holds until the list of its kind changes. */
const readOfValue = <A>(kind: ValueKind, read: () => A) => ({ condition: ofValues(kind), read, bytesOf: () => 300 })

const askValue = <A>(reader: Reader, kind: ValueKind, name: string, get: () => A | undefined): A | undefined =>
  reader.queries.ask<A | undefined>(
    `get ${kind} ${name}`,
    readOfValue(kind, () => (valueExists(reader, kind, name) ? get() : undefined))
  )

const mapped = <A, B>(value: A | undefined, f: (value: A) => B): B | undefined => (value === undefined ? undefined : f(value))

const listTracks = (reader: Reader, request: TrackListRequest | undefined): Page<Track> =>
  listOf(reader, "listTracks", queryOf("tracks", request), boundsOf(request), entitiesOf(reader).tracks)

const listReleases = (reader: Reader, request: ReleaseListRequest | undefined): Page<Release> => {
  const query = queryOf("releases", request)
  return request?.tracks === true
    ? listOf(reader, "listReleasesWithTracks", query, boundsOf(request), entitiesOf(reader).releasesWithTracks)
    : listOf(reader, "listReleases", query, boundsOf(request), entitiesOf(reader).releases)
}

const queryOf = (listed: Listed, request: TrackStreamRequest | undefined): ListQuery => ({
  listed,
  filter: request?.filter,
  order: parseSort(listed, request?.sort)
})

const listOf = <A>(reader: Reader, name: string, query: ListQuery, bounds: PageBounds, entities: Entities<A>): Page<A> => {
  const { listed, filter, order } = query
  const key = `${name} ${bounds.limit} ${bounds.offset} ${keyOfList(reader, query)}`
  const condition = (): Condition => conditionOfList(listed, filter, order, reader.names.artistNames)
  return askPage(reader.queries, { key, condition, bounds, readNumbers: () => pageNumbers(reader, query, bounds) }, entities)
}

/** A page of values, of which the whole list is kept. */
const pageOf = <A>(
  reader: Reader,
  kind: ValueKind,
  all: (reader: Reader) => ReadonlyArray<A>,
  request: PageRequest | undefined
): Page<A> => {
  const { limit, offset } = boundsOf(request)
  return reader.queries.ask(`list ${kind} ${limit} ${offset}`, {
    condition: ofValues(kind),
    read: () => {
      const rows = all(reader)
      const total = rows.length
      const items = rows.slice(offset, limit < 0 ? total : offset + limit)
      return { items, total, limit: limit < 0 ? total : limit, offset }
    },
    bytesOf: ({ items }) => 300 + 8 * items.length
  })
}

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
