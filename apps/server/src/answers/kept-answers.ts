/**
 * Answers to reads, kept as the bytes that were sent: a client that shows a library asks for the same pages again and again.
 *
 * What makes it hard: an answer must never be older than the library, whoever changed it. So each is kept under the library's stamp, which
 * is taken before the read and compared before the answer is given again. The stamp under which it was found first is its tag: an answer
 * that comes out the same after a change keeps it, so a favourite costs no client the pages that it is not on.
 * Where the library is at hand and needs no token, a kept answer is given without an effect being run: that is most of what it costs.
 * There a stamp also counts for the rest of its millisecond, since asking SQLite what other processes did takes longer than all else; a
 * write over HTTP ends that at once, so whoever wrote reads what they wrote.
 */
import { type CacheError, LibraryCache, type LibraryCacheShape } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { isFromElsewhere } from "../access/gate.ts"
import { dataHeaders } from "../access/headers.ts"
import { isUnchanged } from "../bodies/validators.ts"
import { type RecentMap, recentMap } from "../recent-map.ts"

interface Kept {
  /** The opening that answered: the stamps of two say nothing to each other. */
  readonly library: LibraryCacheShape
  readonly stamp: string
  readonly etag: string
  readonly body: Uint8Array<ArrayBuffer>
  readonly headers: Readonly<Record<string, string>>
}

/** A stamp, and when it was taken. */
interface Seen {
  readonly library: LibraryCacheShape
  readonly stamp: string
  readonly atMs: number
}

export interface KeptAnswers {
  seen: Seen | undefined
  /** By the whole address as it was asked for, the host included: whether that is ours was found out before. */
  readonly byUrl: RecentMap<string, Kept>
  /** Tells openings, and runs of the program, apart in tags. */
  readonly nameOf: (library: LibraryCacheShape) => string
}

const mostKept = 512
const mostBytes = 64 * 1024

export const makeKeptAnswers = (): KeptAnswers => {
  const names = new WeakMap<LibraryCacheShape, string>()
  return {
    seen: undefined,
    byUrl: recentMap(mostKept),
    nameOf: (library) => {
      const name = names.get(library) ?? crypto.randomUUID().slice(0, 8)
      names.set(library, name)
      return name
    }
  }
}

const encoder = new TextEncoder()

const toKept = (library: LibraryCacheShape, name: string, stamp: string, value: unknown): Kept => {
  const body = encoder.encode(JSON.stringify(value))
  const etag = `W/"${name}-${stamp}"`
  const headers = {
    ...dataHeaders,
    "content-type": "application/json",
    "cache-control": "private, no-cache",
    "content-length": String(body.length),
    etag
  }
  return { library, stamp, etag, body, headers }
}

// A plain loop: a callback for each byte took longer than the answer's rendering.
const isEqual = (a: Uint8Array, b: Uint8Array): boolean => {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

const answerKept = (request: Request, { body, etag, headers }: Kept): Response =>
  isUnchanged(request.headers, { etag })
    ? new Response(null, { status: 304, headers: { ...dataHeaders, "cache-control": "private, no-cache", etag } })
    : new Response(request.method === "HEAD" ? null : body, { headers })

/** The answer to a read at an address: the kept one while it is true, else what `read` finds now. */
export const answerRead = <E, R>(
  kept: KeptAnswers,
  request: Request,
  read: Effect.Effect<unknown, E, R>
): Effect.Effect<Response, E | CacheError, R | LibraryCache> =>
  Effect.gen(function* () {
    const library = yield* LibraryCache
    const stamp = yield* library.stamp()
    const before = kept.byUrl.get(request.url)
    if (before?.library === library && before.stamp === stamp) return answerKept(request, before)
    const now = toKept(library, kept.nameOf(library), stamp, yield* read)
    const isSame = before?.library === library && isEqual(before.body, now.body)
    const found = isSame ? { ...before, stamp } : now
    if (found.body.length <= mostBytes) kept.byUrl.set(request.url, found)
    return answerKept(request, found)
  })

const seenForMs = 1

/** The library's stamp, of now or of this millisecond. */
const stampNow = (kept: KeptAnswers, library: LibraryCacheShape): string | undefined => {
  const atMs = performance.now()
  if (kept.seen?.library === library && atMs - kept.seen.atMs < seenForMs) return kept.seen.stamp
  const stamp = Effect.runSyncExit(library.stamp())
  kept.seen = Exit.isSuccess(stamp) ? { library, stamp: stamp.value, atMs } : undefined
  return kept.seen?.stamp
}

/** What is asked for again and has not changed; undefined: it has to be looked into. For an app that asks for no token. */
export const answerAgain = (
  kept: KeptAnswers,
  request: Request,
  library: LibraryCacheShape | undefined
): Response | undefined => {
  if (library === undefined || request.method !== "GET") return undefined
  const before = kept.byUrl.get(request.url)
  if (before?.library !== library || isFromElsewhere(request)) return undefined
  return stampNow(kept, library) === before.stamp ? answerKept(request, before) : undefined
}
