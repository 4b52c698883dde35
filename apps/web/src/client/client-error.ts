/** What the app may meet when it asks for something. One class for both places, so that a view tells them apart by `reason` alone. */
import type { Loss } from "@deadwax/core-cache"

/**
 * - `unreachable`: nobody answered; in the server place the server is stopped or out of reach
 * - `unauthorized`: the server wants its token
 * - `not-found`: there is no such thing (any more)
 * - `busy`: it cannot be had just now: a scan is running, the library is being read again from its files, or too many wrong tokens came
 * - `offline`: the library's storage is not connected
 * - `mass-change`: a scan would remove a large part of the library; `loss` says what
 * - `usage`: the request made no sense
 * - `failed`: everything else
 */
export type ClientErrorReason =
  | "unreachable"
  | "unauthorized"
  | "not-found"
  | "busy"
  | "offline"
  | "mass-change"
  | "usage"
  | "failed"

/** Where in a filter's text something is wrong, in UTF-16 units, and what was expected there. */
export interface Place {
  readonly position: number
  readonly length: number
  readonly expected: string
}

/** An expected failure. `message` says what happened; `remedy`, where one is known, what to do about it. Both are for people. */
export class ClientError extends Error {
  override readonly name = "ClientError"
  readonly reason: ClientErrorReason
  readonly remedy: string | undefined
  /** With `mass-change`. */
  readonly loss: Loss | undefined
  /** With a filter that makes no sense. */
  readonly place: Place | undefined
  constructor(reason: ClientErrorReason, message: string, remedy?: string, cause?: unknown, loss?: Loss, place?: Place) {
    super(message, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.remedy = remedy
    this.loss = loss
    this.place = place
  }
}
