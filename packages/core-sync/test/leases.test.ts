/** Leases that end while their job still works: nothing of it is written down, it is told, and nothing is lost. */
import type { Database } from "@deadwax/core-async"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { describe, expect, test } from "vitest"
import { listItems, readItem } from "../src/catalog/catalog.ts"
import { expireLeases, leaseItem, leaseUs } from "../src/catalog/item-work.ts"
import { endJob } from "../src/catalog/jobs.ts"
import { upsertEntries } from "../src/catalog/metadata.ts"
import { executeSync } from "../src/coordinator.ts"
import type { SyncEvent } from "../src/sync-events.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, stocked, withDatabase } from "./catalog/catalog-world.ts"
import { inWorld, requestFor, sync, turns, waiting } from "./coordinator/one-run.ts"

/** Another program takes everything for free that is leased. */
const takeLeases = (database: Database): void =>
  database.exec("update catalog set status = 'missing', lease_job = null, lease_until_us = null where lease_job is not null")

describe("leases", () => {
  test("[C5] [Y12] a lease that is over is free to its own source; to another one only when its job has ended", () =>
    withDatabase((database) => {
      const { source, job, worker } = stocked(database, "a.mp3")
      const other = makeSource(database, "Cloud")
      const otherJob = beginJob(database, other.no)
      upsertEntries(database, lookOf(otherJob), [entry("b.mp3")])
      const [a, b] = [itemAt(database, source.no, "a.mp3").no, itemAt(database, other.no, "b.mp3").no]
      leaseItem(database, a, worker)
      leaseItem(database, b, { jobNo: otherJob.no, nowUs: 0 })
      expect(expireLeases(database, leaseUs - 1, source.no)).toBe(0)
      expect(expireLeases(database, leaseUs, source.no)).toBe(1)
      expect([readItem(database, a)?.status, readItem(database, b)?.status]).toEqual(["missing", "downloading"])
      // Its job ended, and let go of nothing: no program of ours does that.
      database.prepare("update sync_jobs set status = 'interrupted' where no = ?").run(otherJob.no)
      expect(expireLeases(database, 0, source.no)).toBe(1)
      expect(readItem(database, b)).toMatchObject({ status: "missing", leaseJob: null })
      endJob(database, job.no, "completed", 0)
    }))

  test("[C5] [Y12] a lease that no clock can have given now is over", () =>
    withDatabase((database) => {
      const { source, worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, { ...worker, nowUs: 1000 * leaseUs })
      expect(expireLeases(database, 1000 * leaseUs, source.no)).toBe(0)
      expect(expireLeases(database, 0, source.no)).toBe(1)
    }))

  test("[C5] [Y9] a job that lost its leases writes nothing down, tells it of each file, and the next one takes them up", () =>
    inWorld(6, (world, database) =>
      Effect.gen(function* () {
        const request = requestFor(world, { concurrency: 2 })
        const { gate, carrier } = waiting(request.carrier)
        const events: Array<SyncEvent> = []
        const fiber = yield* Effect.forkChild(executeSync({ ...request, carrier, onEvent: (event) => events.push(event) }))
        yield* turns(300)
        takeLeases(database)
        yield* Deferred.succeed(gate, undefined)
        expect((yield* Fiber.join(fiber)).stats).toMatchObject({ items: 6, added: 4, failed: 2, pending: 0 })
        const failed = events.flatMap((event) => (event.kind === "item" && event.outcome === "failed" ? [event.reason] : []))
        expect(failed).toHaveLength(2)
        for (const reason of failed) expect(reason).toMatch(/^a\/\d\.mp3: this program was away for too long/)
        const lost = listItems(database, world.sourceNo).filter(({ status }) => status === "missing")
        expect(lost.map(({ attempts, lastError }) => [attempts, lastError])).toEqual([
          [0, null],
          [0, null]
        ])
        expect((yield* sync(world)).stats).toMatchObject({ items: 2, failed: 0 })
        expect(listItems(database, world.sourceNo).every(({ status }) => status === "downloaded")).toBe(true)
        expect(world.shelf.size).toBe(6)
      })
    ))
})
