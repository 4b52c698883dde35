/**
 * What the drivers on a real file system have in common: opening, removing and copying database files. Only Bun and Node load it.
 *
 * A copy is written beside its place and flushed before it is renamed there, so a crash leaves a whole copy or none (and at most a file
 * whose name ends in `.deadwax-tmp`, which the next copy replaces).
 */
import * as fs from "node:fs"
import { dirname } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { callNative, type Engine, makeDatabase, trySqlite } from "./database.ts"
import { misuse } from "./errors.ts"
import { assertDatabasePath, memoryPath, refuse } from "./path.ts"
import { pragmasFor } from "./pragmas.ts"
import { type Database, type OpenOptions, Sqlite, SqliteError, type SqliteErrorReason } from "./sqlite.ts"

/** What Bun and Node do differently. `open` may throw native errors. */
export interface NativeDriver {
  readonly open: (path: string, options: OpenOptions) => Engine
  readonly failureOf: Engine["failureOf"]
}

const openDatabase = (driver: NativeDriver, path: string, options: OpenOptions): Database => {
  assertDatabasePath(path)
  const database = makeDatabase(
    path,
    callNative(driver, undefined, () => driver.open(path, options))
  )
  try {
    database.exec(pragmasFor(options, false))
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

const fileReasons: Readonly<Record<string, SqliteErrorReason>> = {
  EACCES: "read-only",
  EPERM: "read-only",
  EROFS: "read-only",
  EBUSY: "busy",
  ENOSPC: "full",
  EDQUOT: "full",
  ENOENT: "cannot-open",
  ENOTDIR: "cannot-open",
  EISDIR: "cannot-open"
}

/** Runs file operations; their errors become the port's. */
const callFiles = <A>(f: () => A): A => {
  try {
    return f()
  } catch (cause) {
    if (!(cause instanceof Error) || !("syscall" in cause) || !("code" in cause)) throw cause
    throw new SqliteError({ reason: fileReasons[String(cause.code)] ?? "io", message: cause.message, cause })
  }
}

const isFile = (path: string): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isFile() === true

const isDirectory = (path: string): boolean => fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() === true

/**
 * Throws `busy` while another connection, of this process or another, has the database open: leaving the write-ahead log is only allowed
 * to the last one. A file that SQLite cannot read has no such connections, so every other failure is passed over.
 */
const assertClosed = (driver: NativeDriver, path: string): void => {
  let engine: Engine | undefined
  try {
    callNative(driver, undefined, () => {
      engine = driver.open(path, { mustExist: true })
      engine.exec("pragma busy_timeout=0;pragma journal_mode=delete")
    })
  } catch (error) {
    if (!(error instanceof SqliteError) || error.reason === "busy") throw error
  } finally {
    engine?.close()
  }
}

/** The database goes first: SQLite discards a journal without a database, but a database without its journal is a damaged one. */
const removeDatabase = (driver: NativeDriver, path: string): void => {
  assertDatabasePath(path)
  if (path === memoryPath) return
  if (isDirectory(path)) refuse("the path of the database is that of a directory")
  if (isFile(path)) assertClosed(driver, path)
  for (const ending of ["", "-wal", "-shm", "-journal"]) fs.rmSync(path + ending, { force: true })
}

const flush = (path: string): void => {
  const descriptor = fs.openSync(path, "r+")
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

const flushDirectory = (path: string): void => {
  // Windows has no handle on a directory that could be flushed.
  if (process.platform === "win32") return
  const descriptor = fs.openSync(path, "r")
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}

const backupDatabase = (database: Database, to: string): void => {
  assertDatabasePath(to)
  if (database.inTransaction()) throw misuse("a database cannot be copied inside a transaction")
  if (to === memoryPath || fs.existsSync(to)) refuse("there is a file already where the copy should go")
  const temporary = `${to}.deadwax-tmp`
  try {
    fs.rmSync(temporary, { force: true })
    database.prepare("vacuum into ?").run(temporary)
    flush(temporary)
    fs.renameSync(temporary, to)
    flushDirectory(dirname(to))
  } catch (error) {
    fs.rmSync(temporary, { force: true })
    throw error
  }
}

const readVersion = (driver: NativeDriver): string => {
  const database = openDatabase(driver, memoryPath, {})
  try {
    return String(database.prepare("select sqlite_version() as version").get()?.version)
  } finally {
    database.close()
  }
}

/** The port on a driver whose databases are files that other processes can open. */
export const makeNativeLayer = (driver: NativeDriver): Layer.Layer<Sqlite> =>
  Layer.sync(Sqlite, () =>
    Sqlite.of({
      capabilities: { version: readVersion(driver), sharedBetweenProcesses: true },
      open: (path, options = {}) =>
        Effect.acquireRelease(
          trySqlite(() => openDatabase(driver, path, options)),
          (database) => Effect.sync(database.close)
        ),
      exists: (path) => trySqlite(() => callFiles(() => isFile(path))),
      remove: (path) => trySqlite(() => callFiles(() => removeDatabase(driver, path))),
      backup: (database, to) => trySqlite(() => callFiles(() => backupDatabase(database, to)))
    })
  )
