/** Serving on Bun. */
import * as Effect from "effect/Effect"
import type { App } from "./create-app.ts"
import type { PictureResizer } from "./ports.ts"
import { type Address, drainMs, idleSeconds, type Listener, toListenError } from "./serving/listener.ts"

/** More than any request of this app brings; Bun refuses what is larger by itself. */
const mostBodyBytes = 1024 * 1024

const start = (app: App, { host, port }: Address) =>
  Bun.serve({
    hostname: host,
    port,
    idleTimeout: idleSeconds,
    maxRequestBodySize: mostBodyBytes,
    // Pages with the source of this server are for its makers.
    development: false,
    fetch: (request, server) => app.fetch(request, { address: server.requestIP(request)?.address ?? "" })
  })

const stop = (app: App, server: ReturnType<typeof start>): Effect.Effect<void> =>
  Effect.gen(function* () {
    app.stop()
    const drained = Effect.promise(() => server.stop())
    yield* Effect.timeoutOption(drained, drainMs)
    yield* Effect.promise(() => server.stop(true))
  })

const listen: Listener["listen"] = (app, address) => {
  const starting = Effect.try({ try: () => start(app, address), catch: (cause) => cause }).pipe(
    Effect.catch((cause) => {
      const error = toListenError(address, cause)
      return error === undefined ? Effect.die(cause) : Effect.fail(error)
    })
  )
  return Effect.acquireRelease(starting, (server) => stop(app, server)).pipe(Effect.map((server) => server.port ?? address.port))
}

/** Bun's own codecs: decoding stops at the header of what is too large. */
const resizer: PictureResizer = {
  mime: "image/webp",
  resize: async (picture, sizePx) => {
    try {
      const options = { fit: "inside", withoutEnlargement: true } as const
      const image = new Bun.Image(picture, { maxPixels: 50_000_000 }).resize(sizePx, sizePx, options)
      return new Uint8Array(await image.webp({ quality: 82 }).bytes())
    } catch {
      // Broken in a way that its header does not show: it is sent as it is, and a browser makes of it what it can.
      return undefined
    }
  }
}

export const listener: Listener = { listen, loadResizer: async () => resizer }
