/**
 * The driver on `node:sqlite`.
 *
 * What makes it hard: it binds every number as REAL, so integers go in as bigints; an INTEGER beyond 2^53 makes a reading throw, so a
 * statement that only reads is run again with bigints when it does, and stays so; and rows as objects are twice as slow as arrays
 * and have no prototype, so objects are built here, from arrays and the names of the columns.
 */
import { existsSync } from "node:fs"
import { DatabaseSync, type StatementSync } from "node:sqlite"
import type { Engine, EngineStatement } from "./database.ts"
import type { NativeFailure } from "./errors.ts"
import { makeNativeLayer } from "./native.ts"
import { narrowValues, rowFrom } from "./rows.ts"
import type { OpenOptions, SqlValue } from "./sqlite.ts"
import type { StatementText } from "./statement-text.ts"

const failureOf = (cause: unknown): NativeFailure | undefined =>
  cause instanceof Error && "errcode" in cause && typeof cause.errcode === "number"
    ? { code: cause.errcode, message: cause.message }
    : undefined

const isTooLargeToRead = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ERR_OUT_OF_RANGE"

/** Whole numbers as bigints, or they would be stored as REAL. In place. */
const toNative = (parameters: Array<SqlValue>): Array<SqlValue> => {
  for (let index = 0; index < parameters.length; index++) {
    const value = parameters[index]
    if (Number.isSafeInteger(value)) parameters[index] = BigInt(value as number)
  }
  return parameters
}

/** Rises with everything that may change the names of a kept statement's columns. */
interface SchemaEpoch {
  current: number
}

/** Reads the names of the columns: again after a change of the schema, and each time where `*` lets another process change them. */
const makeNames = (native: StatementSync, star: boolean, epoch: SchemaEpoch): (() => ReadonlyArray<string>) => {
  let names: ReadonlyArray<string> = []
  let readAt = -1
  return () => {
    if (star || readAt !== epoch.current) {
      names = native.columns().map(({ name }) => name)
      readAt = epoch.current
    }
    return names
  }
}

/** Runs a reading with numbers as long as all fit, else with bigints. Answers rows as arrays. */
const makeReader = (native: StatementSync, reads: boolean) => {
  let exact = !reads
  native.setReturnArrays(true)
  native.setReadBigInts(exact)
  return (read: () => unknown): Array<Array<SqlValue>> => {
    try {
      const rows = read() as Array<Array<SqlValue>>
      return exact ? rows.map(narrowValues) : rows
    } catch (cause) {
      if (exact || !isTooLargeToRead(cause)) throw cause
      exact = true
      native.setReadBigInts(true)
      return (read() as Array<Array<SqlValue>>).map(narrowValues)
    }
  }
}

const prepare = (database: DatabaseSync, sql: string, text: StatementText, epoch: SchemaEpoch): EngineStatement => {
  const native = database.prepare(sql)
  const names = makeNames(native, text.star, epoch)
  const read = makeReader(native, text.reads)
  const values: EngineStatement["values"] = (parameters) => {
    const bound = toNative(parameters)
    const rows = read(() => native.all(...bound))
    if (text.mayChangeSchema) epoch.current++
    return rows
  }
  return {
    run: (parameters) => {
      const { changes } = native.run(...toNative(parameters))
      if (text.mayChangeSchema) epoch.current++
      return text.changesRows ? Number(changes) : 0
    },
    get: (parameters) => {
      const bound = toNative(parameters)
      const [row] = read(() => {
        const first = native.get(...bound)
        return first === undefined ? [] : [first]
      })
      return row === undefined ? undefined : rowFrom(names(), row)
    },
    all: (parameters) => {
      const rows = values(parameters)
      if (rows.length === 0) return []
      const columns = names()
      return rows.map((row) => rowFrom(columns, row))
    },
    values,
    // There is no way to finalize one statement; the collector does it, and closing the database does it for all.
    finalize: () => {}
  }
}

const cannotOpen = 14

/** `node:sqlite` always makes a database that is not there. */
class Missing extends Error {
  readonly errcode = cannotOpen
  override readonly message = "unable to open database file"
}

const open = (path: string, options: OpenOptions): Engine => {
  if (options.mustExist === true && !existsSync(path)) throw new Missing()
  const database = new DatabaseSync(path, { readOnly: options.readOnly === true })
  const epoch: SchemaEpoch = { current: 0 }
  return {
    prepare: (sql, text) => prepare(database, sql, text, epoch),
    exec: (sql) => {
      epoch.current++
      database.exec(sql)
    },
    inTransaction: () => database.isTransaction,
    close: () => database.close(),
    failureOf
  }
}

/** SQLite in Node; databases are files. */
export const layer = makeNativeLayer({ open, failureOf })
