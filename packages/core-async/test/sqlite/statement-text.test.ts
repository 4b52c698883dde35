import { describe, expect, test } from "vitest"
import { checkScript, maxParameters, readStatementText } from "../../src/sqlite/statement-text.ts"

const read = (sql: string) => readStatementText(sql)

describe("[T1] parameters", () => {
  const counts: ReadonlyArray<[string, number]> = [
    ["select 1", 0],
    ["select ?", 1],
    ["select ?,?, ? from t where a=?", 4],
    ["select '?', [?], `?`, ? -- ?\n, ? /* ? */", 2],
    ["select '''?''' || ?", 1],
    ["select `a``?`, ?", 1],
    ["select [a''?], ?", 1],
    ["select x'00' || ?", 1],
    ["select a$b, ? from t", 1],
    ["select - -?, 5/?", 2],
    ["select ? /* open ? ?", 1],
    ["select ? -- open ?", 1],
    ["\uFEFFselect ?", 1],
    ["select '/* ? ' || ? || ' */'", 1],
    ["select ?/**/?", 2],
    ["insert into t values (?, ?), (?, ?)", 4]
  ]
  test.each(counts)("%s has %i", (sql, count) => {
    expect(read(sql).parameters).toBe(count)
  })
  test("as many as SQLite takes, and not one more", () => {
    const list = (count: number) => `select ${Array.from({ length: count }, () => "?").join()}`
    expect(read(list(maxParameters)).parameters).toBe(32_766)
    expect(() => read(list(maxParameters + 1))).toThrow(/32766 are allowed/)
  })
})

describe("[T1] one statement", () => {
  const one: ReadonlyArray<string> = [
    "select 1;",
    ";;select 1;; -- end",
    "create trigger t after insert on a begin select 1; end",
    "create trigger t after insert on a begin select 1; select 2; end;",
    "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; DELETE FROM b; END ; ",
    "create temporary trigger t after insert on a begin select ';'; end;",
    "explain create trigger t after insert on a begin select 1; end;",
    "explain query plan create trigger t after insert on a begin select 1; end;",
    "create table trigger_log (a)",
    "/* first */ create /* c */ trigger -- x\n t after insert on a begin select 1; end"
  ]
  test.each(one)("%s", (sql) => {
    expect(() => read(sql)).not.toThrow()
  })
  const several: ReadonlyArray<string> = [
    "select 1;select 2",
    "begin; end;",
    "create trigger t after insert on a begin select 1; end; select 2",
    "create table t (a); create trigger x after insert on t begin select 1; end;",
    "create table trigger_log (a); end; select 1",
    "select 1; ?",
    "select 1; ("
  ]
  test.each(several)("not: %s", (sql) => {
    expect(() => read(sql)).toThrow(/several statements/)
  })
  test.each(["", " ", "\n\t\r\f", "--", "-- x", "/* x */", "/* open", ";", " ; -- x\n ;"])("not: %j", (sql) => {
    expect(() => read(sql)).toThrow(/no statement/)
  })
})

describe("[T1] refused tokens", () => {
  const refused: ReadonlyArray<[string, RegExp]> = [
    ["select :a", /named/],
    ["select @a", /named/],
    ["select $a", /named/],
    ["select #1, :a", /named/],
    ["select ?1", /numbered/],
    ["select ?12, ?", /numbered/],
    ['select "a"', /double-quoted/],
    ["select 1\0", /NUL/],
    ["select '\uD800'", /surrogate/]
  ]
  test.each(refused)("%j", (sql, pattern) => {
    expect(() => read(sql)).toThrow(pattern)
    expect(() => checkScript(sql)).toThrow(pattern)
  })
  test("a script has no parameters", () => {
    expect(() => checkScript("select ?")).toThrow(/exec takes no parameters/)
  })
  test("nothing inside strings, quoted names and comments is refused", () => {
    expect(read('select \':a @b $c ?1 "d"\', ["x" :y], `@z` -- " ?1\n /* :a " */').parameters).toBe(0)
  })
})

describe("[T1] what a statement does", () => {
  const kinds: ReadonlyArray<[string, { reads?: true; changesRows?: true; star?: true; mayChangeSchema?: true }]> = [
    ["select a from t", { reads: true }],
    ["SELECT * from t", { reads: true, star: true }],
    ["select distinct * from t", { reads: true, star: true }],
    ["select t.* from t", { reads: true, star: true }],
    ["select a, * from t", { reads: true, star: true }],
    ["select count(*), 2 * 3 from t", { reads: true }],
    ["values (1)", { reads: true }],
    ["explain delete from t", { reads: true }],
    ["with x as (select 1) select a from x", { reads: true }],
    ["with x as (select 1) select replace(a, 'b', 'c') from x", { reads: true }],
    ["with x as (select 1) insert into t select a from x", { changesRows: true }],
    ["with x as (select 1) replace into t select a from x", { changesRows: true }],
    ["with x as (select 1) delete from t where a in x", { changesRows: true }],
    ["insert into t values (1) returning *", { changesRows: true, star: true }],
    ["replace into t values (1)", { changesRows: true }],
    ["Update t set a = 1", { changesRows: true }],
    ["delete from t", { changesRows: true }],
    ["begin immediate", {}],
    ["commit", {}],
    ["savepoint s", {}],
    ["rollback", { mayChangeSchema: true }],
    ["create table t (a)", { mayChangeSchema: true }],
    ["pragma user_version", { mayChangeSchema: true }],
    ["vacuum into ?", { mayChangeSchema: true }]
  ]
  test.each(kinds)("%s", (sql, kind) => {
    const { reads, changesRows, star, mayChangeSchema } = read(sql)
    const all = { reads: false, changesRows: false, star: false, mayChangeSchema: false }
    expect({ reads, changesRows, star, mayChangeSchema }).toEqual({ ...all, ...kind })
  })
})

describe("[T1] scripts", () => {
  test.each(["create table t (a); create index i on t (a);", "create trigger t after insert on a begin select 1; end; select 2"])(
    "%s",
    (sql) => {
      expect(checkScript(sql)).toBe(true)
    }
  )
  test.each(["", ";", "-- x", "/* x */ ; -- y"])("%j holds none", (sql) => {
    expect(checkScript(sql)).toBe(false)
  })
})
