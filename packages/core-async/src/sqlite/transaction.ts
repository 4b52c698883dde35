/**
 * One transaction above all drivers. Plain and synchronous: nothing else can run between BEGIN and COMMIT, and nothing may be awaited.
 */
import * as Effect from "effect/Effect"
import { misuse } from "./errors.ts"
import { type Database, SqliteError } from "./sqlite.ts"

/** What would go on after COMMIT: a callback must not answer it. */
type Deferred = PromiseLike<unknown> | Effect.Effect<unknown, unknown, unknown> | Iterator<unknown, unknown, never>

/** `f`'s type, or never when its result is something that goes on later. */
export type Synchronous<A> = [Extract<A, Deferred>] extends [never] ? unknown : never

/** A savepoint's name may repeat: RELEASE and ROLLBACK TO mean the innermost. */
const savepoint = "deadwax_nested"

const isDeferred = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null) return false
  return (
    ("then" in value && typeof value.then === "function") ||
    ("next" in value && typeof value.next === "function") ||
    Effect.isEffect(value)
  )
}

/** A promise that is refused must not also end the process when it fails. */
const silence = (value: unknown): void => {
  if (value instanceof Promise) value.catch(() => undefined)
}

/** Runs the callback; throws `misuse` when it answers something that would go on later, or has ended the transaction. */
const runCallback = <A>(database: Database, f: () => A): A => {
  const result = f()
  if (isDeferred(result)) {
    silence(result)
    throw misuse("the callback of a transaction answered a promise, an Effect or a generator: nothing in it may be awaited")
  }
  if (!database.inTransaction()) throw misuse("the transaction has ended before its callback did")
  return result
}

/** SQLite itself rolls back on a full disk and the like; then there is nothing left to undo. The first error is the one to report. */
const undo = (database: Database, statement: string): void => {
  if (!database.inTransaction()) return
  try {
    database.exec(statement)
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
}

/**
 * Runs `f` inside BEGIN IMMEDIATE … COMMIT and answers its result; inside another transaction of the same connection, inside a savepoint.
 * Whatever `f` throws is thrown again after everything it did was rolled back; an outer transaction goes on.
 *
 * Throws `SqliteError`: `busy` when another process holds the write lock for longer than the busy timeout; `misuse` when `f` answers a
 * promise, an Effect or a generator (rolled back as well); what COMMIT says, e.g. `foreign-key` for deferred keys (rolled back as well).
 */
export const transaction = <A>(database: Database, f: (() => A) & Synchronous<A>): A => {
  const nested = database.inTransaction()
  database.prepare(nested ? `savepoint ${savepoint}` : "begin immediate").run()
  try {
    const result = runCallback<A>(database, f)
    database.prepare(nested ? `release ${savepoint}` : "commit").run()
    return result
  } catch (error) {
    undo(database, nested ? `rollback to ${savepoint};release ${savepoint}` : "rollback")
    throw error
  }
}
