/** What every read needs: the cache, where its paths lie, and what names stand for. */
import type { Database } from "@deadwax/core-async"
import { type Aliases, type ArtistAlias, makeAliases } from "./artists/aliases.ts"
import type { Names } from "./filter/compile.ts"
import { type GenreParents, type GenreTree, genreKey, makeGenreTree } from "./genres/genre-tree.ts"
import { ownGenres } from "./genres/own-genres.ts"
import { countMerges, type IdKind, survivorOf } from "./identity/issued-ids.ts"
import { ofValues } from "./query-cache/dependency.ts"
import { makeQueries, type Queries } from "./query-cache/queries.ts"
import type { QueryCacheOptions } from "./query-cache/query-cache.ts"

const minuteMs = 60_000

/** What is applied on reading, so that a change of it needs neither a scan nor a rebuild. */
export interface ReadingRules {
  /** Default: none. */
  readonly artistAliases?: ReadonlyArray<ArtistAlias>
  /** Default: Deadwax's own tree. A cycle in it fails the opening as `usage`. */
  readonly genreParents?: GenreParents
}

export interface Reader {
  readonly cache: Database
  /** The library's root: stored paths are relative to it. */
  readonly root: string
  readonly aliases: Aliases
  /** Made when it is first asked for: most commands never ask. */
  readonly genres: () => GenreTree
  readonly queries: Queries
  readonly names: Names
  /** The id that stands for this one now: an id that was merged into another leads to that. */
  readonly survivorOf: (kind: IdKind, id: string) => string
  /** How often an id was merged into another, or was itself again: what `survivorOf` says is the same as long as this is. */
  readonly merges: () => number
}

/** Makes a reader; `nowMs` is its clock. Throws `GenreCycle` for a tree of the user's. */
export const makeReader = (
  { cache, userDb }: { readonly cache: Database; readonly userDb: Database },
  root: string,
  rules: ReadingRules,
  nowMs: () => number,
  limits: Omit<QueryCacheOptions, "nowMs"> = {}
): Reader => {
  const aliases = makeAliases(rules.artistAliases ?? [])
  const genres = openTree(rules.genreParents)
  const genreKeys = (genre: string) => [genreKey(genre), ...genres().ancestors(genre).map(genreKey)]
  const queries = makeQueries(cache, genreKeys, { ...limits, nowMs })
  const genreNames = (name: string): ReadonlyArray<string> => {
    const keys = genres().keysBelow(name)
    return queries.part("genre names", allGenreNames(cache)).flatMap(([genre, key]) => (keys.has(key) ? [genre] : []))
  }
  return {
    cache,
    root,
    aliases,
    genres,
    queries,
    names: {
      artistNames: aliases.withAliases,
      genreNames,
      texts: { cache, mainNames: aliases.mainNames, genres },
      nowUs: () => Math.floor(nowMs() / minuteMs) * minuteMs * 1000
    },
    survivorOf: (kind, id) => survivorOf(userDb, kind, id),
    merges: () => countMerges(userDb)
  }
}

/** A tree of the user's is looked at at once, so that what is wrong with it is said at the start. */
const openTree = (parents: GenreParents | undefined): (() => GenreTree) => {
  let tree = parents === undefined ? undefined : makeGenreTree(parents)
  return () => {
    tree ??= makeGenreTree(ownGenres())
    return tree
  }
}

const allGenreNames = (cache: Database) => ({
  condition: ofValues("genre"),
  read: () => readGenreNames(cache),
  bytesOf: (names: ReturnType<typeof readGenreNames>) => 100 * names.length
})

/** The library's genres as the tags spell them, each with its key. */
export const readGenreNames = (cache: Database): ReadonlyArray<readonly [name: string, key: string]> =>
  (cache.prepare("select name from genres order by name").values() as Array<[string]>).map(([name]) => [name, genreKey(name)])
