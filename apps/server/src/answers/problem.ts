/**
 * What goes wrong, as HTTP says it (RFC 9457): a status, a code that programs may rely on, and a sentence for people.
 *
 * Sentences are made here and not taken from an error below: those name files and processes of the server's machine, which is for the
 * one who sits at it. The exceptions: who holds the library, since a second scan has to be told that, and what is wrong with a call that is
 * about no file.
 */
import type { CacheError, InvalidFilter, Loss } from "@deadwax/core-cache"
import * as Data from "effect/Data"
import * as Schema from "effect/Schema"

/** Names of problems; scripts may rely on them. */
export const ProblemCode = Schema.Literals([
  "bad-request",
  "invalid-filter",
  "unauthorised",
  "forbidden-host",
  "cross-site",
  "not-found",
  "vanished",
  "unreadable",
  "no-cover",
  "no-lyrics",
  "method-not-allowed",
  "busy",
  "mass-change",
  "too-large",
  "uri-too-long",
  "unsupported-media-type",
  "range-not-satisfiable",
  "too-many-attempts",
  "too-many-streams",
  "offline",
  "rebuilding",
  "unavailable",
  "storage",
  "source-failed",
  "cancelled",
  "internal"
])
export type ProblemCode = typeof ProblemCode.Type

/**
 * With `mass-change`: what would go, by directories below the root of the library, or of the source (what lies in it itself: ""). `names`: of a
 * source, the first twenty paths.
 */
const LossBody = Schema.Struct({
  tracks: Schema.Int,
  total: Schema.Int,
  directories: Schema.Array(Schema.Struct({ name: Schema.String, tracks: Schema.Int })),
  otherDirectories: Schema.Int,
  names: Schema.optionalKey(Schema.Array(Schema.String))
}).annotate({ identifier: "Loss" })

/** With `mass-change`: what would move in playlists, of all their entries, by playlist. */
const MovesBody = Schema.Struct({
  entries: Schema.Int,
  total: Schema.Int,
  playlists: Schema.Array(Schema.Struct({ name: Schema.String, entries: Schema.Int })),
  otherPlaylists: Schema.Int
}).annotate({ identifier: "Moves" })

/** With `invalid-filter`: where in the text (UTF-16 units from 0; `length` 0 where something is missing), and what was expected there. */
const PlaceBody = Schema.Struct({ position: Schema.Int, length: Schema.Int, expected: Schema.String }).annotate({
  identifier: "Place"
})

/** The body of every answer that is not a success. */
export const ProblemBody = Schema.Struct({
  type: Schema.String,
  title: Schema.String,
  status: Schema.Int,
  code: ProblemCode,
  detail: Schema.String,
  remedy: Schema.String,
  loss: Schema.optionalKey(LossBody),
  moves: Schema.optionalKey(MovesBody),
  place: Schema.optionalKey(PlaceBody)
}).annotate({ identifier: "Problem" })
export type ProblemBody = typeof ProblemBody.Type

interface ProblemKind {
  readonly status: number
  readonly title: string
}

/** The statuses and titles of all problems. */
export const problemKinds: Readonly<Record<ProblemCode, ProblemKind>> = {
  "bad-request": { status: 400, title: "The request makes no sense" },
  "invalid-filter": { status: 400, title: "The filter makes no sense" },
  unauthorised: { status: 401, title: "A token is needed" },
  "forbidden-host": { status: 403, title: "This name is not served" },
  "cross-site": { status: 403, title: "Another site may not ask this" },
  "not-found": { status: 404, title: "There is no such thing" },
  vanished: { status: 404, title: "The file is gone" },
  unreadable: { status: 403, title: "The file cannot be read" },
  "no-cover": { status: 404, title: "There is no cover" },
  "no-lyrics": { status: 404, title: "There are no lyrics" },
  "method-not-allowed": { status: 405, title: "This cannot be done here" },
  busy: { status: 409, title: "The library is busy" },
  "mass-change": { status: 409, title: "Too much would be removed" },
  "too-large": { status: 413, title: "The request is too large" },
  "uri-too-long": { status: 414, title: "The address is too long" },
  "unsupported-media-type": { status: 415, title: "That form is not understood" },
  "range-not-satisfiable": { status: 416, title: "The file has no such part" },
  "too-many-attempts": { status: 429, title: "Too many wrong tokens" },
  "too-many-streams": { status: 503, title: "Too many streams are open" },
  offline: { status: 503, title: "The library's storage is offline" },
  rebuilding: { status: 503, title: "The library is being read from its files" },
  unavailable: { status: 503, title: "The library cannot be read at the moment" },
  storage: { status: 507, title: "The server's storage failed" },
  "source-failed": { status: 502, title: "A source cannot be synced" },
  cancelled: { status: 409, title: "It was ended before it was done" },
  internal: { status: 500, title: "A bug in Deadwax" }
}

