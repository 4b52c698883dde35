/** `deadwax serve`: the library over HTTP, until it is interrupted. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { locateLibrary } from "../library/open-library.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { decideAccess } from "../serving/address.ts"
import { readToken } from "../serving/token.ts"

const defaultPort = 4747
const defaultHost = "127.0.0.1"

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) <= 65_535

const port = Flag.String("port").pipe(
  Flag.withMetavar("N"),
  Flag.withDescription(optionSummary("serve", "port")),
  Flag.filter(isPort, () => "a port from 0 (any that is free) to 65535"),
  Flag.map(Number),
  Flag.withDefault(defaultPort)
)

const host = Flag.String("host").pipe(
  Flag.withMetavar("HOST"),
  Flag.withDescription(optionSummary("serve", "host")),
  Flag.filter(
    (text) => /^[\w.:-]+$/.test(text),
    () => "a name or an address of this machine"
  ),
  Flag.withDefault(defaultHost)
)

const tokenFile = Flag.String("token-file").pipe(
  Flag.withMetavar("FILE"),
  Flag.withDescription(optionSummary("serve", "token-file")),
  Flag.optional
)

export const serveCommand = Command.make(
  "serve",
  { port, host, tokenFile },
  Effect.fnUntraced(function* ({ port, host, tokenFile }) {
    const address = { host, port }
    const access = yield* decideAccess(address, yield* readToken(Option.getOrUndefined(tokenFile), process.env))
    const { options: library } = yield* locateLibrary()
    const { runServer } = yield* Effect.promise(() => import("../serving/run-server.ts"))
    return yield* runServer({ library, address, access })
  })
).pipe(Command.withDescription(outlineOf("serve").summary))
