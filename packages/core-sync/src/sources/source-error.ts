/** How a source fails, and what a person can do about it. */
import * as Data from "effect/Data"
import { isTooLong, usualRetries } from "./wrappers/backoff.ts"

/**
 * - `credentials`: the source does not let these credentials in, or wants some; only other ones help
 * - `not-found`: nothing has that id, or there is nothing at the source's root
 * - `changed`: the entry has another revision than the one that was asked for
 * - `cursor-expired`: changes since that cursor cannot be told; a full listing can
 * - `rate-limited`: too many requests; `retryAfterMs` where the source said how long to wait
 * - `unavailable`: it cannot be reached or says that it cannot answer just now: a dead host, an unmounted disk, a 503
 * - `interrupted`: an answer ended before it was whole
 * - `protocol`: it is no such server, or what it says contradicts itself
 * - `certificate`: who answers cannot prove to be that server
 * - `redirect`: it points to another origin, where the credentials must not go
 * - `plain-http`: credentials would cross the network readable
 * - `too-large`: an answer is larger than any honest one
 * - `unsupported`: the source cannot do that; its capabilities say so
 * - `permission`: the source is there, and does not let this entry or folder be read
 * - `io`: reading failed for a reason of the device's own
 */
export type SourceErrorReason =
  | "credentials"
  | "not-found"
  | "changed"
  | "cursor-expired"
  | "rate-limited"
  | "unavailable"
  | "interrupted"
  | "protocol"
  | "certificate"
  | "redirect"
  | "plain-http"
  | "too-large"
  | "unsupported"
  | "permission"
  | "io"

/** What was being done when it failed. */
export type SourceOperation = "check" | "list" | "start-cursor" | "changes" | "read" | "head"

const remedies: Readonly<Record<SourceErrorReason, string>> = {
  credentials: "Check the user name and the password or app password of this source.",
  "not-found": "Sync the source again: the file was moved or removed there meanwhile.",
  changed: "Sync the source again: the file was changed there meanwhile.",
  "cursor-expired": "Run a full sync of this source.",
  "rate-limited": "Wait a while and sync again, or let this source be asked less often.",
  unavailable: "Check that it is running, mounted and reachable from here, then sync again.",
  interrupted: "Sync again: the connection ended before everything had come.",
  protocol: "Check that the address is that of the music's folder and what kind of source it is.",
  certificate:
    "Check the address and this machine's clock. If the certificate is your own, let the system trust it, or name its file in NODE_EXTRA_CA_CERTS.",
  redirect: "Give the source the address that it points to, if you trust that.",
  "plain-http": "Use its https address, or, if the network is yours, allow plain http: sources set NAME --allow-plain-http.",
  "too-large": "Check that the address is that of the music's folder.",
  unsupported: "Run a full sync of this source.",
  permission: "Let the account that Deadwax uses read it.",
  io: "Check the disk or network that holds the source."
}

/** Of no file, it is the folder at the source's address that is not there. No sync helps then, and no address can be changed. */
const ofAddress =
  "Check that the folder is there, and that the account may see it. If it has another address by now, remove the source and add it under that one."

/** A wait, as people say it; rounded up. */
export const spokenWait = (waitMs: number): string => {
  const seconds = Math.ceil(waitMs / 1000)
  if (seconds < 120) return `${seconds} seconds`
  const minutes = Math.ceil(seconds / 60)
  return minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}

const retryable: ReadonlySet<SourceErrorReason> = new Set(["rate-limited", "unavailable", "interrupted", "io"])

/** An expected failure of a source. Neither it nor its cause holds a password, a token or a header that carries one. */
export class SourceError extends Data.TaggedError("SourceError")<{
  readonly reason: SourceErrorReason
  readonly operation: SourceOperation
  /** The source's name, as people gave it. */
  readonly source: string
  /** What happened, as the end of "SOURCE: …", without a full stop. */
  readonly detail: string
  /** Which entry or folder, relative to the root. */
  readonly path?: string
  /** Where on this machine the trouble is: a file's path, a variable's name. For who sits at it alone; no part of the message. */
  readonly here?: string
  /** With `rate-limited` and `unavailable`: how long the source asked to be left alone, milliseconds. */
  readonly retryAfterMs?: number
  /** What a person can do, where that is not what its reason says. Names no place of this machine. */
  readonly cure?: string
  readonly cause?: unknown
}> {
  /** True when the same call may succeed later without anyone doing anything. */
  get isRetryable(): boolean {
    return retryable.has(this.reason)
  }
  /** One sentence: what a person can do. */
  get remedy(): string {
    if (this.cure !== undefined) return this.cure
    const { retryAfterMs = 0 } = this
    if (isTooLong(usualRetries, retryAfterMs))
      return `Leave it alone for ${spokenWait(retryAfterMs)}, as it asked, then sync again.`
    return this.reason === "not-found" && this.path === undefined ? ofAddress : remedies[this.reason]
  }
  override get message(): string {
    return `${this.source}: ${this.detail}${this.path === undefined ? "" : ` (${this.path})`}`
  }
}

/** What a failure may add to its reason and detail. */
export interface FailureExtras {
  readonly path?: string
  readonly here?: string
  readonly retryAfterMs?: number
  readonly cure?: string
  readonly cause?: unknown
}

/** Makes the failures of one source during one operation. */
export type Failing = (reason: SourceErrorReason, detail: string, extras?: FailureExtras) => SourceError

/** How the source with this name fails. */
export const failingAs =
  (source: string, operation: SourceOperation): Failing =>
  (reason, detail, extras = {}) =>
    new SourceError({ reason, operation, source, detail, ...extras })
