/**
 * Every function that answers a page, found by the compiler: a table must hold each, and nothing else, or it does not compile. So a new list
 * is held against the rules of pages (pages.contract.ts) from the day it is there.
 */
import * as Effect from "effect/Effect"
import type * as core from "../src/index.ts"
import {
  type CacheError,
  filterOf,
  filterReleases,
  filterTracks,
  getCollageReleases,
  getFavoriteTracks,
  getMostPlayedTracks,
  getPlaylistTracks,
  getRecentlyAddedTracks,
  getRecentlyPlayedTracks,
  getSmartPlaylistTracks,
  LibraryCache,
  type LibraryCacheShape,
  listArtists,
  listCollages,
  listDescriptors,
  listFailures,
  listGenres,
  listLabels,
  listLostTracks,
  listPlaylists,
  listReleases,
  listSmartPlaylists,
  listTracks,
  listTrash,
  type Page,
  type PageRequest,
  search,
  searchArtists,
  searchReleases,
  searchTracks,
  type Track
} from "../src/index.ts"
import { compareBytewise } from "../src/scan/paths.ts"
import { timeOf } from "./made-library.ts"

/** What a function's Effect answers when it answers something. */
type AnswerOf<F> = F extends (...args: never) => Effect.Effect<infer A, infer _E, infer _R> ? NonNullable<A> : never

type NamesOfLists<Of> = {
  [Name in keyof Of]: [AnswerOf<Of[Name]>] extends [never] ? never : AnswerOf<Of[Name]> extends Page<unknown> ? Name : never
}[keyof Of]

type ItemOf<P> = P extends Page<infer T> ? T : never

/** One list: how a page of it is asked, and how two items that follow one another compare: below 0, or it is no strict order. */
export interface List<T> {
  readonly ask: (page?: PageRequest) => Effect.Effect<Page<T> | undefined, CacheError, LibraryCache>
  compare?(a: T, b: T): number
  /** The ids of its items in order, where no order can be read off them. */
  readonly ids?: ReadonlyArray<string>
}

export type ListsOf<Of> = { readonly [Name in NamesOfLists<Of>]: List<ItemOf<AnswerOf<Of[Name]>>> }

/** What stands in the library that is asked. */
export interface Standing {
  /** When each release was added, and where it lies, by id. */
  readonly releases: ReadonlyMap<string, { readonly addedAt: string | null; readonly sourcePath: string }>
  /** Since when tracks are favourites, by id. */
  readonly favorites: ReadonlyMap<string, number>
  readonly collage: string
  readonly collageIds: ReadonlyArray<string>
  readonly playlist: string
  readonly playlistIds: ReadonlyArray<string>
  readonly smartPlaylist: string
}

type Compare<T> = (a: T, b: T) => number

const byPath: Compare<{ readonly sourcePath: string }> = (a, b) => compareBytewise(a.sourcePath, b.sourcePath)
const byName: Compare<{ readonly name: string }> = (a, b) => compareBytewise(a.name, b.name)
const down =
  <T extends { readonly sourcePath: string }>(keyOf: (item: T) => number): Compare<T> =>
  (a, b) =>
    keyOf(b) - keyOf(a) || byPath(a, b)

const byAdded =
  ({ releases }: Standing): Compare<Track> =>
  (a, b) => {
    const [of, other] = [releases.get(a.releaseId)!, releases.get(b.releaseId)!]
    const isSame = timeOf(of.addedAt) === timeOf(other.addedAt)
    return (isSame ? 0 : timeOf(other.addedAt) - timeOf(of.addedAt)) || byPath(of, other) || byPath(a, b)
  }

/** The service's own lists. */
export const serviceLists = (cache: LibraryCacheShape): ListsOf<LibraryCacheShape> => ({
  listReleases: { ask: cache.listReleases, compare: byPath },
  listTracks: { ask: cache.listTracks, compare: byPath },
  listArtists: { ask: cache.listArtists, compare: byName },
  listGenres: { ask: cache.listGenres, compare: byName },
  listDescriptors: { ask: cache.listDescriptors, compare: byName },
  listLabels: { ask: cache.listLabels, compare: byName },
  listFailures: { ask: cache.listFailures, compare: (a, b) => compareBytewise(a.path, b.path) },
  listLostTracks: { ask: cache.listLostTracks, compare: (a, b) => compareBytewise(a.lastPath ?? "", b.lastPath ?? "") },
  listTrash: { ask: cache.listTrash, compare: (a, b) => compareBytewise(a.trashedAt + a.id, b.trashedAt + b.id) },
  search: { ask: (page) => cache.search("o", page) },
  searchTracks: { ask: (page) => cache.searchTracks("o", page) },
  searchReleases: { ask: (page) => cache.searchReleases("type:album or type:single", page) },
  searchArtists: { ask: (page) => cache.searchArtists("artist:~a", page) }
})

