import { describe, expect, test } from "vitest"
import { mostKept, readKept, writeKept } from "../src/player/kept-queue.ts"
import { emptyQueue, type Queue, reduceQueue } from "../src/player/queue.ts"

const queueOf = (count: number, at: number): Queue => {
  const tracks = Array.from({ length: count }, (_, index) => ({
    id: `t${index}`,
    releaseId: "r",
    title: `T ${index}`,
    artists: "",
    durationSeconds: null
  }))
  return reduceQueue(emptyQueue, { type: "play", tracks, at, seed: 1 })
}

describe("the queue that outlives a reload", () => {
  test("[X4] comes back as it was, shuffled too", () => {
    const queue = reduceQueue(reduceQueue(queueOf(5, 2), { type: "shuffle", isOn: true, seed: 4 }), {
      type: "repeat",
      repeat: "all"
    })
    const kept = readKept(writeKept(queue, 12.5))
    expect(kept?.seconds).toBe(12.5)
    const shape = ({ entries, current, repeat, isShuffled }: Queue) => [
      entries.map((e) => [e.no, e.track.id]),
      current,
      repeat,
      isShuffled
    ]
    expect(shape(kept!.queue)).toEqual(shape(queue))
  })

  test("[X4] a long one is kept around what plays", () => {
    for (const at of [0, 700, 2400, 2999]) {
      const kept = readKept(writeKept(queueOf(3000, at), 0))!
      expect(kept.queue.entries.length).toBe(mostKept)
      expect(kept.queue.entries[kept.queue.current]?.track.id).toBe(`t${at}`)
      expect(kept.queue.entries.map((entry) => entry.no)).toEqual(kept.queue.entries.map((_, index) => index))
    }
  })

  test("[X4] what is not believable is not believed", () => {
    const good = writeKept(queueOf(2, 1), 3)
    expect(readKept(good)).toBeDefined()
    const bad = [undefined, "", "{", "null", "[]", "{}", writeKept(emptyQueue, 0)]
    const spoilt = [
      ['"v":1', '"v":2'],
      ['"current":1', '"current":2'],
      ['"current":1', '"current":"1"'],
      ['"repeat":"off"', '"repeat":"often"'],
      ['"seconds":3', '"seconds":null'],
      ['"id":"t0"', '"id":0'],
      ['"durationSeconds":null', '"durationSeconds":"long"'],
      ['"tracks":[[0,', '"tracks":[["0",']
    ].map(([part, other]) => good.replace(part!, other!))
    expect(new Set(spoilt).has(good)).toBe(false)
    for (const text of [...bad, ...spoilt]) {
      expect(readKept(text), String(text)).toBeUndefined()
    }
  })
})
