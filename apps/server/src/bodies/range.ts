/** Ranges of a file (RFC 9110, section 14): pure decisions over headers. */

/**
 * - `whole`: no range, one that is not understood, or several at once, which are answered with the whole file as the standard allows
 * - `part`: the bytes from `start` up to, not including, `end`
 * - `none`: a range that the file does not have
 */
export type RangeDecision =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "none" }

const whole: RangeDecision = { kind: "whole" }
const none: RangeDecision = { kind: "none" }

/** Decides what a `Range` header means for a file of `sizeBytes`. */
export const decideRange = (header: string | null, sizeBytes: number): RangeDecision => {
  // More digits than a file can have bytes would lose their meaning as a number.
  const match = /^bytes=\s*(\d{0,15})\s*-\s*(\d{0,15})\s*$/i.exec(header ?? "")
  const [, first = "", last = ""] = match ?? []
  if (match === null || (first === "" && last === "")) return whole
  if (first === "") {
    const length = Math.min(Number(last), sizeBytes)
    return length === 0 ? none : { kind: "part", start: sizeBytes - length, end: sizeBytes }
  }
  const start = Number(first)
  if (last !== "" && Number(last) < start) return whole
  if (start >= sizeBytes) return none
  return { kind: "part", start, end: last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes) }
}
