/**
 * The driver on SQLite compiled to WebAssembly, its files in a pool of synchronous handles on OPFS. Runs in a dedicated worker.
 *
 * What makes it hard: one context at a time can hold the pool, handles must be made before SQLite asks for them, the library would try to delete
 * the whole pool when a part of it cannot be opened (`preserveOnInitFailure` forbids that), file names pass through a URL, and without shared
 * memory the write-ahead log needs an exclusive lock. Choosing which tab's worker holds the pool is the caller's part (Web Locks).
 *
 * A copy becomes visible under its name only after its content was written, so a crash leaves a whole copy or none.
 */
import type { SAHPoolUtil } from "@sqlite.org/sqlite-wasm"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { callNative, makeDatabase, trySqlite } from "./database.ts"
import { misuse } from "./errors.ts"
import { assertDatabasePath, memoryPath, refuse } from "./path.ts"
import { pragmasFor } from "./pragmas.ts"
import { type Database, type OpenOptions, Sqlite, SqliteError } from "./sqlite.ts"
import { failureOf, openWasmEngine } from "./wasm-engine.ts"
import { loadWasmModule, type WasmModule } from "./wasm-module.ts"

export interface WasmOptions {
  /** The directory of the origin's private file system that holds the pool, and nothing else. */
  readonly directory: string
  /** How many handles a new pool starts with; it grows when databases need more. Default 12. */
  readonly capacity?: number
}

/** A database, its write-ahead log, and the journal that exists while the database turns to that log. */
const handlesPerDatabase = 3
const defaultCapacity = 12

interface Pool {
  readonly module: WasmModule
  readonly files: SAHPoolUtil
  /** Open databases by the name of their file. */
  readonly open: Map<string, Database>
  /** One at a time makes handles and then files, so that nobody takes another's. */
  readonly turn: Semaphore.Semaphore
}

const errorName = (cause: unknown): string => (cause instanceof Error || cause instanceof DOMException ? cause.name : "")

/** What OPFS and the pool say, as the port's error. */
const fromOpfs = (cause: unknown): SqliteError => {
  const name = errorName(cause)
  const message = cause instanceof Error || cause instanceof DOMException ? cause.message : String(cause)
  if (name === "NoModificationAllowedError" || name === "InvalidStateError") {
    return new SqliteError({ reason: "busy", message: `the databases are open in another tab or worker: ${message}`, cause })
  }
  return new SqliteError({ reason: name === "QuotaExceededError" ? "full" : "cannot-open", message, cause })
}

const tryOpfs = <A>(f: () => Promise<A>): Effect.Effect<A, SqliteError> => Effect.tryPromise({ try: f, catch: fromOpfs })

/** Pools of this worker that a layer holds now; the library hands the same pool out to everyone who asks. */
const held = new Set<string>()

/** A page that is closing lets its handles go a moment later. */
const whileBusy = { schedule: Schedule.spaced("50 millis"), times: 20, while: (error: SqliteError) => error.reason === "busy" }

const installPool = Effect.fnUntraced(function* (module: WasmModule, { directory, capacity }: WasmOptions) {
  const settings = {
    name: `deadwax:${directory}`,
    directory,
    initialCapacity: capacity ?? defaultCapacity,
    forceReinitIfPreviouslyFailed: true,
    preserveOnInitFailure: true
  }
  const files = yield* tryOpfs(() => module.sqlite3.installOpfsSAHPoolVfs(settings))
  // A pool that an earlier layer of this worker has let go comes back without its handles.
  if (files.isPaused()) yield* tryOpfs(() => files.unpauseVfs())
  return files
})

/** The directory's pool, let go with the scope. `busy` while another context, or another layer of this one, holds it. */
const acquirePool = Effect.fnUntraced(function* (options: WasmOptions) {
  const { directory } = options
  const module = yield* tryOpfs(loadWasmModule)
  yield* Effect.acquireRelease(
    trySqlite(() => {
      if (held.has(directory)) throw fromOpfs(new DOMException("the pool is held already", "NoModificationAllowedError"))
      held.add(directory)
    }),
    () => Effect.sync(() => held.delete(directory))
  )
  const open = new Map<string, Database>()
  const files = yield* Effect.acquireRelease(Effect.retry(installPool(module, options), whileBusy), (pool) =>
    Effect.sync(() => {
      for (const database of open.values()) database.close()
      pool.pauseVfs()
    })
  )
  const pool: Pool = { module, files, open, turn: yield* Semaphore.make(1) }
  return pool
})

