/** The server's side of HTTP authentication, written apart from the client's: by node:crypto, from what the client says. */
import { createHash } from "node:crypto"
import { password, type Space, userName } from "./space.ts"

const realm = 'music "at home"'

const field = (header: string, name: string): string | undefined => {
  const [, quoted, plain] = new RegExp(`(?:^|[\\s,])${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s,]+))`).exec(header) ?? []
  return quoted?.replace(/\\(.)/g, "$1") ?? plain
}

/** The value of WWW-Authenticate, and whether the last nonce was good once. */
export const challengeOf = (space: Space, isStale: boolean): string => {
  const { authentication } = space.options
  const nonce = space.newNonce()
  if (authentication === "basic") return 'Newest token="x", Basic realm="music", charset="UTF-8"'
  const stale = isStale ? ", stale=true" : ""
  const head = `Digest realm="${realm.replaceAll('"', '\\"')}", nonce="${nonce}", opaque="o p"`
  if (authentication === "digest-2069") return `${head}${stale}`
  if (authentication === "digest-md5-sess")
    return `Basic realm="music", ${head}, qop="auth-int, auth", algorithm=MD5-sess${stale}`
  if (authentication === "digest-sha-256")
    return `${head}, qop="auth", algorithm=MD5${stale}, ${head}, qop="auth", algorithm=SHA-256, userhash=true${stale}`
  return `${head}, qop="auth", algorithm=MD5${stale}`
}

const userOf = (header: string): string | undefined => {
  const encoded = /username\*=UTF-8''([^,\s]+)/.exec(header)?.[1]
  return encoded === undefined ? field(header, "username") : decodeURIComponent(encoded)
}

/** Is the answer that of someone who knows the password, to this request, with this nonce, for the first time? */
const isRight = (space: Space, header: string, method: string, uri: string): boolean => {
  const hasher = space.options.authentication === "digest-sha-256" ? "sha256" : "md5"
  const hash = (text: string): string => createHash(hasher).update(text, "utf8").digest("hex")
  const [nonce, count, cnonce] = [field(header, "nonce") ?? "", field(header, "nc"), field(header, "cnonce") ?? ""]
  const expectedUser = hasher === "sha256" ? hash(`${userName}:${realm}`) : userName
  if (userOf(header) !== expectedUser || field(header, "uri") !== uri || field(header, "opaque") !== "o p") return false
  const user = hash(`${userName}:${realm}:${password}`)
  const key = space.options.authentication === "digest-md5-sess" ? hash(`${user}:${nonce}:${cnonce}`) : user
  const middle = space.options.authentication === "digest-2069" ? nonce : `${nonce}:${count}:${cnonce}:auth`
  if (space.options.authentication !== "digest-2069") {
    const counts = space.nonces.get(nonce)
    if (count === undefined || counts?.has(count) !== false) return false
    counts.add(count)
  }
  return field(header, "response") === hash(`${key}:${middle}:${hash(`${method}:${uri}`)}`)
}

/** Lets a request in, or says why not. */
export const judge = (space: Space, header: string | undefined, method: string, uri: string): "in" | "out" | "stale" => {
  const { authentication = "none" } = space.options
  if (authentication === "none") return "in"
  if (header === undefined) return "out"
  if (authentication === "basic") {
    const shown = Buffer.from(header.replace(/^Basic /, ""), "base64").toString("utf8")
    return shown === `${userName}:${password}` ? "in" : "out"
  }
  const nonce = field(header, "nonce") ?? ""
  if (!space.nonces.has(nonce)) return "stale"
  if (!isRight(space, header, method, uri)) return "out"
  if (space.wrong.nonceOnce) space.nonces.delete(nonce)
  return "in"
}
