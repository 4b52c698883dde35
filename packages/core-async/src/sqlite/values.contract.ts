/** The contract's first part: the same value in, the same value out. */
import { assert } from "chai"
import { onDatabase, refusal, type SqliteCase } from "./contract-case.ts"
import type { Database, SqlInput, SqlRow, SqlValue } from "./sqlite.ts"

/** What comes back for a value, through an expression and through a column without affinity, and SQLite's name of its type. */
const assertRoundTrip = (database: Database, given: SqlInput, type: string, expected: SqlValue): void => {
  const direct = database.prepare("select ? as value, typeof(?) as type").get(given, given)
  assert.deepStrictEqual(direct, { value: expected, type })
  database.exec("create table if not exists kept (value any) strict")
  const stored = database.prepare("insert into kept values (?) returning value, typeof(value) as type").get(given)
  assert.deepStrictEqual(stored, { value: expected, type })
  assert.deepStrictEqual(database.prepare("select value, typeof(value) as type from kept").all().at(-1), {
    value: expected,
    type
  })
  assert.deepStrictEqual(database.prepare("select value from kept").values().at(-1), [expected])
}

const integers: ReadonlyArray<number | bigint> = [
  0,
  1,
  -1,
  255,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  2 ** 40,
  1_790_000_000_000_000,
  Number.MAX_SAFE_INTEGER,
  Number.MIN_SAFE_INTEGER
]

const largeIntegers: ReadonlyArray<bigint> = [
  2n ** 53n,
  2n ** 53n + 1n,
  -(2n ** 53n),
  -(2n ** 53n) - 1n,
  2n ** 63n - 1n,
  -(2n ** 63n)
]

const reals: ReadonlyArray<number> = [
  0.5,
  -0.1,
  1e-300,
  Number.MIN_VALUE,
  Number.MAX_VALUE,
  2 ** 53,
  2 ** 53 + 2,
  1e20,
  Infinity,
  -Infinity
]

const texts: ReadonlyArray<string> = [
  "",
  "plain",
  'it\'s; a "quote" -- and ¬ a \\ delimiter',
  "a\0b\0",
  "\uFEFFwith a mark",
  "Motörhead",
  "Cafe\u0301 Café",
  "戸川純 / ゲルニカ",
  "🎚️🏴‍☠️ 𝄞",
  "\uFFFD\uFFFE\uFFFF",
  "x".repeat(47),
  "x".repeat(48),
  `${"x".repeat(47)}é`,
  "é".repeat(70_000),
  "𝄞".repeat(70_000),
  "line\r\nline\ttab\u0001"
]

const refused: ReadonlyArray<[string, unknown]> = [
  ["undefined", undefined],
  ["NaN", Number.NaN],
  ["a Date", new Date(0)],
  ["an ArrayBuffer", new ArrayBuffer(4)],
  ["a DataView", new DataView(new ArrayBuffer(4))],
  ["another typed array", new Uint16Array(2)],
  ["a plain object", { a: 1 }],
  ["an array", [1, 2]],
  ["a function", () => 1],
  ["a symbol", Symbol("s")],
  ["a boxed string", Object("text")],
  ["an integer of more than 64 bits", 2n ** 63n],
  ["an integer of less than −2^63", -(2n ** 63n) - 1n],
  ["a lone high surrogate", "a\uD800b"],
  ["a lone low surrogate", "\uDC00"]
]

const integerCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] safe integers are INTEGER and come back as numbers", (database) => {
    for (const value of integers) assertRoundTrip(database, value, "integer", value)
  }),
  onDatabase("[T1] bigints are INTEGER; small ones come back as numbers", (database) => {
    for (const value of integers) assertRoundTrip(database, BigInt(value), "integer", Number(value))
  }),
  onDatabase("[T1] integers beyond ±(2^53 − 1) come back as bigints, to the last bit", (database) => {
    for (const value of largeIntegers) assertRoundTrip(database, value, "integer", value)
  }),
  onDatabase("[T1] a statement that has read a large integer reads small ones as numbers", (database) => {
    const statement = database.prepare("select ? as value, 7 as small, 0.25 as real, 'x' as text")
    for (const value of [1n, 2n ** 60n, 1n, 2n ** 53n]) {
      const expected = value === 1n ? 1 : value
      assert.deepStrictEqual(statement.get(value), { value: expected, small: 7, real: 0.25, text: "x" })
      assert.deepStrictEqual(statement.all(value), [{ value: expected, small: 7, real: 0.25, text: "x" }])
      assert.deepStrictEqual(statement.values(value), [[expected, 7, 0.25, "x"]])
    }
  }),
  onDatabase("[T1] a reading answers large and small integers of one column side by side", (database) => {
    const sql = "select column1 as n from (values (1), (9007199254740991), (9007199254740992), (-9223372036854775808), (null))"
    const expected = [1, 9007199254740991, 9007199254740992n, -9223372036854775808n, null]
    assert.deepStrictEqual(
      database.prepare(sql).all(),
      expected.map((n) => ({ n }))
    )
    assert.deepStrictEqual(
      database.prepare(sql).values(),
      expected.map((n) => [n])
    )
  }),
  onDatabase("[T1] a statement that writes and returns a large integer runs once", (database) => {
    database.exec("create table t (id integer primary key, n integer) strict")
    const insert = database.prepare("insert into t (n) values (?) returning id, n")
    assert.deepStrictEqual(insert.get(2n ** 62n), { id: 1, n: 2n ** 62n })
    assert.deepStrictEqual(insert.all(-(2n ** 62n)), [{ id: 2, n: -(2n ** 62n) }])
    assert.deepStrictEqual(insert.values(2n ** 61n), [[3, 2n ** 61n]])
    const update = database.prepare("update t set n = n - 1 returning n")
    assert.deepStrictEqual(update.values(), [[2n ** 62n - 1n], [-(2n ** 62n) - 1n], [2n ** 61n - 1n]])
    assert.deepStrictEqual(database.prepare("select count(*) as count from t").get(), { count: 3 })
  }),
  onDatabase("[T1] rowids beyond 2^53 can be written and found", (database) => {
    database.exec("create table t (id integer primary key, name text) strict")
    assert.strictEqual(database.prepare("insert into t values (?, ?)").run(2n ** 60n + 1n, "far"), 1)
    assert.deepStrictEqual(database.prepare("select id from t where id = ?").get(2n ** 60n + 1n), { id: 2n ** 60n + 1n })
  }),
  onDatabase("[T1] integers print without a fraction inside SQL", (database) => {
    const sql = "select 'id:' || ? as text, json_array(?, ?) as json"
    assert.deepStrictEqual(database.prepare(sql).get(7, 1, 2 ** 40), { text: "id:7", json: "[1,1099511627776]" })
  })
]

const otherCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] all other numbers are REAL, infinities too", (database) => {
    for (const value of reals) assertRoundTrip(database, value, "real", value)
  }),
  onDatabase("[T1] whole REAL values come back as numbers, however large", (database) => {
    assert.deepStrictEqual(database.prepare("select 3.0 as a, 1e20 as b, 9007199254740993.0 as c").all(), [
      { a: 3, b: 1e20, c: 9007199254740992 }
    ])
  }),
  onDatabase("[T1] −0 goes in as the INTEGER 0", (database) => assertRoundTrip(database, -0, "integer", 0)),
  onDatabase("[T1] booleans go in as 0 and 1", (database) => {
    assertRoundTrip(database, true, "integer", 1)
    assertRoundTrip(database, false, "integer", 0)
  }),
  onDatabase("[S7] text comes back as it was: empty, with NUL, a byte order mark, any script, long", (database) => {
    for (const value of texts) assertRoundTrip(database, value, "text", value)
  }),
  onDatabase("[T1] text that is not UTF-8 inside the database comes back with U+FFFD", (database) => {
    assert.deepStrictEqual(database.prepare("select cast(x'61ff62' as text) as value").get(), { value: "a\uFFFDb" })
  }),
  onDatabase("[T1] null and the empty blob are two things", (database) => {
    assertRoundTrip(database, null, "null", null)
    assertRoundTrip(database, new Uint8Array(0), "blob", new Uint8Array(0))
  }),
  onDatabase("[T1] blobs come back byte for byte; a view binds only what it shows", (database) => {
    const bytes = Uint8Array.from({ length: 1024 }, (_, index) => (index * 7) & 255)
    assertRoundTrip(database, bytes, "blob", bytes)
    assertRoundTrip(database, bytes.subarray(100, 103), "blob", bytes.slice(100, 103))
    assertRoundTrip(database, new Uint8Array([0]), "blob", new Uint8Array([0]))
  }),
  onDatabase("[T1] a blob of 6 MB comes back, and its bytes belong to the caller", (database) => {
    const bytes = new Uint8Array(6 * 1024 * 1024)
    for (let at = 0; at < bytes.length; at += 4093) bytes[at] = at & 255
    database.exec("create table t (content blob) strict")
    database.prepare("insert into t values (?)").run(bytes)
    const read = database.prepare("select content from t").get()?.content
    assert.ok(read instanceof Uint8Array)
    assert.strictEqual(read.length, bytes.length)
    assert.ok(read.every((byte, at) => byte === bytes[at]))
    read.fill(9)
    assert.deepStrictEqual(database.prepare("select sum(length(content)) as size from t").get(), { size: bytes.length })
  }),
  onDatabase("[T1] what has no SQL value is refused as misuse, and nothing runs", (database) => {
    database.exec("create table t (a any)")
    const insert = database.prepare("insert into t values (?)")
    for (const [what, value] of refused) {
      const error = refusal("misuse", () => insert.run(value as SqlInput))
      assert.ok(error.message.startsWith("parameter 1 "), `${what}: ${error.message}`)
      refusal("misuse", () => insert.get(value as SqlInput))
      refusal("misuse", () => insert.all(value as SqlInput))
      refusal("misuse", () => insert.values(value as SqlInput))
    }
    assert.deepStrictEqual(database.prepare("select count(*) as count from t").get(), { count: 0 })
  }),
  onDatabase("[T1] a call leaves its parameters as they were", (database) => {
    const parameters: Array<SqlInput> = [true, 1, "a", -0, null]
    database.prepare("select ?, ?, ?, ?, ?").values(...parameters)
    assert.deepStrictEqual(parameters, [true, 1, "a", -0, null])
  })
]

