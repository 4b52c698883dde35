/** The contract's fifth part: what Deadwax uses of SQLite is in every build. */
import { assert } from "chai"
import { onDatabase, refusal, type SqliteCase } from "./contract-case.ts"
import type { Database } from "./sqlite.ts"

const assertWordSearch = (database: Database): void => {
  database.exec(`create virtual table f using fts5(
    title, artist, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')`)
  const insert = database.prepare("insert into f (rowid, title, artist) values (?, ?, ?)")
  assert.strictEqual(insert.run(1, "Ace of Spades", "Motörhead"), 1)
  insert.run(2, "Jóga", "Björk")
  insert.run(3, "玉姫様", "戸川純")
  const find = database.prepare("select rowid as id from f where f match ? order by bm25(f, 10.0, 1.0), rowid")
  assert.deepStrictEqual(find.all('"motorhead"'), [{ id: 1 }])
  assert.deepStrictEqual(find.all('"bjo" *'), [{ id: 2 }])
  assert.deepStrictEqual(find.all('"玉姫様"'), [{ id: 3 }])
  assert.deepStrictEqual(find.all('"spades" "mot" *'), [{ id: 1 }])
  assert.strictEqual(database.prepare("delete from f where rowid = ?").run(1), 1)
  assert.deepStrictEqual(find.all('"motorhead"'), [])
  assert.strictEqual(database.prepare("update f set title = ?, artist = ? where rowid = ?").run("Hunter", "Björk", 2), 1)
  assert.deepStrictEqual(find.all('"hunter"'), [{ id: 2 }])
  refusal("sql", () => find.all('"open'))
}

const assertSubstringSearch = (database: Database): void => {
  database.exec("create virtual table f using fts5(a, tokenize='trigram')")
  const insert = database.prepare("insert into f (a) values (?)")
  for (const text of ["hello world", "Help!", "戸川純ゲルニカ"]) insert.run(text)
  const find = database.prepare("select a from f where f match ? order by rowid")
  assert.deepStrictEqual(find.values('"llo w"'), [["hello world"]])
  assert.deepStrictEqual(find.values('"川純ゲ"'), [["戸川純ゲルニカ"]])
  assert.deepStrictEqual(database.prepare("select a from f where a like ?").values("%HEL%"), [["hello world"], ["Help!"]])
}

export const engineCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[R8] full text: words without diacritics, prefixes, ranking, deletion without content", assertWordSearch),
  onDatabase("[R8] full text: substrings by trigrams, in any script", assertSubstringSearch),
  onDatabase("[T1] strict tables refuse values of another type", (database) => {
    database.exec("create table t (i integer, r real, s text, b blob, x any) strict")
    const insert = database.prepare("insert into t values (?, ?, ?, ?, ?)")
    assert.strictEqual(insert.run(1, 2, "3", new Uint8Array([4]), "5"), 1)
    assert.deepStrictEqual(database.prepare("select i, typeof(r) as r, s, typeof(b) as b, typeof(x) as x from t").get(), {
      i: 1,
      r: "real",
      s: "3",
      b: "blob",
      x: "text"
    })
    refusal("constraint", () => insert.run("one", 2, "3", new Uint8Array([4]), 5))
    refusal("constraint", () => insert.run(1.5, 2, "3", new Uint8Array([4]), 5))
    refusal("constraint", () => insert.run(1, 2, "3", "4", 5))
  }),
  onDatabase("[T1] upsert, RETURNING, JSON, windows and recursion work", (database) => {
    database.exec("create table t (id integer primary key, n integer) strict")
    const upsert = database.prepare("insert into t values (?, ?) on conflict (id) do update set n = n + excluded.n returning n")
    assert.deepStrictEqual([upsert.get(1, 2), upsert.get(1, 3)], [{ n: 2 }, { n: 5 }])
    const each = database.prepare("select value ->> 'a' as a from json_each(?) order by 1")
    assert.deepStrictEqual(each.values('[{"a":2},{"a":1}]'), [[1], [2]])
    assert.deepStrictEqual(database.prepare("select json_group_array(column1) as list from (values (1), ('x'), (null))").get(), {
      list: '[1,"x",null]'
    })
    const ranked = database.prepare(
      "select column1 as v, row_number() over (order by column1 desc) as rank from (values (1), (3), (2)) order by rank"
    )
    assert.deepStrictEqual(ranked.values(), [
      [3, 1],
      [2, 2],
      [1, 3]
    ])
  }),
  onDatabase("[S1] foreign keys are enforced from the start", (database) => {
    assert.deepStrictEqual(database.prepare("pragma foreign_keys").get(), { foreign_keys: 1 })
    database.exec("create table p (id integer primary key) strict; create table c (p integer references p) strict")
    refusal("foreign-key", () => database.exec("insert into c values (1)"))
  }),
  onDatabase("[S1] the journal is a write-ahead log, flushed as NORMAL", (database) => {
    assert.deepStrictEqual(database.prepare("pragma journal_mode").values(), [["wal"]])
    assert.deepStrictEqual(database.prepare("pragma synchronous").values(), [[1]])
  })
]
