/** A source that fails on purpose, for tests and simulations: before it answers, in the middle, or by saying less than the truth. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { RemoteBytes, Source } from "../source.ts"
import { SourceError, type SourceErrorReason, type SourceOperation } from "../source-error.ts"
import { wrapSource } from "./wrap.ts"

/** What goes wrong with one call. */
export type Fault =
  /** It fails before it has answered anything. */
  | { readonly kind: "fail"; readonly reason: SourceErrorReason; readonly retryAfterMs?: number }
  /** A listing, a feed or a body fails as `interrupted` after so many pages or chunks. */
  | { readonly kind: "interrupt"; readonly after: number }
  /** A listing, a feed or a body just ends after so many pages or chunks. */
  | { readonly kind: "end"; readonly after: number }
  /** It takes this long, milliseconds, and then answers. */
  | { readonly kind: "delay"; readonly lengthMs: number }

/** Decides about each call as it is made, counted from 0 over all calls; undefined: it goes well. */
export type FaultDecision = (operation: SourceOperation, call: number) => Fault | undefined

const cut = <A>(stream: Stream.Stream<A, SourceError>, fault: Fault, failure: SourceError): Stream.Stream<A, SourceError> => {
  if (fault.kind === "end") return Stream.take(stream, fault.after)
  if (fault.kind === "interrupt") return Stream.concat(Stream.take(stream, fault.after), Stream.fail(failure))
  return stream
}

/** The source, with faults. */
export const faulty = (source: Source, decide: FaultDecision): Source => {
  let calls = 0
  const next = (operation: SourceOperation): Fault | undefined => decide(operation, calls++)
  const failure = (operation: SourceOperation, fault: Fault): SourceError =>
    new SourceError({
      reason: fault.kind === "fail" ? fault.reason : "interrupted",
      operation,
      source: source.name,
      detail: "failed on purpose",
      ...(fault.kind === "fail" && fault.retryAfterMs !== undefined ? { retryAfterMs: fault.retryAfterMs } : {})
    })
  const before = (operation: SourceOperation, fault: Fault | undefined): Effect.Effect<void, SourceError> => {
    if (fault?.kind === "fail") return Effect.fail(failure(operation, fault))
    return fault?.kind === "delay" ? Effect.sleep(fault.lengthMs) : Effect.void
  }
  const stream = <A>(operation: SourceOperation, all: Stream.Stream<A, SourceError>): Stream.Stream<A, SourceError> =>
    Stream.suspend(() => {
      const fault = next(operation)
      const told = fault === undefined ? all : cut(all, fault, failure(operation, fault))
      return Stream.concat(Stream.drain(Stream.fromEffect(before(operation, fault))), told)
    })
  const wrapped = wrapSource(source, {
    call: (operation, effect) => Effect.suspend(() => Effect.andThen(before(operation, next(operation)), effect)),
    stream
  })
  return {
    ...wrapped,
    read: (request) =>
      Effect.suspend(() => {
        const fault = next("read")
        const read = Effect.andThen(before("read", fault), source.read(request))
        if (fault === undefined) return read
        return Effect.map(read, (opened): RemoteBytes => ({ ...opened, bytes: cut(opened.bytes, fault, failure("read", fault)) }))
      })
  }
}
