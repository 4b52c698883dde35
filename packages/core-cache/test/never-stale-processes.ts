/**
 * Another program writes into the library that is read here: by turns, with this one writing as well, and at the very moment at which this
 * one asks. What it was in the midst of an answer is asked again later on; compared is what nobody wrote during.
 */
import { type ChildProcess, spawn } from "node:child_process"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import type { Kind } from "./never-stale.contract.ts"
import { titled } from "./never-stale.contract.ts"
import { askBoth, beginTrial, changeSomething, changesInHundred, insist, small, type Trial } from "./never-stale-trial.ts"
import { makeStored, readerOf, type Stored, type StoredPaths } from "./stored-library.ts"
import { places } from "./world.ts"

/** A program that changes the library; one order at a time. */
interface Writer {
  /** Answers when so many changes are committed; with 0 when the library was filled. Fails when the program ends before. */
  readonly changed: (count: number) => Effect.Effect<void, Error>
}

const childModule = new URL("./never-stale.child.ts", import.meta.url).pathname

const start = ({ cachePath, libraryPath }: StoredPaths, seed: number): ChildProcess =>
  spawn(
    process.execPath,
    ["--conditions=source", childModule, cachePath, libraryPath, String(small.releases), String(small.tracks), String(seed)],
    { stdio: ["ignore", "inherit", "inherit", "ipc"] }
  )

/** Answers the next message. */
const answerOf = (program: ChildProcess): Effect.Effect<void, Error> =>
  Effect.callback((resume) => {
    const onExit = (code: number | null, signal: string | null): void => {
      program.off("message", onMessage)
      resume(Effect.fail(new Error(`the writing program ended with ${signal ?? code}`)))
    }
    const onMessage = (): void => {
      program.off("exit", onExit)
      resume(Effect.void)
    }
    program.once("exit", onExit)
    program.once("message", onMessage)
  })

const ended = (program: ChildProcess): Effect.Effect<void> =>
  Effect.callback((resume) => {
    program.once("exit", () => resume(Effect.void))
    if (program.exitCode !== null || program.signalCode !== null) resume(Effect.void)
    else program.disconnect()
  })

/** Starts one, which ends with the scope. */
const startWriter = Effect.fnUntraced(function* (paths: StoredPaths, seed: number) {
  const program = yield* Effect.acquireRelease(
    Effect.sync(() => start(paths, seed)),
    ended
  )
  yield* answerOf(program)
  const writer: Writer = {
    changed: (count) =>
      Effect.suspend(() => {
        program.send(count)
        return answerOf(program)
      })
  }
  return writer
})

/** SQLite's own count of what others committed. */
const commitsOfOthers = ({ cache, userDb }: Stored): string =>
  JSON.stringify([cache, userDb].map((database) => database.prepare("pragma data_version").values()))

/** Asks both while the other program writes; undefined as well when it committed between. */
const askAmidst = (trial: Trial, stored: Stored): { readonly isCompared: boolean; readonly difference: string | undefined } => {
  const before = commitsOfOthers(stored)
  const difference = askBoth(trial)
  const isCompared = commitsOfOthers(stored) === before
  return { isCompared, difference: isCompared ? difference : undefined }
}

/** Changes that the other program makes while this one asks; answers how many questions were compared. */
const atOnce = Effect.fnUntraced(function* (trial: Trial, { stored, writer, seed }: Both, count: number) {
  const writing = yield* Effect.forkChild(writer.changed(count))
  yield* Effect.yieldNow
  let compared = 0
  while (writing.pollUnsafe() === undefined) {
    const { isCompared, difference } = askAmidst(trial, stored)
    insist(difference, seed, compared)
    if (isCompared) compared++
    yield* turn
  }
  yield* Fiber.join(writing)
  return compared
})

/** Lets what has arrived be heard. */
const turn = Effect.callback<void>((resume) => void setImmediate(() => resume(Effect.void)))

interface Both {
  readonly stored: Stored
  readonly writer: Writer
  readonly seed: number
}

/** One change by either, or several by the other at once; answers how many operations it was. */
const change = Effect.fnUntraced(function* (trial: Trial, both: Both) {
  const { random, sizes } = trial
  if (random.chance(4)) return 20 + (yield* atOnce(trial, both, 20))
  const count = 1 + random.below(2)
  if (random.chance(60)) yield* both.writer.changed(count)
  else for (let i = 0; i < count; i++) changeSomething(both.stored, random, sizes)
  return count
})

/** Another program writes. */
export const anotherProgram: Kind = (of) => ({
  title: titled("another program writes, by turns and at once", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const { seed } = of
      const stored = yield* makeStored
      const writer = yield* startWriter(yield* places, seed)
      const trial = beginTrial(stored, readerOf(stored, {}), { seed, sizes: small })
      for (let done = 0; done < of.count; ) {
        if (trial.random.chance(changesInHundred)) done += yield* change(trial, { stored, writer, seed })
        else insist(askBoth(trial), seed, done++)
      }
    })
  )
})
