/** What goes wrong on the simulated disk when it is told to, and what a crash leaves. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as TestClock from "effect/testing/TestClock"
import { describe, expect, test } from "vitest"
import { Files, type Spliced } from "../../src/files/files.ts"
import { listTrash, moveToTrash, restoreFromTrash } from "../../src/files/trash.ts"
import { crash, layer, SimulatedDisk, type WriteStep } from "../../src/simulated.ts"

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = <A, E>(effect: Effect.Effect<A, E, Files | SimulatedDisk>): Promise<A> =>
  Effect.runPromise(Effect.provide(effect, Layer.merge(layer, TestClock.layer()), { local: true }))

const textAt = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  return new TextDecoder().decode(yield* files.readFile(path))
})

const steps: ReadonlyArray<readonly [WriteStep, string]> = [
  ["create", "old"],
  ["write", "old"],
  ["flush", "old"],
  ["verify", "old"],
  ["rename", "old"],
  // The new name had not reached the disk.
  ["flush-directory", "old"]
]

const contents: ReadonlyArray<readonly [string, Uint8Array | Spliced]> = [
  ["whole", bytes("new")],
  ["spliced", { sizeBytes: 4, pieces: () => [bytes("n"), { from: 0, to: 3 }] }]
]
const cases = contents.flatMap(([kind, content]) => steps.map(([step, expected]) => [kind, step, content, expected] as const))

describe("a crash in the middle of a write", () => {
  for (const [kind, step, content, expected] of cases) {
    test(`[I3] of ${kind} content, before "${step}", leaves the old content, and the next write succeeds`, () =>
      run(
        Effect.gen(function* () {
          const files = yield* Files
          const disk = yield* SimulatedDisk
          yield* files.makeDirectory("/library")
          yield* files.writeAtomic("/library/a", bytes("old"))
          disk.faults.crashBefore = step
          expect(Exit.isFailure(yield* Effect.exit(files.writeAtomic("/library/a", content)))).toBe(true)
          crash(disk)
          expect(yield* textAt("/library/a")).toBe(expected)
          yield* files.writeAtomic("/library/a", bytes("newer"))
          crash(disk)
          expect(yield* textAt("/library/a")).toBe("newer")
          expect((yield* files.walk("/library")).paths).toEqual(["a"])
        })
      ))
  }

  test("[I3] loses what was only written in place, and keeps what was written whole", () =>
    run(
      Effect.gen(function* () {
        const files = yield* Files
        const disk = yield* SimulatedDisk
        yield* files.writeAtomic("/kept", bytes("kept"))
        const node = disk.root.entries.get("kept")
        if (node?.kind === "file") node.data = bytes("never flushed")
        expect(yield* textAt("/kept")).toBe("never flushed")
        crash(disk)
        expect(yield* textAt("/kept")).toBe("kept")
      })
    ))
})

describe("the trash", () => {
  for (let renames = 0; renames <= 4; renames++) {
    test(`[I4] gives everything back after a stop at rename ${renames}`, () =>
      run(
        Effect.gen(function* () {
          const files = yield* Files
          const names = ["a", "a.trashed", "b/c"]
          yield* files.makeDirectory("/library/Album/b")
          for (const name of names) yield* files.writeAtomic(`/library/Album/${name}`, bytes(name))
          let left = renames
          const stopping = Files.of({
            ...files,
            rename: (from, to) => (left-- > 0 ? files.rename(from, to) : Effect.die(new Error("the power went out")))
          })
          const attempt = (effect: Effect.Effect<unknown, unknown, Files>) =>
            Effect.exit(Effect.provideService(effect, Files, stopping))
          const moved = yield* attempt(moveToTrash("/library", "/library/Album"))
          expect(Exit.isSuccess(moved)).toBe(renames === 4)
          for (const { id } of (yield* listTrash("/library")).entries) {
            // Restoring stops once too, after each number of renames that the deletion did.
            left = renames
            yield* attempt(restoreFromTrash("/library", id))
            if ((yield* listTrash("/library")).entries.length > 0) yield* restoreFromTrash("/library", id)
          }
          for (const name of names) expect(yield* textAt(`/library/Album/${name}`)).toBe(name)
          expect([...(yield* files.walk("/library/Album")).paths].sort()).toEqual(names)
          expect((yield* listTrash("/library")).entries).toEqual([])
        })
      ))
  }
})

describe("faults", () => {
  test("[I3] a full disk keeps the old file, leaves nothing beside it, and is told as `full`", () =>
    run(
      Effect.gen(function* () {
        const files = yield* Files
        const disk = yield* SimulatedDisk
        yield* files.writeAtomic("/a", bytes("old"))
        disk.faults.freeBytes = 2
        const error = yield* Effect.flip(files.writeAtomic("/a", bytes("new")))
        expect([error.reason, error.isRetryable]).toEqual(["full", false])
        expect(yield* textAt("/a")).toBe("old")
        expect((yield* files.walk("/")).paths).toEqual(["a"])
      })
    ))

  test("[U15] an unreadable file fails alone", () =>
    run(
      Effect.gen(function* () {
        const files = yield* Files
        const disk = yield* SimulatedDisk
        yield* files.writeAtomic("/a", bytes("a"))
        yield* files.writeAtomic("/b", bytes("b"))
        disk.faults.broken.set("/a", "io")
        const results = yield* files.readEach(["/a", "/b"], (file) => file.sizeBytes)
        expect(results.map((result) => (Result.isFailure(result) ? result.failure.reason : result.success))).toEqual(["io", 1])
      })
    ))

  test("[U15] a file can vanish during a walk, or between the walk and the read", () =>
    run(
      Effect.gen(function* () {
        const files = yield* Files
        const disk = yield* SimulatedDisk
        for (const name of ["early", "late", "stays"]) yield* files.writeAtomic(`/${name}`, bytes(name))
        disk.faults.vanishing.set("/early", "during-walk").set("/late", "after-walk")
        const walk = yield* files.walk("/")
        expect([...walk.paths].sort()).toEqual(["late", "stays"])
        expect(walk.problems).toEqual([{ path: "early", reason: "vanished" }])
        const results = yield* files.readEach(["/late", "/stays"], () => true)
        expect(results.map(Result.isSuccess)).toEqual([false, true])
      })
    ))

  test("[T4] times come from Effect's clock, and still move forward when it stands", () =>
    run(
      Effect.gen(function* () {
        const files = yield* Files
        yield* TestClock.setTime(1_000_000)
        expect((yield* files.writeAtomic("/a", bytes("1"))).modifiedAtUs).toBe(1_000_000_000)
        expect((yield* files.writeAtomic("/a", bytes("2"))).modifiedAtUs).toBe(1_000_000_001)
        yield* TestClock.adjust("1 second")
        expect((yield* files.writeAtomic("/a", bytes("3"))).modifiedAtUs).toBe(1_001_000_000)
      })
    ))
})
