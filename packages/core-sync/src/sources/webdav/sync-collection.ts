/**
 * The change feed of a WebDAV server that keeps one (RFC 6578): a token stands for a moment, and the server tells what differs since.
 *
 * What makes it hard: a removed folder is told by its name alone, and a folder that was moved here may be too; so a removal is told as an entry
 * and as a folder, and a folder that is told is looked through. An answer may be cut short by the server, which then says from where to go on.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type ChangePage, type Entry, type EntryProblem, maxPageEntries, type Removal } from "../source.ts"
import type { Failing, SourceError } from "../source-error.ts"
import type { DavResponse } from "./multistatus.ts"
import { askProperties, type DavPlace, entryProperties, readMultistatus, toResource } from "./resources.ts"
import { sendDav } from "./session.ts"
import { walkDav } from "./walk.ts"

const cursorPrefix = "token:"

/** A server that tells the same part for ever is not followed for ever. */
const mostParts = 10_000

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)

/** Text that XML can carry: no controls but tab and line breaks. */
const isXmlText = (text: string): boolean =>
  text.isWellFormed() && ![...text].some((letter) => letter < " " && !"\t\n\r".includes(letter))

const reportBody = (token: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><d:sync-collection xmlns:d="DAV:"><d:sync-token>${escapeXml(token)}</d:sync-token><d:sync-level>infinite</d:sync-level><d:prop>${entryProperties}</d:prop></d:sync-collection>`

interface Part {
  readonly responses: ReadonlyArray<DavResponse>
  readonly token: string
  /** The server has more to tell, from this token on. */
  readonly isCut: boolean
}

const expired = (failing: Failing): SourceError => failing("cursor-expired", "no longer knows what happened since the last sync")

/** A refusal of a token says so in its body; a server that only says no has forgotten it just as much. */
const readPart = (place: DavPlace, token: string, failing: Failing): Effect.Effect<Part, SourceError> =>
  Effect.scoped(
    Effect.gen(function* () {
      const reply = yield* sendDav(place.session, {
        method: "REPORT",
        url: place.rootUrl,
        headers: { depth: "0", "content-type": "application/xml; charset=utf-8" },
        body: reportBody(token),
        expected: [207, 400, 403, 409, 410, 412],
        path: "",
        failing
      })
      const responses: Array<DavResponse> = []
      if (reply.status !== 207) return yield* expired(failing)
      const answer = yield* readMultistatus(reply, failing, (response) => responses.push(response))
      if (answer.syncToken === undefined) return yield* failing("protocol", "told changes without saying up to when")
      const isRoot = (response: DavResponse): boolean => {
        const resource = toResource(place, { ...response, status: undefined })
        return (
          (resource.kind === "folder" || resource.kind === "file") &&
          (resource.kind === "folder" ? resource.path : resource.entry.path) === ""
        )
      }
      const isCut = responses.some((response) => response.status === 507 && isRoot(response))
      return { responses: responses.filter((response) => !isRoot(response)), token: answer.syncToken, isCut }
    })
  )

interface Told {
  readonly upserts: ReadonlyArray<Entry>
  readonly removals: ReadonlyArray<Removal>
  readonly problems: ReadonlyArray<EntryProblem>
}

/** What one part tells; folders are walked. */
const toTold = (place: DavPlace, part: Part, failing: Failing): Effect.Effect<Told, SourceError> =>
  Effect.gen(function* () {
    const resources = part.responses.map((response) => toResource(place, response))
    const upserts = resources.flatMap((resource) => (resource.kind === "file" ? [resource.entry] : []))
    const problems = resources.flatMap((resource) => (resource.kind === "problem" ? [resource.problem] : []))
    const removals = resources.flatMap(
      (resource): ReadonlyArray<Removal> =>
        resource.kind === "gone"
          ? [
              { kind: "entry", id: resource.path },
              { kind: "folder", path: resource.path }
            ]
          : []
    )
    const folders = resources.flatMap((resource) => (resource.kind === "folder" ? [resource.path] : []))
    const isOutermost = (path: string): boolean => !folders.some((other) => other !== path && path.startsWith(`${other}/`))
    const walked = yield* Effect.forEach(folders.filter(isOutermost), (from) =>
      Stream.runCollect(walkDav({ place, failing, concurrency: 4, last: undefined, from }))
    )
    const pages = walked.flat()
    return {
      upserts: [...upserts, ...pages.flatMap((page) => page.entries)],
      removals,
      problems: [...problems, ...pages.flatMap((page) => page.problems)]
    }
  })

/** Pages of one part; within the part what is there has the last word, so removals come first. */
const toPages = ({ upserts, removals, problems }: Told, next: string | undefined): ReadonlyArray<ChangePage> => {
  const chunks = <A>(all: ReadonlyArray<A>): ReadonlyArray<ReadonlyArray<A>> =>
    Array.from({ length: Math.ceil(all.length / maxPageEntries) }, (_, at) =>
      all.slice(at * maxPageEntries, (at + 1) * maxPageEntries)
    )
  const pages: Array<ChangePage> = [
    ...chunks(removals).map((some) => ({ upserts: [], removals: some, problems: [], next: undefined })),
    ...chunks(upserts).map((some) => ({ upserts: some, removals: [], problems: [], next: undefined }))
  ]
  return [...pages, { upserts: [], removals: [], problems, next }]
}

/** What happened since a cursor. */
export const reportChanges = (place: DavPlace, cursor: string, failing: Failing): Stream.Stream<ChangePage, SourceError> => {
  const token = cursor.slice(cursorPrefix.length)
  if (!cursor.startsWith(cursorPrefix) || !isXmlText(token)) return Stream.fail(expired(failing))
  return Stream.flatMap(
    Stream.paginate({ token, parts: 0 }, (at: { readonly token: string; readonly parts: number }) =>
      Effect.gen(function* () {
        const part = yield* readPart(place, at.token, failing)
        if (part.isCut && (part.token === at.token || at.parts >= mostParts))
          return yield* failing("protocol", "tells changes without end")
        const told = yield* toTold(place, part, failing)
        const pages = toPages(told, part.isCut ? undefined : `${cursorPrefix}${part.token}`)
        return [[pages], part.isCut ? Option.some({ token: part.token, parts: at.parts + 1 }) : Option.none()] as const
      })
    ),
    Stream.fromArray
  )
}

/** The cursor of this moment. */
export const currentToken = (place: DavPlace, failing: Failing): Effect.Effect<string, SourceError> =>
  Effect.gen(function* () {
    const { responses } = yield* askProperties(place, {
      url: place.rootUrl,
      path: "",
      depth: 0,
      properties: "<d:sync-token/>",
      failing
    })
    const token = responses[0]?.properties.syncToken
    if (token === undefined) return yield* failing("protocol", "has no token for its changes")
    return `${cursorPrefix}${token}`
  })

/** Does the server really tell changes of the whole tree below the root? Some offer the report and refuse the tree. */
export const tellsChanges = (place: DavPlace, failing: Failing): Effect.Effect<boolean, SourceError> =>
  Effect.gen(function* () {
    const cursor = yield* currentToken(place, failing)
    yield* readPart(place, cursor.slice(cursorPrefix.length), failing)
    return true
  }).pipe(
    Effect.catch((error) =>
      error.reason === "cursor-expired" || error.reason === "protocol" ? Effect.succeed(false) : Effect.fail(error)
    )
  )
