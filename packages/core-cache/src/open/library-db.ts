/**
 * library.db: opened, migrated by numbered steps, never dropped.
 * Each step is one transaction that also raises `user_version`, so a crash leaves the old or the new schema; before the first step on an
 * existing database a copy is written beside it. A database of a newer version is refused untouched.
 */
import { type Database, Sqlite, transaction } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError, fromSqlite } from "../cache-error.ts"
import { libraryMigrations } from "./schema.gen.ts"

const versionOf = (database: Database): number => Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0)

/** Opens library.db at `path` and brings its schema up to date. */
export const openLibraryDb = Effect.fnUntraced(function* (path: string) {
  const sqlite = yield* Sqlite
  const database = yield* sqlite.open(path).pipe(Effect.mapError((error) => notReadable(path, error)))
  const from = yield* attempt(() => versionOf(database)).pipe(Effect.mapError((error) => notReadable(path, error.cause)))
  if (from > libraryMigrations.length) return yield* newer(path, from)
  if (from === libraryMigrations.length) return database
  if (from > 0) yield* Effect.mapError(sqlite.backup(database, `${path}.before-${libraryMigrations.length}`), fromSqlite)
  yield* attempt(() => migrate(database))
  return database
})

/** Applies the steps that are missing, each in a transaction of its own; another process may have been faster. */
const migrate = (database: Database): void => {
  for (const [index, step] of libraryMigrations.entries()) {
    transaction(database, () => {
      if (versionOf(database) > index) return
      database.exec(step.sql)
      database.exec(`pragma user_version = ${index + 1}`)
    })
  }
}

const newer = (path: string, version: number): CacheError =>
  new CacheError({
    reason: "newer",
    message: `${path} was made by a newer version of Deadwax (its format is ${version}, this one knows ${libraryMigrations.length})`,
    remedy: "Use that version or a newer one; nothing was changed.",
    path
  })

// This database is the user's: a damaged one is never replaced silently.
const notReadable = (path: string, cause: unknown): CacheError => {
  const reason = typeof cause === "object" && cause !== null && "reason" in cause ? String(cause.reason) : "unreadable"
  return new CacheError({
    reason: "storage",
    message: `${path} cannot be opened (${reason})`,
    remedy: "It holds your library's ids and state: restore it from a backup, or move it away to begin anew.",
    path,
    cause
  })
}
