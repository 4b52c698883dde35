/** The contract's sixth part: databases as files: opening, closing, finding, removing, copying. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { failure, onDatabase, openNamed, pathOf, refusal, type SqliteCase } from "./contract-case.ts"
import { Sqlite } from "./sqlite.ts"
import { transaction } from "./transaction.ts"

const fill = "create table t (a integer primary key, b text) strict; insert into t values (1, 'one'), (2, 'zwölf')"

/** A case in a scope of its own, after which `names` are removed. */
const withNames = (title: string, names: ReadonlyArray<string>, run: SqliteCase["run"]): SqliteCase => ({
  title,
  run: Effect.ensuring(
    run,
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      for (const name of names) yield* Effect.ignore(sqlite.remove(yield* pathOf(name)))
    })
  )
})

const openCases: ReadonlyArray<SqliteCase> = [
  withNames(
    "[S1] what was committed is there after closing and opening again; what was not is gone",
    ["kept.db"],
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const path = yield* pathOf("kept.db")
      const first = Effect.map(sqlite.open(path), (database) => {
        assert.strictEqual(database.path, path)
        database.exec(fill)
        database.exec("begin; delete from t")
      })
      yield* Effect.scoped(first)
      const second = Effect.map(sqlite.open(path), (database) => database.prepare("select a, b from t order by a").values())
      for (let round = 0; round < 3; round++) {
        assert.deepStrictEqual(yield* Effect.scoped(second), [
          [1, "one"],
          [2, "zwölf"]
        ])
      }
    })
  ),
  withNames(
    "[T1] the scope closes the database",
    ["scope.db"],
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const database = yield* Effect.scoped(sqlite.open(yield* pathOf("scope.db")))
      refusal("misuse", () => database.exec("select 1"))
      refusal("misuse", () => database.prepare("select 1"))
    })
  ),
  {
    title: "[T1] mustExist and readOnly fail as cannot-open, and make nothing, where there is no database",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const path = yield* pathOf("absent.db")
      yield* failure("cannot-open", Effect.scoped(sqlite.open(path, { mustExist: true })))
      yield* failure("cannot-open", Effect.scoped(sqlite.open(path, { readOnly: true })))
      assert.strictEqual(yield* sqlite.exists(path), false)
    })
  },
  withNames(
    "[T1] mustExist opens a database that is there, for writing",
    ["there.db"],
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const path = yield* pathOf("there.db")
      yield* Effect.scoped(Effect.map(sqlite.open(path), (database) => database.exec(fill)))
      const again = Effect.map(sqlite.open(path, { mustExist: true }), (database) => database.prepare("delete from t").run())
      assert.strictEqual(yield* Effect.scoped(again), 2)
    })
  ),
  {
    title: "[T1] a path that is no absolute path fails as cannot-open",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      for (const path of ["", "relative.db", "file:/x.db", "/x\0y.db", "/x\uD800.db"]) {
        yield* failure("cannot-open", Effect.scoped(sqlite.open(path)))
      }
    })
  },
  withNames(
    "[T1] paths with blanks, percent signs, question marks and any script name different databases",
    ["a b.db", "a%20b.db", "a?b.db", "a#b.db", "a.db", "ü 戸川純.db"],
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const names = ["a b.db", "a%20b.db", "a?b.db", "a#b.db", "a.db", "ü 戸川純.db"]
      for (const name of names) {
        const write = Effect.map(sqlite.open(yield* pathOf(name)), (database) => {
          database.exec("create table t (name text) strict")
          database.prepare("insert into t values (?)").run(name)
        })
        yield* Effect.scoped(write)
      }
      for (const name of names) {
        const read = Effect.map(sqlite.open(yield* pathOf(name)), (database) => database.prepare("select name from t").values())
        assert.deepStrictEqual(yield* Effect.scoped(read), [[name]])
      }
    })
  ),
  {
    title: "[T1] :memory: is a private database that nothing else sees",
    run: Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const first = yield* sqlite.open(":memory:")
        const second = yield* sqlite.open(":memory:")
        first.exec(fill)
        assert.deepStrictEqual(second.prepare("select name from sqlite_schema").all(), [])
        assert.strictEqual(yield* sqlite.exists(":memory:"), false)
        yield* sqlite.remove(":memory:")
        assert.deepStrictEqual(first.prepare("select count(*) as count from t").get(), { count: 2 })
      })
    )
  },
  {
    title: "[T1] many databases can be open at once",
    run: Effect.scoped(
      Effect.gen(function* () {
        const databases = yield* Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], (number) => openNamed(`many-${number}.db`), {
          concurrency: "unbounded"
        })
        for (const [index, database] of databases.entries()) {
          transaction(database, () => {
            database.exec("create table t (a integer) strict")
            database.prepare("insert into t values (?)").run(index)
          })
        }
        const stored = databases.map((database) => database.prepare("select a from t").values())
        assert.deepStrictEqual(
          stored,
          databases.map((_, index) => [[index]])
        )
      })
    )
  }
]

