/**
 * Every function of the service that is asked about one thing, found by the compiler as the lists are (every-list.ts): what answers a boolean,
 * or may answer undefined. A table must hold each, so that a new one has to say what it answers for what is not there.
 */
import * as Effect from "effect/Effect"
import * as core from "../src/index.ts"
import { type CacheError, LibraryCache, type LibraryCacheShape } from "../src/index.ts"

type AnswerOf<F> = F extends (...args: never) => Effect.Effect<infer A, infer _E, infer _R> ? A : never

/** Nothing (`void`) is no answer about a thing. */
type IsOfOne<A> = [A] extends [never]
  ? false
  : undefined extends A
    ? [Exclude<A, undefined>] extends [string | number | boolean | object]
      ? true
      : false
    : [A] extends [boolean]
      ? true
      : false

type NamesOfCalls<Of> = { [Name in keyof Of]: IsOfOne<AnswerOf<Of[Name]>> extends true ? Name : never }[keyof Of]

/** Asks about what the library does not have: `id` names no release, track, list or value. */
type Call = (id: string) => Effect.Effect<unknown, unknown, LibraryCache>

/** What makes a thing of a name has nothing to miss; it is called for the failures of the disk alone. */
interface Making {
  readonly makes: Call
}

type CallsOf<Of> = { readonly [Name in NamesOfCalls<Of>]: Call | Making }

/** The beginning of a JPEG, which is enough of one. */
export const picture = { bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), extension: "jpg" } as const
const uuid = "0192f7a0-0000-7000-8000-000000000000"

/** A file from elsewhere that is not there. */
const absent = (id: string) => ({ path: `/nowhere/x${encodeURIComponent(id.slice(0, 40).toWellFormed())}.mp3` })

const serviceCalls = (cache: LibraryCacheShape): CallsOf<LibraryCacheShape> => ({
  getRelease: cache.getRelease,
  getReleaseLogtext: cache.getReleaseLogtext,
  getTracksOfRelease: cache.getTracksOfRelease,
  getCoverPlaces: cache.getCoverPlaces,
  trackWithinRelease: (id) => cache.trackWithinRelease(uuid, id),
  getOriginal: (id) => cache.getOriginal("track", id),
  getTrack: cache.getTrack,
  getTrackLogtext: cache.getTrackLogtext,
  getArtist: cache.getArtist,
  getGenre: cache.getGenre,
  getDescriptor: cache.getDescriptor,
  getLabel: cache.getLabel,
  hasValue: (name) => cache.hasValue("artist", name),
  tracksMovedSince: cache.tracksMovedSince,
  getLyrics: cache.getLyrics,
  setReleaseNew: (id) => cache.setReleaseNew(id, true),
  setReleaseCover: (id) => cache.setReleaseCover(id, picture),
  deleteRelease: cache.deleteRelease,
  addTrack: (id) => cache.addTrack(absent(id)),
  deleteTrack: cache.deleteTrack,
  setTrackFavorite: (id) => cache.setTrackFavorite(id, true),
  setTrackRating: (id) => cache.setTrackRating(id, 3),
  updateTrack: (id) => cache.updateTrack(id, { isFavorite: true, rating: 4 }),
  recordTrackPlay: (id) => cache.recordTrackPlay(id, { playedAtMs: 1e12 }),
  relinkTrack: (id) => cache.relinkTrack(id, `${cache.library.root}/Velvet/01.mp3`),
  restoreTrash: cache.restoreTrash
})

const collageCalls = ({ collages }: LibraryCacheShape): CallsOf<LibraryCacheShape["collages"]> => ({
  get: collages.get,
  members: (name) => collages.members(name),
  includes: (name) => collages.includes(name, uuid),
  create: { makes: collages.create },
  rename: (name) => collages.rename(name, "Other"),
  remove: collages.remove,
  edit: (name) => collages.edit(name, { kind: "add", ids: [uuid] })
})

const playlistCalls = ({ playlists }: LibraryCacheShape): CallsOf<LibraryCacheShape["playlists"]> => ({
  get: playlists.get,
  members: (name) => playlists.members(name),
  includes: (name) => playlists.includes(name, uuid),
  create: { makes: playlists.create },
  rename: (name) => playlists.rename(name, "Other"),
  remove: playlists.remove,
  edit: (name) => playlists.edit(name, { kind: "remove", id: uuid }),
  setCover: (name) => playlists.setCover(name, picture),
  removeCover: playlists.removeCover,
  exportM3u8: playlists.exportM3u8
})

const smartCalls = ({ smartPlaylists }: LibraryCacheShape): CallsOf<LibraryCacheShape["smartPlaylists"]> => ({
  get: smartPlaylists.get,
  tracks: (name) => smartPlaylists.tracks(name),
  create: { makes: (name) => smartPlaylists.create(name, { filter: "", sort: "path", limit: null }) },
  update: (name) => smartPlaylists.update(name, { limit: 3 }),
  rename: (name) => smartPlaylists.rename(name, "Other"),
  remove: smartPlaylists.remove,
  exportM3u8: smartPlaylists.exportM3u8
})

