/** One run of a sync: who may run, what is asked of the source, what may go, and what is read from afar. */
import { CacheError } from "@deadwax/core-cache"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { mp3 } from "../../core-cache/test/world.ts"
import { countCatalog, listItems, listQueue } from "../src/catalog/catalog.ts"
import { listJobs, readCursor } from "../src/catalog/jobs.ts"
import { executeSync, type SyncRequest } from "../src/coordinator.ts"
import { type Carrier, inOnePart } from "../src/processing/carrier.ts"
import { simulatedSource } from "../src/simulated.ts"
import { SourceError } from "../src/sources/source-error.ts"
import type { SyncEvent } from "../src/sync-events.ts"
import { bytes, failing, inWorld, observed, requestFor, sync, turns, waiting } from "./coordinator/one-run.ts"
import type { ShelfWorld } from "./coordinator/shelf-world.ts"

describe("who may run", () => {
  test("[Y13] of 50 starts at once one is a job, 49 are told that one is running", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const request = requestFor(world)
        const { gate, carrier } = waiting(request.carrier)
        const fibers = yield* Effect.forEach(Array.from({ length: 50 }), () =>
          Effect.forkChild(Effect.exit(executeSync({ ...request, carrier })))
        )
        yield* turns(200)
        yield* Deferred.succeed(gate, undefined)
        const exits = yield* Effect.forEach(fibers, Fiber.join)
        expect(exits.filter(Exit.isSuccess)).toHaveLength(1)
        const refused = yield* Effect.forEach(exits.filter(Exit.isFailure), (exit) => failing(exit))
        expect(refused).toEqual(Array.from({ length: 49 }, () => "already-running"))
        expect(listJobs(database, world.sourceNo)).toHaveLength(1)
      })
    ))

  test("[Y13] J1: another source's sync waits for its turn, since both may have a file for the same place", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const request = requestFor(world)
        const gate = yield* Deferred.make<void>()
        const other = yield* Effect.forkChild(request.library.withLock("sync", "a sync of Cloud", Deferred.await(gate), 0))
        yield* turns(20)
        const fiber = yield* Effect.forkChild(executeSync(request))
        yield* TestClock.adjust("1 minute")
        expect(listJobs(database, world.sourceNo)).toEqual([])
        yield* Deferred.succeed(gate, undefined)
        yield* Fiber.join(other)
        yield* TestClock.adjust("1 second")
        expect((yield* Fiber.join(fiber)).stats.added).toBe(3)
      })
    ))

  test("[C17] while the library's disk is away nothing is concluded: the job fails, and no item flips", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        yield* sync(world)
        const before = listItems(database, world.sourceNo)
        const offline = new CacheError({ reason: "offline", message: "/music is not there", remedy: "Mount it." })
        const { exit, kinds } = yield* observed(world, {
          local: {
            look: () => Effect.fail(offline),
            present: () => Effect.succeed(new Set<string>()),
            tags: () => Effect.succeed(new Map())
          }
        })
        expect([Exit.isSuccess(exit), kinds]).toEqual([false, ["started", "ended"]])
        expect(listItems(database, world.sourceNo)).toEqual(before)
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({ status: "failed", errorReason: "offline" })
      })
    ))
})

describe("what is asked of the source", () => {
  test("[Y1] a full sync makes no change calls, an incremental one no list calls", () =>
    inWorld(5, (world) =>
      Effect.gen(function* () {
        const { calls } = world.remote
        yield* sync(world)
        expect([calls.list > 0, calls.changes]).toEqual([true, 0])
        const lists = calls.list
        world.remote.put("a/0.mp3", bytes("another"))
        const report = yield* sync(world, { kind: "incremental" })
        expect([calls.list - lists, calls.changes > 0]).toEqual([0, true])
        expect(report.discovered).toEqual({ added: 0, changed: 1, removed: 0, unchanged: 0 })
        expect(report.stats).toMatchObject({ items: 1, updated: 1 })
      })
    ))

  test("[Y2] without a cursor, with one of elsewhere and with an expired one it lists everything, and says so once", () =>
    inWorld(5, (world, database) =>
      Effect.gen(function* () {
        const escalations = (more: Partial<SyncRequest> = {}) =>
          Effect.map(observed(world, { kind: "incremental", ...more }), ({ events }) =>
            events.flatMap((event) => (event.kind === "escalated" ? [event.reason] : []))
          )
        expect(yield* escalations()).toEqual(["no-cursor"])
        expect(yield* escalations()).toEqual([])
        world.remote.expireCursors()
        expect(yield* escalations()).toEqual(["cursor-expired"])
        const elsewhere = { ...simulatedSource(world.remote, { name: "NAS" }), fingerprint: "another account" }
        expect(yield* escalations({ source: elsewhere })).toEqual(["other-place"])
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({
          requested: "incremental",
          kind: "full",
          status: "completed"
        })
        expect(readCursor(database, world.sourceNo)?.fingerprint).toBe("another account")
      })
    ))

  test("[Y2] a source without a feed is listed each time", () =>
    inWorld(
      5,
      (world, database) =>
        Effect.gen(function* () {
          for (let at = 0; at < 2; at++) yield* sync(world, { kind: "incremental" })
          expect(listJobs(database, world.sourceNo).map(({ escalation }) => escalation)).toEqual(["no-feed", "no-feed"])
          expect(world.remote.calls.changes).toBe(0)
        }),
      { changes: false }
    ))

  test("[D5] what an incremental job heard of goes before what a listing left", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const never: Carrier = {
          recover: () => Effect.void,
          divide: inOnePart,
          prepare: () => Effect.succeed({ order: [], carryOut: () => Effect.die("not asked") })
        }
        yield* sync(world, { carrier: never })
        world.remote.put("b/new.mp3", bytes("new"))
        yield* sync(world, { carrier: never, kind: "incremental" })
        expect(listQueue(database, 0).map(({ path }) => path)).toEqual(["b/new.mp3", "a/0.mp3", "a/1.mp3", "a/2.mp3"])
      })
    ))

  test("[C14] upsert, reconcile, queue, event: when the queue is told, the catalog is in step with both sides", () =>
    inWorld(2, (world, database) =>
      Effect.gen(function* () {
        yield* sync(world)
        world.shelf.delete("music/a/0.mp3")
        world.remote.put("a/2.mp3", bytes("new"))
        const told: Array<unknown> = []
        const onEvent = (event: SyncEvent) => {
          if (event.kind === "queued")
            told.push(
              event.items,
              listQueue(database, 0).map(({ path }) => path)
            )
        }
        yield* sync(world, { kind: "incremental", onEvent })
        expect(told).toEqual([2, ["a/2.mp3", "a/0.mp3"]])
      })
    ))
})

