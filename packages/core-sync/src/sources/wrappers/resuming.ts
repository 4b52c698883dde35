/**
 * Reads on where a body broke off: at the byte that is missing, of the same revision, after waits as between all attempts. Whoever reads sees one
 * body, and fails only where nothing more comes.
 *
 * What makes it hard: attempts that bring the file further must not count, or a bad line never gets a large file; and those that bring a byte each
 * must, or it goes on for ever. What an attempt holds is let go of before the next, since the number of open bodies is limited.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { cutBytes } from "../checked-bytes.ts"
import type { ReadRequest, RemoteBytes, Source } from "../source.ts"
import { failingAs, type SourceError } from "../source-error.ts"
import { decideWaitMs, type RetryPolicy, usualRetries } from "./backoff.ts"

/** So many bytes are progress, however much is missing. */
const progressBytes = 64 * 1024

type Chunks = Effect.Success<ReturnType<typeof Stream.toPull<Uint8Array, SourceError, never>>>

/** A body that is open, and what it holds. */
interface Opened {
  readonly body: RemoteBytes
  readonly scope: Scope.Closeable
}

interface Reading {
  readonly source: Source
  readonly request: ReadRequest
  readonly policy: RetryPolicy
  /** What was opened first: all that follows must be of that. */
  readonly first: RemoteBytes
  readonly outer: Scope.Scope
}

const openIn = (source: Source, request: ReadRequest, outer: Scope.Scope): Effect.Effect<Opened, SourceError> =>
  Effect.gen(function* () {
    const scope = yield* Scope.fork(outer)
    const body = yield* Effect.onExit(Scope.provide(source.read(request), scope), (exit) =>
      Exit.isSuccess(exit) ? Effect.void : Scope.close(scope, exit)
    )
    return { body, scope }
  })

/** The bytes from a position on, of an answer that may begin before it. */
const from = ({ source, request, first }: Reading, body: RemoteBytes, at: number) => {
  const failing = failingAs(source.name, "read")
  const isOther = body.totalBytes !== null && first.totalBytes !== null && body.totalBytes !== first.totalBytes
  if (body.revision !== first.revision || body.validator !== first.validator || isOther)
    return Stream.fail(failing("changed", "the file has changed", { path: request.id }))
  if (body.from > at)
    return Stream.fail(failing("protocol", "sent another part of the file than was asked for", { path: request.id }))
  return body.from === at ? body.bytes : cutBytes(body.bytes, at - body.from, Number.POSITIVE_INFINITY)
}

/** Was an attempt one that brings the whole nearer: with a fair number of bytes, or half of what was missing? */
const isProgress = (came: number, missing: number | null): boolean =>
  came >= progressBytes || (missing !== null && came > 0 && came * 2 >= missing - 1)

const resumed = (reading: Reading, opened: Opened): Stream.Stream<Uint8Array, SourceError> => {
  const { source, request, policy, first, outer } = reading
  const end = request.to ?? first.totalBytes
  const beginAt = Effect.fnUntraced(function* ({ body, scope }: Opened, at: number) {
    return { scope, chunks: yield* Scope.provide(Stream.toPull(from(reading, body, at)), scope) }
  })
  const pulling = Effect.gen(function* () {
    let at = first.from
    let beganAt = at
    let failed = 0
    let held: { readonly scope: Scope.Closeable; readonly chunks: Chunks } = yield* beginAt(opened, at)
    const again = Effect.fnUntraced(function* (error: SourceError) {
      failed = isProgress(at - beganAt, end === null ? null : end - beganAt) ? 1 : failed + 1
      const waitMs = error.reason === "interrupted" ? yield* decideWaitMs(policy, failed, undefined) : undefined
      if (waitMs === undefined) return yield* error
      yield* Scope.close(held.scope, Exit.fail(error))
      yield* Effect.sleep(waitMs)
      beganAt = at
      const { revision, validator } = first
      const onward = { ...request, from: at, revision, ...(validator !== null && { continues: validator }) }
      held = yield* beginAt(yield* openIn(source, onward, outer), at)
    })
    const next: Chunks = Effect.suspend(() => held.chunks).pipe(
      Effect.tap((chunks) =>
        Effect.sync(() => {
          for (const chunk of chunks) at += chunk.length
        })
      ),
      Effect.catchTag("SourceError", (error) =>
        Effect.andThen(
          again(error),
          Effect.suspend(() => next)
        )
      )
    )
    return next
  })
  return Stream.fromPull(pulling)
}

/** The source, whose bodies are read on where they break off. */
export const resuming = (source: Source, policy: RetryPolicy = usualRetries): Source => ({
  ...source,
  read: (request) =>
    Effect.gen(function* () {
      const outer = yield* Effect.scope
      const opened = yield* openIn(source, request, outer)
      const reading = { source, request, policy, first: opened.body, outer }
      return { ...opened.body, bytes: resumed(reading, opened) }
    })
})
