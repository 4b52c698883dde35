/**
 * The synchronous SQLite port: in-process everywhere, so statements are plain calls and a transaction stays whole.
 *
 * What makes it hard: three drivers that bind, read and fail differently. The contract suite beside this file pins one behaviour
 * for all of them: the same value in, the same value out, the same error reasons. What it does not do: pooling, retries, ORM.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

/**
 * A value on its way in or out. Numbers that are safe integers are stored as INTEGER, all others as REAL. NaN cannot be stored and is
 * refused (`misuse`). An INTEGER beyond ±(2^53 − 1) comes back as a bigint, every other as a number. Booleans go in as 0 and 1, −0 as 0.
 * Text with a lone surrogate has no UTF-8 and is refused (`misuse`): `toWellFormed` it where the text comes from.
 */
export type SqlValue = null | number | bigint | string | Uint8Array
/** What can be bound to a parameter; see `SqlValue`. */
export type SqlInput = SqlValue | boolean
/** One row, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>

/** Why a statement or an open failed. Closed: every driver maps its native codes to these. */
export type SqliteErrorReason =
  | "unique"
  | "foreign-key"
  | "not-null"
  | "check"
  | "constraint"
  | "busy"
  | "full"
  | "read-only"
  | "corrupt"
  | "not-a-database"
  | "cannot-open"
  | "io"
  | "too-big"
  | "interrupted"
  /** The SQL text is wrong, or names something that does not exist. */
  | "sql"
  /** The caller broke the port's rules: parameter count or type, several statements, a closed database. */
  | "misuse"

/** An expected failure inside SQLite. Never carries parameters; `statement` is the SQL text, `code` SQLite's extended result code. */
export class SqliteError extends Error {
  readonly _tag = "SqliteError"
  override readonly name = "SqliteError"
  readonly reason: SqliteErrorReason
  readonly code: number
  readonly statement: string | undefined
  constructor(options: {
    readonly reason: SqliteErrorReason
    readonly message: string
    readonly code?: number
    readonly statement?: string | undefined
    readonly cause?: unknown
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause })
    this.reason = options.reason
    this.code = options.code ?? 0
    this.statement = options.statement
  }
  /** True when the same call may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return this.reason === "busy" || this.reason === "interrupted"
  }
}

/** A prepared statement with positional `?` parameters. Usable until the database closes. Throws `SqliteError`. */
export interface Statement {
  /** Runs to the end; answers how many rows the statement itself changed. */
  readonly run: (...parameters: ReadonlyArray<SqlInput>) => number
  /** The first row, or undefined. */
  readonly get: (...parameters: ReadonlyArray<SqlInput>) => SqlRow | undefined
  /** All rows as plain objects; of two columns with one name the last wins. */
  readonly all: (...parameters: ReadonlyArray<SqlInput>) => Array<SqlRow>
  /** All rows as arrays in column order: the cheap form for long scans. */
  readonly values: (...parameters: ReadonlyArray<SqlInput>) => Array<Array<SqlValue>>
}

/** An open database. All calls are synchronous and throw `SqliteError`. Not to be shared between threads. */
export interface Database {
  readonly path: string
  /**
   * One statement. Prepared once per text and kept: calling again with the same text costs a look-up. `misuse`: several statements
   * or none, parameters other than `?`, more than 32,766 of them, double quotes (some builds read them as text; write [name]).
   */
  readonly prepare: (sql: string) => Statement
  /** Any number of statements without parameters or double quotes (schema, pragmas); stops at the first that fails. */
  readonly exec: (sql: string) => void
  /** True between BEGIN and COMMIT. */
  readonly inTransaction: () => boolean
  /** Idempotent. */
  readonly close: () => void
}

/** How a database is opened. Default: made when it is not there, and written to. */
export interface OpenOptions {
  readonly readOnly?: boolean
  /** Fail with `cannot-open` instead of making a database that is not there. */
  readonly mustExist?: boolean
  /** How long a statement waits for another process's lock before it fails with `busy`. Default 5000. */
  readonly busyTimeoutMs?: number
  /**
   * What was committed survives a loss of power, at the cost of a flush for each commit. Without it the last commits may be gone then;
   * the database is sound either way. Default false.
   */
  readonly durable?: boolean
}

/** What a driver can do, as data. */
export interface SqliteCapabilities {
  /** The engine's version, as "3.54.1". */
  readonly version: string
  /** Other processes can have the same database open. */
  readonly sharedBetweenProcesses: boolean
}

/** The port. */
export class Sqlite extends Context.Service<
  Sqlite,
  {
    readonly capabilities: SqliteCapabilities
    /**
     * Opens (and makes) a database at an absolute path, or a private one at ":memory:", with the pragmas of `pragmas.ts`; closed with
     * the scope.
     */
    readonly open: (path: string, options?: OpenOptions) => Effect.Effect<Database, SqliteError, Scope.Scope>
    /** Is there a database file at `path`? */
    readonly exists: (path: string) => Effect.Effect<boolean, SqliteError>
    /** Removes a closed database with its journal files. Idempotent. An open database is never removed (`busy` where that can be seen). */
    readonly remove: (path: string) => Effect.Effect<void, SqliteError>
    /**
     * A consistent copy of an open database in a new file, there whole or not at all. Refused inside a transaction (`misuse`) and where
     * there is a file already (`cannot-open`).
     */
    readonly backup: (database: Database, to: string) => Effect.Effect<void, SqliteError>
  }
>()("@deadwax/core-async/Sqlite") {}
