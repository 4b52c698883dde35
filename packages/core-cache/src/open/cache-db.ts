/**
 * cache.db: opened, and rebuilt when its schema, the reader or the content rules differ (D8), or when it is damaged.
 *
 * What makes it hard: other processes may have it open, and one may be scanning. An empty file is filled by whoever comes first. One that
 * holds something is only emptied (in one transaction) or, when SQLite cannot read it any more, removed under the library's scan lock,
 * after deciding again; busy otherwise. Each building has a random generation, by which a writer of before notices. Refused untouched: a
 * cache of a newer program, and (by `Sqlite.remove`, as busy) removing a file that others have open.
 */
import { type Database, Sqlite, type SqliteError, transaction } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { attempt, CacheError, damagedLibrary, fromSqlite } from "../cache-error.ts"
import { holdLock } from "../locks/lock.ts"
import { readMeta, writeMeta } from "../store/meta.ts"
import { readerVersion, readerVersionOf } from "./content.ts"
import { clearDamageMark, hasDamageMark } from "./library-row.ts"
import { cacheSchema } from "./schema.gen.ts"

/** The cache's file format. It rises when an older program must not even look into the file any more. */
const cacheFormat = 1

/** Why the cache was emptied by this opening; undefined: it was as it should be. */
export type RebuildCause = "new" | "changed" | "damaged"

export interface OpenedCache {
  readonly cache: Database
  readonly generation: string
  readonly rebuilt: RebuildCause | undefined
}

export interface CacheOpening {
  readonly path: string
  /** Compared as text with what the cache was built from. */
  readonly content: string
  /** The library's other database: it holds the lock, and the mark that the cache failed while it was in use. */
  readonly userDb: Database
  readonly newGeneration: () => string
}

/** The cache cannot be used as it is, and only the holder of the lock may replace it. `error`: SQLite cannot read it. */
interface Unusable {
  readonly _tag: "Unusable"
  readonly error: SqliteError | undefined
}

/** Opens cache.db, closed with the scope. Fails as `busy` when it must be rebuilt while another process works on the library. */
export const openCacheDb = Effect.fnUntraced(function* (opening: CacheOpening) {
  const scope = yield* Effect.scope
  const asItIs = openChecked(opening, scope, false).pipe(Effect.catchTag("Unusable", () => Effect.succeed(undefined)))
  const opened = (yield* isMarked(opening)) ? undefined : yield* asItIs
  return opened ?? (yield* Effect.scoped(replace(opening, scope)))
})

/** Rebuilds under the lock, unless another process has done so while this one waited for nothing but its turn. */
const replace = Effect.fnUntraced(function* (opening: CacheOpening, scope: Scope.Scope) {
  const sqlite = yield* Sqlite
  yield* Effect.mapError(holdLock(opening.userDb, "scan", "rebuilding the cache"), (error) => blameLibrary(opening, error))
  const inPlace = openChecked(opening, scope, true).pipe(Effect.catchTag("Unusable", () => Effect.succeed(undefined)))
  const opened = (yield* isMarked(opening)) ? undefined : yield* inPlace
  if (opened !== undefined) return opened
  yield* Effect.mapError(sqlite.remove(opening.path), fromSqlite)
  const made = yield* openChecked(opening, scope, true).pipe(
    Effect.catchTag("Unusable", ({ error }) =>
      error === undefined ? Effect.die("not replaced") : Effect.fail(fromSqlite(error))
    )
  )
  yield* Effect.mapError(
    attempt(() => clearDamageMark(opening.userDb)),
    (error) => blameLibrary(opening, error)
  )
  return { ...made, rebuilt: "damaged" } satisfies OpenedCache
})

const isMarked = (opening: CacheOpening): Effect.Effect<boolean, CacheError> =>
  Effect.mapError(
    attempt(() => hasDamageMark(opening.userDb)),
    (error) => blameLibrary(opening, error)
  )

