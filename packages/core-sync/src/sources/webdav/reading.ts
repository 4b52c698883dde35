/** Reads a file of a WebDAV server, whole or by a range, and makes sure which state of it that was. */
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { checkedBytes, cutBytes } from "../checked-bytes.ts"
import type { Entry, ReadRequest, RemoteBytes } from "../source.ts"
import type { Failing, SourceError } from "../source-error.ts"
import { encodePath } from "./paths.ts"
import { askProperties, type DavPlace, entryProperties, revisionOfEtag, toResource } from "./resources.ts"
import { type DavReply, sendDav } from "./session.ts"

/** The entry with this id as it is now; undefined when there is none, or a folder. */
export const readEntry = (place: DavPlace, id: string, failing: Failing): Effect.Effect<Entry | undefined, SourceError> => {
  const encoded = encodePath(id)
  if (encoded === undefined) return Effect.succeed(undefined)
  const asked = askProperties(place, {
    url: `${place.rootUrl}${encoded}`,
    path: id,
    depth: 0,
    properties: entryProperties,
    failing
  })
  return asked.pipe(
    Effect.map(({ responses }) => {
      for (const response of responses) {
        const resource = toResource(place, response)
        if (resource.kind === "file" && resource.entry.path === id) return resource.entry
      }
      return undefined
    }),
    // A path through a file, or one that the server's disk cannot have, is as absent as any other.
    Effect.catch((error) => (error.reason === "not-found" ? Effect.succeed(undefined) : Effect.fail(error)))
  )
}

/** `bytes A-B/N`: what came, and of how much. */
const contentRange = (header: string | undefined) => {
  const [, first, last, total] = /^\s*bytes\s+(\d+)-(\d+)\/(\d+|\*)\s*$/i.exec(header ?? "") ?? []
  if (first === undefined || last === undefined || total === undefined) return undefined
  return { from: Number(first), to: Number(last) + 1, total: total === "*" ? null : Number(total) }
}

const numberOf = (header: string | undefined): number | null =>
  header !== undefined && /^\d+$/.test(header) ? Number(header) : null

/**
 * What an answer says of the state of its content, each as it came: a server whose ETag stays the same may still tell another time, and a weak ETag does not
 * vouch for each byte.
 */
const validatorOf = (reply: DavReply): string | null => {
  const etag = reply.header("etag") ?? ""
  const modified = reply.header("last-modified") ?? ""
  return etag === "" && modified === "" ? null : `${etag}\n${modified}`
}

/** What the bytes that are asked for go on from: the one word for it that a server may take. A page would have to be allowed to say it. */
const ifRange = ({ place, request: { continues } }: Wanted): Readonly<Record<string, string>> => {
  if (continues === undefined || place.session.http.capabilities.allHeaders === false) return {}
  const [etag = "", modified = ""] = continues.split("\n")
  const value = etag.startsWith('"') ? etag : modified
  return value === "" ? {} : { "if-range": value }
}

interface Wanted {
  readonly place: DavPlace
  readonly request: ReadRequest
  readonly from: number
  /** Undefined: to the end. */
  readonly to: number | undefined
  readonly failing: Failing
}

/** The revision of what an answer holds. Where it names none the server is asked: its word comes after the answer began. */
const revisionOfReply = ({ place, request, failing }: Wanted, reply: DavReply): Effect.Effect<string, SourceError> => {
  const etag = reply.header("etag")
  if (etag !== undefined) return Effect.succeed(revisionOfEtag(etag))
  return Effect.flatMap(readEntry(place, request.id, failing), (entry) =>
    entry === undefined
      ? Effect.fail(failing("not-found", "has no such file", { path: request.id }))
      : Effect.succeed(entry.revision)
  )
}

const checkRevision = ({ request, failing }: Wanted, revision: string): Effect.Effect<void, SourceError> =>
  request.revision === undefined || request.revision === revision
    ? Effect.void
    : Effect.fail(failing("changed", "the file has changed", { path: request.id }))

type Body = Omit<RemoteBytes, "revision" | "validator">

