/**
 * Answers to reads, kept as the bytes that were sent: a client that shows a library asks for the same pages again and again.
 *
 * What makes it hard: an answer must never be older than the library, whoever changed it. So each is kept under the library's stamp, which
 * is taken before the read and compared before the answer is given again. The stamp is the answer's tag as well: who has it is told so.
 */
import { type CacheError, LibraryCache, type LibraryCacheShape } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { isUnchanged } from "../bodies/validators.ts"
import { type RecentMap, recentMap } from "../recent-map.ts"

interface Kept {
  /** The opening that answered: the stamps of two say nothing to each other. */
  readonly library: LibraryCacheShape
  readonly stamp: string
  readonly body: Uint8Array<ArrayBuffer>
}

export interface KeptAnswers {
  readonly byAddress: RecentMap<string, Kept>
  /** Tells openings, and runs of the program, apart in tags. */
  readonly nameOf: (library: LibraryCacheShape) => string
}

const mostKept = 512
const mostBytes = 64 * 1024

export const makeKeptAnswers = (): KeptAnswers => {
  const names = new WeakMap<LibraryCacheShape, string>()
  return {
    byAddress: recentMap(mostKept),
    nameOf: (library) => {
      const name = names.get(library) ?? crypto.randomUUID().slice(0, 8)
      names.set(library, name)
      return name
    }
  }
}

const encoder = new TextEncoder()

const headersOf = (etag: string, length?: number): Record<string, string> => ({
  "content-type": "application/json",
  "cache-control": "private, no-cache",
  etag,
  ...(length !== undefined && { "content-length": String(length) })
})

/** The answer to a read at an address: the kept one while it is true, else what `read` finds now. */
export const answerRead = <E, R>(
  kept: KeptAnswers,
  asked: { readonly raw: Request; readonly url: URL },
  read: Effect.Effect<unknown, E, R>
): Effect.Effect<Response, E | CacheError, R | LibraryCache> =>
  Effect.gen(function* () {
    const library = yield* LibraryCache
    const stamp = yield* library.stamp()
    const etag = `W/"${kept.nameOf(library)}-${stamp}"`
    const address = asked.url.pathname + asked.url.search
    const before = kept.byAddress.get(address)
    const isTrue = before !== undefined && before.library === library && before.stamp === stamp
    // Whether there is such a thing at all must have been found out once; a tag could be guessed.
    if (isTrue && isUnchanged(asked.raw.headers, { etag })) return new Response(null, { status: 304, headers: headersOf(etag) })
    const body = isTrue ? before.body : encoder.encode(JSON.stringify(yield* read))
    if (!isTrue && body.length <= mostBytes) kept.byAddress.set(address, { library, stamp, body })
    return new Response(asked.raw.method === "HEAD" ? null : body, { headers: headersOf(etag, body.length) })
  })
