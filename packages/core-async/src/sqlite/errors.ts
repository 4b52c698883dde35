/**
 * SQLite's result codes as the port's reasons: one table for all drivers.
 *
 * Every driver hands over the extended code and SQLite's message. Where an extended code says more than its primary one it has a row of
 * its own; otherwise the low byte decides.
 */
import { SqliteError, type SqliteErrorReason } from "./sqlite.ts"

/** What SQLite said: its extended result code and its message. */
export interface NativeFailure {
  readonly code: number
  readonly message: string
  /** Set where the driver knows better than the code: a full origin storage shows as an I/O error. */
  readonly reason?: SqliteErrorReason
}

const extendedReasons: ReadonlyMap<number, SqliteErrorReason> = new Map([
  [275, "check"], // SQLITE_CONSTRAINT_CHECK
  [787, "foreign-key"], // SQLITE_CONSTRAINT_FOREIGNKEY
  [1299, "not-null"], // SQLITE_CONSTRAINT_NOTNULL
  [1555, "unique"], // SQLITE_CONSTRAINT_PRIMARYKEY
  [2067, "unique"], // SQLITE_CONSTRAINT_UNIQUE
  [2579, "unique"], // SQLITE_CONSTRAINT_ROWID
  [3082, "too-big"], // SQLITE_IOERR_NOMEM
  [4874, "full"], // SQLITE_IOERR_SHMSIZE: the shared memory file of the journal cannot grow
  [8202, "corrupt"] // SQLITE_IOERR_DATA: a page's checksum is wrong
])

const primaryReasons: ReadonlyMap<number, SqliteErrorReason> = new Map([
  [1, "sql"], // SQLITE_ERROR
  [3, "cannot-open"], // SQLITE_PERM
  [4, "interrupted"], // SQLITE_ABORT
  [5, "busy"], // SQLITE_BUSY
  [6, "busy"], // SQLITE_LOCKED
  [7, "too-big"], // SQLITE_NOMEM: the memory there is does not hold the value or result
  [8, "read-only"], // SQLITE_READONLY
  [9, "interrupted"], // SQLITE_INTERRUPT
  [10, "io"], // SQLITE_IOERR
  [11, "corrupt"], // SQLITE_CORRUPT
  [13, "full"], // SQLITE_FULL
  [14, "cannot-open"], // SQLITE_CANTOPEN
  [15, "busy"], // SQLITE_PROTOCOL: lost a race for the journal's locks
  [17, "sql"], // SQLITE_SCHEMA
  [18, "too-big"], // SQLITE_TOOBIG
  [19, "constraint"], // SQLITE_CONSTRAINT
  [20, "constraint"], // SQLITE_MISMATCH: text where a rowid belongs
  [21, "misuse"], // SQLITE_MISUSE
  [22, "too-big"], // SQLITE_NOLFS
  [23, "misuse"], // SQLITE_AUTH
  [24, "corrupt"], // SQLITE_FORMAT
  [25, "misuse"], // SQLITE_RANGE
  [26, "not-a-database"] // SQLITE_NOTADB
])

/** SQLITE_CONSTRAINT_TRIGGER, which `ON DELETE RESTRICT` answers as well as a trigger's RAISE; only the message tells them apart. */
const constraintTrigger = 1811

/** The reason for an extended result code. Codes that no SQLite here answers count as `io`. */
export const reasonOf = ({ code, message, reason }: NativeFailure): SqliteErrorReason => {
  if (reason !== undefined) return reason
  if (code === constraintTrigger && message.includes("FOREIGN KEY constraint failed")) return "foreign-key"
  return extendedReasons.get(code) ?? primaryReasons.get(code & 0xff) ?? "io"
}

/** A native failure as the port's error. */
export const fromNative = (failure: NativeFailure, statement: string | undefined, cause: unknown): SqliteError =>
  new SqliteError({ reason: reasonOf(failure), message: failure.message, code: failure.code, statement, cause })

/** The caller broke one of the port's rules; found before SQLite saw the statement. */
export const misuse = (message: string, statement?: string): SqliteError =>
  new SqliteError({ reason: "misuse", message, code: 21, statement })
