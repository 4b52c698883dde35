/** Which of the two databases failed? An error of SQLite names a statement, not a file; only a check of the file tells. */
import { type Database, SqliteError } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, type CacheError, damagedLibrary } from "../cache-error.ts"
import { setDamageMark } from "./library-row.ts"

interface Databases {
  readonly cache: Database
  readonly userDb: Database
}

/**
 * Settles whom a `damaged` error is about. A damaged cache is marked, and replaced by the next opening; a damaged library.db is named as
 * such and left as it is. When neither check finds anything it was the cache (the checks do not see all, and only the cache has an index
 * that can contradict itself); replacing that does no harm.
 */
export const judgeDamage = ({ cache, userDb }: Databases, error: CacheError): Effect.Effect<CacheError> => {
  if (error.reason !== "damaged") return Effect.succeed(error)
  const judged = attempt(() => {
    if (isSound(cache) && !isSound(userDb)) return damagedLibrary(userDb.path, error.cause)
    setDamageMark(userDb)
    return error
  })
  // What fails here (both are damaged, the disk is gone) is the same trouble: the first error is the one to report.
  return Effect.catch(judged, () => Effect.succeed(error))
}

/** Does SQLite find the file in order? Reads all of it. */
const isSound = (database: Database): boolean => {
  try {
    return Object.values(database.prepare("pragma quick_check(1)").get() ?? {})[0] === "ok"
  } catch (cause) {
    if (cause instanceof SqliteError && (cause.reason === "corrupt" || cause.reason === "not-a-database")) return false
    throw cause
  }
}
