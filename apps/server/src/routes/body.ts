/** What comes with a request, JSON or a picture: its size, form and shape are checked, in that order. */
import type { CoverPicture } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import { Problem } from "../answers/problem.ts"
import { pictureKind } from "../covers/picture-kind.ts"

/** No JSON that is sent to this app is longer, unless its route says so. */
const mostBytes = 64 * 1024

/** Of JSON that names tracks one by one, as a whole queue or the text of a playlist: some 20,000 by their paths, 100,000 by their ids. */
export const mostListBytes = 4 * 1024 * 1024

/** Covers are; more would only be carried through memory. */
const mostPictureBytes = 16 * 1024 * 1024

const tooLargeFor = (bytes: number): Problem =>
  new Problem({ code: "too-large", detail: `A request may bring at most ${bytes} bytes.`, remedy: "Send less." })
const notPicture = new Problem({
  code: "unsupported-media-type",
  detail: "What was sent does not say that it is a JPEG or PNG picture.",
  remedy: "Send image/jpeg or image/png."
})
const notJson = new Problem({
  code: "unsupported-media-type",
  detail: "What was sent does not say that it is JSON.",
  remedy: "Send application/json."
})
const broken = new Problem({
  code: "bad-request",
  detail: "What was sent is no JSON in UTF-8.",
  remedy: "Mend it and send it again."
})
const explain = SchemaIssue.makeFormatterStandardSchemaV1()

const words: ReadonlyMap<string, string> = new Map([
  ["Missing key", "it is missing"],
  ["Expected no excess property", "nothing of this name is taken"]
])

/** Which key is wrong and what is allowed there; what stood there is not repeated, for it may be a token. */
const misshapen = ({ issue }: Schema.SchemaError): Problem => {
  const [first] = explain(issue).issues
  const key = (first?.path ?? []).map(String).join(".")
  const why = words.get(first?.message ?? "") ?? first?.message.replace("Expected ", "expected ").replaceAll(" | ", " or ")
  const where = key === "" ? "" : ` at ${JSON.stringify(key.slice(0, 60))}`
  return new Problem({
    code: "bad-request",
    detail: `What was sent has not the right form${where}: ${why}.`,
    remedy: "See /openapi.json."
  })
}

/** Reads as far as is allowed; a length that lies does not matter. Undefined: there is more. */
const readBytes = async (body: ReadableStream<Uint8Array>, most: number): Promise<Uint8Array | undefined> => {
  const chunks: Array<Uint8Array> = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > most) return undefined
    chunks.push(chunk)
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const brokenPicture = new Problem({
  code: "bad-request",
  detail: "What was sent is no JPEG or PNG picture, whatever it is called.",
  remedy: "Mend it and send it again."
})

const pictureExtensions: ReadonlyMap<string, string> = new Map([
  ["image/jpeg", "jpg"],
  ["image/png", "png"]
])

/** The picture that is the request's body, with the extension that a file of it has: by what its bytes are, so that none gets a wrong name. */
export const readPictureBody = (request: Request): Effect.Effect<CoverPicture, Problem> =>
  Effect.gen(function* () {
    const { body } = request
    if (Number(request.headers.get("content-length") ?? 0) > mostPictureBytes) return yield* tooLargeFor(mostPictureBytes)
    const said = (request.headers.get("content-type") ?? "").toLowerCase().split(";")[0]!.trim()
    if (!pictureExtensions.has(said) || body === null) return yield* notPicture
    const bytes = yield* Effect.tryPromise({ try: () => readBytes(body, mostPictureBytes), catch: () => notPicture })
    if (bytes === undefined) return yield* tooLargeFor(mostPictureBytes)
    const extension = pictureExtensions.get(pictureKind(bytes)?.mime ?? "")
    return extension === undefined ? yield* brokenPicture : { bytes, extension }
  })

const parse = (bytes: Uint8Array): Effect.Effect<unknown, Problem> =>
  Effect.try({ try: (): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), catch: () => broken })

const isJson = (contentType: string | null): boolean => /^application\/json\s*(?:;|$)/i.test(contentType ?? "")

/** The request's JSON as the schema describes it. No body at all counts as `{}`. */
export const readJsonBody = <A>(request: Request, schema: Schema.Codec<A>, most = mostBytes): Effect.Effect<A, Problem> =>
  Effect.gen(function* () {
    const { body } = request
    if (Number(request.headers.get("content-length") ?? 0) > most) return yield* tooLargeFor(most)
    const bytes =
      body === null ? new Uint8Array() : yield* Effect.tryPromise({ try: () => readBytes(body, most), catch: () => broken })
    if (bytes === undefined) return yield* tooLargeFor(most)
    if (bytes.length > 0 && !isJson(request.headers.get("content-type"))) return yield* notJson
    const value = bytes.length === 0 ? {} : yield* parse(bytes)
    const options = { onExcessProperty: "error" } as const
    return yield* Effect.mapError(Schema.decodeUnknownEffect(schema)(value, options), misshapen)
  })

/** Bytes of one of these types, whole; `audio/*` is any of a kind. */
export const readBytesBody = (request: Request, types: ReadonlyArray<string>, most: number): Effect.Effect<Uint8Array, Problem> =>
  Effect.gen(function* () {
    const { body } = request
    if (Number(request.headers.get("content-length") ?? 0) > most) return yield* tooLargeFor(most)
    const said = (request.headers.get("content-type") ?? "").toLowerCase().split(";")[0]!.trim()
    if (!types.some((type) => (type.endsWith("/*") ? said.startsWith(type.slice(0, -1)) : said === type)))
      return yield* otherType(types)
    if (body === null) return new Uint8Array()
    const bytes = yield* Effect.tryPromise({ try: () => readBytes(body, most), catch: () => broken })
    return bytes ?? (yield* tooLargeFor(most))
  })

const otherType = (types: ReadonlyArray<string>): Problem =>
  new Problem({
    code: "unsupported-media-type",
    detail: "What was sent is not of a type that is taken here.",
    remedy: `Send ${types.join(" or ")}.`
  })
