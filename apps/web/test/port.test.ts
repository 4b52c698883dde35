/** [X4] Requests that cross between the page and the worker: whole, no further ahead than their reader, and ended from either side. */
import { describe, expect, test } from "vitest"
import { type Answerer, makeRequestAnswerer } from "../src/port/answer-requests.ts"
import { type AnswerWord, chunksAhead, mostBytesAtOnce } from "../src/port/messages.ts"
import { type Receiver, receiveAnswer } from "../src/port/receiver.ts"

const message = { path: "/api/v1/status", method: "GET", headers: {}, body: undefined }

interface Crossing {
  readonly response: Promise<Response>
  readonly receiver: Receiver
  /** What the worker has posted. */
  readonly words: ReadonlyArray<AnswerWord["kind"]>
}

/** Both sides of the port, one beside the other. */
const cross = (app: Answerer): Crossing => {
  let receiver: Receiver | undefined
  const words: Array<AnswerWord["kind"]> = []
  const post = (reply: AnswerWord): void => {
    words.push(reply.kind)
    receiver?.receive(reply)
  }
  const answerer = makeRequestAnswerer({ app, post })
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  receiver = receiveAnswer({
    resolve,
    reject,
    pull: (upTo) => answerer.pull(1, upTo),
    leave: () => answerer.cancel(1)
  })
  answerer.start(1, message)
  return { response: promise, receiver, words }
}

/** A body of numbered chunks, and how many of them were asked for. */
const counted = (chunks: number) => {
  const made = { count: 0, isCancelled: false }
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        if (made.count === chunks) controller.close()
        else controller.enqueue(Uint8Array.of(made.count++))
      },
      cancel: () => {
        made.isCancelled = true
      }
    },
    { highWaterMark: 0 }
  )
  return { made, body }
}

/** Lets everything happen that can without another read. */
const quiet = async (): Promise<void> => {
  for (let i = 0; i < 200; i++) await Promise.resolve()
}

describe("the port", () => {
  test("[X4] an answer crosses whole, with its status and headers", async () => {
    const { body } = counted(50)
    const { response } = cross(async () => new Response(body, { status: 206, headers: { "content-type": "audio/ogg" } }))
    const answer = await response
    expect([answer.status, answer.headers.get("content-type")]).toEqual([206, "audio/ogg"])
    expect([...(await answer.bytes())]).toEqual(Array.from({ length: 50 }, (_, i) => i))
  })

  const sized = (bytes: number) =>
    new Response(new Uint8Array(bytes).fill(7), { status: 203, headers: { "content-length": String(bytes), etag: "e" } })

  test("[P11] a small answer crosses in one message, a large one in pieces, and both are the same to who asked", async () => {
    for (const [bytes, first] of [
      [0, "whole"],
      [1, "whole"],
      [mostBytesAtOnce, "whole"],
      [mostBytesAtOnce + 1, "head"]
    ] as const) {
      const { response, words } = cross(async () => sized(bytes))
      const answer = await response
      expect([answer.status, answer.headers.get("etag")]).toEqual([203, "e"])
      const got = await answer.bytes()
      expect([got.length, got.every((byte) => byte === 7)]).toEqual([bytes, true])
      expect([words[0], words.length === 1]).toEqual([first, first === "whole"])
    }
  })

  test("[P11] a small answer that nobody waits for any more is not sent, and one that breaks off is a failure", async () => {
    const headers = { "content-length": "4" }
    const { promise: isAsked, resolve: asked } = Promise.withResolvers<void>()
    const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>()
    const slow = new ReadableStream({
      pull: async (controller) => {
        asked()
        await goesOn
        controller.enqueue(Uint8Array.of(1, 2, 3, 4))
        controller.close()
      }
    })
    const words: Array<string> = []
    const answerer = makeRequestAnswerer({
      app: async () => new Response(slow, { headers }),
      post: ({ kind }) => void words.push(kind)
    })
    answerer.start(1, message)
    await isAsked
    answerer.cancel(1)
    goOn()
    await quiet()
    expect(words).toEqual([])
    const torn = new ReadableStream({ start: (controller) => controller.error(new Error("torn")) })
    await expect(cross(async () => new Response(torn, { headers })).response).rejects.toMatchObject({ reason: "failed" })
  })

  test("[X4] a worker produces no more than a few chunks ahead of the reader", async () => {
    const { made, body } = counted(1000)
    const { response } = cross(async () => new Response(body))
    const reader = (await response).body!.getReader()
    for (let read = 1; read <= 20; read++) {
      await reader.read()
      await quiet()
      // One more waits in the reader's own queue.
      expect(made.count).toBeLessThanOrEqual(read + chunksAhead + 1)
    }
    await reader.cancel()
    await quiet()
    expect(made.isCancelled).toBe(true)
  })

  test("[X4] who goes away is told to the app", async () => {
    const asked = Promise.withResolvers<AbortSignal>()
    const { response } = cross(async (_, abandoned) => {
      asked.resolve(abandoned)
      return new Response(counted(1000).body)
    })
    const signal = await asked.promise
    await (await response).body?.cancel()
    expect(signal.aborted).toBe(true)
  })

  test("[X4] a body that breaks off is a failure, and so is an app that throws", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("torn")) })
    const { response } = cross(async () => new Response(broken))
    await expect((await response).text()).rejects.toMatchObject({ name: "ClientError", reason: "failed" })
    const thrown = cross(() => Promise.reject(new Error("a bug")))
    await expect(thrown.response).rejects.toMatchObject({ name: "ClientError", reason: "failed" })
  })

  test("[X4] when the worker goes, what is under way is refused", async () => {
    const { body } = counted(1000)
    const { response, receiver } = cross(async () => new Response(body))
    const reader = (await response).body!.getReader()
    receiver.refuse(new Error("gone"))
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })()
    ).rejects.toThrow("gone")
  })

  test("[X4] an answer without a body has none", async () => {
    const { response } = cross(async () => new Response(null, { status: 304 }))
    expect((await response).status).toBe(304)
    expect((await response).body).toBe(null)
  })
})
