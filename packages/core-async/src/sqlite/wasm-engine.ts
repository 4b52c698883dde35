/**
 * A connection and its statements on SQLite's WebAssembly module, called directly.
 *
 * What makes it hard: a bigint for every integer read would cost more than the rest of the row. The same integer as a double is exact up to
 * 2^53, and beyond that the double itself is too large, so only those are read once more as 64 bits.
 */
import type { Engine, EngineStatement } from "./database.ts"
import type { NativeFailure } from "./errors.ts"
import { rowFrom } from "./rows.ts"
import type { OpenOptions, SqlRow, SqlValue } from "./sqlite.ts"
import type { StatementText } from "./statement-text.ts"
import { makeWasmHeap, OutOfWasmMemory, type WasmHeap } from "./wasm-heap.ts"
import type { SqliteExports, WasmModule } from "./wasm-module.ts"

const outOfMemory = 7
const ioError = 10
const rowReady = 100
const done = 101

const openReadOnly = 1
const openReadWrite = 2
const openCreate = 4
const openExtendedCodes = 0x02000000

/** The statement will be used often: SQLite takes its memory from the general heap. */
const preparePersistent = 1
/** How often SQLite has compiled the statement again since it was prepared: after a change of the schema. */
const counterReprepare = 5
/** The bytes stay where they are while they are used. */
const inPlace = 0

/** What one of SQLite's functions answered. */
class WasmError extends Error {
  readonly failure: NativeFailure
  constructor(failure: NativeFailure) {
    super(failure.message)
    this.failure = failure
  }
}

/** SQLite's failures and those of the module's memory. */
export const failureOf = (cause: unknown): NativeFailure | undefined => {
  if (cause instanceof WasmError) return cause.failure
  return cause instanceof OutOfWasmMemory ? { code: outOfMemory, message: cause.message } : undefined
}

interface Connection {
  readonly module: WasmModule
  readonly exports: SqliteExports
  readonly heap: WasmHeap
  readonly database: number
}

/** A full origin storage is told by the browser's error alone. */
const isQuotaError = (error: unknown): boolean => error instanceof DOMException && error.name === "QuotaExceededError"

const throwLast = ({ module, exports, heap, database }: Connection, code: number): never => {
  const message = heap.readToNul(exports.sqlite3_errmsg(database))
  const fileError = module.takeFileError()
  const isFull = (code & 0xff) === ioError && isQuotaError(fileError)
  throw new WasmError(isFull ? { code, message, reason: "full" } : { code, message })
}

/** Room that `write` needs for a value, in bytes. */
const roomFor = (value: SqlValue): number => {
  if (typeof value === "string") return value.length * 3
  return value instanceof Uint8Array ? value.byteLength : 0
}

const isInt32 = (value: number): boolean => (value | 0) === value

const bindNumber = (exports: SqliteExports, statement: number, index: number, value: number): number => {
  if (isInt32(value)) return exports.sqlite3_bind_int(statement, index, value)
  if (Number.isSafeInteger(value)) return exports.sqlite3_bind_int64(statement, index, BigInt(value))
  return exports.sqlite3_bind_double(statement, index, value)
}

const bind = (connection: Connection, statement: number, parameters: ReadonlyArray<SqlValue>): void => {
  const { exports, heap } = connection
  let room = 0
  for (const value of parameters) room += roomFor(value)
  let at = heap.reserve(room)
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index] as SqlValue
    let code: number
    if (typeof value === "string") {
      const size = heap.write(value, at)
      code = exports.sqlite3_bind_text(statement, index + 1, at, size, inPlace)
      at += size
    } else if (typeof value === "number") {
      code = bindNumber(exports, statement, index + 1, value)
    } else if (value === null) {
      code = exports.sqlite3_bind_null(statement, index + 1)
    } else if (typeof value === "bigint") {
      code = exports.sqlite3_bind_int64(statement, index + 1, value)
    } else {
      heap.bytes().set(value, at)
      code = exports.sqlite3_bind_blob(statement, index + 1, at, value.byteLength, inPlace)
      at += value.byteLength
    }
    if (code !== 0) throwLast(connection, code)
  }
}

const readInteger = (exports: SqliteExports, statement: number, index: number): number | bigint => {
  const value = exports.sqlite3_column_double(statement, index)
  return Number.isSafeInteger(value) ? value : exports.sqlite3_column_int64(statement, index)
}

const readColumn = ({ exports, heap }: Connection, statement: number, index: number): SqlValue => {
  switch (exports.sqlite3_column_type(statement, index)) {
    case 1:
      return readInteger(exports, statement, index)
    case 2:
      return exports.sqlite3_column_double(statement, index)
    case 3: {
      // In this order: asking for the text may convert it, and then its size is another.
      const text = exports.sqlite3_column_text(statement, index)
      return heap.read(text, exports.sqlite3_column_bytes(statement, index))
    }
    case 4: {
      const blob = exports.sqlite3_column_blob(statement, index)
      return heap.bytes().slice(blob, blob + exports.sqlite3_column_bytes(statement, index))
    }
    default:
      return null
  }
}

