/**
 * What all drivers' databases have in common: rules for texts and parameters, statements kept by text, errors, closing.
 * A driver supplies an `Engine`: the few calls that differ.
 *
 * What makes it hard: a statement that is not finalized keeps the journal files alive after closing, and one that is kept for ever
 * keeps memory; so statements are bounded here, finalized when they leave, and made again when someone who still holds one calls it.
 */
import * as Effect from "effect/Effect"
import { bindParameters } from "./bind.ts"
import { fromNative, misuse, type NativeFailure } from "./errors.ts"
import { type Database, type SqlInput, SqliteError, type SqlRow, type SqlValue, type Statement } from "./sqlite.ts"
import { checkScript, readStatementText, type StatementText } from "./statement-text.ts"

/** A native statement. Parameters are complete and checked; what it throws is native. */
export interface EngineStatement {
  readonly run: (parameters: Array<SqlValue>) => number
  readonly get: (parameters: Array<SqlValue>) => SqlRow | undefined
  readonly all: (parameters: Array<SqlValue>) => Array<SqlRow>
  readonly values: (parameters: Array<SqlValue>) => Array<Array<SqlValue>>
  readonly finalize: () => void
}

/** A native connection. Everything may throw native errors; `failureOf` answers undefined for those that are no failure of SQLite. */
export interface Engine {
  readonly prepare: (sql: string, text: StatementText) => EngineStatement
  readonly exec: (sql: string) => void
  readonly inTransaction: () => boolean
  readonly close: () => void
  readonly failureOf: (cause: unknown) => NativeFailure | undefined
}

/** How many native statements one connection keeps. */
export const statementCapacity = 256

/** One text's place among the kept statements. `native` is undefined after eviction; `used`: called since the last round of eviction. */
interface Slot {
  readonly sql: string
  readonly text: StatementText
  readonly statement: Statement
  native: EngineStatement | undefined
  used: boolean
}

interface Connection {
  readonly engine: Engine
  readonly kept: Map<string, Slot>
  isClosed: boolean
}

type Failing = Pick<Engine, "failureOf">

const toError = (engine: Failing, cause: unknown, sql: string | undefined): unknown => {
  if (cause instanceof SqliteError) return cause
  const failure = engine.failureOf(cause)
  return failure === undefined ? cause : fromNative(failure, sql, cause)
}

/** Runs native code; its errors become the port's. Errors that are no failure of SQLite are bugs and stay what they are. */
export const callNative = <A>(engine: Failing, sql: string | undefined, f: () => A): A => {
  try {
    return f()
  } catch (cause) {
    throw toError(engine, cause, sql)
  }
}

/** Plain code that throws `SqliteError` as an Effect that fails with it; whatever else it throws is a defect. */
export const trySqlite = <A>(f: () => A): Effect.Effect<A, SqliteError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(f())
    } catch (error) {
      return error instanceof SqliteError ? Effect.fail(error) : Effect.die(error)
    }
  })

const assertOpen = (connection: Connection, sql?: string): void => {
  if (connection.isClosed) throw misuse("the database is closed", sql)
}

/** Finalizes one statement that was not called since the last round (the clock algorithm: a call costs no more than setting a flag). */
const evictOne = (kept: Map<string, Slot>): void => {
  for (const [sql, slot] of kept) {
    kept.delete(sql)
    if (!slot.used) {
      slot.native?.finalize()
      slot.native = undefined
      return
    }
    slot.used = false
    kept.set(sql, slot)
  }
}

/** The slot whose native statement serves `slot`'s text: itself, or the one that has taken its place since it was evicted. */
const revive = (connection: Connection, slot: Slot): Slot => {
  const { engine, kept } = connection
  assertOpen(connection, slot.sql)
  const serving = kept.get(slot.sql) ?? slot
  serving.native ??= callNative(engine, slot.sql, () => engine.prepare(slot.sql, slot.text))
  if (!kept.has(slot.sql)) {
    if (kept.size >= statementCapacity) evictOne(kept)
    kept.set(slot.sql, serving)
  }
  return serving
}

const makeSlot = (connection: Connection, sql: string): Slot => {
  const text = readStatementText(sql)
  let serving: Slot
  const call = <A>(use: (native: EngineStatement, parameters: Array<SqlValue>) => A, given: ReadonlyArray<SqlInput>): A => {
    if (serving.native === undefined) serving = revive(connection, serving)
    serving.used = true
    const native = serving.native
    if (native === undefined) throw misuse("the database is closed", sql)
    const parameters = bindParameters(given, text.parameters, sql)
    try {
      return use(native, parameters)
    } catch (cause) {
      throw toError(connection.engine, cause, sql)
    }
  }
  const statement: Statement = {
    run: (...given) => call((native, parameters) => native.run(parameters), given),
    get: (...given) => call((native, parameters) => native.get(parameters), given),
    all: (...given) => call((native, parameters) => native.all(parameters), given),
    values: (...given) => call((native, parameters) => native.values(parameters), given)
  }
  serving = { sql, text, statement, native: undefined, used: true }
  return serving
}

const prepare = (connection: Connection, sql: string): Statement => {
  assertOpen(connection, sql)
  const slot = connection.kept.get(sql) ?? revive(connection, makeSlot(connection, sql))
  return slot.statement
}

const exec = (connection: Connection, sql: string): void => {
  assertOpen(connection, sql)
  if (checkScript(sql)) callNative(connection.engine, sql, () => connection.engine.exec(sql))
}

const close = (connection: Connection): void => {
  if (connection.isClosed) return
  connection.isClosed = true
  for (const slot of connection.kept.values()) {
    slot.native?.finalize()
    slot.native = undefined
  }
  connection.kept.clear()
  callNative(connection.engine, undefined, () => connection.engine.close())
}

/** A database on an open engine. `onClosed` is called once, after closing. */
export const makeDatabase = (path: string, engine: Engine, onClosed: () => void = () => {}): Database => {
  const connection: Connection = { engine, kept: new Map(), isClosed: false }
  return {
    path,
    prepare: (sql) => prepare(connection, sql),
    exec: (sql) => exec(connection, sql),
    inTransaction: () => !connection.isClosed && engine.inTransaction(),
    close: () => {
      if (connection.isClosed) return
      try {
        close(connection)
      } finally {
        onClosed()
      }
    }
  }
}
