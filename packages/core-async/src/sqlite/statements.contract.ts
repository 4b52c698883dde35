/** The contract's second part: statements, their parameters, their rows, and what the port refuses before SQLite sees it. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { onDatabase, openNamed, refusal, type SqliteCase } from "./contract-case.ts"
import { type Database, type SqlInput, Sqlite, type SqlValue } from "./sqlite.ts"

const makeTable = (database: Database): void =>
  database.exec(
    "create table t (id integer primary key, name text) strict; insert into t values (1, 'one'), (2, 'two'), (3, 'three')"
  )

const rowCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] no row: get answers undefined, all and values answer nothing", (database) => {
    makeTable(database)
    const statement = database.prepare("select id from t where id > ?")
    assert.strictEqual(statement.get(9), undefined)
    assert.deepStrictEqual(statement.all(9), [])
    assert.deepStrictEqual(statement.values(9), [])
  }),
  onDatabase("[T1] rows are plain objects, in the order of the columns", (database) => {
    const statement = database.prepare("select 2 as b, 1 as a, null as c")
    for (const row of [statement.get(), ...statement.all()]) {
      assert.strictEqual(Object.getPrototypeOf(row), Object.prototype)
      assert.deepStrictEqual(Object.entries(row ?? {}), [
        ["b", 2],
        ["a", 1],
        ["c", null]
      ])
    }
  }),
  onDatabase("[T1] of two columns with one name the last wins; values keeps both", (database) => {
    const statement = database.prepare("select 1 as a, 2 as b, 3 as a")
    assert.deepStrictEqual(statement.get(), { a: 3, b: 2 })
    assert.deepStrictEqual(statement.all(), [{ a: 3, b: 2 }])
    assert.deepStrictEqual(statement.values(), [[1, 2, 3]])
  }),
  onDatabase("[T1] a column may have any name", (database) => {
    const row = database.prepare("select 1 as __proto__, 2 as constructor, 3 as [ü ''], 4 as [0]").get()
    const expected = new Map<string, unknown>([
      ["__proto__", 1],
      ["constructor", 2],
      ["ü ''", 3],
      ["0", 4]
    ])
    assert.deepStrictEqual(new Map<string, unknown>(Object.entries(row ?? {})), expected)
    assert.strictEqual(Object.getPrototypeOf(row), Object.prototype)
  }),
  onDatabase("[T1] get reads one row and leaves the statement ready", (database) => {
    makeTable(database)
    const statement = database.prepare("select id from t order by id")
    assert.deepStrictEqual(statement.get(), { id: 1 })
    assert.deepStrictEqual(statement.get(), { id: 1 })
    database.exec("drop table t")
  }),
  onDatabase("[T1] rows belong to the caller: a later run does not change them", (database) => {
    const statement = database.prepare("select ? as a, ? as b")
    const row = statement.get("first", new Uint8Array([1]))
    const rows = statement.all("second", new Uint8Array([2]))
    statement.values("third", new Uint8Array([3]))
    assert.deepStrictEqual(row, { a: "first", b: new Uint8Array([1]) })
    assert.deepStrictEqual(rows, [{ a: "second", b: new Uint8Array([2]) }])
  }),
  onDatabase("[T1] a kept `select *` follows the schema", (database) => {
    makeTable(database)
    const star = database.prepare("select * from t where id = ?")
    assert.deepStrictEqual(star.all(1), [{ id: 1, name: "one" }])
    database.exec("alter table t add column year integer")
    assert.deepStrictEqual(star.get(1), { id: 1, name: "one", year: null })
    database.exec("alter table t rename column name to title")
    assert.deepStrictEqual(star.all(1), [{ id: 1, title: "one", year: null }])
    database.prepare("alter table t drop column title").run()
    assert.deepStrictEqual(star.all(1), [{ id: 1, year: null }])
    assert.deepStrictEqual(star.values(1), [[1, null]])
  }),
  onDatabase("[T1] the names of a kept statement's columns are those of the schema", (database) => {
    database.exec("create table t (name text) strict; insert into t values ('x')")
    const statement = database.prepare("select name from t")
    assert.deepStrictEqual(statement.all(), [{ name: "x" }])
    database.exec("alter table t rename column name to Name")
    assert.deepStrictEqual([statement.all(), statement.get()], [[{ Name: "x" }], { Name: "x" }])
    database.prepare("alter table t rename column Name to NAME").run()
    assert.deepStrictEqual([statement.get(), statement.all()], [{ NAME: "x" }, [{ NAME: "x" }]])
  }),
  {
    title: "[T1] a kept `select *` follows a schema that another connection has changed",
    run: Effect.scoped(
      Effect.gen(function* () {
        const { capabilities, open } = yield* Sqlite
        const database = yield* openNamed("schema.db")
        makeTable(database)
        const star = database.prepare("select * from t where id = ?")
        assert.deepStrictEqual(star.get(1), { id: 1, name: "one" })
        const other = capabilities.sharedBetweenProcesses ? yield* open(database.path) : database
        other.exec("alter table t rename column name to title")
        assert.deepStrictEqual([star.get(1), star.all(1)], [{ id: 1, title: "one" }, [{ id: 1, title: "one" }]])
      })
    )
  },
  onDatabase("[T1] a long reading has all its rows in order", (database) => {
    const sql =
      "with recursive n(i) as (select 1 union all select i + 1 from n where i < 50000) select i, 'row ' || i as text from n"
    const rows = database.prepare(sql).values()
    assert.strictEqual(rows.length, 50_000)
    assert.ok(rows.every(([number, text], index) => number === index + 1 && text === `row ${index + 1}`))
    assert.deepStrictEqual(database.prepare(sql).all().at(-1), { i: 50_000, text: "row 50000" })
  })
]

const changeCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] run answers how many rows the statement itself changed", (database) => {
    makeTable(database)
    const update = database.prepare("update t set name = upper(name) where id >= ?")
    assert.strictEqual(update.run(2), 2)
    assert.strictEqual(update.run(99), 0)
    assert.strictEqual(database.prepare("delete from t").run(), 3)
    assert.strictEqual(database.prepare("with n(i) as (values (1), (2)) insert into t select i, 'x' from n").run(), 2)
    assert.strictEqual(database.prepare("replace into t values (1, 'y')").run(), 1)
    assert.strictEqual(database.prepare("insert or ignore into t values (1, 'z')").run(), 0)
    assert.strictEqual(database.prepare("insert into t values (1, 'u') on conflict do update set name = excluded.name").run(), 1)
    assert.strictEqual(database.prepare("update t set name = 'r' returning id").run(), 2)
  }),
  onDatabase("[T1] run answers 0 for statements that change no rows, whatever ran before", (database) => {
    makeTable(database)
    database.prepare("update t set name = 'x'").run()
    for (const sql of [
      "create table u (a any) strict",
      "select * from t",
      "pragma user_version = 3",
      "begin",
      "commit",
      "drop table u"
    ]) {
      assert.strictEqual(database.prepare(sql).run(), 0, sql)
    }
  }),
  onDatabase("[T1] rows changed by triggers and foreign keys are not counted", (database) => {
    makeTable(database)
    database.exec("create table child (id integer primary key, parent integer references t on delete cascade) strict")
    database.exec("create table log (id integer primary key, text text) strict")
    database
      .prepare(
        "create trigger noted after insert on t begin insert into log (text) values ('a'); insert into log (text) values ('b'); end"
      )
      .run()
    assert.strictEqual(database.prepare("insert into t values (4, 'four')").run(), 1)
    assert.deepStrictEqual(database.prepare("select count(*) as count from log").get(), { count: 2 })
    database.exec("insert into child values (1, 4), (2, 4)")
    assert.strictEqual(database.prepare("delete from t where id = 4").run(), 1)
    assert.deepStrictEqual(database.prepare("select count(*) as count from child").get(), { count: 0 })
  }),
  onDatabase("[T1] statements without columns answer no rows from get, all and values", (database) => {
    database.exec("create table t (a integer) strict")
    assert.strictEqual(database.prepare("insert into t values (1)").get(), undefined)
    assert.deepStrictEqual(database.prepare("insert into t values (2)").all(), [])
    assert.deepStrictEqual(database.prepare("insert into t values (3)").values(), [])
    assert.deepStrictEqual(database.prepare("select group_concat(a) as a from t").get(), { a: "1,2,3" })
  }),
  onDatabase("[T1] get on a writing statement that returns rows does all of its work", (database) => {
    makeTable(database)
    assert.deepStrictEqual(database.prepare("update t set name = 'x' returning id").get(), { id: 1 })
    assert.deepStrictEqual(database.prepare("select count(*) as count from t where name = 'x'").get(), { count: 3 })
    assert.strictEqual(database.inTransaction(), false)
  })
]

const refusedTexts: ReadonlyArray<[string, string]> = [
  ["two statements", "select 1; select 2"],
  ["two statements without a blank", "select 1;select 2"],
  ["a statement after a trigger", "create trigger x after insert on t begin select 1; end; select 2"],
  ["no statement", ""],
  ["blanks", " \t\r\n"],
  ["a comment", "-- nothing"],
  ["semicolons", ";;"],
  ["a named parameter", "select :name"],
  ["another named parameter", "select @name"],
  ["a third named parameter", "select $name"],
  ["a numbered parameter", "select ?1"],
  ["a double-quoted text", 'select "text"'],
  ["a double-quoted name", 'select 1 as "name"'],
  ["a NUL character", "select 1\0"],
  ["a lone surrogate", "select '\uD800'"]
]

const allowedTexts: ReadonlyArray<[string, SqlValue | undefined]> = [
  ["select 1 as a;", 1],
  [" ; select 1 as a ; ; -- the end", 1],
  ["/* ? ; */ select 'a;b?:c\"d' as a -- ?", 'a;b?:c"d'],
  ["select 'it''s' as a", "it's"],
  ["select 5 as [a]", 5],
  ["select 6 as `a`", 6],
  ["select '{\"a\":7}' ->> '$.a' as a", 7],
  ["select 8 as a /* open", 8],
  ["explain select 1", undefined],
  ["values (9)", undefined]
]

const textCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] prepare refuses as misuse what the port does not know", (database) => {
    database.exec("create table t (a)")
    for (const [what, sql] of refusedTexts) {
      const error = refusal("misuse", () => database.prepare(sql))
      assert.strictEqual(error.statement, sql, what)
    }
  }),
  onDatabase("[T1] prepare takes quotes, comments and semicolons where SQLite does", (database) => {
    for (const [sql, expected] of allowedTexts) {
      const row = database.prepare(sql).get()
      if (expected !== undefined) assert.deepStrictEqual(row, { a: expected }, sql)
    }
    database.exec("create table t (a)")
    database.prepare("create trigger x after insert on t begin select case when new.a then 1 else 2 end; select 2; end;").run()
  }),
  onDatabase("[T1] too few and too many parameters are misuse, and nothing runs", (database) => {
    makeTable(database)
    const insert = database.prepare("insert into t values (?, ?)")
    for (const parameters of [[], [7], [7, "seven", 8]] as ReadonlyArray<ReadonlyArray<SqlInput>>) {
      refusal("misuse", () => insert.run(...parameters))
      refusal("misuse", () => insert.get(...parameters))
      refusal("misuse", () => insert.all(...parameters))
      refusal("misuse", () => insert.values(...parameters))
    }
    refusal("misuse", () => database.prepare("select 1").get(1))
    assert.strictEqual(insert.run(7, "seven"), 1)
  }),
  onDatabase("[T1] a run starts with its own parameters, not with those of the last", (database) => {
    const statement = database.prepare("select ? as a, ? as b")
    assert.deepStrictEqual(statement.get("x".repeat(100_000), new Uint8Array(9)), {
      a: "x".repeat(100_000),
      b: new Uint8Array(9)
    })
    assert.deepStrictEqual(statement.get(null, ""), { a: null, b: "" })
  }),
  onDatabase("[T1] 32,766 parameters are bound; one more is misuse", (database) => {
    const sql = (count: number): string =>
      `select max(column1) as last, count(*) as count from (values ${"(?),".repeat(count - 1)}(?))`
    const parameters = Array.from({ length: 32_766 }, (_, index) => index)
    assert.deepStrictEqual(database.prepare(sql(32_766)).get(...parameters), { last: 32_765, count: 32_766 })
    refusal("misuse", () => database.prepare(sql(32_767)))
  }),
  onDatabase("[T1] exec runs any number of statements, and none", (database) => {
    for (const sql of ["", " ", ";", "-- nothing", "/* nothing */"]) database.exec(sql)
    database.exec(
      "create table t (a); create trigger x after insert on t begin delete from t where a = 1; end; insert into t values (1), (2);"
    )
    assert.deepStrictEqual(database.prepare("select a from t").values(), [[2]])
  }),
  onDatabase("[T1] exec refuses parameters and double quotes as misuse before anything runs", (database) => {
    for (const sql of ["create table t (a); select ?", "create table t (a); select :a", 'create table t (a default "x")']) {
      refusal("misuse", () => database.exec(sql))
      assert.deepStrictEqual(database.prepare("select name from sqlite_schema").all(), [])
    }
  }),
  onDatabase("[T1] exec stops at the first statement that fails; those before it stay", (database) => {
    const error = refusal("sql", () => database.exec("create table a (a); create table; create table b (b)"))
    assert.strictEqual(error.statement, "create table a (a); create table; create table b (b)")
    assert.deepStrictEqual(database.prepare("select name from sqlite_schema").values(), [["a"]])
  })
]

const lifeCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] a text is prepared once", (database) => {
    assert.strictEqual(database.prepare("select 1"), database.prepare("select 1"))
  }),
  onDatabase("[T1] a statement stays usable when thousands of others were prepared after it", (database) => {
    makeTable(database)
    const held = database.prepare("select name from t where id = ?")
    for (let index = 0; index < 2000; index++)
      assert.deepStrictEqual(database.prepare(`select ${index} as n`).get(), { n: index })
    const again = database.prepare("select name from t where id = ?")
    assert.deepStrictEqual([again.get(1), held.get(2)], [{ name: "one" }, { name: "two" }])
    for (let index = 0; index < 2000; index++) database.prepare(`select ${index} as m`)
    assert.deepStrictEqual([held.get(1), again.get(3)], [{ name: "one" }, { name: "three" }])
    database.exec("drop table t")
  }),
  onDatabase("[T1] a statement that failed can run again", (database) => {
    makeTable(database)
    const insert = database.prepare("insert into t values (?, ?)")
    refusal("unique", () => insert.run(1, "again"))
    assert.strictEqual(insert.run(4, "four"), 1)
    refusal("unique", () => insert.get(1, "again"))
    assert.deepStrictEqual(database.prepare("select count(*) as count from t").get(), { count: 4 })
  }),
  onDatabase("[T1] a closed database refuses everything as misuse; closing again does nothing", (database) => {
    const used = database.prepare("select 1")
    used.get()
    database.close()
    database.close()
    for (const call of [used.run, used.get, used.all, used.values]) refusal("misuse", () => call())
    refusal("misuse", () => database.prepare("select 1"))
    refusal("misuse", () => database.prepare("select 2"))
    refusal("misuse", () => database.exec("select 1"))
    assert.strictEqual(database.inTransaction(), false)
  })
]

export const statementCases: ReadonlyArray<SqliteCase> = [...rowCases, ...changeCases, ...textCases, ...lifeCases]