const blameLibrary = ({ userDb }: CacheOpening, error: CacheError): CacheError =>
  error.reason === "damaged" ? damagedLibrary(userDb.path, error.cause) : error

/** Opens in `outer` and compares; a file that is not to be used is closed again before the failure is answered. */
const openChecked = Effect.fnUntraced(function* (opening: CacheOpening, outer: Scope.Scope, mayReplace: boolean) {
  const sqlite = yield* Sqlite
  const scope = yield* Scope.fork(outer)
  return yield* sqlite.open(opening.path).pipe(
    Effect.provideService(Scope.Scope, scope),
    Effect.catch(unreadable),
    Effect.flatMap((cache) =>
      attempt(() => bringUpToDate(cache, opening, mayReplace)).pipe(
        Effect.catch((error) => (error.reason === "damaged" ? unreadable(error.cause as SqliteError) : Effect.fail(error)))
      )
    ),
    Effect.filterOrElse(
      (opened) => opened !== undefined,
      () => Effect.fail<Unusable>({ _tag: "Unusable", error: undefined })
    ),
    Effect.onError(() => Scope.close(scope, Exit.void))
  )
})

const unreadable = (error: SqliteError): Effect.Effect<never, Unusable | CacheError> =>
  error.reason === "corrupt" || error.reason === "not-a-database"
    ? Effect.fail({ _tag: "Unusable" as const, error })
    : Effect.fail(fromSqlite(error))

/** Compares, and decides again inside the transaction that builds. Answers undefined for content that may not be dropped. */
const bringUpToDate = (cache: Database, opening: CacheOpening, mayReplace: boolean): OpenedCache | undefined => {
  const answer = (rebuilt: RebuildCause | undefined): OpenedCache => ({
    cache,
    generation: readMeta(cache, "generation") ?? "",
    rebuilt
  })
  if (isUpToDate(cache, opening)) return answer(undefined)
  return transaction(cache, () => {
    if (isUpToDate(cache, opening)) return answer(undefined)
    const tables = tablesOf(cache)
    if (tables.length > 0 && !mayReplace) return undefined
    build(cache, tables, opening)
    return answer(tables.length === 0 ? "new" : "changed")
  })
}

const isUpToDate = (cache: Database, opening: CacheOpening): boolean => {
  const version = Number(cache.prepare("pragma user_version").get()?.["user_version"] ?? 0)
  if (version > cacheFormat) throw newer(opening.path)
  if (version < cacheFormat || !hasMeta(cache)) return false
  const content = readMeta(cache, "content") ?? ""
  if (readerVersionOf(content) > readerVersion) throw newer(opening.path)
  const isComplete = readMeta(cache, "generation") !== undefined
  return isComplete && content === opening.content && readMeta(cache, "schema") === cacheSchema
}

/** Does it hold facts about itself? A file of this format without that table was not made here. */
export const hasMeta = (cache: Database): boolean =>
  cache.prepare("select 1 as one from sqlite_schema where type = 'table' and name = 'meta'").get() !== undefined

const build = (cache: Database, tables: ReadonlyArray<string>, opening: CacheOpening): void => {
  for (const table of tables) cache.exec(`drop table if exists ${table}`)
  cache.exec(cacheSchema)
  cache.exec(`pragma user_version = ${cacheFormat}`)
  writeMeta(cache, "schema", cacheSchema)
  writeMeta(cache, "content", opening.content)
  writeMeta(cache, "generation", opening.newGeneration())
}

// Children before parents, so that foreign keys do not refuse; shadow tables go with their virtual table.
const tablesOf = (cache: Database): ReadonlyArray<string> =>
  cache
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by rowid desc")
    .all()
    .map((row) => String(row["name"]))
    .filter((name) => !/^search_\w+_(data|idx|content|docsize|config)$/.test(name))

const newer = (path: string): CacheError =>
  new CacheError({
    reason: "newer",
    message: `${path} was made by a newer version of Deadwax`,
    remedy: "Use that version or a newer one, or delete this file: the cache is rebuilt from your music.",
    path
  })
