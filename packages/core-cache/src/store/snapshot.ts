/** One answer, one state of the database: what several SELECTs read together was true at the same moment. */
import { type Database, SqliteError } from "@deadwax/core-async"
import type * as Effect from "effect/Effect"
import { attempt, type CacheError } from "../cache-error.ts"

/**
 * Runs `f`, which only reads, inside one deferred transaction: another process's commits are seen by all of its statements or by none.
 * Inside a transaction of the same connection that one is its snapshot. `f` is synchronous; what it throws is thrown again.
 */
export const snapshot = <A>(database: Database, f: () => A): A => {
  if (database.inTransaction()) return f()
  database.prepare("begin deferred").run()
  try {
    const result = f()
    database.prepare("commit").run()
    return result
  } catch (error) {
    end(database)
    throw error
  }
}

/**
 * Thousands of small look-ups that belong to one piece of work, in one snapshot: each by itself would lock and unlock the file. `work`
 * writes nothing into this database.
 */
export const lookUp = <A>(database: Database, work: () => A): Effect.Effect<A, CacheError> =>
  attempt(() => snapshot(database, work))

// The first error is the one to report: a damaged file may refuse the ROLLBACK as well, or have ended the transaction itself.
const end = (database: Database): void => {
  if (!database.inTransaction()) return
  try {
    database.prepare("rollback").run()
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
  }
}
