/**
 * library.db: opened, migrated by numbered steps, never dropped.
 * Each step is one transaction that also raises `user_version`, so a crash leaves the old or the new schema (a new database takes all steps in one:
 * there is nothing to lose, and each transaction waits for the disk); before the first step on an existing database a copy is written beside it. A
 * database of a newer version, or of another library, is refused untouched.
 */
import { type Database, Sqlite, type SqliteError, transaction } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError, damagedLibrary, fromSqlite } from "../cache-error.ts"
import type { Library } from "../model/model.ts"
import { libraryMigrations } from "./schema.gen.ts"

/** One step of the schema's history. */
export interface Migration {
  readonly name: string
  readonly sql: string
}

const versionOf = (database: Database): number => Number(database.prepare("pragma user_version").get()?.["user_version"] ?? 0)

/**
 * Opens library.db at `path`, for the library with this id, and brings its schema up to date by `migrations`.
 * What it answers to have stored is stored: it is opened `durable`.
 */
export const openLibraryDb = Effect.fnUntraced(function* (
  path: string,
  id: Library["id"],
  migrations: ReadonlyArray<Migration> = libraryMigrations
) {
  const sqlite = yield* Sqlite
  const database = yield* sqlite.open(path, { durable: true }).pipe(Effect.mapError((error) => notOpened(path, error)))
  const reading = <A>(work: () => A) =>
    Effect.mapError(attempt(work), (error) => (error.reason === "damaged" ? damagedLibrary(path, error.cause) : error))
  const from = yield* reading(() => versionOf(database))
  if (from > migrations.length) return yield* newer(path, from, migrations.length)
  if (from > 0) yield* reading(() => checkId(database, id))
  if (from === migrations.length) return database
  if (from > 0) yield* backUp(database, from, migrations.length)
  yield* reading(() => migrate(database, migrations, from === 0))
  return database
})

// Its row is written after the first step: a crash between leaves a database that is nobody's yet.
const checkId = (database: Database, id: Library["id"]): void => {
  const row = database.prepare("select id, root from library where one = 1").get()
  if (row !== undefined && row["id"] !== id) throw anotherLibrary(database.path, String(row["root"]))
}

/** Copies the database under the first name that is free: what an interrupted migration left is someone's only copy, too. */
const backUp = Effect.fnUntraced(function* (database: Database, from: number, to: number) {
  const sqlite = yield* Sqlite
  for (let number = 1; ; number++) {
    const path = `${database.path}.before-${to}${number === 1 ? "" : `-${number}`}`
    // Another process may have been faster; what is there now is the new schema then.
    if ((yield* attempt(() => versionOf(database))) !== from) return
    if (yield* Effect.mapError(sqlite.exists(path), fromSqlite)) continue
    const isWritten = yield* sqlite.backup(database, path).pipe(
      Effect.as(true),
      Effect.catch((error) =>
        Effect.flatMap(isTaken(path, error), (taken) => (taken ? Effect.succeed(false) : Effect.fail(error)))
      ),
      Effect.mapError(fromSqlite)
    )
    if (isWritten) return
  }
})

const isTaken = Effect.fnUntraced(function* (path: string, error: SqliteError) {
  const sqlite = yield* Sqlite
  return error.reason === "cannot-open" && (yield* sqlite.exists(path))
})

/** Applies a step, if it is missing: another process may have been faster. */
const apply = (database: Database, step: Migration, index: number): void => {
  if (versionOf(database) > index) return
  database.exec(step.sql)
  database.exec(`pragma user_version = ${index + 1}`)
}

const migrate = (database: Database, migrations: ReadonlyArray<Migration>, isNew: boolean): void => {
  const each = (run: (step: () => void) => void) => {
    for (const [index, step] of migrations.entries()) run(() => apply(database, step, index))
  }
  if (isNew) transaction(database, () => each((step) => step()))
  else each((step) => transaction(database, step))
}

const newer = (path: string, version: number, known: number): CacheError =>
  new CacheError({
    reason: "newer",
    message: `${path} was made by a newer version of Deadwax (its format is ${version}, this one knows ${known})`,
    remedy: "Use that version or a newer one; nothing was changed.",
    path
  })

const anotherLibrary = (path: string, root: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${path} is the database of another library (${root})`,
    remedy: "Each library needs a database of its own: put this one back where it was; nothing was changed.",
    path
  })

// Waiting helps against a busy one, and room against a full disk; all else is about this file.
const notOpened = (path: string, error: SqliteError): CacheError =>
  error.reason === "busy" || error.reason === "full" ? fromSqlite(error) : damagedLibrary(path, error)
