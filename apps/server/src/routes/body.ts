/** JSON that comes with a request: its size, form and shape are checked, in that order. */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Problem } from "../answers/problem.ts"

/** Nothing that is sent to this app is longer. */
const mostBytes = 64 * 1024

const tooLarge = new Problem({
  code: "too-large",
  detail: `A request may bring at most ${mostBytes} bytes.`,
  remedy: "Send less."
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
const misshapen = new Problem({
  code: "bad-request",
  detail: "What was sent has not the right form.",
  remedy: "See /openapi.json."
})

/** Reads as far as is allowed; a length that lies does not matter. Undefined: there is more. */
const readBytes = async (body: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> => {
  const bytes = new Uint8Array(mostBytes)
  let length = 0
  for await (const chunk of body) {
    if (length + chunk.length > mostBytes) return undefined
    bytes.set(chunk, length)
    length += chunk.length
  }
  return bytes.subarray(0, length)
}

const parse = (bytes: Uint8Array): Effect.Effect<unknown, Problem> =>
  Effect.try({ try: (): unknown => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)), catch: () => broken })

const isJson = (contentType: string | null): boolean => /^application\/json\s*(?:;|$)/i.test(contentType ?? "")

/** The request's JSON as the schema describes it. No body at all counts as `{}`. */
export const readJsonBody = <A>(request: Request, schema: Schema.Codec<A>): Effect.Effect<A, Problem> =>
  Effect.gen(function* () {
    const { body } = request
    if (Number(request.headers.get("content-length") ?? 0) > mostBytes) return yield* tooLarge
    const bytes = body === null ? new Uint8Array() : yield* Effect.tryPromise({ try: () => readBytes(body), catch: () => broken })
    if (bytes === undefined) return yield* tooLarge
    if (bytes.length > 0 && !isJson(request.headers.get("content-type"))) return yield* notJson
    const value = bytes.length === 0 ? {} : yield* parse(bytes)
    const options = { onExcessProperty: "error" } as const
    return yield* Effect.mapError(Schema.decodeUnknownEffect(schema)(value, options), () => misshapen)
  })