/** A small generator of numbers in [0, 1) from a seed (mulberry32). */
const makeRandom = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const randomText = (random: () => number): string => {
  const limits = [0x7f, 0x7ff, 0xffff, 0x10ffff]
  const limit = limits[Math.floor(random() * limits.length)] as number
  let text = ""
  for (let left = Math.floor(random() ** 3 * 300); left > 0; left--) {
    const code = Math.floor(random() * limit)
    text += code >= 0xd800 && code <= 0xdfff ? "\0" : String.fromCodePoint(code)
  }
  return text
}

const randomBits = (random: () => number): bigint => {
  const bits = BigInt(Math.floor(random() * 2 ** 32)) * 2n ** 32n + BigInt(Math.floor(random() * 2 ** 32))
  return BigInt.asIntN(64, bits >> BigInt(Math.floor(random() * 64)))
}

const randomReal = (random: () => number): number => {
  const view = new DataView(new ArrayBuffer(8))
  view.setBigUint64(0, BigInt.asUintN(64, randomBits(random)))
  const value = view.getFloat64(0)
  return Number.isNaN(value) || value === 0 ? random() : value
}

const randomValue = (random: () => number): SqlValue => {
  switch (Math.floor(random() * 5)) {
    case 0:
      return null
    case 1:
      return randomText(random)
    case 2:
      return randomReal(random)
    case 3: {
      const value = randomBits(random)
      return Number.isSafeInteger(Number(value)) ? Number(value) : value
    }
    default:
      return Uint8Array.from({ length: Math.floor(random() ** 3 * 300) }, () => Math.floor(random() * 256))
  }
}

const assertRandomRows = (database: Database, seed: number): void => {
  const random = makeRandom(seed)
  database.exec("create table t (id integer primary key, a any, b any, c any, d any) strict")
  const rows = Array.from({ length: 300 }, () => Array.from({ length: 4 }, () => randomValue(random)))
  const insert = database.prepare("insert into t (a, b, c, d) values (?, ?, ?, ?)")
  for (const row of rows) assert.strictEqual(insert.run(...row), 1)
  assert.deepStrictEqual(database.prepare("select a, b, c, d from t order by id").values(), rows, `seed ${seed}`)
  const one = database.prepare("select a, b, c, d from t where id = ?")
  for (const [index, [a, b, c, d]] of rows.entries()) {
    assert.deepStrictEqual(one.get(index + 1), { a, b, c, d } as SqlRow, `seed ${seed}, row ${index}`)
  }
  database.exec("drop table t")
}

export const valueCases: ReadonlyArray<SqliteCase> = [
  ...integerCases,
  ...otherCases,
  onDatabase("[S7] random rows come back equal", (database) => {
    for (const seed of [1, 2, 3, 20_261_120, 4_294_967_295]) assertRandomRows(database, seed)
  })
]
