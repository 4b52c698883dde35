/** `filler.ts DIRECTORY`: fills the disk of `directory` with a database, and prints what happened as JSON. */
import * as Effect from "effect/Effect"
import { layer } from "#runtime"
import { type Database, Sqlite, SqliteError } from "../../src/sqlite/sqlite.ts"
import { transaction } from "../../src/sqlite/transaction.ts"

const addUntilRefused = (database: Database): { committed: number; reason: string } => {
  const insert = database.prepare("insert into t (content) values (zeroblob(30000))")
  for (let committed = 0; ; committed += 2) {
    try {
      transaction(database, () => [insert.run(), insert.run()])
    } catch (error) {
      if (!(error instanceof SqliteError)) throw error
      return { committed, reason: error.reason }
    }
  }
}

const fill = Effect.gen(function* () {
  const sqlite = yield* Sqlite
  const path = `${process.argv[2]}/full.db`
  const first = Effect.map(sqlite.open(path), (database) => {
    database.exec("create table t (id integer primary key, content blob) strict")
    const outcome = addUntilRefused(database)
    return {
      ...outcome,
      inTransaction: database.inTransaction(),
      count: database.prepare("select count(*) from t").values()[0]?.[0]
    }
  })
  const outcome = yield* Effect.scoped(first)
  const again = Effect.gen(function* () {
    const database = yield* sqlite.open(path)
    const backup = yield* Effect.flip(sqlite.backup(database, `${process.argv[2]}/copy.db`))
    const copyExists = yield* sqlite.exists(`${process.argv[2]}/copy.db`)
    const check = database.prepare("pragma integrity_check").values()[0]?.[0]
    database.exec("delete from t")
    return {
      reopened: check,
      backup: backup.reason,
      copyExists,
      afterRoom: database.prepare("insert into t (content) values (x'01')").run()
    }
  })
  return { ...outcome, ...(yield* Effect.scoped(again)) }
})

Effect.runPromise(Effect.provide(fill, layer)).then((outcome) => process.stdout.write(JSON.stringify(outcome)))
