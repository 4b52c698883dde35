/** What a server wants to be shown: the WWW-Authenticate header, in which several challenges may follow each other. */
import type { DigestChallenge } from "./digest.ts"

/** One way in that a server offers. */
interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/** The ways in that can be taken, best first. */
export type Offer =
  | { readonly scheme: "digest"; readonly challenge: DigestChallenge; readonly isStale: boolean }
  | { readonly scheme: "basic" }

/** A token, with the parameter's value when it has one: quoted, or plain up to the next comma. */
const part = /([!#$%&'*+.^_`|~\w-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+)))?/g

/** The challenges of a header, in its order. What is malformed is left out. */
const challengesOf = (header: string): ReadonlyArray<Challenge> => {
  const found: Array<{ readonly scheme: string; readonly parameters: Map<string, string> }> = []
  for (const [, token = "", inQuotes, plain] of header.matchAll(part)) {
    const value = inQuotes?.replace(/\\(.)/g, "$1") ?? plain
    if (value === undefined) found.push({ scheme: token.toLowerCase(), parameters: new Map() })
    else found.at(-1)?.parameters.set(token.toLowerCase(), value)
  }
  return found
}

const digestOf = ({ parameters }: Challenge): Offer | undefined => {
  const [, algorithm, session] = /^(md5|sha-256)(-sess)?$/i.exec(parameters.get("algorithm") ?? "MD5") ?? []
  const nonce = parameters.get("nonce")
  const qop = parameters
    .get("qop")
    ?.split(",")
    .map((one) => one.trim().toLowerCase())
  // Only the bodies' integrity would be protected, which costs reading them twice: no server is known to insist.
  if (algorithm === undefined || nonce === undefined || qop?.includes("auth") === false) return undefined
  const challenge: DigestChallenge = {
    realm: parameters.get("realm") ?? "",
    nonce,
    opaque: parameters.get("opaque"),
    algorithm: algorithm.toLowerCase() === "md5" ? "MD5" : "SHA-256",
    isSession: session !== undefined,
    hasQop: qop !== undefined,
    hashesUser: parameters.get("userhash")?.toLowerCase() === "true"
  }
  return { scheme: "digest", challenge, isStale: parameters.get("stale")?.toLowerCase() === "true" }
}

/** Digest before Basic, and its better hash first: the password itself is shown only where there is no other way. */
export const offersOf = (header: string): ReadonlyArray<Offer> => {
  const challenges = challengesOf(header)
  const digests = challenges.filter(({ scheme }) => scheme === "digest").flatMap((one) => digestOf(one) ?? [])
  const rank = (offer: Offer): number => (offer.scheme === "digest" && offer.challenge.algorithm === "SHA-256" ? 0 : 1)
  const basic: ReadonlyArray<Offer> = challenges.some(({ scheme }) => scheme === "basic") ? [{ scheme: "basic" }] : []
  return [...digests.sort((left, right) => rank(left) - rank(right)), ...basic]
}

/** The nonce for the next request, which a server may hand out with any answer. */
export const nextNonceOf = (authenticationInfo: string | undefined): string | undefined =>
  [...(authenticationInfo ?? "").matchAll(part)].find(([, name = ""]) => name.toLowerCase() === "nextnonce")?.[2]