describe("what is gone", () => {
  const empty = (world: ShelfWorld) => {
    for (let at = 0; at < 30; at++) {
      world.everRemoved.add(`a/${at}.mp3`)
      world.remote.remove(`a/${at}.mp3`)
    }
  }

  test.each(["full", "incremental"] as const)(
    "[I5] [Y15] a %s sync that would lose all that lies here stops, also when the source has far more",
    (kind) =>
      inWorld(200, (world, database) =>
        Effect.gen(function* () {
          for (let at = 0; at < 15; at++) world.remote.put(`here/${at}.mp3`, bytes(`here ${at}`))
          yield* sync(world)
          database.exec("update catalog set status = 'missing', local_path = null where path like 'a/%'")
          for (let at = 0; at < 15; at++) world.remote.remove(`here/${at}.mp3`)
          const refusal = yield* Effect.flip(sync(world, { kind }))
          expect(refusal).toMatchObject({ reason: "mass-change", loss: { items: 15, total: 15 } })
        })
      )
  )

  test.each(["full", "incremental"] as const)(
    "[I5] [Y15] a %s sync that would lose all stops stops, changes nothing and names the loss; with consent it goes on",
    (kind) =>
      inWorld(30, (world, database) =>
        Effect.gen(function* () {
          yield* sync(world)
          const before = listItems(database, world.sourceNo)
          empty(world)
          const refusal = yield* Effect.flip(sync(world, { kind }))
          expect(refusal).toMatchObject({
            _tag: "SyncError",
            reason: "mass-change",
            loss: { items: 30, total: 30, folders: [{ name: "a", items: 30 }], otherFolders: 0 }
          })
          const loss = refusal._tag === "SyncError" ? refusal.loss : undefined
          expect([loss?.names.length, loss?.names.slice(0, 3)]).toEqual([20, ["a/0.mp3", "a/1.mp3", "a/10.mp3"]])
          expect(listJobs(database, world.sourceNo)[0]).toMatchObject({
            errorRemedy: expect.stringContaining("allow the removal"),
            errorLoss: loss
          })
          expect(listItems(database, world.sourceNo)).toEqual(before)
          expect([world.shelf.size, listJobs(database, world.sourceNo)[0]?.errorReason]).toEqual([30, "mass-change"])
          const report = yield* sync(world, { kind, allowRemoval: true })
          expect([report.stats.deleted, world.shelf.size, world.trash.length]).toEqual([30, 0, 30])
        })
      )
  )

  test.each(["full", "incremental"] as const)(
    "[I5] consent to a number lets a sync (%s) take so many away, and asks again about one more",
    (kind) =>
      inWorld(30, (world) =>
        Effect.gen(function* () {
          yield* sync(world)
          empty(world)
          const refusal = yield* Effect.flip(sync(world, { kind, allowRemoval: 29 }))
          expect([refusal, world.shelf.size]).toMatchObject([{ reason: "mass-change", loss: { items: 30, total: 30 } }, 30])
          const report = yield* sync(world, { kind, allowRemoval: 30 })
          expect([report.stats.deleted, world.shelf.size]).toEqual([30, 0])
        })
      )
  )

  test("[I5] what moved is not named among what would go", () =>
    inWorld(
      30,
      (world) =>
        Effect.gen(function* () {
          yield* sync(world)
          for (let at = 0; at < 15; at++) world.remote.move(`a/${at}.mp3`, `b/${at}.mp3`)
          for (let at = 15; at < 30; at++) {
            world.everRemoved.add(`a/${at}.mp3`)
            world.remote.remove(`a/${at}.mp3`)
          }
          const refusal = yield* Effect.flip(sync(world))
          const loss = refusal._tag === "SyncError" ? refusal.loss : undefined
          expect(loss).toMatchObject({ items: 15, total: 30, folders: [{ name: "a", items: 15 }] })
          expect(loss?.names).toEqual(Array.from({ length: 15 }, (_, at) => `a/${at + 15}.mp3`))
        }),
      { hashes: true }
    ))

  test("[I5] files that came in elsewhere with the same content are not lost", () =>
    inWorld(
      30,
      (world) =>
        Effect.gen(function* () {
          yield* sync(world)
          const { read } = world.remote.calls
          for (let at = 0; at < 30; at++) world.remote.move(`a/${at}.mp3`, `b/${at}.mp3`)
          const report = yield* sync(world)
          expect(report.discovered).toEqual({ added: 30, changed: 0, removed: 30, unchanged: 0 })
          expect([report.stats.updated, report.stats.items, world.remote.calls.read - read]).toEqual([30, 30, 0])
        }),
      { hashes: true }
    ))

  test("[Y15] [D6] an unreachable source, a short listing and a failed one remove nothing", () =>
    inWorld(30, (world, database) =>
      Effect.gen(function* () {
        yield* sync(world)
        const before = listItems(database, world.sourceNo)
        const source = simulatedSource(world.remote, { name: "NAS" })
        const short = { ...source, list: () => Stream.take(source.list(), 2) }
        expect(yield* failing(sync(world, { source: short, allowRemoval: true }))).toBe("short")
        const nothing = { ...source, list: () => Stream.empty }
        expect(yield* failing(sync(world, { source: nothing, allowRemoval: true }))).toBe("short")
        const noEnd = {
          ...source,
          changes: () =>
            Stream.fromIterable([
              { upserts: [], removals: [{ kind: "folder", path: "a" } as const], problems: [], next: undefined }
            ])
        }
        expect(yield* failing(sync(world, { source: noEnd, kind: "incremental", allowRemoval: true }))).toBe("short")
        world.remote.isReachable = false
        expect(yield* failing(sync(world, { allowRemoval: true }))).toBe("unavailable")
        expect(listItems(database, world.sourceNo)).toEqual(before)
      })
    ))

  test("[Y15] what the source has and cannot describe is not gone, nor what lies below it", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        world.remote.put("b/c/x.mp3", bytes("x"))
        world.remote.put("b/y.mp3", bytes("y"))
        yield* sync(world)
        world.remote.remove("b/c/x.mp3")
        world.remote.remove("b/y.mp3")
        world.everRemoved.add("b/y.mp3")
        const source = simulatedSource(world.remote, { name: "NAS" })
        const problem = { path: "b/c", reason: "name" } as const
        const troubled = { ...source, list: () => Stream.map(source.list(), (page) => ({ ...page, problems: [problem] })) }
        const { events } = yield* observed(world, { source: troubled })
        expect(events.some((event) => event.kind === "problem" && event.problem.path === "b/c")).toBe(true)
        const gone = listItems(database, world.sourceNo).filter(({ deletedAtUs }) => deletedAtUs !== null)
        expect(gone.map(({ path }) => path)).toEqual(["b/y.mp3"])
      })
    ))
})

