/** What went wrong, from an answer that says so as problem+json, or from whatever a machine between sent instead. */
import type { Loss } from "@deadwax/core-cache"
import { ClientError, type ClientErrorReason, type Place } from "./client-error.ts"

/** By the problem's `code`, which tells more than the status does. */
const byCode: Readonly<Record<string, ClientErrorReason>> = {
  "bad-request": "usage",
  "invalid-filter": "usage",
  unauthorised: "unauthorized",
  "too-many-attempts": "busy",
  "not-found": "not-found",
  vanished: "not-found",
  "no-cover": "not-found",
  "no-lyrics": "not-found",
  busy: "busy",
  rebuilding: "busy",
  offline: "offline",
  "mass-change": "mass-change",
  cancelled: "failed",
  "source-failed": "failed"
}

const byStatus: Readonly<Record<number, ClientErrorReason>> = {
  400: "usage",
  401: "unauthorized",
  404: "not-found",
  409: "busy",
  502: "unreachable",
  504: "unreachable"
}

const textOf = (problem: unknown, key: string): string | undefined => {
  if (typeof problem !== "object" || problem === null) return undefined
  const value = (problem as Readonly<Record<string, unknown>>)[key]
  return typeof value === "string" && value !== "" ? value : undefined
}

/** The server says it in one shape, which its own tests hold it to. */
const lossOf = (problem: unknown): Loss | undefined =>
  typeof problem === "object" && problem !== null && "loss" in problem ? (problem.loss as Loss) : undefined

const placeOf = (problem: unknown): Place | undefined =>
  typeof problem === "object" && problem !== null && "place" in problem ? (problem.place as Place) : undefined

/** A problem's JSON as the error that a caller meets. `status`: of the answer that brought it. */
export const problemFrom = (problem: unknown, status = 500): ClientError => {
  const reason = byCode[textOf(problem, "code") ?? ""] ?? byStatus[status] ?? "failed"
  const message = textOf(problem, "detail") ?? textOf(problem, "title")
  return new ClientError(
    reason,
    message ?? `The library answered with an error (${status}).`,
    textOf(problem, "remedy"),
    undefined,
    lossOf(problem),
    placeOf(problem)
  )
}

/** Passes a success on; anything else is thrown. Reads the body of what is thrown. */
export const successOf = async (response: Response): Promise<Response> => {
  if (response.ok) return response
  throw problemFrom(await response.json().catch(() => undefined), response.status)
}
