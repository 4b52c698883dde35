/** Asks a WebDAV server about resources, and turns what it says into entries. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Entry, EntryProblem } from "../source.ts"
import type { Failing, SourceError } from "../source-error.ts"
import { type DavAnswer, DavAnswerProblem, type DavProperties, type DavResponse, MultistatusReader } from "./multistatus.ts"
import { placeHref } from "./paths.ts"
import { type DavReply, type DavSession, sendDav } from "./session.ts"

/** A server and the folder on it that is the source's root. */
export interface DavPlace {
  readonly session: DavSession
  /** With a slash at the end. */
  readonly rootUrl: string
  readonly root: ReadonlyArray<string>
}

/** The properties of entries and folders that are asked for. */
export const entryProperties = "<d:resourcetype/><d:getcontentlength/><d:getlastmodified/><d:getetag/>"

const propfind = (properties: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><d:propfind xmlns:d="DAV:" xmlns:o="http://owncloud.org/ns"><d:prop>${properties}</d:prop></d:propfind>`

/** Reads an answer to its end, handing on each resource. */
export const readMultistatus = (
  reply: DavReply,
  failing: Failing,
  onResponse: (response: DavResponse) => void
): Effect.Effect<DavAnswer, SourceError> => {
  const reader = new MultistatusReader(onResponse)
  const attempt = <A>(work: () => A): Effect.Effect<A, SourceError> =>
    Effect.suspend(() => {
      try {
        return Effect.succeed(work())
      } catch (cause) {
        return cause instanceof DavAnswerProblem ? Effect.fail(failing(cause.reason, cause.message)) : Effect.die(cause)
      }
    })
  return Effect.andThen(
    Stream.runForEach(reply.body, (chunk) => attempt(() => reader.write(chunk))),
    attempt(() => reader.end())
  )
}

/** What is asked with PROPFIND. */
export interface Asked {
  readonly url: string
  readonly path: string
  readonly depth: 0 | 1
  readonly properties: string
  readonly failing: Failing
}

/** All that a server says to one PROPFIND, and where it came from after redirects. */
export const askProperties = ({ session }: DavPlace, { url, path, depth, properties, failing }: Asked) =>
  Effect.scoped(
    Effect.gen(function* () {
      const reply = yield* sendDav(session, {
        method: "PROPFIND",
        url,
        headers: { depth: String(depth), "content-type": "application/xml; charset=utf-8" },
        body: propfind(properties),
        expected: [200, 207, 405, 501],
        path,
        failing
      })
      if (reply.status !== 207)
        return yield* failing("protocol", `is no WebDAV server: it answered PROPFIND with ${reply.status}`)
      const responses: Array<DavResponse> = []
      yield* readMultistatus(reply, failing, (response) => responses.push(response))
      return { responses, url: reply.url }
    })
  )

/** Weak or not, an ETag names one state; `If-Match` and its strictness are not used. */
export const revisionOfEtag = (etag: string): string => etag.trim().replace(/^W\//, "")

/** Where a server gives no ETag, size and time stand for the content. */
const revisionOf = ({ etag, contentLength, lastModified }: DavProperties): string =>
  etag === undefined ? `${contentLength ?? "?"} ${lastModified ?? "?"}` : revisionOfEtag(etag)

const sizeOf = (text: string | undefined): number | null => {
  const size = text !== undefined && /^\d+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(size) ? size : null
}

/** An HTTP date has whole seconds. */
const timeUs = (text: string | undefined): number | null => {
  const timeMs = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(timeMs) ? null : timeMs * 1000
}

/** A file as an entry. Its id is its path: WebDAV has no other name that every server can be asked by. */
export const toEntry = (path: string, properties: DavProperties): Entry => ({
  id: path,
  path,
  sizeBytes: sizeOf(properties.contentLength),
  modifiedAtUs: timeUs(properties.lastModified),
  revision: revisionOf(properties),
  hash: null
})

/** One resource of an answer, by where it is. */
export type Resource =
  | { readonly kind: "file"; readonly entry: Entry }
  | { readonly kind: "folder"; readonly path: string; readonly revision: string | undefined }
  | { readonly kind: "problem"; readonly problem: EntryProblem }
  | { readonly kind: "gone"; readonly path: string }

/** What one part of an answer says. */
export const toResource = ({ root }: DavPlace, { href, status, properties }: DavResponse): Resource => {
  const placed = placeHref(root, href)
  if (placed.kind === "problem") return { kind: "problem", problem: { path: placed.path, reason: placed.reason } }
  const { path } = placed
  if (status === 404 || status === 410) return { kind: "gone", path }
  if (status !== undefined && status >= 300) return { kind: "problem", problem: { path, reason: "unreadable" } }
  if (properties.isCollection) {
    const { etag } = properties
    return { kind: "folder", path, revision: etag === undefined ? undefined : revisionOfEtag(etag) }
  }
  return { kind: "file", entry: toEntry(path, properties) }
}
