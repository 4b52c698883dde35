/** A source as a program meets it in a simulated life: everything comes in some order, in small pieces, late, in part, or not at all. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import type { RemoteBytes, Source } from "../../src/sources/source.ts"
import { faulty } from "../../src/sources/wrappers/faulty.ts"
import { pausing } from "../../src/sources/wrappers/pausing.ts"
import { retrying } from "../../src/sources/wrappers/retrying.ts"
import type { SyncOperation } from "./operations.ts"
import type { Program } from "./program.ts"

const pieceBytes = 700

const inPieces = (body: RemoteBytes): RemoteBytes => ({
  ...body,
  bytes: Stream.flatMap(body.bytes, (chunk) =>
    Stream.fromIterable(
      Array.from({ length: Math.ceil(chunk.length / pieceBytes) }, (_, i) => chunk.subarray(i * pieceBytes, (i + 1) * pieceBytes))
    )
  )
})

const shuffled = <A>(random: Random, items: ReadonlyArray<A>): ReadonlyArray<A> => {
  const left = [...items]
  return items.flatMap(() => left.splice(random.below(left.length), 1))
}

/** The order within a page means nothing, and neither does who is answered first. */
const reordered = (source: Source, order: number): Source => {
  const random = seeded(order)
  const anyTurns = Effect.suspend(() => Effect.repeat(Effect.yieldNow, { times: random.below(3) }))
  return {
    ...source,
    list: (options) => Stream.map(source.list(options), (page) => ({ ...page, entries: shuffled(random, page.entries) })),
    changes: (cursor) =>
      Stream.map(source.changes(cursor), (page) => ({
        ...page,
        upserts: shuffled(random, page.upserts),
        removals: shuffled(random, page.removals)
      })),
    read: (request) => Effect.map(Effect.andThen(anyTurns, source.read(request)), inPieces)
  }
}

/** The source with an operation's weather, behind what every program puts around a source. */
export const weatheredSource = (source: Source, program: Program, { order, faults }: SyncOperation): Source => {
  const stormy = faulty(
    reordered(source, order),
    (_, call) => faults.find(({ from, times }) => call >= from && call < from + times)?.fault
  )
  return retrying(pausing(program.source(stormy), 8))
}
