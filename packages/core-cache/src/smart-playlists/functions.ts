/** Smart playlists as functions: each is an Effect that needs `LibraryCache`. What they answer, `SmartPlaylists` says. */
import * as Effect from "effect/Effect"
import type { CacheError } from "../cache-error.ts"
import type { InvalidFilter } from "../filter-language/invalid-filter.ts"
import { LibraryCache } from "../library-cache.ts"
import type { Page, PageRequest, SmartPlaylist, SmartPlaylistRules, Track } from "../model/model.ts"
import type { SmartPlaylists } from "./smart-playlists.ts"

type Answer<A, E = CacheError> = Effect.Effect<A, E, LibraryCache>

const using = <A, E>(use: (all: SmartPlaylists) => Effect.Effect<A, E>): Answer<A, E> =>
  Effect.flatMap(LibraryCache, ({ smartPlaylists }) => use(smartPlaylists))

/** A page of smart playlists by name, bytewise. */
export const listSmartPlaylists = (request?: PageRequest): Answer<Page<SmartPlaylist>> => using((all) => all.list(request))
/** A smart playlist by its exact name; undefined when there is none. */
export const getSmartPlaylist = (name: string): Answer<SmartPlaylist | undefined> => using((all) => all.get(name))
/** A page of the tracks that meet its filter now, in its order; undefined when there is no such smart playlist. */
export const getSmartPlaylistTracks = (name: string, request?: PageRequest): Answer<Page<Track> | undefined> =>
  using((all) => all.tracks(name, request))
/** Makes a smart playlist; false when there is one of this name. */
export const createSmartPlaylist = (name: string, rules: SmartPlaylistRules): Answer<boolean, CacheError | InvalidFilter> =>
  using((all) => all.create(name, rules))
/** Gives a smart playlist other rules; those that are absent stay. Undefined when there is none of this name. */
export const updateSmartPlaylist = (
  name: string,
  rules: Partial<SmartPlaylistRules>
): Answer<SmartPlaylist | undefined, CacheError | InvalidFilter> => using((all) => all.update(name, rules))
/** Renames a smart playlist; false when there is none of this name. */
export const renameSmartPlaylist = (from: string, to: string): Answer<boolean> => using((all) => all.rename(from, to))
/** Deletes a smart playlist; false when there is none of this name. */
export const deleteSmartPlaylist = (name: string): Answer<boolean> => using((all) => all.remove(name))
/** Its tracks of now as M3U8, paths relative to the library's root; undefined when there is none of this name. */
export const exportSmartPlaylistM3u8 = (name: string): Answer<string | undefined> => using((all) => all.exportM3u8(name))
