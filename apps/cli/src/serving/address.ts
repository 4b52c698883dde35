/** Where a server listens, and by which names it may be asked. */
import { isIP } from "node:net"
import type { AccessRules } from "@deadwax/server"
import type { Address } from "@deadwax/server/serving"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"

/** Does only this machine reach it? */
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."))

/** As an address in a URL. */
const inUrl = (host: string): string => (isIP(host) === 6 ? `[${host}]` : host)

export const urlOf = ({ host, port }: Address): string => {
  const everywhere = host === "0.0.0.0" || host === "::"
  return `http://${everywhere ? "localhost" : inUrl(host)}:${port}/`
}

/**
 * Without a token only this machine gets in, and only by its own names: a page of another site can have its name lead here. With one the
 * name does not matter, for nothing is answered without it.
 */
export const decideAccess = ({ host }: Address, token: string | undefined): Effect.Effect<AccessRules, Failure> => {
  if (token !== undefined) return Effect.succeed({ token })
  if (isLoopback(host)) return Effect.succeed({ hosts: [...new Set(["localhost", "127.0.0.1", "[::1]", inUrl(host)])] })
  return Effect.fail(
    new Failure({
      code: "usage",
      message: `serving at ${host} would let anybody in who reaches it, since there is no token`,
      remedy: "Give a token with --token-file FILE or DEADWAX_TOKEN, or serve this machine alone with --host 127.0.0.1."
    })
  )
}
