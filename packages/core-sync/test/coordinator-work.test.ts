/** The work of one run of a sync: how much at once, how it ends, and what becomes of its items. */
import type { Database } from "@deadwax/core-async"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { countCatalog, listItems } from "../src/catalog/catalog.ts"
import { retryItem } from "../src/catalog/choices.ts"
import { listJobs, readCursor, requestCancel } from "../src/catalog/jobs.ts"
import { removeSource } from "../src/catalog/source-rows.ts"
import { executeSync } from "../src/coordinator.ts"
import { type Carrier, ItemFailed, inOnePart } from "../src/processing/carrier.ts"
import { simulatedSource } from "../src/simulated.ts"
import type { Source } from "../src/sources/source.ts"
import { SourceError } from "../src/sources/source-error.ts"
import { type FaultDecision, faulty } from "../src/sources/wrappers/faulty.ts"
import { pausing } from "../src/sources/wrappers/pausing.ts"
import type { SyncEvent } from "../src/sync-events.ts"
import { bytes, failing, inWorld, observed, requestFor, sync, turns, waiting } from "./coordinator/one-run.ts"
import type { ShelfWorld } from "./coordinator/shelf-world.ts"

describe("the work", () => {
  test.each([1, 3, 8])("[Y9] %i at once: exactly as many are in work", (concurrency) =>
    inWorld(20, (world) =>
      Effect.gen(function* () {
        const request = requestFor(world, { concurrency })
        const { state, gate, carrier } = waiting(request.carrier)
        const fiber = yield* Effect.forkChild(executeSync({ ...request, carrier }))
        yield* turns(300)
        expect(state).toEqual({ now: concurrency, most: concurrency, started: concurrency })
        yield* Deferred.succeed(gate, undefined)
        const report = yield* Fiber.join(fiber)
        expect([state.now, state.most, state.started, report.stats.added]).toEqual([0, concurrency, 20, 20])
      })
    )
  )

  /** What is told of how far a job is. */
  const farOf = (events: ReadonlyArray<SyncEvent>) =>
    events.flatMap((event) => (event.kind === "item" || event.kind === "progress" ? [[event.done, event.items] as const] : []))

  test("[Y6] each item is told, and every second how far the job is, whatever takes long; it never falls, and what is stored was told", () =>
    inWorld(20, (world, database) =>
      Effect.gen(function* () {
        const events: Array<SyncEvent> = []
        const request = requestFor(world, { concurrency: 3, onEvent: (event) => events.push(event) })
        const { gate, carrier } = waiting(request.carrier)
        const fiber = yield* Effect.forkChild(executeSync({ ...request, carrier }))
        yield* turns(300)
        expect(farOf(events)).toEqual([])
        for (let second = 1; second <= 5; second++) {
          yield* TestClock.adjust("1 second")
          expect(farOf(events)).toEqual(Array.from({ length: second }, () => [0, 20]))
        }
        yield* Deferred.succeed(gate, undefined)
        const { stats } = yield* Fiber.join(fiber)
        const far = farOf(events).slice(5)
        expect(far).toEqual(Array.from({ length: 20 }, (_, at) => [at + 1, 20]))
        expect(stats).toMatchObject({ items: 20, added: 20, pending: 0 })
        expect(listJobs(database, world.sourceNo)[0]?.stats).toEqual(stats)
      })
    ))

  test("[Y6] what needs nothing is told at once, together, before the next item", () =>
    inWorld(30, (world) =>
      Effect.gen(function* () {
        const { carrier } = requestFor(world)
        const half: Carrier = {
          ...carrier,
          prepare: (work) =>
            Effect.map(carrier.prepare(work), (prepared) => ({ ...prepared, order: prepared.order.filter((no) => no % 2 === 0) }))
        }
        const { events } = yield* observed(world, { carrier: half })
        expect(farOf(events)).toEqual([15, ...Array.from({ length: 15 }, (_, at) => at + 16)].map((done) => [done, 30]))
      })
    ))

  const cancelledLike = (world: ShelfWorld, database: Database, started: number) => {
    const [job] = listJobs(database, world.sourceNo)
    expect(job).toMatchObject({ status: "cancelled", stats: { items: 20, pending: 20 } })
    expect(countCatalog(database, 0)).toMatchObject({ missing: 20, downloading: 0, queued: 20 })
    expect([started, readCursor(database, world.sourceNo)]).toEqual([3, undefined])
  }

  test("[Y9] interrupted, no item is started any more, and those in work are as before", () =>
    inWorld(20, (world, database) =>
      Effect.gen(function* () {
        const request = requestFor(world, { concurrency: 3 })
        const { state, carrier } = waiting(request.carrier)
        const fiber = yield* Effect.forkChild(executeSync({ ...request, carrier }))
        yield* turns(300)
        yield* Fiber.interrupt(fiber)
        cancelledLike(world, database, state.started)
      })
    ))

  test("[Y9] asked for its end by another program, it ends within seconds", () =>
    inWorld(20, (world, database) =>
      Effect.gen(function* () {
        expect(requestCancel(database, world.sourceNo)).toBe(false)
        const request = requestFor(world, { concurrency: 3 })
        const { state, carrier } = waiting(request.carrier)
        const fiber = yield* Effect.forkChild(failing(executeSync({ ...request, carrier })))
        yield* turns(300)
        expect(requestCancel(database, world.sourceNo)).toBe(true)
        yield* TestClock.adjust("2 seconds")
        expect(yield* Fiber.join(fiber)).toBe("cancelled")
        cancelledLike(world, database, state.started)
      })
    ))

  test("[C5] a job that works for hours keeps its leases", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const request = requestFor(world)
        const { gate, carrier } = waiting(request.carrier)
        const fiber = yield* Effect.forkChild(executeSync({ ...request, carrier }))
        yield* turns(300)
        yield* TestClock.adjust("3 hours")
        const nowUs = 3 * 3_600_000_000
        expect(listItems(database, world.sourceNo).every(({ leaseUntilUs }) => (leaseUntilUs ?? 0) > nowUs)).toBe(true)
        yield* Deferred.succeed(gate, undefined)
        expect((yield* Fiber.join(fiber)).stats.added).toBe(3)
      })
    ))

  const refusing = (error: ItemFailed): Carrier => ({
    recover: () => Effect.void,
    divide: inOnePart,
    prepare: (work) => Effect.succeed({ order: work.map(({ item }) => item.no), carryOut: () => Effect.fail(error) })
  })
  const failure = (errorClass: string, stopsJob = false) =>
    new ItemFailed({ errorClass, message: `it is ${errorClass}`, stopsJob })

  test("[Y14] what only one item meets is that item's failure; what all would meet ends the job, and no item has failed", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const report = yield* sync(world, { carrier: refusing(failure("not-found")) })
        expect(report.stats).toMatchObject({ items: 3, failed: 3 })
        expect(countCatalog(database, 0)).toMatchObject({ failed: 3, queued: 0 })
        yield* TestClock.adjust("5 minutes")
        const { exit } = yield* observed(world, { carrier: refusing(failure("credentials", true)) })
        expect(Exit.isSuccess(exit)).toBe(false)
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({
          status: "failed",
          errorReason: "credentials",
          stats: { failed: 0, pending: 3 }
        })
        const held = listItems(database, world.sourceNo).map(({ attempts, status }) => `${status} after ${attempts}`)
        expect(held).toEqual(Array.from({ length: 3 }, () => "failed after 1"))
      })
    ))

  test("[Y14] a source that does not answer for an item is asked whether it is there at all", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const report = yield* sync(world, { carrier: refusing(failure("unavailable")) })
        expect(report.stats.failed).toBe(3)
        yield* TestClock.adjust("5 minutes")
        const gone = new SourceError({ reason: "unavailable", operation: "check", source: "NAS", detail: "is away" })
        const source = { ...simulatedSource(world.remote, { name: "NAS" }), check: () => Effect.fail(gone) }
        yield* observed(world, { source, carrier: refusing(failure("unavailable")) })
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({ status: "failed", stats: { failed: 0 } })
      })
    ))

  const neverAnswering = (world: ShelfWorld) => ({
    ...simulatedSource(world.remote, { name: "NAS" }),
    check: () => Effect.never
  })

  test("[Y9] a source that lets wait for its answer, asked because of an item, keeps no sync from being ended", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const asking = { source: neverAnswering(world), carrier: refusing(failure("unavailable")) }
        const cancelled = yield* Effect.forkChild(failing(sync(world, asking)))
        yield* turns(300)
        expect(requestCancel(database, world.sourceNo)).toBe(true)
        yield* TestClock.adjust("2 seconds")
        yield* turns(300)
        expect(cancelled.pollUnsafe()).toEqual(Exit.succeed("cancelled"))
        const interrupted = yield* Effect.forkChild(Effect.exit(sync(world, asking)))
        yield* turns(300)
        yield* Effect.forkDetach(Fiber.interrupt(interrupted))
        yield* turns(300)
        expect(interrupted.pollUnsafe()).toBeDefined()
        expect(listJobs(database, world.sourceNo).map(({ status }) => status)).toEqual(["cancelled", "cancelled"])
        expect(countCatalog(database, 0)).toMatchObject({ missing: 3, failed: 0, downloading: 0 })
      })
    ))

  /** The first body that is asked for is refused. */
  const refusingOnce = (world: ShelfWorld, reason: "rate-limited" | "unavailable", retryAfterMs: number): Source => {
    let reads = 0
    const decide: FaultDecision = (operation) =>
      operation === "read" && reads++ === 0 ? { kind: "fail", reason, retryAfterMs } : undefined
    return pausing(faulty(simulatedSource(world.remote, { name: "NAS" }), decide), 8)
  }

  test("[Y14] a source that wants rest for an hour ends the job at once, and what it was asked for is not asked for before", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        const { exit } = yield* observed(world, { source: refusingOnce(world, "rate-limited", 3_600_000), concurrency: 1 })
        expect(Exit.isFailure(exit)).toBe(true)
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({ status: "failed", errorReason: "rate-limited" })
        const rests = listItems(database, world.sourceNo).map(({ status, errorClass, retryAfterUs }) => [
          status,
          errorClass,
          retryAfterUs
        ])
        expect(rests).toEqual([
          ["failed", "rate-limited", 3_600_000_000],
          ["missing", null, null],
          ["missing", null, null]
        ])
      })
    ))

  test("[Y14] a source that goes on limiting after it was left alone as it asked ends the job, and no item has failed", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        yield* observed(world, { source: refusingOnce(world, "rate-limited", 50_000), concurrency: 1 })
        expect(listJobs(database, world.sourceNo)[0]).toMatchObject({ status: "failed", stats: { failed: 0, pending: 3 } })
      })
    ))

  test("[Y14] one file that is not to be had for an hour is left alone for that, and all others come", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        for (const [wishMs, restUs] of [
          [3_600_000, 3_600_000_000],
          [99_999_999_999_000, 86_400_000_000]
        ] as const) {
          world.remote.put("b/1.mp3", bytes(`new ${wishMs}`))
          const report = yield* sync(world, { source: refusingOnce(world, "unavailable", wishMs), concurrency: 1 })
          expect(report.stats.failed).toBe(1)
          const [failed, ...more] = listItems(database, world.sourceNo).filter(({ attempts }) => attempts > 0)
          expect([failed?.errorClass, failed?.retryAfterUs, more]).toEqual(["unavailable", restUs, []])
          retryItem(database, failed?.no ?? 0)
        }
        expect((yield* sync(world)).stats).toMatchObject({ failed: 0, added: 1 })
      })
    ))

  test("[Y11] a source that is removed while it syncs: the run is lost, it says so once, and files stay", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        yield* sync(world)
        world.remote.put("a/9.mp3", bytes("nine"))
        const request = requestFor(world)
        const { gate, carrier } = waiting(request.carrier)
        const events: Array<SyncEvent> = []
        const fiber = yield* Effect.forkChild(
          failing(executeSync({ ...request, carrier, onEvent: (event) => events.push(event) }))
        )
        yield* turns(300)
        removeSource(database, world.sourceNo)
        yield* Deferred.succeed(gate, undefined)
        expect(yield* Fiber.join(fiber)).toBe("lost")
        expect(events.filter(({ kind }) => kind === "ended")).toMatchObject([{ status: "interrupted" }])
        expect(world.shelf.has("music/a/0.mp3")).toBe(true)
      })
    ))

  test("[Y12] a clock that jumps a year, either way, loses nothing and leaves nothing hanging", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2026, 1, 1))
        yield* sync(world, { carrier: refusing(failure("io")) })
        yield* TestClock.setTime(Date.UTC(2027, 1, 1))
        expect((yield* sync(world)).stats.added).toBe(3)
        yield* TestClock.setTime(Date.UTC(2025, 1, 1))
        world.remote.put("a/0.mp3", bytes("another"))
        expect((yield* sync(world, { kind: "incremental" })).stats.updated).toBe(1)
        expect(countCatalog(database, Date.UTC(2025, 1, 1) * 1000)).toMatchObject({ downloaded: 3, downloading: 0, queued: 0 })
      })
    ))

  test("[Y12] [C6] what failed while the clock was a year ahead is tried once it is right again, and told as such", () =>
    inWorld(3, (world, database) =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2027, 1, 1))
        yield* sync(world, { carrier: refusing(failure("not-found")) })
        yield* TestClock.setTime(Date.UTC(2026, 1, 1))
        const [item] = listItems(database, world.sourceNo)
        expect(item?.retryAfterUs).toBeGreaterThan(Date.UTC(2027, 1, 1) * 1000)
        expect(countCatalog(database, Date.UTC(2026, 1, 1) * 1000)).toMatchObject({ failed: 3, queued: 3 })
        expect((yield* sync(world, { kind: "incremental" })).stats).toMatchObject({ items: 3, added: 3 })
      })
    ))
})

