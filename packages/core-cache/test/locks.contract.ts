/** Locks between processes, on a clock of the test's own: who waits, who takes over, who keeps what it holds. */
import { type Database, Processes } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import type { CacheError } from "../src/index.ts"
import { holdLock, underLock } from "../src/locks/lock.ts"
import { openLibraryDb } from "../src/open/library-db.ts"
import { NotOwner } from "../src/store/not-owner.ts"
import { makeStore } from "../src/store/store.ts"
import type { World } from "./world.ts"

/** A process of another host: nobody here can tell whether it lives, so that its lock's time alone counts. */
const processOf = (host: string): Processes["Service"] => ({
  self: { host, pid: 7, startedAt: "then" },
  isAlive: () => true
})

/** Takes the lock as a process of that host, for the scope. */
const hold = (library: Database, host: string, waitMs = 0) =>
  Effect.provideService(holdLock(library, "scan", `a scan of ${host}`, waitMs), Processes, processOf(host))

/** A process of another host that holds the lock until its scope is closed. */
const holding = Effect.fnUntraced(function* (library: Database, host: string) {
  const scope = yield* Scope.make()
  const lock = yield* Scope.provide(hold(library, host), scope)
  return { lock, leave: Scope.close(scope, Exit.void) }
})

const refusal = (library: Database, host: string): Effect.Effect<CacheError, unknown> =>
  Effect.flip(Effect.scoped(hold(library, host)))

const onLocks = (
  title: string,
  use: (library: Database) => Effect.Effect<void, unknown, World | Scope.Scope>
): ContractCase<World> => ({
  title,
  run: Effect.scoped(
    Effect.gen(function* () {
      const { directory } = yield* ContractRoot
      const library = yield* openLibraryDb(`${directory}/locks.db`, "me")
      yield* Effect.provide(use(library), TestClock.layer())
    })
  ) as ContractCase<World>["run"]
})

export const locksContract: ReadonlyArray<ContractCase<World>> = [
  onLocks("[S4] who waits for a lock has it 200 ms after its release at the latest", (library) =>
    Effect.gen(function* () {
      for (const heldMs of [1, 39, 40, 999, 9_700]) {
        const first = yield* holding(library, "a")
        const waiting = yield* Effect.forkChild(Effect.scoped(hold(library, "b", 10_000)))
        yield* TestClock.adjust(heldMs)
        assert.isUndefined(waiting.pollUnsafe(), `${heldMs} ms`)
        yield* first.leave
        yield* TestClock.adjust("200 millis")
        assert.isDefined(waiting.pollUnsafe(), `${heldMs} ms`)
        yield* Fiber.join(waiting)
      }
    })
  ),
  onLocks("[S4] who waits in vain is told who holds the lock when its time is over, and not before", (library) =>
    Effect.gen(function* () {
      yield* holding(library, "a")
      const waiting = yield* Effect.forkChild(Effect.flip(Effect.scoped(hold(library, "b", 10_000))))
      yield* TestClock.adjust("9900 millis")
      assert.isUndefined(waiting.pollUnsafe())
      yield* TestClock.adjust("200 millis")
      assert.isDefined(waiting.pollUnsafe())
      const error = yield* Fiber.join(waiting)
      assert.equal(error.reason, "busy")
      assert.match(error.message, /process 7 on a is working on this library \(a scan of a\)/)
    })
  ),
  onLocks("[S4] a living holder renews its lock: long after its first end nobody of another host has taken it", (library) =>
    Effect.gen(function* () {
      const { leave, lock } = yield* holding(library, "a")
      for (let minute = 0; minute < 10; minute++) {
        yield* TestClock.adjust("1 minute")
        assert.equal((yield* refusal(library, "b")).reason, "busy", `minute ${minute}`)
        assert.isTrue(lock.owns(), `minute ${minute}`)
      }
      yield* leave
      yield* Effect.scoped(hold(library, "b"))
    })
  ),
  onLocks(
    "[S4] a holder that slept through its lock's end writes nothing more, and takes nothing back when it wakes",
    (library) =>
      Effect.gen(function* () {
        // The first one's clock stands still: it sleeps, and does not renew.
        const asleep = yield* Layer.build(TestClock.layer())
        const first = yield* Effect.provideContext(holding(library, "a"), asleep)
        library.exec("create table meta (key text primary key, value text); create table stale_collections (no integer)")
        const store = makeStore(library, first.lock.owns)
        store.write(() => undefined)
        yield* TestClock.adjust("29 seconds")
        assert.equal((yield* refusal(library, "b")).reason, "busy")
        yield* TestClock.adjust("2 seconds")
        const second = yield* holding(library, "b")
        assert.deepEqual([first.lock.owns(), second.lock.owns()], [false, true])
        assert.throws(() => store.write((tx) => tx.cache.exec("drop table meta")), NotOwner)
        yield* Effect.provideContext(TestClock.adjust("5 minutes"), asleep)
        yield* first.leave
        assert.deepEqual([first.lock.owns(), second.lock.owns()], [false, true])
        assert.equal((yield* refusal(library, "c")).reason, "busy")
        assert.deepEqual(library.prepare("select fence, host from locks").values(), [[2, "b"]])
      })
  ),
  onLocks("[S4] who has lost a lock by the end of the work under it is told so", (library) =>
    Effect.gen(function* () {
      const asleep = yield* Layer.build(TestClock.layer())
      const work = Effect.gen(function* () {
        yield* Effect.provideContext(TestClock.adjust("5 seconds"), asleep)
        return "done"
      })
      const taken = Effect.provideContext(hold(library, "a"), asleep)
      assert.equal(yield* Effect.scoped(underLock(taken, work)), "done")
      const overslept = Effect.gen(function* () {
        yield* TestClock.adjust("40 seconds")
        yield* holding(library, "b")
        return yield* work
      })
      const error = yield* Effect.flip(Effect.scoped(underLock(taken, overslept)))
      assert.equal(error.reason, "busy")
      assert.match(error.message, /another process has taken over this library/)
      assert.equal((yield* refusal(library, "c")).reason, "busy")
    })
  ),
  onLocks("[S4] locks of other names are held beside it, and each is released alone", (library) =>
    Effect.gen(function* () {
      yield* holding(library, "a")
      const other = Effect.provideService(holdLock(library, "collections", "an edit"), Processes, processOf("b"))
      for (let round = 0; round < 2; round++) assert.isTrue(yield* Effect.scoped(Effect.map(other, (lock) => lock.owns())))
      assert.equal((yield* refusal(library, "b")).reason, "busy")
    })
  )
]