const removeCases: ReadonlyArray<SqliteCase> = [
  {
    title: "[T1] exists tells a database that is there from one that is not; remove is idempotent and leaves nothing",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const path = yield* pathOf("removed.db")
      assert.strictEqual(yield* sqlite.exists(path), false)
      yield* sqlite.remove(path)
      yield* Effect.scoped(Effect.map(sqlite.open(path), (database) => database.exec(fill)))
      assert.strictEqual(yield* sqlite.exists(path), true)
      yield* sqlite.remove(path)
      yield* sqlite.remove(path)
      assert.strictEqual(yield* sqlite.exists(path), false)
      const names = Effect.map(sqlite.open(path), (database) => database.prepare("select name from sqlite_schema").all())
      assert.deepStrictEqual(yield* Effect.scoped(names), [])
      yield* sqlite.remove(path)
    })
  },
  {
    title: "[T1] an open database is not removed: busy",
    run: Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const database = yield* openNamed("open.db")
        database.exec(fill)
        const error = yield* failure("busy", sqlite.remove(database.path))
        assert.ok(error.isRetryable)
        assert.strictEqual(database.prepare("insert into t values (3, 'three')").run(), 1)
        assert.deepStrictEqual(database.prepare("select count(*) as count from t").get(), { count: 3 })
        assert.strictEqual(yield* sqlite.exists(database.path), true)
        database.close()
        yield* sqlite.remove(database.path)
        assert.strictEqual(yield* sqlite.exists(database.path), false)
      })
    )
  }
]

const backupCases: ReadonlyArray<SqliteCase> = [
  withNames(
    "[S3] a backup is a whole database with what was committed, and the original goes on",
    ["copy.db"],
    Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const original = yield* openNamed("original.db")
        original.exec(fill)
        original.exec("create index by_b on t (b); create virtual table f using fts5(x); insert into f values ('words')")
        original.exec("pragma user_version = 7")
        assert.deepStrictEqual(original.prepare("select count(*) as count from t").get(), { count: 2 })
        const to = yield* pathOf("copy.db")
        yield* sqlite.backup(original, to)
        original.exec("insert into t values (3, 'later')")
        const copy = yield* sqlite.open(to, { mustExist: true })
        assert.deepStrictEqual(copy.prepare("pragma integrity_check").values(), [["ok"]])
        assert.deepStrictEqual(copy.prepare("select a from t order by a").values(), [[1], [2]])
        assert.deepStrictEqual(copy.prepare("select x from f where f match 'words'").values(), [["words"]])
        assert.deepStrictEqual(copy.prepare("pragma user_version").values(), [[7]])
        copy.exec("insert into t values (9, 'only here')")
        assert.deepStrictEqual(original.prepare("select a from t order by a").values(), [[1], [2], [3]])
      })
    )
  ),
  {
    title: "[S3] a backup never replaces a file, and is refused inside a transaction",
    run: Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const original = yield* openNamed("original.db")
        const other = yield* openNamed("other.db")
        original.exec(fill)
        other.exec("create table u (a)")
        yield* failure("cannot-open", sqlite.backup(original, other.path))
        yield* failure("cannot-open", sqlite.backup(original, original.path))
        assert.deepStrictEqual(other.prepare("select name from sqlite_schema").values(), [["u"]])
        original.exec("begin")
        const to = yield* pathOf("never.db")
        yield* failure("misuse", sqlite.backup(original, to))
        original.exec("rollback")
        original.close()
        yield* failure("misuse", sqlite.backup(original, to))
        assert.strictEqual(yield* sqlite.exists(to), false)
        yield* failure("cannot-open", sqlite.backup(other, "relative.db"))
      })
    )
  }
]

export const lifecycleCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] the engine tells its version, and it is recent enough", (database) => {
    const version = String(database.prepare("select sqlite_version() as version").get()?.version)
    const [major = 0, minor = 0] = version.split(".").map(Number)
    assert.ok(major > 3 || minor >= 51, version)
  }),
  {
    title: "[T1] capabilities name the engine that runs",
    run: Effect.scoped(
      Effect.gen(function* () {
        const { capabilities } = yield* Sqlite
        const database = yield* openNamed("version.db")
        assert.deepStrictEqual(database.prepare("select sqlite_version() as version").get(), { version: capabilities.version })
      })
    )
  },
  ...openCases,
  ...removeCases,
  ...backupCases
]
