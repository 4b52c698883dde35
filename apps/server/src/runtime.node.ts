/** Serving on Node. */
import { createServer, type IncomingMessage, type Server } from "node:http"
import { getRequestListener } from "@hono/node-server"
import * as Effect from "effect/Effect"
import type { App } from "./create-app.ts"
import type { PictureResizer } from "./ports.ts"
import { type Address, drainMs, idleSeconds, type ListenError, type Listener, toListenError } from "./serving/listener.ts"

const maxHeaderSize = 16 * 1024

const makeServer = (app: App): Server => {
  // This app's own Request and Response stay the runtime's: other code of the process has a right to them.
  const listener = getRequestListener(
    (request, { incoming }) => app.fetch(request, { address: (incoming as IncomingMessage).socket.remoteAddress ?? "" }),
    { overrideGlobalObjects: false }
  )
  const server = createServer({ maxHeaderSize, headersTimeout: 20_000, requestTimeout: 60_000 }, listener)
  // Only a connection on which nothing moves: an event stream beats more often.
  server.setTimeout(idleSeconds * 1000)
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
    server.closeIdleConnections()
  })

const stop = (app: App, server: Server): Effect.Effect<void> =>
  Effect.gen(function* () {
    app.stop()
    yield* Effect.timeoutOption(closed(server), drainMs)
    server.closeAllConnections()
  })

const listen: Listener["listen"] = (app, address) =>
  Effect.gen(function* () {
    const server = makeServer(app)
    return yield* Effect.acquireRelease(start(server, address), () => stop(app, server))
  })

/** sharp is native code that is not there on every machine; without it covers are sent as they are. */
const loadResizer = async (): Promise<PictureResizer | undefined> => {
  const loaded = await import("sharp").catch(() => undefined)
  if (loaded === undefined) return undefined
  const sharp = loaded.default
  // Two covers are made at a time, and other work needs the cores as well.
  sharp.concurrency(1)
  sharp.cache(false)
  return {
    mime: "image/webp",
    resize: async (picture, sizePx) => {
      try {
        const image = sharp(picture, { limitInputPixels: 50_000_000, failOn: "none" }).rotate()
        const fitted = image.resize({ width: sizePx, height: sizePx, fit: "inside", withoutEnlargement: true })
        return new Uint8Array(await fitted.webp({ quality: 82 }).toBuffer())
      } catch {
        // Broken in a way that its header does not show: it is sent as it is, and a browser makes of it what it can.
        return undefined
      }
    }
  }
}

export const listener: Listener = { listen, loadResizer }
