/** Bodies that break off, and are read on. */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { describe, expect, test } from "vitest"
import { SimulatedRemote } from "../src/sources/simulated/remote.ts"
import { simulatedSource } from "../src/sources/simulated/simulated-source.ts"
import type { ReadRequest, Source, SourceCapabilities } from "../src/sources/source.ts"
import { failingAs } from "../src/sources/source-error.ts"
import { pausing } from "../src/sources/wrappers/pausing.ts"
import { resuming } from "../src/sources/wrappers/resuming.ts"
import { onTestClock } from "./sources/on-test-clock.ts"

const content = Uint8Array.from({ length: 200_000 }, (_, at) => (at * 31) % 251)

const makeRemote = (capabilities: Partial<SourceCapabilities> = {}): SimulatedRemote => {
  const remote = new SimulatedRemote({ capabilities })
  remote.put("a.mp3", content)
  return remote
}

/** Each body breaks off after as many bytes as `given` says of what it would hold; undefined: it is whole. */
const breaking = (source: Source, given: (bytes: number, attempt: number) => number | undefined) => {
  const asked: Array<ReadRequest> = []
  const broken = failingAs(source.name, "read")("interrupted", "ended its answer early")
  const broke: Source = {
    ...source,
    read: (request) =>
      Effect.map(source.read(request), (opened) => {
        asked.push(request)
        const left = (request.to ?? content.length) - opened.from
        let open = given(left, asked.length)
        if (open === undefined) return opened
        const bytes = opened.bytes.pipe(
          Stream.map((chunk) => {
            const part = chunk.subarray(0, open)
            open = (open ?? 0) - part.length
            return part
          }),
          Stream.filter((part) => part.length > 0)
        )
        return { ...opened, bytes: Stream.concat(bytes, Stream.fail(broken)) }
      })
  }
  return { broke, asked }
}

const readAll = (source: Source, request: Partial<ReadRequest> = {}) =>
  Effect.scoped(
    Effect.gen(function* () {
      const opened = yield* source.read({ id: "a.mp3", ...request })
      const chunks = yield* Stream.runCollect(opened.bytes)
      return new Uint8Array(chunks.flatMap((chunk) => [...chunk]))
    })
  )

describe("a body that breaks off", () => {
  test("[Y14] [C10] is read on at the byte that is missing, of the same revision, after waits", async () => {
    const { broke, asked } = breaking(simulatedSource(makeRemote()), (_, attempt) => (attempt < 3 ? 70_001 : undefined))
    const { value, atMs } = await onTestClock(readAll(resuming(broke)))
    expect(value).toEqual(content)
    expect(asked.map(({ from }) => from ?? 0)).toEqual([0, 70_001, 140_002])
    expect(new Set(asked.slice(1).map(({ revision }) => revision)).size).toBe(1)
    expect(asked[1]?.revision).toBeDefined()
    expect(atMs).toBeGreaterThanOrEqual(500)
  })

  test("[Y14] [C10] gets to its end, however often it breaks off, where each attempt brings half of the rest", async () => {
    const { broke, asked } = breaking(simulatedSource(makeRemote()), (left) => (left > 1 ? left >> 1 : undefined))
    expect((await onTestClock(readAll(resuming(broke)))).value).toEqual(content)
    expect(asked.length).toBeGreaterThan(12)
  })

  test("[Y14] five attempts in a row that bring nothing, or next to nothing, are enough", async () => {
    for (const [given, total] of [
      [0, 0],
      [3, 15]
    ] as const) {
      const { broke, asked } = breaking(simulatedSource(makeRemote()), () => given)
      expect((await onTestClock(readAll(resuming(broke)))).value).toMatchObject({ reason: "interrupted" })
      expect([asked.length, (asked.at(-1)?.from ?? 0) + given]).toEqual([5, total])
    }
  })

  test("[C10] of a part, the part is read to its end", async () => {
    const { broke, asked } = breaking(simulatedSource(makeRemote()), (_, attempt) => (attempt < 2 ? 100 : undefined))
    const { value } = await onTestClock(readAll(resuming(broke), { from: 1000, to: 5000 }))
    expect(value).toEqual(content.subarray(1000, 5000))
    expect(asked.map(({ from, to }) => [from, to])).toEqual([
      [1000, 5000],
      [1100, 5000]
    ])
  })

  test("[C10] where a source has no ranges, what came already is passed over", async () => {
    const remote = makeRemote({ ranges: false })
    const { broke } = breaking(simulatedSource(remote), (_, attempt) => (attempt < 2 ? 90_000 : undefined))
    expect((await onTestClock(readAll(resuming(broke)))).value).toEqual(content)
  })

  test("[C10] a file that changes meanwhile is changed, and no bytes of the other are given", async () => {
    const remote = makeRemote()
    const { broke } = breaking(simulatedSource(remote), (_, attempt) => {
      if (attempt > 1) return undefined
      remote.put(
        "a.mp3",
        content.map((byte) => byte ^ 1)
      )
      return 90_000
    })
    expect((await onTestClock(readAll(resuming(broke)))).value).toMatchObject({ reason: "changed" })
  })

  test("[C10] answers that say that they are of two states are never joined, whatever their revision", async () => {
    const { broke, asked } = breaking(simulatedSource(makeRemote()), (_, attempt) => (attempt < 2 ? 90_000 : undefined))
    const telling = (word: (attempt: number) => string): Source => ({
      ...broke,
      read: (request) => Effect.map(broke.read(request), (opened) => ({ ...opened, validator: word(asked.length) }))
    })
    expect((await onTestClock(readAll(resuming(telling((attempt) => `${attempt}`))))).value).toMatchObject({ reason: "changed" })
    expect(asked.at(-1)?.continues).toBe("1")
  })

  test("[Y9] [Y14] holds no turn to read while it waits", async () => {
    const remote = makeRemote()
    const { broke } = breaking(simulatedSource(remote), (_, attempt) => (attempt < 8 ? 70_000 : undefined))
    const source = resuming(pausing(broke, 1))
    const both = Effect.timeout(Effect.all([readAll(source), readAll(source)], { concurrency: 2 }), "10 minutes")
    expect((await onTestClock(both)).value).toEqual([content, content])
  })
})
