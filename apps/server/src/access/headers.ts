/** Headers that every answer bears, against what browsers would do with it otherwise. */

/** What the pages of the web app may do: load what this server has, and run SQLite in a worker. */
const pagePolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "media-src 'self' blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

/** Data is no page: nothing in it runs, and nobody frames it. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox"

const always: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
  "x-frame-options": "DENY"
}

/** Those of an answer that is no page. */
export const dataHeaders: Readonly<Record<string, string>> = { ...always, "content-security-policy": dataPolicy }

const pageHeaders: Readonly<Record<string, string>> = { ...always, "content-security-policy": pagePolicy }

const isPage = (response: Response): boolean =>
  /^(?:text\/html|text\/javascript)\b/.test(response.headers.get("content-type") ?? "")

/** Adds them to an answer. */
export const protect = (response: Response): Response => {
  for (const [name, value] of Object.entries(isPage(response) ? pageHeaders : dataHeaders)) response.headers.set(name, value)
  return response
}
