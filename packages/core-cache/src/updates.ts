/** Opening and updating a library by the names under which programs call it. */
import type { Files, Processes, Sqlite, Workers } from "@deadwax/core-async"
import type { TagWriter } from "@deadwax/core-tags"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type { CacheError } from "./cache-error.ts"
import { LibraryCache, type LibraryCacheShape, type ScanOptions } from "./library-cache.ts"
import type { ScanReport } from "./model/model.ts"
import { layer, type OpenLibrary } from "./open/open-library.ts"

type Ports = Files | Sqlite | Workers | Processes | TagWriter

/** Opens a library for the scope: what `layer` does, for programs without layers. Databases are made, migrated or rebuilt as needed. */
export const connect = (options: OpenLibrary): Effect.Effect<LibraryCacheShape, CacheError, Ports | Scope.Scope> =>
  Effect.map(Layer.build(layer(options)), (context) => Context.get(context, LibraryCache))

/**
 * Empties the cache if its schema, the tag reader or the rules of its content are others than it was built with (D8), as every opening
 * does, and closes it again. Answers whether a scan has to fill it.
 */
export const maybeInvalidateCacheDatabase = (options: OpenLibrary): Effect.Effect<boolean, CacheError, Ports> =>
  Effect.scoped(Effect.map(connect(options), (cache) => cache.needsScan))

/**
 * Runs an effect while no other process, and nothing else in this one, holds the library's lock of this name. Waits up to 10 s for a
 * holder, then fails as `busy`, naming it by its `purpose`; also when the lock was lost by the end, because this process slept so long
 * that one of another host took it over. Locks named `scan` keep scans and edits out.
 */
export const lock =
  (name: string, purpose: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | CacheError, R | LibraryCache> =>
    Effect.flatMap(LibraryCache, (cache) => cache.withLock(name, purpose, effect))

/** Brings the whole cache in step with the files: releases, then collages, then playlists, what is gone removed after each. */
export const updateCache = (options?: Omit<ScanOptions, "directories">): Effect.Effect<ScanReport, CacheError, LibraryCache> =>
  Effect.flatMap(LibraryCache, (cache) => cache.scan(options))

/** The same for some releases, by the absolute paths of their directories; without any, nothing is looked at and undefined answered. */
export const updateCacheForReleases = (
  directories: ReadonlyArray<string>,
  options?: Omit<ScanOptions, "directories">
): Effect.Effect<ScanReport | undefined, CacheError, LibraryCache> =>
  directories.length === 0
    ? Effect.succeed(undefined)
    : Effect.flatMap(LibraryCache, (cache) => cache.scan({ ...options, directories }))

/** Removes releases from the cache whose directory is gone; answers how many. No other file is looked at. */
export const updateCacheEvictNonexistentReleases = (): Effect.Effect<number, CacheError, LibraryCache> =>
  Effect.flatMap(LibraryCache, (cache) => cache.evictReleases())
