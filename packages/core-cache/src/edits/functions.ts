/**
 * Edits of releases, lost tracks and the trash as functions (of tracks: track-edits.ts): each is an Effect that needs `LibraryCache`. The file first, then the cache; what they promise, `LibraryCacheShape`
 * says. What is not there is undefined or false; a disk or database that fails is a `CacheError`, and never one of these.
 */
import * as Effect from "effect/Effect"
import type { CacheError } from "../cache-error.ts"
import type { LostTrack } from "../identity/lost-tracks.ts"
import { LibraryCache, type LibraryCacheShape } from "../library-cache.ts"
import type { Page, PageRequest, Release, Track, TrashedItem } from "../model/model.ts"
import type { CoverPicture } from "./cover-picture.ts"

type Answer<A> = Effect.Effect<A, CacheError, LibraryCache>

const using = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>): Answer<A> => Effect.flatMap(LibraryCache, use)

/** Moves a release to the trash, its directory whole; false when there is none of this id. */
export const deleteRelease = (id: string): Answer<boolean> => using((cache) => cache.deleteRelease(id))
/** Marks a release as new or not; undefined when there is none of this id. */
export const setReleaseNew = (id: string, isNew: boolean): Answer<Release | undefined> =>
  using((cache) => cache.setReleaseNew(id, isNew))
/** Sets a release's cover file, or with null takes it away; undefined when there is none of this id. */
export const setReleaseCover = (id: string, picture: CoverPicture | null): Answer<Release | undefined> =>
  using((cache) => cache.setReleaseCover(id, picture))

/** A page of the tracks that are gone and that something still holds, by the path where they were. */
export const listLostTracks = (request?: PageRequest): Answer<Page<LostTrack>> => using((cache) => cache.listLostTracks(request))
/** The file at `path` (absolute) becomes the lost track `id`; undefined when nothing is known of the id. */
export const relinkTrack = (id: string, path: string): Answer<Track | undefined> => using((cache) => cache.relinkTrack(id, path))

/** A page of what is in the trash, oldest first. */
export const listTrash = (request?: PageRequest): Answer<Page<TrashedItem>> => using((cache) => cache.listTrash(request))
/** Puts one thing of the trash back; answers its absolute path, undefined when the trash holds nothing of this id. */
export const restoreTrash = (id: string): Answer<string | undefined> => using((cache) => cache.restoreTrash(id))
/** Removes what is in the trash for good; answers how many things. */
export const emptyTrash = (): Answer<number> => using((cache) => cache.emptyTrash())
