/**
 * The driver on `bun:sqlite`.
 *
 * What makes it hard: Bun answers an INTEGER as a number, silently rounded beyond 2^53, or every integer as a bigint. Reading all as
 * bigints and narrowing costs a fifth of the speed, so a statement that only reads runs with numbers first; when a number is too large
 * to be trusted, the statement runs again with bigints, and stays so. Statements that write read bigints from the start.
 */
import { Database as BunDatabase } from "bun:sqlite"
import type { Engine, EngineStatement } from "./database.ts"
import type { NativeFailure } from "./errors.ts"
import { makeNativeLayer } from "./native.ts"
import { isSuspect, narrowRow, narrowValues, rowIsSuspect } from "./rows.ts"
import type { OpenOptions, SqlRow, SqlValue } from "./sqlite.ts"
import type { StatementText } from "./statement-text.ts"

/** Bun's `SQLiteError` has the extended code as `errno` and its name as `code`. */
const failureOf = (cause: unknown): NativeFailure | undefined => {
  if (!(cause instanceof Error) || !("errno" in cause) || typeof cause.errno !== "number") return undefined
  return "code" in cause && String(cause.code).startsWith("SQLITE_") ? { code: cause.errno, message: cause.message } : undefined
}

const prepare = (database: BunDatabase, sql: string, text: StatementText): EngineStatement => {
  const native = database.prepare<SqlRow, Array<SqlValue>>(sql).safeIntegers(!text.reads)
  let exact = !text.reads
  const makeExact = (): void => {
    exact = true
    native.safeIntegers(true)
  }
  return {
    run: (parameters) => native.run(...parameters).changes,
    get: (parameters) => {
      const row = native.get(...parameters)
      if (row === null) return undefined
      if (exact) return narrowRow(row)
      if (!rowIsSuspect(row)) return row
      makeExact()
      const again = native.get(...parameters)
      return again === null ? undefined : narrowRow(again)
    },
    all: (parameters) => {
      if (!exact) {
        const rows = native.all(...parameters)
        if (!rows.some(rowIsSuspect)) return rows
        makeExact()
      }
      const rows = native.all(...parameters)
      for (const row of rows) narrowRow(row)
      return rows
    },
    values: (parameters) => {
      if (!exact) {
        const rows = native.values(...parameters) as Array<Array<SqlValue>>
        if (!rows.some((row) => row.some(isSuspect))) return rows
        makeExact()
      }
      const rows = native.values(...parameters) as Array<Array<SqlValue>>
      for (const row of rows) narrowValues(row)
      return rows
    },
    finalize: () => native.finalize()
  }
}

const open = (path: string, options: OpenOptions): Engine => {
  const create = options.mustExist !== true
  const database = new BunDatabase(path, options.readOnly === true ? { readonly: true } : { readwrite: true, create })
  return {
    prepare: (sql, text) => prepare(database, sql, text),
    exec: (sql) => void database.run(sql),
    inTransaction: () => database.inTransaction,
    close: () => database.close(true),
    failureOf
  }
}

/** SQLite in Bun; databases are files. */
export const layer = makeNativeLayer({ open, failureOf })
