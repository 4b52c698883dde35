/**
 * The workers port's contract, and the batches its cases run. Drivers with real workers start them with an entry module that serves
 * `makeContractBatches`.
 */
import { assert } from "chai"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { type ContractCase, ContractRoot } from "../contract.ts"
import { Files } from "../files/files.ts"
import { type Batch, type BatchResult, type WorkerError, Workers } from "./workers.ts"

type WorkersCase = ContractCase<Workers | Files | ContractRoot>

const named = <I, O>(name: string, run: Batch<I, O>["run"]): Batch<I, O> => ({ name, run })

const mark = (path: string): Effect.Effect<void, never, Files> =>
  Effect.flatMap(Files, (files) => Effect.asVoid(Effect.orDie(files.writeAtomic(path, new Uint8Array([1])))))

const double = named<number, number>("contract/double", (input) => Effect.succeed(input * 2))
const echo = named<unknown, unknown>("contract/echo", (input) => Effect.succeed(input))
const sizes = named<ReadonlyArray<string>, ReadonlyArray<number>>("contract/sizes", (paths) =>
  Effect.gen(function* () {
    const files = yield* Files
    const found = yield* Effect.orDie(Effect.forEach(paths, (path) => files.readFile(path)))
    return found.map((content) => content.length)
  })
)
const started = named<string, string>("contract/started", (path) => Effect.as(mark(path), path))
/** Makes a file, waits for ever, and removes the file when it is interrupted, as one does with a temporary file. */
const endless = named<string, never>("contract/endless", (path) =>
  Effect.acquireUseRelease(
    mark(path),
    () => Effect.never,
    () => Effect.flatMap(Files, (files) => Effect.orDie(files.remove(path)))
  )
)
const throws = named<string, never>("contract/throws", (message) => {
  throw new RangeError(message)
})
const dies = named<string, never>("contract/dies", (message) => Effect.die(new RangeError(message)))
const uncloneable = named<number, unknown>("contract/uncloneable", () => Effect.succeed(() => 1))
const mutates = named<Array<number>, number>("contract/mutates", (input) => Effect.sync(() => input.push(9)))
/** Known to no worker. */
const unknown = named<number, number>("contract/unknown", (input) => Effect.succeed(input))
/** Begins, then hears nothing: a plain loop without end. Only for real workers. */
const deaf = named<string, never>("contract/deaf", (path) =>
  Effect.andThen(
    mark(path),
    Effect.sync(() => {
      for (;;);
    })
  )
)
const crashName = "contract/crash"
const crash = named<number, number>(crashName, (input) => Effect.succeed(input))

/** The batches for an entry module; `exit` ends the worker there and then, as a crash would. */
export const makeContractBatches = (exit: () => void): ReadonlyArray<Batch<never, unknown>> => [
  double,
  echo,
  sizes,
  started,
  endless,
  throws,
  dies,
  uncloneable,
  mutates,
  deaf,
  named<number, number>(crashName, (input) =>
    Effect.sync(() => (input === 3 ? exit() : undefined)).pipe(Effect.andThen(input === 3 ? Effect.never : Effect.succeed(input)))
  )
]

const sorted = <O>(results: ReadonlyArray<BatchResult<O>>): ReadonlyArray<BatchResult<O>> =>
  results.toSorted((a, b) => a.index - b.index)

const runAll = <I, O>(batch: Batch<I, O>, inputs: ReadonlyArray<I>, workers: number) =>
  Effect.flatMap(Workers, ({ run }) => Effect.map(Stream.runCollect(run(batch, inputs, { workers })), sorted))

const failing = <I, O>(batch: Batch<I, O>, inputs: ReadonlyArray<I>, workers: number) =>
  Effect.flip(runAll(batch, inputs, workers))

const assertError = (error: WorkerError, reason: WorkerError["reason"], batch: string, input: number): void =>
  assert.deepStrictEqual([error._tag, error.reason, error.batch, error.input], ["WorkerError", reason, batch, input])

const marks = (directory: string) =>
  Effect.flatMap(Files, (files) =>
    Effect.map(files.walk(directory), ({ paths }) => paths.filter((path) => !path.includes("tmp")))
  )

/** Looks again and again, everything else having its turn in between, until `is` holds of the marks below `directory`. */
const marksUntil = Effect.fnUntraced(function* (directory: string, is: (paths: ReadonlyArray<string>) => boolean) {
  let paths = yield* marks(directory)
  while (!is(paths)) {
    yield* Effect.yieldNow
    paths = yield* marks(directory)
  }
  return paths
})

const counts = [0, 1, 2, 5] as const