/** An expected failure of a request. `headers` go with the answer, as `Allow` or `Retry-After`. */
export class Problem extends Data.TaggedError("Problem")<{
  readonly code: ProblemCode
  /** One sentence for a person: what happened. Holds no path of the server's, and of what was sent names and ids at most. */
  readonly detail: string
  /** One sentence: what to do about it. */
  readonly remedy: string
  readonly headers?: Readonly<Record<string, string>>
  readonly loss?: (Loss & Pick<typeof LossBody.Type, "names">) | undefined
  readonly moves?: typeof MovesBody.Type
  readonly place?: typeof PlaceBody.Type
}> {
  get status(): number {
    return problemKinds[this.code].status
  }
}

export const bodyOf = ({ code, detail, remedy, loss, moves, place }: Problem): ProblemBody => ({
  type: `urn:deadwax:problem:${code}`,
  title: problemKinds[code].title,
  status: problemKinds[code].status,
  code,
  detail,
  remedy,
  ...(loss !== undefined && { loss }),
  ...(moves !== undefined && { moves }),
  ...(place !== undefined && { place })
})

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`

/** What is wrong with a filter; its sentences hold nothing of what was sent. */
export const fromInvalidFilter = ({ message, remedy, position, length, expected }: InvalidFilter): Problem =>
  new Problem({ code: "invalid-filter", detail: sentence(message), remedy, place: { position, length, expected } })

/** A call that makes no sense, and is about no file: there is nothing in it that who asked may not read. */
export const isAskersOwn = ({ reason, path }: CacheError): boolean => reason === "usage" && path === undefined

const senseless = (error: CacheError): Problem =>
  isAskersOwn(error)
    ? new Problem({ code: "bad-request", detail: sentence(error.message), remedy: error.remedy })
    : new Problem({
        code: "bad-request",
        detail: "The library cannot do what was asked, because of a file.",
        remedy: "Look into the server's log: it says which, and what to do."
      })

/** Most failures of storage that name a file are about that file alone, as about a playlist that is no valid TOML. */
const unstored = ({ path }: CacheError): Problem =>
  path === undefined
    ? new Problem({
        code: "storage",
        detail: "A disk of the server failed or is full.",
        remedy: "Look into the server's log: it says which."
      })
    : new Problem({
        code: "storage",
        detail: "A file on the server cannot be used or written as it is, or its disk failed or is full.",
        remedy: "Look into the server's log: it says which file, and what to do."
      })

const retrySoon = { "retry-after": "2" }

/** What a failure of the library means to who asked over HTTP. */
export const fromCacheError = (error: CacheError): Problem => {
  switch (error.reason) {
    case "usage":
      return senseless(error)
    case "offline":
      return new Problem({
        code: "offline",
        detail: "The disk that holds the music is not there; lists and search go on from what is known.",
        remedy: "Connect it and try again.",
        headers: { "retry-after": "30" }
      })
    case "mass-change":
      return new Problem({
        code: "mass-change",
        detail: "A large part of the library's tracks, or all of them, would go; nothing was removed.",
        remedy: "If their disk is only away, bring it back. If they are meant to go, scan again with allowRemoval.",
        loss: error.loss
      })
    case "busy":
      return new Problem({
        code: "busy",
        detail: `It cannot be done now: ${error.message}.`,
        remedy: "Try again when that has finished.",
        headers: retrySoon
      })
    case "damaged":
    case "newer":
    case "not-initialised":
      return new Problem({
        code: "unavailable",
        detail: "The library's databases cannot be used as they are.",
        remedy: "Look into the server's log: it says why, and what to do.",
        headers: retrySoon
      })
    case "storage":
      return unstored(error)
  }
}

export const answerProblem = (problem: Problem): Response =>
  new Response(JSON.stringify(bodyOf(problem)), {
    status: problem.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...problem.headers }
  })
