/** Conditional requests (RFC 9110, section 13): does who asks have it already, and does a range belong to what is there now? */

/** What identifies one state of a body. */
export interface Validators {
  /** In quotes; strong. */
  readonly etag: string
  /** As HTTP writes dates; undefined where a body has no time of its own. */
  readonly lastModified?: string
}

/** HTTP's form of a time in microseconds since 1970; whole seconds. */
export const httpDate = (us: number): string => new Date(Math.floor(us / 1_000_000) * 1000).toUTCString()

const opaque = (tag: string): string => tag.trim().replace(/^W\//, "")

/** Is it the one that `If-None-Match`, else `If-Modified-Since`, names? */
export const isUnchanged = (headers: Headers, { etag, lastModified }: Validators): boolean => {
  const tags = headers.get("if-none-match")
  if (tags !== null) return tags.trim() === "*" || tags.split(",").some((tag) => opaque(tag) === opaque(etag))
  const since = Date.parse(headers.get("if-modified-since") ?? "")
  return lastModified !== undefined && Number.isFinite(since) && Date.parse(lastModified) <= since
}

/** May a range be answered? Without `If-Range` always; else only of the very state that it names. A weak tag names none. */
export const isRangeCurrent = (headers: Headers, { etag, lastModified }: Validators): boolean => {
  const condition = headers.get("if-range")?.trim()
  if (condition === undefined) return true
  return condition.startsWith('"') ? condition === etag : condition === lastModified
}
