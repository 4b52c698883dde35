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
