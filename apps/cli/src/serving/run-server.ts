/** Serves a library until the command is interrupted. Loaded by `serve` alone. */
import { dirname, join } from "node:path"
import type { OpenLibrary } from "@deadwax/core-cache"
import type { AccessRules } from "@deadwax/server"
import { type Address, type ListenError, serveLibrary } from "@deadwax/server/serving"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { webDirectory } from "../place.ts"
import { printJson } from "../print/answer.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { version } from "../version.ts"
import { urlOf } from "./address.ts"
import { Ending } from "./ending.ts"
import { ServerHost } from "./server-host.ts"

const listenFailure = ({ reason, address: { host, port }, cause }: ListenError): Failure => {
  const failure = (message: string, remedy: string) => new Failure({ code: "config", message, remedy, cause })
  switch (reason) {
    case "in-use":
      return failure(`another program listens at ${host}:${port}`, "End it, or choose another port with --port.")
    case "forbidden":
      return failure(`this user may not listen at ${host}:${port}`, "Choose a port from 1024 on with --port.")
    case "no-address":
      return failure(`this machine has no address ${host}`, "Give one of its own with --host, or leave it out.")
  }
}

export interface ServerRequest {
  readonly library: OpenLibrary
  readonly address: Address
  readonly access: AccessRules
}

const sayWhere = Effect.fnUntraced(function* ({ library, access }: ServerRequest, url: string) {
  const { manner } = yield* Screen
  if (manner.json) return yield* printJson({ url, library: library.library, isTokenNeeded: access.token !== undefined })
  const whoever = access.token === undefined ? "" : " to who has the token"
  yield* printLines([`Serving "${library.library.name}" at ${url}${whoever}; Ctrl-C ends it.`])
})

export const runServer = Effect.fnUntraced(function* (request: ServerRequest) {
  const { library, address, access } = request
  const host = yield* ServerHost
  const ending = yield* Ending
  const listener = yield* Effect.promise(() => host.load())
  const coverDirectory = join(dirname(library.cachePath), "covers")
  const port = yield* serveLibrary(listener, {
    version,
    library,
    coverDirectory,
    snapshotDirectory: join(dirname(library.cachePath), "sources"),
    environment: process.env,
    address,
    access,
    webDirectory
  }).pipe(Effect.catchTag("ListenError", (error) => Effect.fail(listenFailure(error))))
  yield* sayWhere(request, urlOf({ host: address.host, port }))
  ending.expect()
  return yield* Effect.never
}, Effect.scoped)
