/** Tags that were read before a sync ended are not read again: neither those that are shown, nor those that say where a file is to lie. */
import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { expect, test } from "vitest"
import { startJob } from "../../src/catalog/jobs.ts"
import { discoveryPhase } from "../../src/discovery/discover.ts"
import type { ReadRequest, Source } from "../../src/sources/source.ts"
import { SourceError } from "../../src/sources/source-error.ts"
import { groupItems } from "../../src/sources/tags/in-groups.ts"
import type { SyncRun } from "../../src/sync-run.ts"
import { taggingPhase } from "../../src/tagging/tag-items.ts"
import { inWorld, requestFor } from "../coordinator/one-run.ts"
import type { ShelfWorld } from "../coordinator/shelf-world.ts"
import { inSyncedLibrary, velvet } from "../processing/synced-library.ts"

const isOfTags = ({ to }: ReadRequest): boolean => to !== undefined

/** The source, but for what becomes of some of its reads. */
const reading = (source: Source, instead: (request: ReadRequest) => ReturnType<Source["read"]> | undefined): Source => ({
  ...source,
  read: (request) => Effect.suspend(() => instead(request) ?? source.read(request))
})

const unavailable = new SourceError({ reason: "unavailable", operation: "read", source: "NAS", detail: "is gone" })

/** A job that has found all that its source has. */
const discovered = Effect.fnUntraced(function* (world: ShelfWorld) {
  const { library, source, sourceNo, wants } = requestFor(world)
  const job = yield* library.inLibraryDb((database) =>
    startJob(database, { sourceNo, fingerprint: source.fingerprint, requested: "full", nowUs: 1 })
  )
  const run: SyncRun = {
    ...{ jobNo: job.no, sourceNo, source, requested: "full", wants, mostRemovals: 0, mostMoves: 0 },
    inDb: library.inLibraryDb,
    far: { done: 0, items: 0 },
    emit: () => undefined
  }
  yield* discoveryPhase(run)
  return run
})

const countNoted = (database: Database): number =>
  Number(database.prepare("select count(*) as count from catalog where tags_revision is revision").get()?.["count"])

/** Lets everything go on that can. */
const settled = (count: () => number) =>
  Effect.gen(function* () {
    let last = -1
    while (last !== count()) {
      last = count()
      yield* Effect.repeat(Effect.yieldNow, { times: 5000 })
    }
  })

test("[Y16] J9: tags are written in small groups while others are read; one file that hangs holds back no other, and an interruption loses none", () =>
  inWorld(450, (world, database) =>
    Effect.gen(function* () {
      const run = yield* discovered(world)
      let calls = 0
      const counted: SyncRun = {
        ...run,
        inDb: (work) =>
          Effect.suspend(() => {
            calls++
            return run.inDb(work)
          }),
        source: reading(run.source, ({ id }) => (id === "a/0.mp3" ? Effect.never : undefined))
      }
      const fiber = yield* Effect.forkChild(taggingPhase(counted))
      yield* settled(() => countNoted(database))
      const groups = Math.floor(449 / groupItems)
      expect(countNoted(database)).toBe(groups * groupItems)
      // Three pages and the end of them, and one transaction for each group.
      expect(calls).toBe(groups + 4)
      yield* Fiber.interrupt(fiber)
      expect(countNoted(database)).toBe(449)
      const asked: Array<string> = []
      const again = reading(run.source, ({ id }) => void asked.push(id))
      expect(yield* taggingPhase({ ...run, source: again })).toBe(1)
      expect(asked).toEqual(["a/0.mp3"])
    })
  ))

test("[Y16] J9: what was read before a source went is kept", () =>
  inWorld(50, (world, database) =>
    Effect.gen(function* () {
      const run = yield* discovered(world)
      let reads = 0
      const going = reading(run.source, () => (++reads > 40 ? Effect.fail(unavailable) : undefined))
      expect(yield* taggingPhase({ ...run, source: going })).toBe(40)
      expect(countNoted(database)).toBe(40)
    })
  ))

test(
  "[Y16] N8: a sync that ends while tags are read for their places is followed by one that reads only the others, and keeps nothing once all is placed",
  () =>
    inSyncedLibrary("fingerprint", {}, ({ cache, files, remote, source, sync }) =>
      Effect.gen(function* () {
        for (let number = 0; number < 80; number++) remote.put(`in/${number}.mp3`, velvet(`Song ${number}`, 40 + number))
        const template = { policy: { placement: "template" } } as const
        const kept = cache.inLibraryDb((database) =>
          Number(database.prepare("select count(*) as count from placing_tags").get()?.["count"])
        )
        const asked: Array<string> = []
        const stopping = (most: number, end: ReturnType<Source["read"]>) =>
          reading(source, (request) => {
            if (!isOfTags(request)) return undefined
            if (asked.length >= most) return end
            asked.push(request.id)
            return undefined
          })
        // A program that is killed writes nothing more: what is there before the end is what it leaves.
        const fiber = yield* Effect.forkChild(sync(stopping(45, Effect.never), template))
        let seen = 0
        while (seen < groupItems) {
          seen = yield* kept
          yield* Effect.yieldNow
        }
        yield* Fiber.interrupt(fiber)
        expect(yield* kept).toBe(45)
        yield* Effect.flip(sync(stopping(60, Effect.fail(unavailable)), template))
        expect(yield* kept).toBe(60)
        // What changed meanwhile is read anew.
        remote.put("in/0.mp3", velvet("Another song", 39))
        expect(yield* sync(stopping(1000, Effect.never), template)).toMatchObject({ added: 80, failed: 0 })
        expect(asked.length).toBe(81)
        expect(new Set(asked).size).toBe(80)
        expect(yield* kept).toBe(0)
        const walk = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
        expect(walk.paths.filter((path) => path.startsWith("in/"))).toEqual([])
        expect(walk.paths.length).toBe(80)
      })
    ),
  120_000
)
