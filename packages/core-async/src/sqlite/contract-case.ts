/** What the cases of the SQLite contract are made of. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../contract.ts"
import { type Database, type OpenOptions, Sqlite, SqliteError, type SqliteErrorReason } from "./sqlite.ts"

export type SqliteCase = ContractCase<Sqlite | ContractRoot>

/** An absolute path in the case's own directory. */
export const pathOf = (name: string): Effect.Effect<string, never, ContractRoot> =>
  Effect.map(ContractRoot, ({ directory }) => `${directory}/${name}`)

/** Opens `name` in the case's own directory; closed and removed with the scope. */
export const openNamed = Effect.fnUntraced(function* (name: string, options?: OpenOptions) {
  const sqlite = yield* Sqlite
  const path = yield* pathOf(name)
  yield* Effect.addFinalizer(() => Effect.ignore(sqlite.remove(path)))
  return yield* sqlite.open(path, options)
})

/** A case on one fresh database. */
export const onDatabase = (title: string, use: (database: Database) => void): SqliteCase => ({
  title,
  run: Effect.scoped(Effect.flatMap(openNamed("case.db"), (database) => Effect.sync(() => use(database))))
})

/** The `SqliteError` that `f` throws; fails when it throws none or another reason. */
export const refusal = (reason: SqliteErrorReason, f: () => unknown): SqliteError => {
  try {
    f()
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error
    assert.strictEqual(error.reason, reason, error.message)
    return error
  }
  throw new Error(`expected ${reason}, but nothing was thrown`)
}

/** The error that the effect fails with, which must be of this reason. */
export const failure = <A, R>(
  reason: SqliteErrorReason,
  effect: Effect.Effect<A, SqliteError, R>
): Effect.Effect<SqliteError, A, R> =>
  Effect.map(Effect.flip(effect), (error) => {
    assert.strictEqual(error.reason, reason, error.message)
    return error
  })