/** These are asked about a place on the disk, and tell the state of a whole library. */
type OfPlaces = "readMarker" | "maybeInvalidateCacheDatabase" | "updateCacheForReleases"

/** Those among the package's exported functions. */
const exportedCalls: Omit<CallsOf<typeof core>, OfPlaces> = {
  getRelease: core.getRelease,
  getReleaseLogtext: core.getReleaseLogtext,
  getTracksOfRelease: core.getTracksOfRelease,
  trackWithinRelease: (id) => core.trackWithinRelease(uuid, id),
  getTrack: core.getTrack,
  getTrackLogtext: core.getTrackLogtext,
  getLyrics: core.getLyrics,
  getArtist: core.getArtist,
  getGenre: core.getGenre,
  getDescriptor: core.getDescriptor,
  getLabel: core.getLabel,
  artistExists: core.artistExists,
  genreExists: core.genreExists,
  descriptorExists: core.descriptorExists,
  labelExists: core.labelExists,
  getCollage: core.getCollage,
  getCollageReleases: (name) => core.getCollageReleases(name),
  releaseWithinCollage: (name) => core.releaseWithinCollage(uuid, name),
  createCollage: { makes: core.createCollage },
  renameCollage: (name) => core.renameCollage(name, "Other"),
  deleteCollage: core.deleteCollage,
  addReleasesToCollage: (name) => core.addReleasesToCollage(name, [uuid], 1),
  removeReleaseFromCollage: (name) => core.removeReleaseFromCollage(name, uuid, 1),
  moveReleaseInCollage: (name) => core.moveReleaseInCollage(name, uuid, 2, 1),
  getPlaylist: core.getPlaylist,
  getPlaylistTracks: (name) => core.getPlaylistTracks(name),
  trackWithinPlaylist: (name) => core.trackWithinPlaylist(uuid, name),
  createPlaylist: { makes: core.createPlaylist },
  renamePlaylist: (name) => core.renamePlaylist(name, "Other"),
  deletePlaylist: core.deletePlaylist,
  addTracksToPlaylist: (name) => core.addTracksToPlaylist(name, [uuid], 1),
  removeTrackFromPlaylist: (name) => core.removeTrackFromPlaylist(name, uuid, 1),
  moveTrackInPlaylist: (name) => core.moveTrackInPlaylist(name, uuid, 2, 1),
  setPlaylistCover: (name) => core.setPlaylistCover(name, picture),
  removePlaylistCover: core.removePlaylistCover,
  exportM3u8: core.exportM3u8,
  getSmartPlaylist: core.getSmartPlaylist,
  getSmartPlaylistTracks: (name) => core.getSmartPlaylistTracks(name),
  createSmartPlaylist: { makes: (name) => core.createSmartPlaylist(name, { filter: "", sort: "path", limit: null }) },
  updateSmartPlaylist: (name) => core.updateSmartPlaylist(name, { sort: "title" }),
  renameSmartPlaylist: (name) => core.renameSmartPlaylist(name, "Other"),
  deleteSmartPlaylist: core.deleteSmartPlaylist,
  exportSmartPlaylistM3u8: core.exportSmartPlaylistM3u8,
  addTrack: (id) => core.addTrack(absent(id)),
  updateTrack: (id) => core.updateTrack(id, { isFavorite: true, rating: 4 }),
  deleteTrack: core.deleteTrack,
  setTrackFavorite: (id) => core.setTrackFavorite(id, true),
  setTrackRating: (id) => core.setTrackRating(id, 3),
  recordTrackPlay: (id) => core.recordTrackPlay(id, { playedAtMs: 1e12 }),
  deleteRelease: core.deleteRelease,
  setReleaseNew: (id) => core.setReleaseNew(id, true),
  setReleaseCover: (id) => core.setReleaseCover(id, null),
  relinkTrack: (id) => core.relinkTrack(id, "/nowhere/1.mp3"),
  restoreTrash: core.restoreTrash
}

export interface AnyCall {
  readonly name: string
  readonly ask: (id: string) => Effect.Effect<unknown, unknown>
  /** Is what it asks about to be missed? */
  readonly isOfOne: boolean
}

/** All of them. */
export const everyCall = (cache: LibraryCacheShape): ReadonlyArray<AnyCall> =>
  Object.entries({
    "": exportedCalls,
    "cache.": serviceCalls(cache),
    "collages.": collageCalls(cache),
    "playlists.": playlistCalls(cache),
    "smartPlaylists.": smartCalls(cache)
  }).flatMap(([owner, calls]) =>
    Object.entries<Call | Making>(calls).map(([name, call]): AnyCall => {
      const isOfOne = typeof call === "function"
      const ask = isOfOne ? call : call.makes
      return { name: `${owner}${name}`, ask: (id) => Effect.provideService(ask(id), LibraryCache, cache), isOfOne }
    })
  )

/** What a failure must be, whatever failed. */
export type Failed = Pick<CacheError, "_tag" | "reason" | "message" | "remedy">
