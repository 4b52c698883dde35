/**
 * Sessions of browsers: a cookie that only someone with the token can have been given. Nothing is stored: the cookie holds when it
 * ends, and a seal made with the token, so that it lasts over a restart and a new token ends all sessions.
 */
import { equalSecrets, seal } from "./secret.ts"

const lastsMs = 30 * 24 * 3600 * 1000

/** Cookies are shared by all ports of a host, sessions are not. */
export const cookieName = (url: URL): string => `deadwax_session${url.port === "" ? "" : `_${url.port}`}`

const firstOf = (list: string | null): string => (list ?? "").split(",")[0]!.trim().toLowerCase()

/**
 * Does the browser speak https, be it with a proxy before this server? Browsers say so themselves with all that changes anything, proxies in
 * either of two headers. Whoever lies keeps a cookie of their own from their own plain connection, and nothing else hangs on it.
 */
const isSecure = ({ headers }: Request, url: URL): boolean =>
  url.protocol === "https:" ||
  (headers.get("origin") ?? "").startsWith("https://") ||
  firstOf(headers.get("x-forwarded-proto")) === "https" ||
  /(?:^|;)\s*proto="?https"?\s*(?:;|$)/.test(firstOf(headers.get("forwarded")))

const attributes = (request: Request, url: URL): string =>
  `Path=/; HttpOnly; SameSite=Strict${isSecure(request, url) ? "; Secure" : ""}`

/** The Set-Cookie header that begins a session. */
export const beginCookie = async (token: string, request: Request, url: URL, nowMs: number): Promise<string> => {
  const endsAt = (nowMs + lastsMs).toString(36)
  return `${cookieName(url)}=${endsAt}.${await seal(token, `session ${endsAt}`)}; Max-Age=${lastsMs / 1000}; ${attributes(request, url)}`
}

/** The Set-Cookie header that ends it. */
export const endCookie = (request: Request, url: URL): string => `${cookieName(url)}=; Max-Age=0; ${attributes(request, url)}`

/** The value that a request brings under this name; undefined without one. */
export const readCookie = (headers: Headers, name: string): string | undefined => {
  for (const part of (headers.get("cookie") ?? "").split(";")) {
    const [key = "", value = ""] = part.split("=", 2)
    if (key.trim() === name) return value.trim()
  }
  return undefined
}

/** Was it made with this token, and does it still last? */
export const isSession = async (token: string, value: string, nowMs: number): Promise<boolean> => {
  const [endsAt = "", sealed = ""] = value.split(".", 2)
  if (!/^[0-9a-z]{1,12}$/.test(endsAt)) return false
  const isSealed = await equalSecrets(sealed, await seal(token, `session ${endsAt}`))
  return isSealed && Number.parseInt(endsAt, 36) > nowMs
}
