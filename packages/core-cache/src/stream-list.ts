/** Whole lists, however long: the order is read once, what stands in it chunk by chunk, so that one chunk is all that is in memory. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CacheError } from "./cache-error.ts"
import type { ListQuery } from "./filter/list-order.ts"
import { pageNumbers } from "./filter/list-query.ts"
import type { RunRead } from "./library-reads.ts"
import type { Entities } from "./query-cache/list-page.ts"
import type { Reader } from "./reader.ts"
import { readMeta } from "./store/meta.ts"

/** Of releases with their tracks these are some thousands of tracks. */
const chunkSize = 250

const whole = { limit: -1, offset: 0 }

/**
 * All that a list holds, in its order as it was when this began. Each item is as it is when its chunk is read; what is gone by then is left out.
 * Nothing is kept, and no transaction stays open between two chunks, so that a slow reader holds up nobody.
 */
export const streamList = <A>(
  reader: Reader,
  run: RunRead,
  query: () => ListQuery,
  { readOnce }: Entities<A>
): Stream.Stream<ReadonlyArray<A>, CacheError> => {
  const { queries, cache } = reader
  const begin = run(() =>
    queries.inSnapshot(() => ({ nos: pageNumbers(reader, query(), whole).nos, building: readMeta(cache, "generation") }))
  )
  return Stream.unwrap(
    Effect.map(begin, ({ nos, building }) =>
      Stream.mapEffect(Stream.fromIterable(chunksOf(nos)), (chunk) =>
        run(() =>
          queries.inSnapshot(() => {
            // In another building of cache.db these numbers are other tracks'.
            if (readMeta(cache, "generation") !== building) throw builtAnew()
            return readOnce(chunk)
          })
        )
      )
    )
  )
}

const chunksOf = (nos: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> =>
  Array.from({ length: Math.ceil(nos.length / chunkSize) }, (_, i) => nos.slice(i * chunkSize, (i + 1) * chunkSize))

const builtAnew = (): CacheError =>
  new CacheError({
    reason: "busy",
    message: "the cache was built anew while a list was read from it",
    remedy: "Ask for the list again."
  })
