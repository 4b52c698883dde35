/**
 * cache.db: opened, and rebuilt when its schema, the reader or the content rules differ (D8), or when it is damaged.
 *
 * A rebuild empties it in one transaction, so that other processes that have it open see the old or the new one. Only a file that SQLite
 * cannot read any more is removed, which its other openers cannot use either. A newer version's cache is refused.
 */
import { type Database, Sqlite, type SqliteError, transaction } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { attempt, CacheError, fromSqlite } from "../cache-error.ts"
import { cacheSchema } from "./schema.gen.ts"

/** The cache's file format. It rises when an older program must not touch the file any more. */
const cacheFormat = 1

/** Why the cache was emptied by this opening; undefined: it was as it should be. */
export type RebuildCause = "new" | "changed" | "damaged"

export interface OpenedCache {
  readonly cache: Database
  readonly rebuilt: RebuildCause | undefined
}

/** Opens cache.db at `path`. `content` is compared as text with what the cache was built from. */
export const openCacheDb = Effect.fnUntraced(function* (path: string, content: string, isKnownDamaged: boolean) {
  const sqlite = yield* Sqlite
  if (isKnownDamaged) yield* Effect.mapError(sqlite.remove(path), fromSqlite)
  const existed = yield* Effect.mapError(sqlite.exists(path), fromSqlite)
  const opened = yield* openChecked(path, content).pipe(
    Effect.catchTag("DamagedCache", () =>
      Effect.andThen(
        Effect.mapError(sqlite.remove(path), fromSqlite),
        openChecked(path, content).pipe(
          Effect.map(({ cache }) => ({ cache, rebuilt: "damaged" as const })),
          Effect.catchTag("DamagedCache", (damaged) => Effect.fail(fromSqlite(damaged.error)))
        )
      )
    )
  )
  const rebuilt: RebuildCause | undefined = isKnownDamaged
    ? "damaged"
    : opened.rebuilt === "changed" && !existed
      ? "new"
      : opened.rebuilt
  return { cache: opened.cache, rebuilt } satisfies OpenedCache
})

interface DamagedCache {
  readonly _tag: "DamagedCache"
  readonly error: SqliteError
}

/** Opens and compares; a damaged file is closed again before the failure is answered. */
const openChecked = Effect.fnUntraced(function* (path: string, content: string) {
  const sqlite = yield* Sqlite
  const outer = yield* Effect.scope
  const scope = yield* Scope.fork(outer)
  const damaged = (error: SqliteError): Effect.Effect<never, DamagedCache | CacheError> => {
    const isDamaged = error.reason === "corrupt" || error.reason === "not-a-database"
    return isDamaged ? Effect.fail({ _tag: "DamagedCache" as const, error }) : Effect.fail(fromSqlite(error))
  }
  return yield* sqlite.open(path).pipe(
    Effect.provideService(Scope.Scope, scope),
    Effect.catch(damaged),
    Effect.flatMap((cache) =>
      attempt(() => compare(cache, path, content)).pipe(
        Effect.map((rebuilt) => ({ cache, rebuilt })),
        Effect.catch((error) =>
          error.reason === "damaged" ? damaged(error.cause as SqliteError) : Effect.fail<DamagedCache | CacheError>(error)
        )
      )
    ),
    Effect.onError(() => Scope.close(scope, Exit.void))
  )
})

/** Compares what the cache was built from, and empties it when that differs. */
const compare = (cache: Database, path: string, content: string): RebuildCause | undefined => {
  const version = Number(cache.prepare("pragma user_version").get()?.["user_version"] ?? 0)
  if (version > cacheFormat) throw newer(path)
  if (version === cacheFormat && readMeta(cache, "schema") === cacheSchema && readMeta(cache, "content") === content)
    return undefined
  transaction(cache, () => {
    for (const table of tablesOf(cache)) cache.exec(`drop table if exists ${table}`)
    cache.exec(cacheSchema)
    cache.exec(`pragma user_version = ${cacheFormat}`)
    const insert = cache.prepare("insert into meta (key, value) values (?, ?)")
    insert.run("schema", cacheSchema)
    insert.run("content", content)
  })
  return "changed"
}

// Children before parents, so that foreign keys do not refuse; shadow tables go with their virtual table.
const tablesOf = (cache: Database): ReadonlyArray<string> =>
  cache
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by rowid desc")
    .all()
    .map((row) => String(row["name"]))
    .filter((name) => !/^search_\w+_(data|idx|content|docsize|config)$/.test(name))

/** One fact about the cache; undefined when it was never written, or there is no table yet. */
export const readMeta = (cache: Database, key: string): string | undefined => {
  const hasTable = cache.prepare("select 1 as one from sqlite_schema where type = 'table' and name = 'meta'").get() !== undefined
  const row = hasTable ? cache.prepare("select value from meta where key = ?").get(key) : undefined
  return row === undefined ? undefined : String(row["value"])
}

const newer = (path: string): CacheError =>
  new CacheError({
    reason: "newer",
    message: `${path} was made by a newer version of Deadwax`,
    remedy: "Use that version or a newer one, or delete this file: the cache is rebuilt from your music.",
    path
  })
