/**
 * Listening, on Bun and Node alike: `node:http` is one interface, and Hono's adapter makes fetch handlers of its requests.
 *
 * Bun's own server is faster for small answers, but sends a stream without its length, which players and downloads need; so it is not
 * used (decision 0010).
 */
import { createServer, type Server } from "node:http"
import { getRequestListener } from "@hono/node-server"
import * as Effect from "effect/Effect"
import type { App } from "../create-app.ts"
import type { Connection } from "../ports.ts"
import { type Address, ListenError, type ListenErrorReason, type Listener } from "./listener.ts"

/** How long answers under way may take when the server stops. */
const drainMs = 5000
/** A connection on which nothing moves for so long is closed; event streams beat more often, and an answer that is being made is waited for. */
const longestIdleMs = 120_000
const maxHeaderSize = 16 * 1024

const reasons: Readonly<Record<string, ListenErrorReason>> = {
  EADDRINUSE: "in-use",
  EACCES: "forbidden",
  EPERM: "forbidden",
  EADDRNOTAVAIL: "no-address",
  ENOTFOUND: "no-address",
  EAI_AGAIN: "no-address",
  EINVAL: "no-address"
}

/** The failure that the system's error stands for; undefined for a bug. */
const toListenError = (address: Address, cause: unknown): ListenError | undefined => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : ""
  const reason = reasons[code]
  return reason === undefined ? undefined : new ListenError({ reason, address, cause })
}

/** As much of a request's socket as is used here. */
interface Wire {
  readonly remoteAddress?: string | undefined
  readonly setTimeout: (ms: number) => unknown
}

/** Only wrong tokens are counted by address, so it is looked up when that is needed. */
const connectionOf = (wire: Wire): Connection => ({
  get address() {
    return wire.remoteAddress ?? ""
  }
})

/** The report of a scan may take longer than a connection may be idle, and nothing moves on it meanwhile. */
const answerOn = async (wire: Wire, idleMs: number, answer: Promise<Response>): Promise<Response> => {
  wire.setTimeout(0)
  try {
    return await answer
  } finally {
    wire.setTimeout(idleMs)
  }
}

const makeServer = (app: App, idleMs: number): Server => {
  // The process's Request and Response stay what they are: other code of it has a right to them.
  const options = { overrideGlobalObjects: false }
  const listener = getRequestListener(
    (request, { incoming: { socket } }) => answerOn(socket, idleMs, app.fetch(request, connectionOf(socket))),
    options
  )
  const server = createServer({ maxHeaderSize, headersTimeout: 20_000, requestTimeout: 60_000 }, listener)
  server.setTimeout(idleMs)
  return server
}

const start = (server: Server, address: Address): Effect.Effect<number, ListenError> =>
  Effect.callback((resume) => {
    const fail = (cause: Error) => {
      const error = toListenError(address, cause)
      resume(error === undefined ? Effect.die(cause) : Effect.fail(error))
    }
    server.once("error", fail)
    server.listen({ host: address.host, port: address.port }, () => {
      server.off("error", fail)
      const bound = server.address()
      resume(Effect.succeed(typeof bound === "object" && bound !== null ? bound.port : address.port))
    })
  })

const closed = (server: Server): Effect.Effect<void> =>
  Effect.callback((resume) => {
    server.close(() => resume(Effect.void))
  })

/** A connection that is kept for the next request is idle only once its answer has ended, so they are looked for again. */
const closeIdle = (server: Server): Effect.Effect<never> =>
  Effect.forever(
    Effect.andThen(
      Effect.sync(() => server.closeIdleConnections()),
      Effect.sleep("25 millis")
    )
  )

const stop = (app: App, server: Server): Effect.Effect<void> =>
  Effect.gen(function* () {
    app.stop()
    yield* Effect.timeoutOption(Effect.raceFirst(closed(server), closeIdle(server)), drainMs)
    server.closeAllConnections()
  })

/** `idleMs`: how long nothing may move on a connection. */
export const makeListen =
  (idleMs: number): Listener["listen"] =>
  (app, address) =>
    Effect.suspend(() => {
      const server = makeServer(app, idleMs)
      return Effect.acquireRelease(start(server, address), () => stop(app, server))
    })

export const listen = makeListen(longestIdleMs)