export const collageLists = ({ collages }: LibraryCacheShape, at: Standing): ListsOf<LibraryCacheShape["collages"]> => ({
  list: { ask: collages.list, compare: byName },
  members: { ask: (page) => collages.members(at.collage, page), ids: at.collageIds }
})

export const playlistLists = ({ playlists }: LibraryCacheShape, at: Standing): ListsOf<LibraryCacheShape["playlists"]> => ({
  list: { ask: playlists.list, compare: byName },
  members: { ask: (page) => playlists.members(at.playlist, page), ids: at.playlistIds }
})

export const smartLists = (
  { smartPlaylists }: LibraryCacheShape,
  at: Standing
): ListsOf<LibraryCacheShape["smartPlaylists"]> => ({
  list: { ask: smartPlaylists.list, compare: byName },
  tracks: { ask: (page) => smartPlaylists.tracks(at.smartPlaylist, page) }
})

/** The lists among the package's exported functions. */
export const exportedLists = (at: Standing): ListsOf<typeof core> => ({
  listReleases: { ask: listReleases, compare: byPath },
  filterReleases: { ask: (page) => filterReleases(filterOf({ loose: false }), page), compare: byPath },
  listTracks: { ask: listTracks, compare: byPath },
  filterTracks: { ask: (page) => filterTracks(filterOf({ loose: false }), page), compare: byPath },
  getFavoriteTracks: { ask: getFavoriteTracks, compare: down(({ id }) => at.favorites.get(id) ?? 0) },
  getRecentlyPlayedTracks: {
    ask: getRecentlyPlayedTracks,
    compare: down(({ lastPlayedAt }) => Date.parse(lastPlayedAt ?? ""))
  },
  getMostPlayedTracks: { ask: getMostPlayedTracks, compare: down(({ playCount }) => playCount) },
  getRecentlyAddedTracks: { ask: getRecentlyAddedTracks, compare: byAdded(at) },
  listArtists: { ask: listArtists, compare: byName },
  listGenres: { ask: listGenres, compare: byName },
  listDescriptors: { ask: listDescriptors, compare: byName },
  listLabels: { ask: listLabels, compare: byName },
  listFailures: { ask: listFailures, compare: (a, b) => compareBytewise(a.path, b.path) },
  listLostTracks: { ask: listLostTracks, compare: (a, b) => compareBytewise(a.lastPath ?? "", b.lastPath ?? "") },
  listTrash: { ask: listTrash, compare: (a, b) => compareBytewise(a.trashedAt + a.id, b.trashedAt + b.id) },
  search: { ask: (page) => search("o", page) },
  searchTracks: { ask: (page) => searchTracks("o", page) },
  searchReleases: { ask: (page) => searchReleases("type:album or type:single", page) },
  searchArtists: { ask: (page) => searchArtists("artist:~a", page) },
  listCollages: { ask: listCollages, compare: byName },
  getCollageReleases: { ask: (page) => getCollageReleases(at.collage, page), ids: at.collageIds },
  listPlaylists: { ask: listPlaylists, compare: byName },
  getPlaylistTracks: { ask: (page) => getPlaylistTracks(at.playlist, page), ids: at.playlistIds },
  listSmartPlaylists: { ask: listSmartPlaylists, compare: byName },
  getSmartPlaylistTracks: { ask: (page) => getSmartPlaylistTracks(at.smartPlaylist, page) }
})

/** A list whose items nobody looks into. */
export interface AnyList {
  readonly name: string
  readonly ask: (page?: PageRequest) => Effect.Effect<Page<unknown>, CacheError>
  /** Do two items that follow one another stand in the stated order, neither at the other's place? */
  readonly isOrdered: (items: ReadonlyArray<unknown>) => boolean
  readonly mayRepeat: boolean
}

const idOf = (item: unknown): string => (item as { readonly id: string }).id

const anyList = (cache: LibraryCacheShape, name: string, list: List<unknown>): AnyList => {
  const { ask, compare, ids } = list
  return {
    name,
    ask: (page) => Effect.map(Effect.provideService(ask(page), LibraryCache, cache), (found) => found!),
    isOrdered: (items) =>
      ids === undefined
        ? compare === undefined || items.every((item, at) => at === 0 || compare(items[at - 1], item) < 0)
        : JSON.stringify(items.map(idOf)) === JSON.stringify(ids),
    mayRepeat: ids !== undefined
  }
}

/** All of them. */
export const everyList = (cache: LibraryCacheShape, at: Standing): ReadonlyArray<AnyList> =>
  Object.entries({
    "": exportedLists(at),
    "cache.": serviceLists(cache),
    "collages.": collageLists(cache, at),
    "playlists.": playlistLists(cache, at),
    "smartPlaylists.": smartLists(cache, at)
  }).flatMap(([owner, lists]) =>
    Object.entries<List<unknown>>(lists).map(([name, list]) => anyList(cache, `${owner}${name}`, list))
  )
