/** The reads of the library cache as functions: each is an Effect that needs `LibraryCache`. What they answer, `LibraryReads` says. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CacheError } from "./cache-error.ts"
import type { Filter } from "./filter/filter.ts"
import { LibraryCache, type LibraryCacheShape } from "./library-cache.ts"
import type { ReleaseStreamRequest, TrackStreamRequest } from "./library-reads.ts"
import type {
  ArtistEntry,
  ArtistRow,
  ChangePage,
  ChangesRequest,
  GenreEntry,
  ItemFailure,
  Lyrics,
  Page,
  PageRequest,
  Release,
  ReleaseListRequest,
  SearchPage,
  Track,
  TrackListRequest,
  ValueRow
} from "./model/model.ts"
import { favorites, mostPlayed, recentlyAdded, recentlyPlayed } from "./user-state/lists.ts"

type Read<A> = Effect.Effect<A, CacheError, LibraryCache>

const using = <A>(read: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>): Read<A> => Effect.flatMap(LibraryCache, read)

/** A page of all releases, by path (bytewise) unless told. */
export const listReleases = (request?: Omit<ReleaseListRequest, "filter">): Read<Page<Release>> =>
  using((cache) => cache.listReleases(request))

/** A page of the releases that a filter leaves, by path (bytewise) unless told. */
export const filterReleases = (filter: Filter, request?: Omit<ReleaseListRequest, "filter">): Read<Page<Release>> =>
  using((cache) => cache.listReleases({ ...request, filter }))

/** One release with its tracks, by id or absolute path. */
export const getRelease = (idOrPath: string): Read<Release | undefined> => using((cache) => cache.getRelease(idOrPath))

/** A release as text for logs: `Artists - Year. Title`. */
export const getReleaseLogtext = (idOrPath: string): Read<string | undefined> =>
  using((cache) => cache.getReleaseLogtext(idOrPath))

/** A page of all tracks, by path (bytewise) unless told. */
export const listTracks = (request?: Omit<TrackListRequest, "filter">): Read<Page<Track>> =>
  using((cache) => cache.listTracks(request))

/** A page of the tracks that a filter leaves, by path (bytewise) unless told. */
export const filterTracks = (filter: Filter, request?: Omit<TrackListRequest, "filter">): Read<Page<Track>> =>
  using((cache) => cache.listTracks({ ...request, filter }))

/** All releases that a filter leaves, in chunks, for lists of any length (see `LibraryReads`). */
export const streamReleases = (request?: ReleaseStreamRequest): Stream.Stream<ReadonlyArray<Release>, CacheError, LibraryCache> =>
  Stream.unwrap(Effect.map(LibraryCache, (cache) => cache.streamReleases(request)))

/** All tracks that a filter leaves, in chunks, for lists of any length (see `LibraryReads`). */
export const streamTracks = (request?: TrackStreamRequest): Stream.Stream<ReadonlyArray<Track>, CacheError, LibraryCache> =>
  Stream.unwrap(Effect.map(LibraryCache, (cache) => cache.streamTracks(request)))

/** A page of the favourites, the newest favourite first. */
export const getFavoriteTracks = (request?: PageRequest): Read<Page<Track>> =>
  using((cache) => cache.listTracks(favorites(request)))

/** A page of the tracks that were played, the last played first. */
export const getRecentlyPlayedTracks = (request?: PageRequest): Read<Page<Track>> =>
  using((cache) => cache.listTracks(recentlyPlayed(request)))

/** A page of the tracks that were played, the most played first. */
export const getMostPlayedTracks = (request?: PageRequest): Read<Page<Track>> =>
  using((cache) => cache.listTracks(mostPlayed(request)))

/** A page of all tracks, those of the release added last first. */
export const getRecentlyAddedTracks = (request?: PageRequest): Read<Page<Track>> =>
  using((cache) => cache.listTracks(recentlyAdded(request)))

/** One track, by id or absolute path. */
export const getTrack = (idOrPath: string): Read<Track | undefined> => using((cache) => cache.getTrack(idOrPath))

/** A track as text for logs: `Artists - Title [Year].ending`. */
export const getTrackLogtext = (idOrPath: string): Read<string | undefined> => using((cache) => cache.getTrackLogtext(idOrPath))

