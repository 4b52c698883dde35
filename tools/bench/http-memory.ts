/** Answers every request with the bytes and headers of one answer, fetched once, through the listener of the real server. Prints its address. */
import * as Effect from "effect/Effect"
import { listen } from "../../apps/server/src/serving/listen.ts"

const answer = await fetch(process.argv[2] ?? "")
const bytes = new Uint8Array(await answer.arrayBuffer())
const kept = new Set(["connection", "keep-alive", "date", "transfer-encoding"])
const headers = Object.fromEntries([...answer.headers].filter(([name]) => !kept.has(name)))
const app = { fetch: async () => new Response(bytes, { headers }), stop: () => undefined }
const serving = Effect.flatMap(listen(app, { host: "127.0.0.1", port: 0 }), (port) =>
  Effect.andThen(
    Effect.sync(() => console.log(`http://127.0.0.1:${port}/`)),
    Effect.never
  )
)
await Effect.runPromise(Effect.scoped(serving))
