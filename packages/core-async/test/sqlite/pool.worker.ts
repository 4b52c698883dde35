/** The dedicated worker of pool.browser.test.ts: what can happen to the pool of files, with a layer for each step. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import type { ContractCase } from "../../src/contract.ts"
import { trySqlite } from "../../src/sqlite/database.ts"
import { Sqlite, SqliteError, type SqliteErrorReason } from "../../src/sqlite/sqlite.ts"
import { transaction } from "../../src/sqlite/transaction.ts"
import { layer } from "../../src/sqlite/wasm.ts"
import { serveContracts } from "../harness/serve-contracts.ts"

const path = "/library.db"

/** One life of the pool in `directory`. */
const live = <A, E>(directory: string, use: Effect.Effect<A, E, Sqlite | Scope.Scope>) =>
  Effect.provide(Effect.scoped(use), layer({ directory, capacity: 4 }), { local: true })

const open = Effect.flatMap(Sqlite, (sqlite) => sqlite.open(path))

const fill = Effect.map(open, (database) => {
  database.exec("create table t (id integer primary key, name text) strict")
  const insert = database.prepare("insert into t values (?, ?)")
  transaction(database, () => {
    for (let id = 1; id <= 3000; id++) insert.run(id, `name ${id} ${"x".repeat(50)}`)
  })
})

const count = Effect.flatMap(open, (database) =>
  trySqlite(() => database.prepare("select count(*) as count from t").get()?.count)
)

/** The synchronous handle, which the library "dom" does not know. */
interface WithSyncHandle {
  readonly createSyncAccessHandle: () => Promise<{ readonly close: () => void }>
}

const takeHandle = (file: FileSystemFileHandle): Promise<{ readonly close: () => void }> => {
  assert.ok("createSyncAccessHandle" in file)
  return (file as FileSystemFileHandle & WithSyncHandle).createSyncAccessHandle()
}

/** Overwrites the database's own file behind the pool's back; its content starts after the pool's header. */
const damage = async (directory: string, at: number, sizeBytes: number): Promise<void> => {
  const origin = await navigator.storage.getDirectory()
  const pool = await (await origin.getDirectoryHandle(directory)).getDirectoryHandle(".opaque")
  for await (const handle of pool.values()) {
    if (!(handle instanceof FileSystemFileHandle)) continue
    const file = await handle.getFile()
    if (!(await file.slice(0, 64).text()).startsWith(`${path}\0`)) continue
    const writable = await handle.createWritable({ keepExistingData: true })
    await writable.write({ type: "write", position: 4096 + at, data: new Uint8Array(sizeBytes).fill(0x5a) })
    await writable.close()
  }
}

const reasonOf = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), (error) => (error instanceof SqliteError ? error.reason : error))

const damagedCase = (
  title: string,
  directory: string,
  at: number,
  sizeBytes: number,
  reason: SqliteErrorReason
): ContractCase<never> => ({
  title,
  run: Effect.gen(function* () {
    yield* live(directory, fill)
    assert.strictEqual(yield* live(directory, count), 3000)
    yield* Effect.promise(() => damage(directory, at, sizeBytes))
    assert.strictEqual(yield* live(directory, reasonOf(Effect.scoped(count))), reason)
    const rebuild = Effect.flatMap(Sqlite, (sqlite) => Effect.andThen(sqlite.remove(path), fill))
    yield* live(directory, rebuild)
    assert.strictEqual(yield* live(directory, count), 3000)
  })
})

const poolCases: ReadonlyArray<ContractCase<never>> = [
  damagedCase(
    "[T1] a file that is no database: not-a-database; removed, the next one is whole",
    "pool-rubbish",
    0,
    4096,
    "not-a-database"
  ),
  damagedCase(
    "[T1] pages overwritten with rubbish: corrupt; removed, the next one is whole",
    "pool-pages",
    8192,
    200_000,
    "corrupt"
  ),
  {
    title: "[T1] a second holder of the directory fails as busy; when the first has let go, it finds everything",
    run: Effect.gen(function* () {
      const second = Layer.build(layer({ directory: "pool-held" }))
      const first = Effect.andThen(fill, reasonOf(Effect.scoped(second)))
      assert.strictEqual(yield* live("pool-held", first), "busy")
      assert.strictEqual(yield* live("pool-held", count), 3000)
    })
  },
  {
    title: "[T1] handles that another context holds: busy, and nothing is deleted",
    run: Effect.gen(function* () {
      yield* live("pool-taken", fill)
      const pool = yield* Effect.promise(async () => {
        const origin = await navigator.storage.getDirectory()
        return (await origin.getDirectoryHandle("pool-taken")).getDirectoryHandle(".opaque")
      })
      const files = yield* Effect.promise(() => Array.fromAsync(pool.values()))
      const [taken] = files
      assert.ok(taken instanceof FileSystemFileHandle)
      const held = Effect.acquireRelease(
        Effect.promise(() => takeHandle(taken)),
        (handle) => Effect.sync(() => handle.close())
      )
      const attempt = Effect.andThen(held, reasonOf(live("pool-taken", count)))
      assert.strictEqual(yield* Effect.scoped(attempt), "busy")
      assert.strictEqual((yield* Effect.promise(() => Array.fromAsync(pool.values()))).length, files.length)
      assert.strictEqual(yield* live("pool-taken", count), 3000)
    })
  },
  {
    title: "[T1] a layer that ends with an open database closes it, and what was committed stays",
    run: Effect.gen(function* () {
      const scope = yield* Scope.make()
      const abandoned = Effect.provideService(fill, Scope.Scope, scope)
      yield* live("pool-open", abandoned)
      assert.strictEqual(yield* live("pool-open", count), 3000)
      yield* Scope.close(scope, Exit.void)
    })
  },
  {
    title: "[T1] a small pool grows with its databases",
    run: Effect.gen(function* () {
      const names = Array.from({ length: 9 }, (_, index) => `/${index}.db`)
      const makeAll = Effect.gen(function* () {
        const sqlite = yield* Sqlite
        for (const name of names) (yield* sqlite.open(name)).exec("create table t (a)")
      })
      yield* live("pool-small", makeAll)
      const existing = Effect.flatMap(Sqlite, (sqlite) => Effect.forEach(names, sqlite.exists))
      assert.deepStrictEqual(
        yield* live("pool-small", existing),
        names.map(() => true)
      )
    })
  }
]

serveContracts([{ name: "the pool", cases: poolCases }], Layer.empty)
