/** Bytes as they come, held to what was promised of them. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Failing, SourceError } from "./source-error.ts"

/**
 * Passes exactly `expected` bytes on, or fails: as `interrupted` when fewer came, as `protocol` when there are more. Null: nothing was promised.
 */
export const checkedBytes = (
  bytes: Stream.Stream<Uint8Array, SourceError>,
  expected: number | null,
  failing: Failing
): Stream.Stream<Uint8Array, SourceError> => {
  if (expected === null) return bytes
  return Stream.suspend(() => {
    let received = 0
    const passed = Stream.mapEffect(bytes, (chunk) => {
      received += chunk.length
      return received > expected
        ? Effect.fail(failing("protocol", `sent more than the ${expected} bytes that it promised`))
        : Effect.succeed(chunk)
    })
    const end = Effect.suspend(() =>
      received < expected ? Effect.fail(failing("interrupted", `sent ${received} of ${expected} bytes`)) : Effect.void
    )
    return Stream.concat(passed, Stream.drain(Stream.fromEffect(end)))
  })
}

/** The part from `skip` on, `length` bytes of it and no more; what follows is not waited for. */
export const cutBytes = <E>(bytes: Stream.Stream<Uint8Array, E>, skip: number, length: number): Stream.Stream<Uint8Array, E> => {
  if (length <= 0) return Stream.empty
  return Stream.suspend(() => {
    let at = 0
    const end = skip + length
    return bytes.pipe(
      Stream.map((chunk) => {
        const start = Math.max(0, skip - at)
        const stop = Math.min(chunk.length, end - at)
        at += chunk.length
        return chunk.subarray(start, Math.max(start, stop))
      }),
      Stream.takeUntil(() => at >= end),
      Stream.filter((chunk) => chunk.length > 0)
    )
  })
}
