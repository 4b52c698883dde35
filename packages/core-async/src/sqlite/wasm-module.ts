/**
 * SQLite's WebAssembly module: loaded once in a worker, with the functions that are called directly.
 *
 * The library's own object layer and argument converters cost ten times what SQLite does, so only opening the file pool goes through
 * them. Its file system reports errors to a log function; the last one is kept here, because it alone says that the origin's storage is
 * full where SQLite says no more than "disk I/O error".
 */
import sqlite3InitModule, { type Sqlite3Static } from "@sqlite.org/sqlite-wasm"

type Pointer = number

/** The part of the module's exports used here, by SQLite's C interface. 64-bit integers are bigints. */
export interface SqliteExports {
  readonly sqlite3_malloc: (sizeBytes: number) => Pointer
  readonly sqlite3_free: (pointer: Pointer) => void
  readonly sqlite3_open_v2: (name: Pointer, database: Pointer, flags: number, vfs: Pointer) => number
  readonly sqlite3_close_v2: (database: Pointer) => number
  readonly sqlite3_exec: (database: Pointer, sql: Pointer, callback: 0, argument: 0, message: 0) => number
  readonly sqlite3_errmsg: (database: Pointer) => Pointer
  readonly sqlite3_extended_errcode: (database: Pointer) => number
  readonly sqlite3_get_autocommit: (database: Pointer) => number
  readonly sqlite3_changes: (database: Pointer) => number
  readonly sqlite3_prepare_v3: (
    database: Pointer,
    sql: Pointer,
    sizeBytes: number,
    flags: number,
    statement: Pointer,
    tail: Pointer
  ) => number
  readonly sqlite3_bind_null: (statement: Pointer, index: number) => number
  readonly sqlite3_bind_int: (statement: Pointer, index: number, value: number) => number
  readonly sqlite3_bind_int64: (statement: Pointer, index: number, value: bigint) => number
  readonly sqlite3_bind_double: (statement: Pointer, index: number, value: number) => number
  readonly sqlite3_bind_text: (statement: Pointer, index: number, text: Pointer, sizeBytes: number, destructor: number) => number
  readonly sqlite3_bind_blob: (statement: Pointer, index: number, bytes: Pointer, sizeBytes: number, destructor: number) => number
  readonly sqlite3_step: (statement: Pointer) => number
  readonly sqlite3_reset: (statement: Pointer) => number
  readonly sqlite3_finalize: (statement: Pointer) => number
  readonly sqlite3_stmt_status: (statement: Pointer, counter: number, reset: 0 | 1) => number
  readonly sqlite3_column_count: (statement: Pointer) => number
  readonly sqlite3_column_name: (statement: Pointer, index: number) => Pointer
  readonly sqlite3_column_type: (statement: Pointer, index: number) => number
  readonly sqlite3_column_double: (statement: Pointer, index: number) => number
  readonly sqlite3_column_int64: (statement: Pointer, index: number) => bigint
  readonly sqlite3_column_text: (statement: Pointer, index: number) => Pointer
  readonly sqlite3_column_blob: (statement: Pointer, index: number) => Pointer
  readonly sqlite3_column_bytes: (statement: Pointer, index: number) => number
}

export interface WasmModule {
  readonly sqlite3: Sqlite3Static
  readonly exports: SqliteExports
  /** A view on the whole memory, valid until SQLite allocates. */
  readonly view: () => Uint8Array
  /** The file system's last error, once: asking forgets it. */
  readonly takeFileError: () => unknown
}

const load = (): Promise<WasmModule> => {
  let fileError: unknown
  const silent = (): void => {}
  const config = {
    error: (_source: unknown, error: unknown) => {
      fileError = error
    },
    warn: silent,
    log: silent,
    debug: silent,
    // These need headers that the pool does not, start workers of their own, and complain where they cannot.
    disable: { vfs: { opfs: true, "opfs-wl": true, kvvfs: true } }
  }
  // The library reads this global while it starts, and removes it.
  Object.assign(globalThis, { sqlite3ApiConfig: config })
  return sqlite3InitModule().then((sqlite3) => ({
    sqlite3,
    exports: sqlite3.wasm.exports as SqliteExports,
    view: () => sqlite3.wasm.heap8u(),
    takeFileError: () => {
      const error = fileError
      fileError = undefined
      return error
    }
  }))
}

let loading: Promise<WasmModule> | undefined

/** The module of this worker. A failed load is tried again by the next call. */
export const loadWasmModule = (): Promise<WasmModule> => {
  loading ??= load().catch((error: unknown) => {
    loading = undefined
    throw error
  })
  return loading
}
