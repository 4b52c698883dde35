/** The contract's third part: SQLite's failures, by the same reasons everywhere. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { failure, onDatabase, openNamed, pathOf, refusal, type SqliteCase } from "./contract-case.ts"
import { type Database, Sqlite, type SqliteErrorReason } from "./sqlite.ts"

const schema = `
  create table parent (id integer primary key, code text unique, age integer not null check (age >= 0)) strict;
  create table child (id integer primary key, parent integer references parent) strict;
  create table guarded (id integer primary key, parent integer references parent on delete restrict) strict;
  create trigger no_nine before insert on child when new.id = 9 begin select raise(abort, 'nine is not allowed'); end;
  insert into parent values (1, 'a', 1), (2, 'b', 2);
  insert into guarded values (1, 2);
`

/** SQL, its reason, and SQLite's extended code. */
const constraints: ReadonlyArray<[string, SqliteErrorReason, number]> = [
  ["insert into parent values (1, 'c', 1)", "unique", 1555],
  ["insert into parent values (3, 'a', 1)", "unique", 2067],
  ["insert into parent values (3, 'c', null)", "not-null", 1299],
  ["insert into parent values (3, 'c', -1)", "check", 275],
  ["insert into child values (1, 99)", "foreign-key", 787],
  ["delete from parent where id = 2", "foreign-key", 1811],
  ["insert into child values (9, 1)", "constraint", 1811],
  ["insert into parent values (3, x'00', 1)", "constraint", 3091],
  ["insert into parent values ('three', 'c', 1)", "constraint", 20]
]

const wrongTexts: ReadonlyArray<string> = [
  "selec 1",
  "select",
  "select * from nothing",
  "select nothing",
  "insert into parent values (1)",
  "select unknown_function(1)",
  "select 'open",
  "select 1 as a from (",
  "select 1abc"
]

const assertBusy = (first: Database, second: Database): void => {
  first.exec("create table t (a integer) strict; begin immediate; insert into t values (1)")
  const error = refusal("busy", () => second.exec("begin immediate"))
  assert.ok(error.isRetryable)
  refusal("busy", () => second.prepare("insert into t values (2)").run())
  assert.deepStrictEqual(second.prepare("select count(*) as count from t").get(), { count: 0 }, "readers see the last commit")
  first.exec("commit")
  assert.strictEqual(second.prepare("insert into t values (2)").run(), 1)
  assert.deepStrictEqual(first.prepare("select a from t order by a").values(), [[1], [2]])
}

/** A reader that turns writer after another has written cannot: its view is old. */
const assertStale = (first: Database, second: Database): void => {
  first.exec("create table t (a integer) strict")
  second.exec("begin")
  second.prepare("select a from t").all()
  first.exec("insert into t values (1)")
  const error = refusal("busy", () => second.exec("insert into t values (2)"))
  assert.strictEqual(error.code, 517)
  second.exec("rollback")
}

const twoConnections = (title: string, use: (first: Database, second: Database) => void): SqliteCase => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const first = yield* openNamed("shared.db", { busyTimeoutMs: 0 })
      if (sqlite.capabilities.sharedBetweenProcesses) {
        const second = yield* sqlite.open(first.path, { busyTimeoutMs: 0 })
        use(first, second)
      } else {
        const error = yield* failure("busy", sqlite.open(first.path))
        assert.ok(error.isRetryable)
        first.exec("create table t (a integer) strict")
      }
    })
  )
})

export const failureCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] constraints fail by kind, with SQLite's extended code", (database) => {
    database.exec(schema)
    for (const [sql, reason, code] of constraints) {
      const error = refusal(reason, () => database.prepare(sql).run())
      assert.strictEqual(error.code, code, sql)
      assert.strictEqual(error.statement, sql)
      assert.strictEqual(error._tag, "SqliteError")
      assert.ok(!error.isRetryable)
      assert.strictEqual(refusal(reason, () => database.exec(sql)).code, code, sql)
    }
  }),
  onDatabase("[T1] an error carries the statement, never its parameters", (database) => {
    database.exec(schema)
    const error = refusal("unique", () => database.prepare("insert into parent values (?, ?, ?)").run(1, "my secret", 1))
    assert.ok(!`${error.message} ${error.statement} ${JSON.stringify(error)} ${String(error.cause)}`.includes("secret"))
  }),
  onDatabase("[T1] wrong SQL fails as sql, when it is prepared", (database) => {
    database.exec(schema)
    for (const sql of wrongTexts) {
      assert.strictEqual(refusal("sql", () => database.prepare(sql)).statement, sql)
      assert.strictEqual(refusal("sql", () => database.exec(sql)).statement, sql)
    }
  }),
  onDatabase("[T1] a statement whose table has gone fails as sql, and works again when it is back", (database) => {
    database.exec("create table t (a)")
    const statement = database.prepare("select a from t")
    database.exec("drop table t")
    refusal("sql", () => statement.all())
    database.exec("create table t (a); insert into t values (1)")
    assert.deepStrictEqual(statement.all(), [{ a: 1 }])
  }),
  onDatabase("[T1] a value larger than SQLite takes fails as too-big", (database) => {
    assert.strictEqual(refusal("too-big", () => database.prepare("select zeroblob(2147483647) as z").get()).code, 18)
  }),
  onDatabase("[T1] a database that may not grow fails as full, and keeps what it had", (database) => {
    database.exec("create table t (content blob) strict; insert into t values (zeroblob(10000)); pragma max_page_count = 20")
    const insert = database.prepare("insert into t values (zeroblob(?))")
    assert.strictEqual(refusal("full", () => insert.run(1_000_000)).code, 13)
    assert.strictEqual(database.inTransaction(), false)
    assert.deepStrictEqual(database.prepare("select count(*) as count from t").get(), { count: 1 })
    database.exec("pragma max_page_count = 1000000")
    assert.strictEqual(insert.run(1_000_000), 1)
  }),
  onDatabase("[T1] an index that contradicts its table fails as corrupt", (database) => {
    database.exec(
      "create table t (id integer primary key, a text) strict; create virtual table f using fts5(a, content='t', content_rowid='id')"
    )
    database.exec("insert into t values (1, 'one'); insert into f (rowid, a) values (1, 'other')")
    const error = refusal("corrupt", () => database.exec("insert into f (f, rank) values ('integrity-check', 1)"))
    assert.strictEqual(error.code, 267)
    assert.ok(!error.isRetryable)
  }),
  {
    title: "[T1] a read-only database refuses writes as read-only",
    run: Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const path = yield* pathOf("read-only.db")
      yield* Effect.scoped(
        Effect.map(sqlite.open(path), (database) => database.exec("create table t (a); insert into t values (1)"))
      )
      const use = Effect.map(sqlite.open(path, { readOnly: true }), (database) => {
        assert.deepStrictEqual(database.prepare("select a from t").all(), [{ a: 1 }])
        assert.strictEqual(refusal("read-only", () => database.prepare("insert into t values (2)").run()).code & 0xff, 8)
        refusal("read-only", () => database.exec("create table u (a)"))
        assert.deepStrictEqual(database.prepare("select a from t").all(), [{ a: 1 }])
      })
      yield* Effect.ensuring(Effect.scoped(use), Effect.ignore(sqlite.remove(path)))
    })
  },
  twoConnections("[T1] a second writer fails as busy, or a second connection where there can be only one", assertBusy),
  twoConnections("[T1] a reader whose view is old fails as busy when it writes", assertStale)
]
