/** What a runtime brings for serving the app: listening, and making pictures smaller. */
import * as Data from "effect/Data"
import type * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { App } from "../create-app.ts"
import type { PictureResizer } from "../ports.ts"

/** Where to listen; port 0 takes a free one. */
export interface Address {
  readonly host: string
  readonly port: number
}

/**
 * - `in-use`: another program listens there
 * - `forbidden`: this user may not listen there (ports below 1024)
 * - `no-address`: this machine has no such address
 */
export type ListenErrorReason = "in-use" | "forbidden" | "no-address"

export class ListenError extends Data.TaggedError("ListenError")<{
  readonly reason: ListenErrorReason
  readonly address: Address
  readonly cause: unknown
}> {}

export interface Listener {
  /**
   * Answers requests with the app until the scope closes, and answers the port. Then no new connection is taken, event streams end,
   * answers under way have `drainMs` to end, and what is left is cut off.
   */
  readonly listen: (app: App, address: Address) => Effect.Effect<number, ListenError, Scope.Scope>
  /** Undefined when there is no means to make pictures smaller. */
  readonly loadResizer: () => Promise<PictureResizer | undefined>
}

/** How long answers under way may take when the server stops. */
export const drainMs = 5000

/** A quiet connection is closed after so long; event streams are never quiet for that long. */
export const idleSeconds = 120

const reasons: Readonly<Record<string, ListenErrorReason>> = {
  EADDRINUSE: "in-use",
  EACCES: "forbidden",
  EPERM: "forbidden",
  EADDRNOTAVAIL: "no-address",
  ENOTFOUND: "no-address",
  EAI_AGAIN: "no-address",
  EINVAL: "no-address"
}

/** The failure that the system's error stands for; undefined for a bug. */
export const toListenError = (address: Address, cause: unknown): ListenError | undefined => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  const reason = reasons[code]
  return reason === undefined ? undefined : new ListenError({ reason, address, cause })
}