/** A part, which must be the one that was asked for. */
const partOf = (wanted: Wanted, reply: DavReply): Effect.Effect<Body, SourceError> => {
  const { from, to, failing, request } = wanted
  const range = contentRange(reply.header("content-range"))
  // A page may not be shown the header; then the length that came is all that there is to hold on to.
  const length = numberOf(reply.header("content-length"))
  const isAsked = range === undefined ? wanted.place.session.http.capabilities.allHeaders === false : range.from === from
  const end = range?.to ?? (length === null ? to : from + length)
  if (!isAsked || end === undefined || (to !== undefined && end > to))
    return Effect.fail(failing("protocol", "sent another part of the file than was asked for", { path: request.id }))
  return Effect.succeed({ bytes: checkedBytes(reply.body, end - from, failing), from, totalBytes: range?.total ?? null })
}

/** The whole, from which what was not asked for is cut away; all of it where it does not continue what came before. */
const wholeOf = ({ from: asked, to, failing, request }: Wanted, reply: DavReply): Body => {
  const from = request.continues === undefined ? asked : 0
  const total = reply.header("content-encoding") === undefined ? numberOf(reply.header("content-length")) : null
  const whole = checkedBytes(reply.body, total, failing)
  const isAll = from === 0 && (to === undefined || (total !== null && to >= total))
  const length = (to ?? Number.POSITIVE_INFINITY) - from
  return { bytes: isAll ? whole : cutBytes(whole, from, length), from, totalBytes: total }
}

/** Nothing of the file, but its size and revision. */
const nothingOf = (wanted: Wanted, isRefused: boolean): Effect.Effect<RemoteBytes, SourceError> =>
  Effect.gen(function* () {
    const { place, request, from, failing } = wanted
    const entry = yield* readEntry(place, request.id, failing)
    if (entry === undefined) return yield* failing("not-found", "has no such file", { path: request.id })
    yield* checkRevision(wanted, entry.revision)
    if (isRefused && entry.sizeBytes !== null && entry.sizeBytes > from)
      return yield* failing("protocol", `has no byte ${from} of ${entry.sizeBytes}`, { path: request.id })
    return { bytes: Stream.empty, from, totalBytes: entry.sizeBytes, revision: entry.revision, validator: null }
  })

/** Opens a file's bytes, as the port promises. */
export const readDav = (
  place: DavPlace,
  request: ReadRequest,
  failing: Failing
): Effect.Effect<RemoteBytes, SourceError, Scope.Scope> =>
  Effect.gen(function* () {
    const { id, from = 0, to } = request
    const wanted: Wanted = { place, request, from, to, failing }
    const encoded = encodePath(id)
    if (encoded === undefined) return yield* failing("not-found", "has no such file", { path: id })
    if (to !== undefined && to <= from) return yield* nothingOf(wanted, false)
    const isRange = from > 0 || to !== undefined
    const reply = yield* sendDav(place.session, {
      method: "GET",
      url: `${place.rootUrl}${encoded}`,
      // Compressed parts of a compressed whole would fit nothing.
      headers: {
        "accept-encoding": "identity",
        ...(isRange ? { range: `bytes=${from}-${to === undefined ? "" : to - 1}`, ...ifRange(wanted) } : {})
      },
      expected: [200, 206, 403, 405, 416, 501],
      path: id,
      failing
    })
    // Asked for a folder, servers lead to its listing, which is for people and no file, or know no way to.
    if (reply.url.endsWith("/") || reply.status === 405 || reply.status === 501)
      return yield* failing("not-found", "has no such file", { path: id })
    if (reply.status === 403) return yield* failing("permission", "does not let this be read", { path: id })
    if (reply.status === 416) return yield* nothingOf(wanted, true)
    const revision = yield* revisionOfReply(wanted, reply)
    yield* checkRevision(wanted, revision)
    const bytes = reply.status === 206 ? yield* partOf(wanted, reply) : wholeOf(wanted, reply)
    return { ...bytes, revision, validator: validatorOf(reply) }
  })
