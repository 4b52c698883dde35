import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { layer as ports, runtime } from "#runtime"
import { ContractRoot } from "../../core-async/src/contract.ts"
import { layer as roots } from "../../core-async/test/harness/root-posix.ts"
import { testContracts } from "../../core-async/test/harness/run-contract.ts"
import { memorySnapshots } from "../src/sources/compared-feed.ts"
import { openDirectory } from "../src/sources/directory/directory-source.ts"
import type { Source } from "../src/sources/source.ts"
import { SourceWorld } from "./sources/source-case.ts"
import { sourcesContract } from "./sources/sources.contract.ts"
import { makeDiskWorld } from "./sources/world-disk.ts"

/** A directory for each case; without snapshots the source has no feed. */
const layerDirectory = (keepsSnapshots: boolean) =>
  Layer.effect(
    SourceWorld,
    Effect.gen(function* () {
      const needed = yield* Effect.context<Layer.Success<typeof ports>>()
      const { directory: above } = yield* ContractRoot
      const directory = `${above}/music`
      mkdirSync(directory)
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(directory, { recursive: true, force: true })))
      const snapshots = memorySnapshots()
      const openAt = (folder: string) =>
        openDirectory({
          name: "Old disk",
          root: folder === "" ? directory : `${directory}/${folder}`,
          ...(keepsSnapshots ? { snapshots } : {})
        }).pipe(Effect.provide(needed))
      const limits = { timeStepUs: 1, shownPath: (path: string) => path }
      return makeDiskWorld({ directory, openAt, snapshots, limits, secrets: [], tell: Effect.void })
    })
  ).pipe(Layer.provide(Layer.merge(ports, roots)))

const suites = [{ name: "sources", cases: sourcesContract }]

testContracts(`${runtime}, a directory`, suites, layerDirectory(true))
testContracts(`${runtime}, a directory without a feed`, suites, layerDirectory(false))

/** A directory in which the case may do what it likes, and the source over it. */
const withDirectory = (body: (place: string, source: Source) => Effect.Effect<void, unknown, ContractRoot>) =>
  Effect.runPromise(
    Effect.gen(function* () {
      const { directory } = yield* ContractRoot
      yield* body(directory, yield* openDirectory({ name: "Old disk", root: directory }))
    }).pipe(Effect.provide(Layer.merge(ports, roots)))
  )

describe(`a directory on ${runtime}`, () => {
  test("[Y15] tells which disk it lies on: as before to who asks again, another where another directory has its place, and none while it is away", () =>
    withDirectory((place) =>
      Effect.gen(function* () {
        const root = `${place}/nas`
        const disk = Effect.flatMap(openDirectory({ name: "Old disk", root }), (source) => source.disk())
        expect(yield* Effect.flip(disk)).toMatchObject({ reason: "unavailable" })
        mkdirSync(root)
        const before = yield* disk
        expect(before).toBeDefined()
        expect(yield* disk).toBe(before)
        renameSync(root, `${place}/away`)
        mkdirSync(root)
        expect(yield* disk).not.toBe(before)
      }).pipe(Effect.provide(ports))
    ))

  test("[Y16] tells names that are no text, folders that may not be read, links that lead out and those to folders, and takes none of them", () =>
    withDirectory((place, source) =>
      Effect.gen(function* () {
        const { fixtures } = yield* ContractRoot
        mkdirSync(`${place}/closed`)
        writeFileSync(`${place}/good.mp3`, "good")
        yield* fixtures.makeNamed?.(place, new Uint8Array([0x61, 0xff])) ?? Effect.void
        yield* fixtures.links?.symbolic("/etc/hostname", `${place}/link.mp3`) ?? Effect.void
        yield* fixtures.links?.symbolic(".", `${place}/linked`) ?? Effect.void
        yield* fixtures.links?.symbolic("good.mp3", `${place}/same.mp3`) ?? Effect.void
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* fixtures.attributes?.makeUnreadable(`${place}/closed`) ?? Effect.void
            const pages = yield* Stream.runCollect(source.list())
            expect(pages.flatMap(({ entries }) => entries.map(({ path }) => path)).sort()).toEqual(["good.mp3", "same.mp3"])
            const problems = pages.flatMap((page) => page.problems).sort((a, b) => (a.path < b.path ? -1 : 1))
            expect(problems).toEqual([
              { path: "a\\xFF", reason: "name" },
              { path: "closed", reason: "unreadable" },
              { path: "link.mp3", reason: "outside-root" },
              { path: "linked", reason: "linked-folder" }
            ])
          })
        )
        expect(yield* Effect.flip(Effect.scoped(source.read({ id: "link.mp3" })))).toMatchObject({ reason: "not-found" })
        expect(yield* source.head("link.mp3")).toBeUndefined()
      })
    ))

  test("[Y15] that is not there is unavailable, and says so", () =>
    withDirectory((place) =>
      Effect.gen(function* () {
        const source = yield* Effect.provide(openDirectory({ name: "Old disk", root: `${place}/away` }), ports)
        const asked = [
          source.check(),
          Stream.runDrain(source.list()),
          source.head("a.mp3"),
          Effect.scoped(source.read({ id: "a.mp3" }))
        ]
        for (const call of asked) {
          const error = yield* Effect.flip(call)
          expect(error).toMatchObject({ reason: "unavailable", isRetryable: true })
          expect(error.message).toBe("Old disk: its directory is not there")
        }
      })
    ))

  test("[C10] fails a file that changes or shrinks while it is read", () =>
    withDirectory((place, source) =>
      Effect.gen(function* () {
        for (const sizeBytes of [3_000_000, 5]) {
          writeFileSync(`${place}/a.mp3`, new Uint8Array(3_000_000))
          utimesSync(`${place}/a.mp3`, 1_700_000_000, 1_700_000_000)
          const reading = Effect.scoped(
            Effect.flatMap(source.read({ id: "a.mp3" }), ({ bytes }) =>
              Stream.runForEach(bytes, () => Effect.sync(() => writeFileSync(`${place}/a.mp3`, new Uint8Array(sizeBytes))))
            )
          )
          expect(yield* Effect.flip(reading)).toMatchObject({ reason: "changed" })
        }
      })
    ))
})