describe("[C13] the four stories", () => {
  test("[C13] a catalog without files: all are missing and queued; after the downloads all are here, and nothing is", () =>
    inWorld(5, (world, database) =>
      Effect.gen(function* () {
        const before: Array<unknown> = []
        const onEvent = (event: SyncEvent) => void (event.kind === "queued" && before.push(countCatalog(database, 0)))
        yield* sync(world, { onEvent })
        expect(before).toMatchObject([{ missing: 5, downloaded: 0, queued: 5, songs: 5 }])
        expect(countCatalog(database, 0)).toMatchObject({ missing: 0, downloaded: 5, queued: 0, songs: 5 })
        expect(world.shelf.size).toBe(5)
      })
    ))

  test("[C13] a file that was deleted here is missing and queued by the next sync, and comes back", () =>
    inWorld(5, (world) =>
      Effect.gen(function* () {
        yield* sync(world)
        world.shelf.delete("music/a/3.mp3")
        const { events } = yield* observed(world, { kind: "incremental" })
        expect(events.find(({ kind }) => kind === "queued")).toMatchObject({ items: 1 })
        expect(world.shelf.has("music/a/3.mp3")).toBe(true)
      })
    ))

  test("[C13] failures lengthen the delay, and the item comes back after it", () =>
    inWorld(1, (world, database) =>
      Effect.gen(function* () {
        const torn: Carrier = {
          recover: () => Effect.void,
          divide: inOnePart,
          prepare: (work) =>
            Effect.succeed({
              order: work.map(({ item }) => item.no),
              carryOut: () =>
                Effect.fail(new ItemFailed({ errorClass: "interrupted", message: "it was cut off", stopsJob: false }))
            })
        }
        for (const minutes of [5, 15, 45, 135, 360, 360]) {
          expect((yield* sync(world, { carrier: torn, kind: "incremental" })).stats).toMatchObject({ items: 1, failed: 1 })
          yield* TestClock.adjust(`${minutes * 60 - 1} seconds`)
          expect((yield* sync(world, { carrier: torn, kind: "incremental" })).stats.items).toBe(0)
          yield* TestClock.adjust("1 second")
        }
        expect((yield* sync(world, { kind: "incremental" })).stats.added).toBe(1)
        expect(listItems(database, world.sourceNo)[0]).toMatchObject({ attempts: 0, lastError: null })
      })
    ))
})
