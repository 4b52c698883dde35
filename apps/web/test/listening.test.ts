import { describe, expect, test } from "vitest"
import { ClientError } from "../src/client/client-error.ts"
import type { HeardTrack } from "../src/client/track-state.ts"
import { Listening } from "../src/player/listening.ts"
import { makeHeardPlays } from "../src/track-state/heard-plays.ts"

/** How often playing through these positions counts as a play. */
const plays = (listening: Listening, positions: Iterable<number>, duration: number): number => {
  let count = 0
  for (const position of positions) if (listening.hear(position, duration)) count++
  return count
}

function* sounding(from: number, to: number, step = 0.25): Generator<number> {
  for (let at = from; at <= to; at += step) yield at
}

describe("[A6] a play counts", () => {
  test("when half of a track sounded, or four minutes of it, once", () => {
    for (const [duration, enough] of [
      [100, 50],
      [600, 240],
      [0, 240]
    ] as const) {
      const listening = new Listening()
      listening.begin()
      expect(plays(listening, sounding(0, enough - 1), duration)).toBe(0)
      expect(plays(listening, sounding(enough - 1, enough + 60), duration)).toBe(1)
      listening.begin()
      expect(plays(listening, sounding(0, enough + 1), duration)).toBe(1)
    }
  })

  test("not when most of it was skipped, and not by jumping to and fro", () => {
    const listening = new Listening()
    listening.begin()
    expect(plays(listening, [...sounding(0, 20), ...sounding(180, 200)], 200)).toBe(0)
    listening.begin()
    expect(plays(listening, [0, 150, 0, 150, 0, 150, 199], 200)).toBe(0)
    listening.begin()
    expect(plays(listening, [...sounding(0, 60), ...sounding(0, 60)], 200)).toBe(1)
    listening.begin(120)
    expect(plays(listening, sounding(120, 200, 1), 200)).toBe(0)
  })
})

describe("[A6] what was heard is told", () => {
  const heardIn = (stored: Map<string, string>, told: Array<HeardTrack>, failure: () => ClientError | undefined) =>
    makeHeardPlays({
      recordPlay: (play) => {
        const error = failure()
        if (error !== undefined) return Promise.reject(error)
        told.push(play)
        return Promise.resolve()
      },
      place: "server",
      memory: { remembered: (key) => stored.get(key), remember: (key, value) => void stored.set(key, value) },
      newKey: () => `key ${stored.size} ${told.length} ${(stored.get("deadwax.heard.server") ?? "").length}`,
      now: () => new Date(0)
    })
  test("at once; when nobody answers it is kept over a reload and told later, under the same key", async () => {
    const stored = new Map<string, string>()
    const told: Array<HeardTrack> = []
    let failure: ClientError | undefined = new ClientError("unreachable", "Nobody answers.")
    const heard = heardIn(stored, told, () => failure)
    await Promise.all([heard.add("a"), heard.add("b")])
    expect(told).toEqual([])
    failure = undefined
    await heardIn(stored, told, () => failure).flush()
    expect(told.map(({ trackId }) => trackId)).toEqual(["a", "b"])
    expect(new Set(told.map(({ key }) => key)).size).toBe(2)
    await heard.flush()
    expect(told.length).toBe(2)
  })

  test("what the library refuses is let go, and what is kept but is none of it is passed over", async () => {
    const stored = new Map([["deadwax.heard.server", '[{"trackId":1},7]']])
    const told: Array<HeardTrack> = []
    const heard = heardIn(stored, told, () => (told.length === 0 ? undefined : new ClientError("not-found", "Gone.")))
    await Promise.all(["a", "b"].map(heard.add))
    expect(told.map(({ trackId }) => trackId)).toEqual(["a"])
    expect(stored.get("deadwax.heard.server")).toBe("[]")
    stored.set("deadwax.heard.server", "{")
    await heardIn(stored, told, () => undefined).flush()
    expect(told.length).toBe(1)
  })
})
