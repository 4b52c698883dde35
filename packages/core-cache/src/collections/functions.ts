/** Collages and playlists by the names under which programs call them; each needs the `LibraryCache` of one library. */
import * as Effect from "effect/Effect"
import type { CacheError } from "../cache-error.ts"
import type { CoverPicture } from "../edits/cover-picture.ts"
import { LibraryCache } from "../library-cache.ts"
import type { Collage, CollectionSummary, Page, PageRequest, Playlist, PlaylistImport, Release, Track } from "../model/model.ts"
import type { Collages, Playlists } from "./collections.ts"
import type { ImportSource } from "./transfer.ts"
import type { UpdateRequest } from "./update.ts"

type Answer<A> = Effect.Effect<A, CacheError, LibraryCache>
type Names = Pick<UpdateRequest, "names" | "force">

const collages = <A>(use: (collages: Collages) => Effect.Effect<A, CacheError>): Answer<A> =>
  Effect.flatMap(LibraryCache, (cache) => use(cache.collages))
const playlists = <A>(use: (playlists: Playlists) => Effect.Effect<A, CacheError>): Answer<A> =>
  Effect.flatMap(LibraryCache, (cache) => use(cache.playlists))

/** Brings collages in step with their files and with the releases; unchanged ones are not opened unless `force`. */
export const updateCacheForCollages = (request?: Names): Answer<void> => collages((all) => all.update(request))
/** Brings playlists in step with their files and with the tracks; unchanged ones are not opened unless `force`. */
export const updateCacheForPlaylists = (request?: Names): Answer<void> => playlists((all) => all.update(request))
/** Removes collages from the cache whose file is gone. */
export const updateCacheEvictNonexistentCollages = (): Answer<void> => collages((all) => all.evict())
/** Removes playlists from the cache whose file is gone. */
export const updateCacheEvictNonexistentPlaylists = (): Answer<void> => playlists((all) => all.evict())

/** A page of collages by name, bytewise. */
export const listCollages = (request?: PageRequest): Answer<Page<CollectionSummary>> => collages((all) => all.list(request))
/** A collage by its exact name, with its entries; undefined when there is none. */
export const getCollage = (name: string): Answer<Collage | undefined> => collages((all) => all.get(name))
/** A page of a collage's releases in its order, without missing ones; undefined when there is no such collage. */
export const getCollageReleases = (name: string, request?: PageRequest): Answer<Page<Release> | undefined> =>
  collages((all) => all.members(name, request))
/** Has the collage an entry of this release, also a missing one? */
export const releaseWithinCollage = (releaseId: string, name: string): Answer<boolean> =>
  collages((all) => all.includes(name, releaseId))

/** Makes an empty collage; false when there is one of this name. */
export const createCollage = (name: string): Answer<boolean> => collages((all) => all.create(name))
/** Renames a collage; false when there is none of this name. */
export const renameCollage = (from: string, to: string): Answer<boolean> => collages((all) => all.rename(from, to))
/** Moves a collage to the trash; false when there is none of this name. */
export const deleteCollage = (name: string): Answer<boolean> => collages((all) => all.remove(name))
/** Adds releases at the end, or from `position` (from 1) on; those that it has already stay where they are. */
export const addReleasesToCollage = (name: string, ids: ReadonlyArray<string>, position?: number): Answer<Collage | undefined> =>
  collages((all) => all.edit(name, { kind: "add", ids, ...(position !== undefined && { position }) }))
/** Removes every entry of a release, or only the one at the position `at`. */
export const removeReleaseFromCollage = (name: string, id: string, at?: number): Answer<Collage | undefined> =>
  collages((all) => all.edit(name, { kind: "remove", id, ...(at !== undefined && { at }) }))
/** Moves a release to a position, from 1; `at` tells which entry of it, where there are several. */
export const moveReleaseInCollage = (name: string, id: string, position: number, at?: number): Answer<Collage | undefined> =>
  collages((all) => all.edit(name, { kind: "move", id, position, ...(at !== undefined && { at }) }))

/** A page of playlists by name, bytewise. */
export const listPlaylists = (request?: PageRequest): Answer<Page<CollectionSummary>> => playlists((all) => all.list(request))
/** A playlist by its exact name, with its entries; undefined when there is none. */
export const getPlaylist = (name: string): Answer<Playlist | undefined> => playlists((all) => all.get(name))
/** A page of a playlist's tracks in its order, without missing ones; undefined when there is no such playlist. */
export const getPlaylistTracks = (name: string, request?: PageRequest): Answer<Page<Track> | undefined> =>
  playlists((all) => all.members(name, request))
/** Has the playlist an entry of this track, also a missing one? */
export const trackWithinPlaylist = (trackId: string, name: string): Answer<boolean> =>
  playlists((all) => all.includes(name, trackId))

/** Makes an empty playlist; false when there is one of this name. */
export const createPlaylist = (name: string): Answer<boolean> => playlists((all) => all.create(name))
/** Renames a playlist with its cover; false when there is none of this name. */
export const renamePlaylist = (from: string, to: string): Answer<boolean> => playlists((all) => all.rename(from, to))
/** Moves a playlist with its cover to the trash; false when there is none of this name. */
export const deletePlaylist = (name: string): Answer<boolean> => playlists((all) => all.remove(name))
/** Adds tracks at the end, or from `position` (from 1) on; one that is there already stands there twice then. */
export const addTracksToPlaylist = (name: string, ids: ReadonlyArray<string>, position?: number): Answer<Playlist | undefined> =>
  playlists((all) => all.edit(name, { kind: "add", ids, ...(position !== undefined && { position }) }))
/** Removes every entry of a track, or only the one at the position `at`. */
export const removeTrackFromPlaylist = (name: string, id: string, at?: number): Answer<Playlist | undefined> =>
  playlists((all) => all.edit(name, { kind: "remove", id, ...(at !== undefined && { at }) }))
/** Moves a track to a position, from 1; `at` tells which entry of it, where there are several. */
export const moveTrackInPlaylist = (name: string, id: string, position: number, at?: number): Answer<Playlist | undefined> =>
  playlists((all) => all.edit(name, { kind: "move", id, position, ...(at !== undefined && { at }) }))

/** Gives a playlist a cover, a file beside it; the old one moves to the trash. False when there is none of this name. */
export const setPlaylistCover = (name: string, picture: CoverPicture): Answer<boolean> =>
  playlists((all) => all.setCover(name, picture))
/** Moves a playlist's cover to the trash. False when there is none of this name. */
export const removePlaylistCover = (name: string): Answer<boolean> => playlists((all) => all.removeCover(name))
/** A playlist as M3U8, paths relative to the library's root; undefined when there is none. */
export const exportM3u8 = (name: string): Answer<string | undefined> => playlists((all) => all.exportM3u8(name))
/** Makes a playlist of an M3U8; what matched no track is told. */
export const importM3u8 = (source: ImportSource): Answer<PlaylistImport> => playlists((all) => all.importM3u8(source))
