/** Which paths name a database, for all drivers. */
import { SqliteError } from "./sqlite.ts"

/** A private database without a file, gone when it is closed. */
export const memoryPath = ":memory:"

/** Throws `cannot-open`: nothing can be there, or something else is. */
export const refuse = (message: string): never => {
  throw new SqliteError({ reason: "cannot-open", message, code: 14 })
}

/** Throws `cannot-open` for what SQLite would take for something else than a file of that name: relative paths, URIs, the empty path. */
export const assertDatabasePath = (path: string): void => {
  if (path === memoryPath) return
  if (!/^([/\\]|[A-Za-z]:[/\\])/.test(path)) refuse("the path of a database must be absolute")
  if (path.includes("\0") || !path.isWellFormed()) refuse("the path of a database must be text without NUL")
}