test("[Y16] [Y4] music that is not here gets its tags by ranges, once for each revision, and a source that does not answer ends no job", () =>
  inWorld(0, (world, database) =>
    Effect.gen(function* () {
      const never: Carrier = {
        recover: () => Effect.void,
        divide: inOnePart,
        prepare: () => Effect.succeed({ order: [], carryOut: () => Effect.die("not asked") })
      }
      const song = (title: string) => mp3({ title, artist: "Reds", album: "Velvet" }, 8000)
      for (const title of ["One", "Two"]) world.remote.put(`a/${title}.mp3`, song(title))
      world.remote.put("a/broken.mp3", bytes("no sound"))
      const tagged = (more: Partial<SyncRequest> = {}) =>
        Effect.map(observed(world, { carrier: never, ...more }), ({ exit, events }) => [
          Exit.isSuccess(exit),
          events.flatMap((event) => (event.kind === "tagged" ? [event.items] : []))
        ])
      const source = simulatedSource(world.remote, { name: "NAS" })
      const away = new SourceError({ reason: "unavailable", operation: "read", source: "NAS", detail: "is away" })
      expect(yield* tagged({ source: { ...source, read: () => Effect.fail(away) } })).toEqual([true, []])
      expect(yield* tagged()).toEqual([true, [3]])
      expect(world.remote.bytesRead).toBeLessThan(song("One").length)
      expect(countCatalog(database, 0)).toMatchObject({ songs: 3, artists: 1, albums: 1 })
      expect(yield* tagged()).toEqual([true, []])
      world.remote.put("a/Two.mp3", song("Another"))
      expect(yield* tagged({ kind: "incremental" })).toEqual([true, [1]])
    })
  ))
