/** Answers with a file: whole, a range of it, or the word that who asks has it already. */
import type { Body } from "@deadwax/core-async"
import { Problem } from "../answers/problem.ts"
import { decideRange } from "./range.ts"
import { httpDate, isRangeCurrent, isUnchanged, type Validators } from "./validators.ts"

/** What the answer says of the body besides its bytes. */
export interface BodyDescription {
  readonly mime: string
  readonly cacheControl: string
}

/** A file is told from another state of itself by size and time, which the clock of a disk makes unique enough to resume by. */
export const validatorsOf = ({ sizeBytes, modifiedAtUs }: Pick<Body, "sizeBytes" | "modifiedAtUs">): Validators => ({
  etag: `"${sizeBytes.toString(36)}-${modifiedAtUs.toString(36)}"`,
  lastModified: httpDate(modifiedAtUs)
})

const rangeMissing = (sizeBytes: number): Problem =>
  new Problem({
    code: "range-not-satisfiable",
    detail: `The file has ${sizeBytes} bytes.`,
    remedy: "Ask for bytes that it has.",
    headers: { "content-range": `bytes */${sizeBytes}`, "accept-ranges": "bytes" }
  })

/** Takes the body over. Answers a problem for a range that it does not have. */
export const answerBody = (body: Body, request: Request, { mime, cacheControl }: BodyDescription): Response | Problem => {
  const validators = validatorsOf(body)
  const headers = new Headers({ "accept-ranges": "bytes", "cache-control": cacheControl, etag: validators.etag })
  if (validators.lastModified !== undefined) headers.set("last-modified", validators.lastModified)
  if (isUnchanged(request.headers, validators)) {
    body.close()
    return new Response(null, { status: 304, headers })
  }
  const asked = isRangeCurrent(request.headers, validators) ? request.headers.get("range") : null
  const range = decideRange(asked, body.sizeBytes)
  if (range.kind === "none") {
    body.close()
    return rangeMissing(body.sizeBytes)
  }
  const { start, end } = range.kind === "part" ? range : { start: 0, end: body.sizeBytes }
  headers.set("content-type", mime)
  headers.set("content-length", String(end - start))
  if (range.kind === "part") headers.set("content-range", `bytes ${start}-${end - 1}/${body.sizeBytes}`)
  const status = range.kind === "part" ? 206 : 200
  if (request.method !== "HEAD") return new Response(body.send(start, end), { status, headers })
  body.close()
  return new Response(null, { status, headers })
}
