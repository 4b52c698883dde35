/** The contract's fourth part: `transaction` on every driver. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { onDatabase, openNamed, refusal, type SqliteCase } from "./contract-case.ts"
import { type Database, Sqlite } from "./sqlite.ts"
import { transaction } from "./transaction.ts"

const makeTable = (database: Database): ((value: number) => void) => {
  database.exec("create table t (a integer primary key) strict")
  return (value) => void database.prepare("insert into t values (?)").run(value)
}

const stored = (database: Database): ReadonlyArray<unknown> => database.prepare("select a from t order by a").values().flat()

class Stop extends Error {}

/** `f` must throw `Stop`. */
const stops = (f: () => unknown): void => void assert.throws(f, Stop)

/** Calls `transaction` as code without types would. */
const untyped = (database: Database, f: () => unknown): unknown => Reflect.apply(transaction, undefined, [database, f])

const assertDeferredRefused = (database: Database, add: (value: number) => void): void => {
  const answers: ReadonlyArray<() => unknown> = [
    () => Promise.resolve(1),
    () => Promise.reject(new Stop()),
    // biome-ignore lint/suspicious/noThenProperty: an object that only looks like a promise is what is tested
    () => ({ then: () => undefined }),
    () => Effect.succeed(1),
    () => [1][Symbol.iterator]()
  ]
  for (const answer of answers) {
    const attempt = () =>
      untyped(database, () => {
        add(1)
        return answer()
      })
    refusal("misuse", attempt)
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, []])
  }
}

export const transactionCases: ReadonlyArray<SqliteCase> = [
  onDatabase("[T1] a transaction answers its callback's result and commits", (database) => {
    const add = makeTable(database)
    const answer = transaction(database, () => {
      assert.ok(database.inTransaction())
      add(1)
      return { count: stored(database).length }
    })
    assert.deepStrictEqual(answer, { count: 1 })
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, [1]])
  }),
  onDatabase("[T1] what the callback throws is thrown again, after everything was rolled back", (database) => {
    const add = makeTable(database)
    stops(() =>
      transaction(database, () => {
        add(1)
        database.exec("create table u (a)")
        throw new Stop()
      })
    )
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, []])
    refusal("sql", () => database.prepare("select a from u"))
  }),
  onDatabase("[T1] a nested transaction that throws undoes only itself", (database) => {
    const add = makeTable(database)
    transaction(database, () => {
      add(1)
      stops(() =>
        transaction(database, () => {
          add(2)
          transaction(database, () => add(3))
          stops(() =>
            transaction(database, () => {
              add(4)
              throw new Stop()
            })
          )
          assert.deepStrictEqual(stored(database), [1, 2, 3])
          throw new Stop()
        })
      )
      assert.deepStrictEqual(stored(database), [1])
      transaction(database, () => add(5))
    })
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, [1, 5]])
  }),
  onDatabase("[T1] an outer transaction that throws undoes what its nested ones had done", (database) => {
    const add = makeTable(database)
    stops(() =>
      transaction(database, () => {
        transaction(database, () => add(1))
        throw new Stop()
      })
    )
    assert.deepStrictEqual(stored(database), [])
  }),
  onDatabase("[T1] a failed statement inside a transaction undoes only itself", (database) => {
    const add = makeTable(database)
    transaction(database, () => {
      add(1)
      refusal("unique", () => database.prepare("insert into t values (2), (1)").run())
      add(3)
    })
    assert.deepStrictEqual(stored(database), [1, 3])
  }),
  onDatabase("[T1] promises, Effects and generators are refused as misuse and rolled back", (database) =>
    assertDeferredRefused(database, makeTable(database))
  ),
  onDatabase("[T1] a nested promise is refused without ending the outer transaction", (database) => {
    const add = makeTable(database)
    transaction(database, () => {
      add(1)
      const attempt = () =>
        untyped(database, () => {
          add(2)
          return Promise.resolve()
        })
      refusal("misuse", attempt)
    })
    assert.deepStrictEqual(stored(database), [1])
  }),
  onDatabase("[T1] a commit that deferred foreign keys refuse is rolled back", (database) => {
    database.exec("create table p (id integer primary key) strict")
    database.exec("create table t (a integer references p deferrable initially deferred) strict")
    refusal("foreign-key", () => transaction(database, () => database.prepare("insert into t values (1)").run()))
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, []])
    transaction(database, () => {
      database.exec("insert into t values (1)")
      database.exec("insert into p values (1)")
    })
    assert.deepStrictEqual(stored(database), [1])
  }),
  onDatabase("[T1] a full database inside a transaction rolls back and leaves the connection usable", (database) => {
    database.exec("create table t (a blob) strict; pragma max_page_count = 20")
    refusal("full", () =>
      transaction(database, () => {
        database.exec("insert into t values (x'01')")
        database.exec("insert into t values (zeroblob(1000000))")
      })
    )
    assert.deepStrictEqual([database.inTransaction(), stored(database)], [false, []])
    transaction(database, () => database.exec("insert into t values (x'02')"))
    assert.deepStrictEqual(stored(database), [new Uint8Array([2])])
  }),
  onDatabase("[T1] a callback that ends its own transaction is told so", (database) => {
    const add = makeTable(database)
    const attempt = () =>
      transaction(database, () => {
        add(1)
        database.exec("commit")
      })
    refusal("misuse", attempt)
    assert.strictEqual(database.inTransaction(), false)
  }),
  {
    title: "[T1] a transaction takes the write lock at its start",
    run: Effect.scoped(
      Effect.gen(function* () {
        const { capabilities, open } = yield* Sqlite
        const first = yield* openNamed("locked.db", { busyTimeoutMs: 0 })
        const add = makeTable(first)
        const second = capabilities.sharedBetweenProcesses ? yield* open(first.path, { busyTimeoutMs: 0 }) : undefined
        transaction(first, () => {
          if (second !== undefined) refusal("busy", () => transaction(second, () => undefined))
          add(1)
        })
        if (second !== undefined) transaction(second, () => second.exec("insert into t values (2)"))
        assert.deepStrictEqual(stored(first), second === undefined ? [1] : [1, 2])
      })
    )
  }
]
