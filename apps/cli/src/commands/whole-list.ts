/**
 * `--all`: a list of any length goes out as it is read, so that neither its length nor a slow reader costs memory. A table on a terminal is measured
 * whole first: its columns are as wide as what stands in them.
 */
import type { PageRequest } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Failure } from "../errors/failure.ts"
import { printJsonStream } from "../print/rows.ts"
import { type OutputClosed, Screen } from "../print/screen.ts"

/** Prints a chunk of rows in a pipe. */
type PrintRows<T> = (rows: ReadonlyArray<T>) => Effect.Effect<void, OutputClosed | Failure, Screen>

/** Prints all of a list, in JSON or as rows in a pipe. Answers how many there were. */
const printWhole = Effect.fnUntraced(function* <T, E, R>(chunks: Stream.Stream<ReadonlyArray<T>, E, R>, print: PrintRows<T>) {
  const { manner } = yield* Screen
  if (manner.json) return yield* printJsonStream(chunks)
  let total = 0
  yield* Stream.runForEach(chunks, (rows) => {
    total += rows.length
    return print(rows)
  })
  return total
})

/** Is all of a list wanted where it can go out as it is read? */
const goesOutAsRead = Effect.fnUntraced(function* ({ all = false }: PageRequest) {
  const { manner, outIsTerminal } = yield* Screen
  return all && (manner.json || !outIsTerminal)
})

/** A list by its request: streamed where all of it is wanted in a pipe, else as the page that `page` prints. Answers how many it has. */
export const printList = Effect.fnUntraced(function* <T, E, R, E2, R2>(
  request: PageRequest,
  whole: { readonly chunks: () => Stream.Stream<ReadonlyArray<T>, E, R>; readonly print: PrintRows<T> },
  page: Effect.Effect<number, E2, R2>
) {
  return (yield* goesOutAsRead(request)) ? yield* printWhole(whole.chunks(), whole.print) : yield* page
})