/** The text of a track's lyrics, by id or absolute path; undefined when there is no such track or it has none. */
export const getLyrics = (idOrPath: string): Read<Lyrics | undefined> => using((cache) => cache.getLyrics(idOrPath))

/** A release's tracks in disc and track order; undefined when there is no such release. */
export const getTracksOfRelease = (idOrPath: string): Read<ReadonlyArray<Track> | undefined> =>
  using((cache) => cache.getTracksOfRelease(idOrPath))

/** Is the track with this id one of the release with that id? */
export const trackWithinRelease = (trackId: string, releaseId: string): Read<boolean> =>
  using((cache) => cache.trackWithinRelease(trackId, releaseId))

/**
 * What a person looks for: words in any order, the last one as a prefix, and conditions of the filter language beside them. Artists, releases
 * and tracks together, the best first; counting stops at 1,000. No text is an error.
 */
export const search = (text: string, request?: PageRequest): Read<SearchPage> => using((cache) => cache.search(text, request))

/** The same for tracks alone, each whole. */
export const searchTracks = (text: string, request?: PageRequest): Read<SearchPage<Track>> =>
  using((cache) => cache.searchTracks(text, request))

/** The same for releases alone. */
export const searchReleases = (text: string, request?: PageRequest): Read<SearchPage<Release>> =>
  using((cache) => cache.searchReleases(text, request))

/** The same for artists alone, with their counts. Conditions find those who are credited on what meets them. */
export const searchArtists = (text: string, request?: PageRequest): Read<SearchPage<ArtistRow>> =>
  using((cache) => cache.searchArtists(text, request))

/** A page of the artists whom the tags name, bytewise. */
export const listArtists = (request?: PageRequest): Read<Page<ArtistRow>> => using((cache) => cache.listArtists(request))

/** One artist with its aliases, also by one of them; undefined when no credit names it. */
export const getArtist = (name: string): Read<ArtistEntry | undefined> => using((cache) => cache.getArtist(name))

/** Does the library have this artist, or an alias of it? */
export const artistExists = (name: string): Read<boolean> => using((cache) => cache.hasValue("artist", name))

/** A page of the genres of the tags and those above them in the genre tree, bytewise. */
export const listGenres = (request?: PageRequest): Read<Page<ValueRow>> => using((cache) => cache.listGenres(request))

/** One genre with those above and below it in the genre tree; undefined when neither it nor one below it is there. */
export const getGenre = (name: string): Read<GenreEntry | undefined> => using((cache) => cache.getGenre(name))

/** Does the library have this genre, or one below it? */
export const genreExists = (name: string): Read<boolean> => using((cache) => cache.hasValue("genre", name))

/** A page of the descriptors, bytewise. */
export const listDescriptors = (request?: PageRequest): Read<Page<ValueRow>> => using((cache) => cache.listDescriptors(request))

/** One descriptor with its counts; undefined when no release has it. */
export const getDescriptor = (name: string): Read<ValueRow | undefined> => using((cache) => cache.getDescriptor(name))

/** Does a release have this descriptor? */
export const descriptorExists = (name: string): Read<boolean> => using((cache) => cache.hasValue("descriptor", name))

/** A page of the labels, bytewise. */
export const listLabels = (request?: PageRequest): Read<Page<ValueRow>> => using((cache) => cache.listLabels(request))

/** One label with its counts; undefined when no release has it. */
export const getLabel = (name: string): Read<ValueRow | undefined> => using((cache) => cache.getLabel(name))

/** Does a release have this label? */
export const labelExists = (name: string): Read<boolean> => using((cache) => cache.hasValue("label", name))

/** A page of the files that could not be taken in, or not be written, as they stand since the last look at each; by path. */
export const listFailures = (request?: PageRequest): Read<Page<ItemFailure>> => using((cache) => cache.listFailures(request))

/** What changed since a cursor, for whoever keeps a copy; without one, all that is there. No page: it has no end to count to. */
export const listChanges = (request?: ChangesRequest): Read<ChangePage> => using((cache) => cache.listChanges(request))
