/** What a text of the filter language has wrong with it, and where. */
import * as Data from "effect/Data"

/**
 * - `unknown-field`: there is no field of this name
 * - `missing`: something must stand here: a value after `field:`, a condition after `-` or `or`
 * - `bad-value`: the field cannot have this value
 * - `unclosed-quote`, `unclosed-group`: its end is missing
 * - `unexpected`: something stands where nothing can: a `)` without its `(`, text right behind a quote
 * - `too-large`: more conditions, or more of them inside each other, than are looked up at once
 */
export type InvalidFilterReason =
  | "unknown-field"
  | "missing"
  | "bad-value"
  | "unclosed-quote"
  | "unclosed-group"
  | "unexpected"
  | "too-large"

/** A text that is no filter: what is wrong with it, at which place, and what to write instead. */
export class InvalidFilter extends Data.TaggedError("InvalidFilter")<{
  readonly reason: InvalidFilterReason
  /** Where in the text, in UTF-16 units from 0; its length where the text ends too early. */
  readonly position: number
  /** How many units from there are meant; 0 where something is missing. */
  readonly length: number
  /** One sentence: what is wrong. */
  readonly message: string
  /** Completes "expected …". */
  readonly expected: string
  /** One sentence: what to do about it. */
  readonly remedy: string
}> {
  get isRetryable(): boolean {
    return false
  }
}
