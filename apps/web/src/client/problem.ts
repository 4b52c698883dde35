/** What went wrong, from an answer that says so: problem+json with `title`, `detail` and `remedy`, or whatever a machine between sent. */
import { ClientError, type ClientErrorReason } from "./client-error.ts"

const reasons: Readonly<Record<number, ClientErrorReason>> = {
  400: "usage",
  401: "unauthorized",
  403: "unauthorized",
  404: "not-found",
  405: "usage",
  409: "busy",
  413: "usage",
  414: "usage",
  429: "busy",
  502: "unreachable",
  503: "offline",
  504: "unreachable"
}

const textOf = (problem: unknown, key: string): string | undefined => {
  if (typeof problem !== "object" || problem === null) return undefined
  const value = (problem as Readonly<Record<string, unknown>>)[key]
  return typeof value === "string" && value !== "" ? value : undefined
}

/** An answer that is no success, as the error that a caller meets. Reads the body. */
export const problemOf = async (response: Response): Promise<ClientError> => {
  const problem: unknown = await response.json().catch(() => undefined)
  const reason = reasons[response.status] ?? "failed"
  const message =
    textOf(problem, "detail") ?? textOf(problem, "title") ?? `The library answered with an error (${response.status}).`
  return new ClientError(reason, message, textOf(problem, "remedy"))
}

/** Passes a success on; anything else is thrown. */
export const successOf = async (response: Response): Promise<Response> => {
  if (response.ok) return response
  throw await problemOf(response)
}
