/** [X4] Server-sent events, however the network cuts them. */
import { describe, expect, test } from "vitest"
import { readServerEvents } from "../src/client/server-events.ts"

const bodyOf = (text: string, pieceBytes: number): Response => {
  const bytes = new TextEncoder().encode(text)
  let at = 0
  return new Response(
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at >= bytes.length) return controller.close()
        controller.enqueue(bytes.slice(at, at + pieceBytes))
        at += pieceBytes
      }
    })
  )
}

const text =
  'event: progress\ndata: {"done":1}\n\n: heartbeat\n\ndata: a\ndata: é\n\nevent:report\r\ndata:{}\r\n\r\ndata: cut off'

describe("server-sent events", () => {
  for (const pieceBytes of [1, 2, 7, 1000]) {
    test(`[X4] come whole from pieces of ${pieceBytes} bytes`, async () => {
      const events = await Array.fromAsync(readServerEvents(bodyOf(text, pieceBytes)))
      expect(events).toEqual([
        { event: "progress", data: '{"done":1}' },
        { event: "message", data: "a\né" },
        { event: "report", data: "{}" }
      ])
    })
  }
})
