/** HTTP's Digest authentication (RFC 7616, and 2069 where a server is as old): the answer to a challenge, as pure computation. */
import { md5 } from "@noble/hashes/legacy.js"
import { sha256 } from "@noble/hashes/sha2.js"

/** Who asks. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A challenge of a server, or of a proxy in its place. */
export interface DigestChallenge {
  readonly realm: string
  readonly nonce: string
  readonly opaque: string | undefined
  readonly algorithm: "MD5" | "SHA-256"
  /** The `-sess` variant: the session's key depends on the first nonces. */
  readonly isSession: boolean
  /** False: the old form, without counting requests. */
  readonly hasQop: boolean
  /** The server wants the user's name hashed too. */
  readonly hashesUser: boolean
}

/** One request that is authorised. */
export interface DigestRequest {
  readonly method: string
  /** Path and query, as sent. */
  readonly uri: string
  /** Which request with this nonce it is, from 1. */
  readonly count: number
  readonly clientNonce: string
}

const hashers = { MD5: md5, "SHA-256": sha256 }

const quoted = (text: string): string => `"${text.replace(/["\\]/g, "\\$&")}"`

/** How a user name is written: as it is, hashed, or encoded where it is not plain. */
const userParts = (challenge: DigestChallenge, username: string, hash: (text: string) => string): ReadonlyArray<string> => {
  if (challenge.hashesUser) return [`username=${quoted(hash(`${username}:${challenge.realm}`))}`, "userhash=true"]
  return /^[\x20-\x7E]*$/.test(username)
    ? [`username=${quoted(username)}`]
    : [`username*=UTF-8''${encodeURIComponent(username).replace(/['()*!]/g, (mark) => `%${mark.charCodeAt(0).toString(16)}`)}`]
}

/** The value of the Authorization header. */
export const digestAuthorization = (
  challenge: DigestChallenge,
  { username, password }: Credentials,
  { method, uri, count, clientNonce }: DigestRequest
): string => {
  const { realm, nonce, opaque, algorithm, isSession, hasQop } = challenge
  const hash = (text: string): string =>
    Array.from(hashers[algorithm](new TextEncoder().encode(text)), (byte) => byte.toString(16).padStart(2, "0")).join("")
  const user = hash(`${username}:${realm}:${password}`)
  const key = isSession ? hash(`${user}:${nonce}:${clientNonce}`) : user
  const asked = hash(`${method}:${uri}`)
  const counted = count.toString(16).padStart(8, "0")
  const response = hasQop ? hash(`${key}:${nonce}:${counted}:${clientNonce}:auth:${asked}`) : hash(`${key}:${nonce}:${asked}`)
  return `Digest ${[
    ...userParts(challenge, username, hash),
    `realm=${quoted(realm)}`,
    `nonce=${quoted(nonce)}`,
    `uri=${quoted(uri)}`,
    `algorithm=${algorithm}${isSession ? "-sess" : ""}`,
    ...(hasQop ? ["qop=auth", `nc=${counted}`] : []),
    ...(hasQop || isSession ? [`cnonce=${quoted(clientNonce)}`] : []),
    `response=${quoted(response)}`,
    ...(opaque === undefined ? [] : [`opaque=${quoted(opaque)}`])
  ].join(", ")}`
}