/** The names of a statement's columns, read again whenever SQLite has compiled it anew. */
const makeColumns = ({ exports, heap }: Connection, statement: number): (() => ReadonlyArray<string>) => {
  let names: ReadonlyArray<string> = []
  let readAt = -1
  return () => {
    const compiled = exports.sqlite3_stmt_status(statement, counterReprepare, 0)
    if (compiled !== readAt) {
      const count = exports.sqlite3_column_count(statement)
      names = Array.from({ length: count }, (_, index) => heap.readToNul(exports.sqlite3_column_name(statement, index)))
      readAt = compiled
    }
    return names
  }
}

const compile = (connection: Connection, sql: string): number => {
  const { exports, heap, database } = connection
  const at = heap.reserve(sql.length * 3 + 8)
  const size = heap.write(sql, at + 8)
  const code = exports.sqlite3_prepare_v3(database, at + 8, size, preparePersistent, at, 0)
  if (code !== 0) throwLast(connection, code)
  return heap.readPointer(at)
}

const prepare = (connection: Connection, sql: string, text: StatementText): EngineStatement => {
  const { exports, database } = connection
  const statement = compile(connection, sql)
  const columns = makeColumns(connection, statement)
  const readRow = (width: number): Array<SqlValue> => {
    const row: Array<SqlValue> = []
    for (let index = 0; index < width; index++) row.push(readColumn(connection, statement, index))
    return row
  }
  /** Runs the statement, gives each row to `use` until that answers false, and leaves the statement ready for the next run. */
  const execute = (parameters: ReadonlyArray<SqlValue>, use: () => boolean): void => {
    try {
      bind(connection, statement, parameters)
      let code = exports.sqlite3_step(statement)
      while (code === rowReady && use()) code = exports.sqlite3_step(statement)
      if (code !== done && code !== rowReady) throwLast(connection, code)
    } finally {
      exports.sqlite3_reset(statement)
    }
  }
  const values: EngineStatement["values"] = (parameters) => {
    const rows: Array<Array<SqlValue>> = []
    execute(parameters, () => {
      rows.push(readRow(columns().length))
      return true
    })
    return rows
  }
  return {
    run: (parameters) => {
      execute(parameters, () => true)
      return text.changesRows ? exports.sqlite3_changes(database) : 0
    },
    get: (parameters) => {
      let row: SqlRow | undefined
      execute(parameters, () => {
        const names = columns()
        row = rowFrom(names, readRow(names.length))
        return false
      })
      return row
    },
    all: (parameters) => {
      const rows: Array<SqlRow> = []
      let names: ReadonlyArray<string> | undefined
      execute(parameters, () => {
        names ??= columns()
        rows.push(rowFrom(names, readRow(names.length)))
        return true
      })
      return rows
    },
    values,
    finalize: () => void exports.sqlite3_finalize(statement)
  }
}

const exec = (connection: Connection, sql: string): void => {
  const { exports, heap, database } = connection
  const at = heap.reserve(sql.length * 3 + 1)
  const end = at + heap.write(sql, at)
  heap.bytes()[end] = 0
  const code = exports.sqlite3_exec(database, at, 0, 0, 0)
  if (code !== 0) throwLast(connection, code)
}

const flagsFor = ({ readOnly, mustExist }: OpenOptions): number => {
  if (readOnly === true) return openReadOnly | openExtendedCodes
  return openReadWrite | (mustExist === true ? 0 : openCreate) | openExtendedCodes
}

/** Opens a connection to `path` on the file system registered as `vfs`. */
export const openWasmEngine = (module: WasmModule, path: string, vfs: string, options: OpenOptions): Engine => {
  const { exports } = module
  const heap = makeWasmHeap(module)
  const nameAt = heap.reserve(16 + (path.length + vfs.length) * 3) + 8
  const vfsAt = nameAt + heap.write(path, nameAt) + 1
  heap.bytes()[vfsAt - 1] = 0
  heap.bytes()[vfsAt + heap.write(vfs, vfsAt)] = 0
  const code = exports.sqlite3_open_v2(nameAt, nameAt - 8, flagsFor(options), vfsAt)
  const connection: Connection = { module, exports, heap, database: heap.readPointer(nameAt - 8) }
  const close = (): void => {
    const closed = exports.sqlite3_close_v2(connection.database)
    if (closed !== 0) throwLast(connection, closed)
    heap.free()
  }
  if (code !== 0) {
    try {
      throwLast(connection, code)
    } finally {
      close()
    }
  }
  return {
    prepare: (sql, text) => prepare(connection, sql, text),
    exec: (sql) => exec(connection, sql),
    inTransaction: () => exports.sqlite3_get_autocommit(connection.database) === 0,
    close,
    failureOf
  }
}
