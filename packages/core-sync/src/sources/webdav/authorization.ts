/**
 * How a session with a server is let in. It begins without credentials and learns from the first refusal which way in to take; from then on
 * each request carries them at once. One `Authorization` serves all concurrent requests of a source.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import { nextNonceOf, type Offer, offersOf } from "./challenges.ts"
import { digestAuthorization } from "./digest.ts"

/** Who asks. The password never leaves this wrapper but into a request. */
export interface WebdavCredentials {
  readonly username: string
  readonly password: Redacted.Redacted<string>
}

/** What came of a refusal: try again with what was learnt, or why there is no use. */
export type Learnt = "again" | "refused" | "wants-credentials" | "plain-http" | "no-way"

interface Way {
  offer: Offer
  /** Requests made with this nonce. */
  count: number
}

const utf8Base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)))

/** Eight random bytes in hexadecimal, from Effect's seedable randomness. */
const clientNonce = Effect.map(
  Effect.all([Random.nextIntBetween(0, 0xffff_ffff), Random.nextIntBetween(0, 0xffff_ffff)]),
  (numbers) => numbers.map((number) => number.toString(16).padStart(8, "0")).join("")
)

/** What one session knows of its way in. */
export class Authorization {
  readonly #credentials: WebdavCredentials | undefined
  readonly #mayShowPassword: boolean
  #way: Way | undefined

  /** `mayShowPassword`: the password itself may cross the network: over https, or where the user allowed it. */
  constructor(credentials: WebdavCredentials | undefined, mayShowPassword: boolean) {
    this.#credentials = credentials
    this.#mayShowPassword = mayShowPassword
  }

  /** The header for a request, and the nonce that it was made with; undefined before the first refusal. */
  header(method: string, url: string): Effect.Effect<{ readonly value: string; readonly nonce: string } | undefined> {
    const way = this.#way
    const credentials = this.#credentials
    if (way === undefined || credentials === undefined) return Effect.succeed(undefined)
    const { username } = credentials
    const password = Redacted.value(credentials.password)
    const { offer } = way
    if (offer.scheme === "basic") return Effect.succeed({ value: `Basic ${utf8Base64(`${username}:${password}`)}`, nonce: "" })
    const { pathname, search } = new URL(url)
    way.count++
    const { count } = way
    return Effect.map(clientNonce, (nonce) => ({
      value: digestAuthorization(
        offer.challenge,
        { username, password },
        { method, uri: `${pathname}${search}`, count, clientNonce: nonce }
      ),
      nonce: offer.challenge.nonce
    }))
  }

  /** Takes the nonce that came with an answer. */
  follow(authenticationInfo: string | undefined): void {
    const nonce = nextNonceOf(authenticationInfo)
    const offer = this.#way?.offer
    if (nonce === undefined || offer?.scheme !== "digest") return
    this.#way = { offer: { ...offer, challenge: { ...offer.challenge, nonce } }, count: 0 }
  }

  /**
   * Learns from a 401. `used`: the nonce of the refused request, "" for Basic, undefined when it carried nothing. A request whose nonce was
   * replaced meanwhile may try again; one that was refused with the nonce that is still good may not. A page that is not shown the challenge
   * takes Basic.
   */
  learn(challenge: string | undefined, used: string | undefined): Learnt {
    if (this.#credentials === undefined) return "wants-credentials"
    const way = this.#way
    if (used === "") return "refused"
    const offers = challenge === undefined ? ([{ scheme: "basic" }] as const) : offersOf(challenge)
    const offer = offers.find(({ scheme }) => scheme === "digest" || this.#mayShowPassword)
    if (offer === undefined) return offers.length > 0 ? "plain-http" : "no-way"
    if (used !== undefined && way?.offer.scheme === "digest" && way.offer.challenge.nonce !== used) return "again"
    const isStale = offer.scheme === "digest" && offer.isStale
    if (used !== undefined && !isStale) return "refused"
    if (used === undefined && way !== undefined && way.offer.scheme === offer.scheme) return "again"
    this.#way = { offer, count: 0 }
    return "again"
  }
}
