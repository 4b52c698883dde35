/**
 * A conversation with one real worker, whatever kind it is: greeting, inputs that are answered in the order of asking, ending.
 *
 * Ending a worker in the middle of a batch asks it to stop first, so that the batch's finalizers can remove temporary files; a batch that
 * does not hear (a plain loop) is ended after `stopGraceMs` anyway.
 */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type FromWorker, fromDefect, type ToWorker } from "./protocol.ts"
import type { Ask, StartWorker } from "./run-batches.ts"
import { WorkerError } from "./workers.ts"

/** The worker is gone. */
export interface Lost {
  readonly kind: "lost"
  readonly cause: unknown
}

/** What a kind of worker has to offer. */
export interface Link {
  /** A name under which the worker is to take a lock, where that is how its death is seen. */
  readonly lock: string | undefined
  /** Throws when the message cannot be cloned. */
  readonly post: (message: ToWorker) => void
  /** Called once, before anything is posted. */
  readonly listen: (listener: (event: FromWorker | Lost) => void) => void
  readonly end: Effect.Effect<void>
}

const stopGraceMs = 700
const endGraceMs = 250
/** An entry module that never serves would be waited for without end. */
const startTimeoutMs = 30_000

interface Conversation {
  readonly link: Link
  /** Posts, and answers the first event that `wanted` takes, or that the worker is gone. */
  readonly exchange: (message: ToWorker, wanted: FromWorker["kind"] | "answer") => Effect.Effect<FromWorker | Lost>
  readonly isBusy: () => boolean
}

const isWanted = (event: FromWorker | Lost, wanted: FromWorker["kind"] | "answer"): boolean =>
  event.kind === "lost" || event.kind === wanted || (wanted === "answer" && (event.kind === "done" || event.kind === "failed"))

/** Someone who waits for an event. Who has given up stays in the row: the answer is still to come, and is nobody else's. */
interface Waiting {
  readonly wanted: FromWorker["kind"] | "answer"
  receive: (event: FromWorker | Lost) => void
}

const converse = (link: Link): Conversation => {
  let lost: Lost | undefined
  let waiting: ReadonlyArray<Waiting> = []
  const take = (event: FromWorker | Lost): ReadonlyArray<Waiting> => {
    const taken = event.kind === "lost" ? waiting : waiting.filter(({ wanted }) => isWanted(event, wanted)).slice(0, 1)
    // What was under way when the worker stopped has no answer.
    waiting = event.kind === "stopped" ? [] : waiting.filter((one) => !taken.includes(one))
    return taken
  }
  link.listen((event) => {
    if (event.kind === "lost") lost ??= event
    for (const { receive } of take(event)) receive(event)
  })
  return {
    link,
    isBusy: () => lost === undefined && waiting.some(({ wanted }) => wanted === "answer"),
    exchange: (message, wanted) =>
      Effect.callback<FromWorker | Lost>((resume) => {
        if (lost !== undefined) {
          resume(Effect.succeed(lost))
          return
        }
        const one: Waiting = { wanted, receive: (event) => resume(Effect.succeed(event)) }
        link.post(message)
        waiting = [...waiting, one]
        return Effect.sync(() => {
          one.receive = () => undefined
        })
      })
  }
}

/** Gives up waiting after a time, also where interruption is masked. */
const within = <A>(effect: Effect.Effect<A>, limitMs: number): Effect.Effect<unknown> =>
  Effect.raceFirst(Effect.interruptible(effect), Effect.sleep(limitMs))

const end = (conversation: Conversation): Effect.Effect<void> =>
  Effect.suspend(() =>
    conversation.isBusy() ? within(conversation.exchange({ kind: "stop" }, "stopped"), stopGraceMs) : Effect.void
  ).pipe(Effect.andThen(within(conversation.link.end, endGraceMs)), Effect.asVoid)

const makeAsk =
  (conversation: Conversation): Ask =>
  <I, O>(batch: { readonly name: string; readonly run: unknown }, input: I, index: number) => {
    const failure = (reason: WorkerError["reason"], cause?: unknown): Effect.Effect<never, WorkerError> =>
      Effect.fail(new WorkerError({ reason, batch: batch.name, input: index, ...(cause === undefined ? {} : { cause }) }))
    return conversation.exchange({ kind: "run", batch: batch.name, input }, "answer").pipe(
      // The input cannot be cloned: a bug of whoever made it.
      Effect.catchDefect((error) => failure("defect", error)),
      Effect.flatMap((event): Effect.Effect<O, WorkerError> => {
        if (event.kind === "done") return Effect.succeed(event.output as O)
        if (event.kind === "failed") return failure(event.reason, event.defect && fromDefect(event.defect))
        return failure("crashed", event.kind === "lost" ? event.cause : undefined)
      })
    )
  }

/** Starts workers that `open` makes. */
export const startLinked =
  (open: () => Link): StartWorker =>
  (batch, index) => {
    const cannotStart = (cause: unknown) => new WorkerError({ reason: "cannot-start", batch, input: index, cause })
    const opened: Effect.Effect<Conversation, WorkerError, Scope.Scope> = Effect.acquireRelease(
      Effect.try({ try: () => converse(open()), catch: cannotStart }),
      end
    )
    return Effect.gen(function* () {
      const conversation = yield* opened
      const greeting = yield* conversation.exchange({ kind: "hello", lock: conversation.link.lock }, "ready").pipe(
        Effect.timeoutOrElse({
          duration: startTimeoutMs,
          orElse: () => Effect.succeed({ kind: "lost", cause: undefined } as const)
        })
      )
      if (greeting.kind === "lost")
        return yield* Effect.fail(cannotStart(greeting.cause ?? new Error("the worker does not answer")))
      return makeAsk(conversation)
    })
  }