/** A path as the pool names it: the pool reads names as URLs, and would end them at a `?` or `#`. */
const fileName = (path: string): string => {
  assertDatabasePath(path)
  if (path === memoryPath) return path
  const encoded = path
    .split(/[/\\]+/)
    .map(encodeURIComponent)
    .join("/")
  return new URL(encoded, "file://localhost/").pathname
}

const hasFile = (pool: Pool, name: string): boolean => pool.files.getFileNames().includes(name)

const makeRoom = (pool: Pool, count: number): Effect.Effect<void, SqliteError> =>
  tryOpfs(() => pool.files.reserveMinimumCapacity(Number(pool.files.getFileCount()) + count))

const refuseOpen = (): never => {
  throw new SqliteError({ reason: "busy", message: "the database is open" })
}

const openNow = (pool: Pool, path: string, options: OpenOptions): Database => {
  const name = fileName(path)
  // The exclusive lock is only exclusive between handles; two connections of one worker would share the file and damage it.
  if (pool.open.has(name)) refuseOpen()
  const { module, files } = pool
  const engine = callNative({ failureOf }, undefined, () => openWasmEngine(module, name, files.vfsName, options))
  const database = makeDatabase(path, engine, () => pool.open.delete(name))
  if (name !== memoryPath) pool.open.set(name, database)
  try {
    database.exec(pragmasFor(options, name !== memoryPath))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const open = (pool: Pool, path: string, options: OpenOptions): Effect.Effect<Database, SqliteError, Scope.Scope> =>
  Effect.acquireRelease(
    Semaphore.withPermit(
      pool.turn,
      Effect.andThen(
        makeRoom(pool, handlesPerDatabase),
        trySqlite(() => openNow(pool, path, options))
      )
    ),
    (database) => Effect.sync(database.close)
  )

/** The database goes first: SQLite discards a journal without a database, but a database without its journal is a damaged one. */
const remove = (pool: Pool, path: string): void => {
  const name = fileName(path)
  if (pool.open.has(name)) refuseOpen()
  for (const ending of ["", "-wal", "-journal"]) pool.files.unlink(name + ending)
}

/** Writes the copy under a name of its own and answers its content. */
const writeCopy = (pool: Pool, database: Database, name: string, temporary: string): Uint8Array => {
  if (database.inTransaction()) throw misuse("a database cannot be copied inside a transaction")
  if (name === memoryPath || hasFile(pool, name)) refuse("there is a file already where the copy should go")
  pool.files.unlink(temporary)
  database.prepare("vacuum into ?").run(temporary)
  return pool.files.exportFile(temporary)
}

/** The pool gives a file its name after its content; given as chunks, a failure leaves the handle empty for the next file. */
const importCopy = (pool: Pool, name: string, content: Uint8Array): Effect.Effect<void, SqliteError> => {
  const chunks = [content]
  return Effect.asVoid(tryOpfs(() => pool.files.importDb(name, () => chunks.pop())))
}

const backup = Effect.fnUntraced(function* (pool: Pool, database: Database, to: string) {
  const name = yield* trySqlite(() => fileName(to))
  const temporary = `${name}.deadwax-tmp`
  yield* makeRoom(pool, handlesPerDatabase)
  yield* trySqlite(() => writeCopy(pool, database, name, temporary)).pipe(
    Effect.flatMap((content) => importCopy(pool, name, content)),
    Effect.ensuring(Effect.sync(() => pool.files.unlink(temporary)))
  )
})

/** SQLite on OPFS in a dedicated worker. Fails as `busy` when another tab or worker holds the directory for longer than a second. */
export const layer = (options: WasmOptions): Layer.Layer<Sqlite, SqliteError> =>
  Layer.effect(
    Sqlite,
    Effect.map(acquirePool(options), (pool) =>
      Sqlite.of({
        capabilities: { version: pool.module.sqlite3.version.libVersion, sharedBetweenProcesses: false },
        open: (path, openOptions = {}) => open(pool, path, openOptions),
        exists: (path) => trySqlite(() => hasFile(pool, fileName(path))),
        remove: (path) => trySqlite(() => remove(pool, path)),
        backup: (database, to) => Semaphore.withPermit(pool.turn, backup(pool, database, to))
      })
    )
  )
