/** The steps of a sync, each by itself: what one leaves in the catalog is all that the next one needs. */
import { CollectGarbage } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { expect, test } from "vitest"
import { countCatalog } from "../src/catalog/catalog.ts"
import { type JobKind, listJobs, readCursor, startJob } from "../src/catalog/jobs.ts"
import { queueWork } from "../src/catalog/work-items.ts"
import { discoveryPhase } from "../src/discovery/discover.ts"
import { processingPhase } from "../src/processing/process.ts"
import type { SyncEvent } from "../src/sync-events.ts"
import type { SyncRun } from "../src/sync-run.ts"
import { inWorld, requestFor } from "./coordinator/one-run.ts"
import type { ShelfWorld } from "./coordinator/shelf-world.ts"

/** A job that was begun, and nothing more. */
const begun = Effect.fnUntraced(function* (world: ShelfWorld, requested: JobKind) {
  const { library, source, sourceNo, wants, carrier } = requestFor(world)
  const events: Array<SyncEvent> = []
  const job = yield* library.inLibraryDb((database) =>
    startJob(database, { sourceNo, fingerprint: source.fingerprint, requested, nowUs: 1 })
  )
  const run: SyncRun = {
    ...{ jobNo: job.no, sourceNo, source, requested, wants, mostRemovals: 0, mostMoves: 0 },
    inDb: library.inLibraryDb,
    far: { done: 0, items: 0 },
    emit: (event) => void events.push(event)
  }
  return { run, carrier, events }
})

test.each(["full", "incremental"] as const)(
  "[Y8] discoveryPhase, %s: fills the catalog, fetches nothing, and answers the candidate cursor, which is nobody's cursor yet",
  (requested) =>
    inWorld(5, (world, database) =>
      Effect.gen(function* () {
        const { run, events } = yield* begun(world, requested)
        const { discovered, candidateCursor } = yield* discoveryPhase(run)
        expect(discovered).toEqual({ added: 5, changed: 0, removed: 0, unchanged: 0 })
        expect(candidateCursor).toMatch(/./)
        expect(listJobs(database, run.sourceNo)[0]).toMatchObject({ status: "running", candidateCursor })
        expect(readCursor(database, run.sourceNo)).toBeUndefined()
        expect(countCatalog(database, 2)).toMatchObject({ missing: 5, downloaded: 0 })
        expect([events.at(-1), world.shelf.size]).toEqual([{ kind: "discovered", jobNo: run.jobNo, ...discovered }, 0])
      })
    )
)

test("[Y8] processingPhase: carries out what is queued, asks the source for nothing new, and answers the stats", () =>
  inWorld(5, (world, database) =>
    Effect.gen(function* () {
      const { run, carrier, events } = yield* begun(world, "full")
      yield* discoveryPhase(run)
      world.remote.put("late.mp3", new Uint8Array([1]))
      queueWork(database, run.sourceNo, { jobNo: run.jobNo, nowUs: 2 })
      const { stats, touched } = yield* processingPhase(run, { carrier, concurrency: 2 })
      expect(stats).toEqual({ items: 5, pending: 0, added: 5, updated: 0, deleted: 0, skipped: 0, failed: 0 })
      expect([touched.length, world.shelf.size]).toEqual([5, 5])
      expect(events.filter(({ kind }) => kind === "item").length).toBe(5)
      expect(listJobs(database, run.sourceNo)[0]?.status).toBe("running")
    })
  ))

test("[P7] discoveryPhase asks the runtime to collect what a large listing let go of, and not for a small one", () =>
  inWorld(0, (world) =>
    Effect.gen(function* () {
      const page = (from: number) => ({
        entries: Array.from({ length: 1000 }, (_, at) => {
          const id = `${from + at}.mp3`
          return { id, path: id, sizeBytes: 1, modifiedAtUs: 1, revision: "1", hash: null }
        }),
        problems: [],
        complete: from === 20_000
      })
      const { run } = yield* begun(world, "full")
      const pages = Array.from({ length: 21 }, (_, at) => page(at * 1000))
      const source = { ...run.source, list: () => Stream.fromIterable(pages) }
      let collected = 0
      const collect = () => void collected++
      yield* Effect.provideService(discoveryPhase({ ...run, source }), CollectGarbage, collect)
      expect(collected).toBe(1)
      const small = { ...run, mostRemovals: Number.POSITIVE_INFINITY }
      yield* Effect.provideService(discoveryPhase(small), CollectGarbage, collect)
      expect(collected).toBe(1)
    })
  ))