const resultCases: ReadonlyArray<WorkersCase> = [
  ...counts.map(
    (workers): WorkersCase => ({
      title: `[T1] ${workers} workers: every input has one result, under its index`,
      run: Effect.gen(function* () {
        const inputs = Array.from({ length: 40 }, (_, index) => index * 3)
        const expected = inputs.map((input, index) => ({ index, output: input * 2 }))
        assert.deepStrictEqual(yield* runAll(double, inputs, workers), expected)
      })
    })
  ),
  {
    title: "[T1] no inputs, no results; one input, one worker",
    run: Effect.gen(function* () {
      assert.deepStrictEqual(yield* runAll(double, [], 4), [])
      assert.deepStrictEqual(yield* runAll(double, [4], 4), [{ index: 0, output: 8 }])
    })
  },
  ...[0, 2].map(
    (workers): WorkersCase => ({
      title: `[T1] ${workers} workers: values arrive as they were: bigints, bytes, dates, maps, undefined, nesting`,
      run: Effect.gen(function* () {
        const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index & 255)
        const inputs = [
          2n ** 63n,
          bytes,
          new Date(5),
          new Map([["a", [1, { b: -0 }]]]),
          undefined,
          null,
          { c: [undefined, "\uD800ü"] }
        ]
        const results = yield* runAll(echo, inputs, workers)
        assert.deepStrictEqual(
          results.map(({ output }) => output),
          inputs
        )
      })
    })
  ),
  ...[0, 2].map(
    (workers): WorkersCase => ({
      title: `[T1] ${workers} workers: what a batch does to its input stays with it`,
      run: Effect.gen(function* () {
        const inputs = [[1], [2, 3]]
        assert.deepStrictEqual(yield* runAll(mutates, inputs, workers), [
          { index: 0, output: 2 },
          { index: 1, output: 3 }
        ])
        assert.deepStrictEqual(inputs, [[1], [2, 3]])
      })
    })
  ),
  {
    title: "[T1] batches use the runtime's files",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { directory } = yield* ContractRoot
      const paths = [1, 20, 300].map((size) => `${directory}/${size}.bin`)
      yield* Effect.forEach([1, 20, 300], (size, index) => files.writeAtomic(paths[index] as string, new Uint8Array(size)))
      for (const workers of [0, 2]) {
        assert.deepStrictEqual(yield* runAll(sizes, [paths, paths.slice(1), []], workers), [
          { index: 0, output: [1, 20, 300] },
          { index: 1, output: [20, 300] },
          { index: 2, output: [] }
        ])
      }
    })
  },
  {
    title: "[T1] two runs at once do not disturb each other",
    run: Effect.gen(function* () {
      const first = Array.from({ length: 30 }, (_, index) => index)
      const second = first.map((input) => input + 1000)
      const [a, b] = yield* Effect.all([runAll(double, first, 2), runAll(double, second, 2)], { concurrency: 2 })
      assert.deepStrictEqual(
        [...a, ...b].map(({ output }) => output),
        [...first, ...second].map((input) => input * 2)
      )
    })
  }
]

const failureCases: ReadonlyArray<WorkersCase> = [
  ...[0, 1, 2].flatMap((workers) =>
    [dies, throws].map(
      (batch): WorkersCase => ({
        title: `[T1] ${workers} workers: a bug in a batch (${batch.name}) fails as defect, with its input and message`,
        run: Effect.gen(function* () {
          const error = yield* failing(batch, ["out of range"], workers)
          assertError(error, "defect", batch.name, 0)
          assert.ok(error.cause instanceof Error)
          assert.deepStrictEqual([error.cause.name, error.cause.message], ["RangeError", "out of range"])
          assert.ok(error.message.includes("out of range"))
          assert.ok(!error.isRetryable)
          assert.deepStrictEqual(yield* runAll(double, [1], workers), [{ index: 0, output: 2 }])
        })
      })
    )
  ),
  ...[0, 2].map(
    (workers): WorkersCase => ({
      title: `[T1] ${workers} workers: an input or output that cannot be cloned is a defect`,
      run: Effect.gen(function* () {
        assertError(yield* failing(uncloneable, [1], workers), "defect", uncloneable.name, 0)
        assertError(yield* failing(echo, [{ f: () => 1 }], workers), "defect", echo.name, 0)
      })
    })
  ),
  {
    title: "[T1] a batch that the workers do not know fails as unknown-batch",
    run: Effect.gen(function* () {
      const { capabilities } = yield* Workers
      if (capabilities.parallel) assertError(yield* failing(unknown, [1], 2), "unknown-batch", unknown.name, 0)
      else assert.deepStrictEqual(yield* runAll(unknown, [1], 2), [{ index: 0, output: 1 }])
    })
  },
  {
    title: "[T1] a worker that is lost fails its input as crashed, which may be tried again",
    run: Effect.gen(function* () {
      const { capabilities } = yield* Workers
      const inputs = [0, 1, 2, 3]
      if (!capabilities.parallel) {
        assert.deepStrictEqual((yield* runAll(crash, inputs, 1)).length, inputs.length)
        return
      }
      const error = yield* failing(crash, inputs, 1)
      assertError(error, "crashed", crash.name, 3)
      assert.ok(error.isRetryable)
      assert.deepStrictEqual(yield* runAll(crash, [1], 1), [{ index: 0, output: 1 }])
    })
  }
]

