/** What the app may meet when it asks for something. One class for both places, so that a view tells them apart by `reason` alone. */

/**
 * - `unreachable`: nobody answered; in the server place the server is stopped or out of reach
 * - `unauthorized`: the server wants its token
 * - `not-found`: there is no such thing (any more)
 * - `busy`: it cannot be had just now: a scan is running, or the library is being read again from its files
 * - `offline`: the library's storage is not connected
 * - `usage`: the request made no sense
 * - `failed`: everything else
 */
export type ClientErrorReason = "unreachable" | "unauthorized" | "not-found" | "busy" | "offline" | "usage" | "failed"

/** An expected failure. `message` says what happened; `remedy`, where one is known, what to do about it. Both are for people. */
export class ClientError extends Error {
  override readonly name = "ClientError"
  readonly reason: ClientErrorReason
  readonly remedy: string | undefined
  constructor(reason: ClientErrorReason, message: string, remedy?: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.reason = reason
    this.remedy = remedy
  }
}