const endingCases: ReadonlyArray<WorkersCase> = [
  ...[
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
    [0, 3],
    [1, 3],
    [2, 1]
  ].map(
    ([workers = 0, more = 0]): WorkersCase => ({
      title: `[T1] ${workers} workers, each given ${more} inputs more than one, run ahead of a slow reader by twice what they are given at most`,
      run: Effect.gen(function* () {
        const { directory } = yield* ContractRoot
        const { run, capabilities } = yield* Workers
        const inputs = Array.from({ length: 16 }, (_, index) => `${directory}/${index}`)
        // The program's own thread waits for nobody.
        const given = capabilities.parallel && workers > 0 ? 1 + more : 1
        const ahead = 2 * Math.max(1, workers) * given
        let taken = 0
        const reader = run(started, inputs, { workers, ahead: more }).pipe(
          Stream.runForEach(() =>
            Effect.gen(function* () {
              taken++
              const reach = Math.min(inputs.length, taken + ahead)
              const paths = yield* marksUntil(directory, (found) => found.length >= reach)
              assert.strictEqual(paths.length, reach, `after ${taken} results`)
            })
          )
        )
        yield* reader
        assert.strictEqual(taken, inputs.length)
      })
    })
  ),
  ...[0, 2].map(
    (workers): WorkersCase => ({
      title: `[T1] ${workers} workers: ending the stream early starts no further input`,
      run: Effect.gen(function* () {
        const { directory } = yield* ContractRoot
        const { run } = yield* Workers
        const inputs = Array.from({ length: 200 }, (_, index) => `${directory}/${index}`)
        const first = yield* Stream.runCollect(Stream.take(run(started, inputs, { workers }), 1))
        assert.strictEqual(first.length, 1)
        const after = yield* marks(directory)
        assert.ok(after.length <= 1 + 2 * Math.max(1, workers), `${after.length} started`)
        yield* runAll(double, [1, 2, 3], workers)
        assert.deepStrictEqual(yield* marks(directory), after)
      })
    })
  ),
  ...[
    [0, 0],
    [1, 0],
    [2, 0],
    [2, 2]
  ].map(
    ([workers = 0, ahead = 0]): WorkersCase => ({
      title: `[T1] ${workers} workers, ${ahead} inputs waiting for each: interrupting the stream interrupts its batches, whose finalizers run, and nothing else begins`,
      run: Effect.gen(function* () {
        const { directory } = yield* ContractRoot
        const { run } = yield* Workers
        const count = Math.max(1, workers)
        const inputs = Array.from({ length: 8 }, (_, index) => `${directory}/${index}`)
        const fiber = yield* Effect.forkChild(Stream.runDrain(run(endless, inputs, { workers, ahead })))
        yield* marksUntil(directory, (paths) => paths.length === count)
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* marks(directory), [])
      })
    })
  ),
  {
    title: "[T1] a batch that hears nothing is ended with its worker",
    run: Effect.gen(function* () {
      const { directory } = yield* ContractRoot
      const { run, capabilities } = yield* Workers
      if (!capabilities.parallel) return
      const inputs = [`${directory}/a`, `${directory}/b`, `${directory}/c`]
      const fiber = yield* Effect.forkChild(Stream.runDrain(run(deaf, inputs, { workers: 2 })))
      yield* marksUntil(directory, (paths) => paths.length === 2)
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* marks(directory)).length, 2)
    })
  },
  {
    title: "[T1] a failing batch ends the others of its run",
    run: Effect.gen(function* () {
      const { directory } = yield* ContractRoot
      const { run } = yield* Workers
      const gate = yield* Deferred.make<void>()
      const waiting = Stream.runDrain(run(endless, [`${directory}/a`], { workers: 1 }))
      const both = Effect.all(
        [waiting, Effect.andThen(Deferred.await(gate), Stream.runDrain(run(dies, ["now"], { workers: 1 })))],
        {
          concurrency: 2
        }
      )
      const fiber = yield* Effect.forkChild(Effect.flip(both))
      yield* marksUntil(directory, (paths) => paths.length === 1)
      yield* Deferred.succeed(gate, undefined)
      assertError(yield* Fiber.join(fiber), "defect", dies.name, 0)
      assert.deepStrictEqual(yield* marks(directory), [])
    })
  }
]

export const workersContract: ReadonlyArray<WorkersCase> = [
  {
    title: "[T1] capabilities tell how many workers make sense",
    run: Effect.map(Workers, ({ capabilities }) => {
      assert.ok(Number.isInteger(capabilities.maxWorkers) && capabilities.maxWorkers >= 1)
    })
  },
  ...resultCases,
  ...failureCases,
  ...endingCases
]
