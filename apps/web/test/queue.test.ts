import { describe, expect, test } from "vitest"
import {
  currentEntry,
  emptyQueue,
  type Queue,
  type QueueAction,
  type QueueTrack,
  reduceQueue,
  upcomingEntry
} from "../src/player/queue.ts"

const track = (id: string): QueueTrack => ({ id, releaseId: "r", title: id, artists: "A", durationSeconds: 100 })
const tracks = (...ids: ReadonlyArray<string>): ReadonlyArray<QueueTrack> => ids.map(track)
const ids = (queue: Queue): string => queue.entries.map((entry) => entry.track.id).join("")
const run = (queue: Queue, ...actions: ReadonlyArray<QueueAction>): Queue => actions.reduce(reduceQueue, queue)
const playing = (...names: ReadonlyArray<string>): Queue =>
  run(emptyQueue, { type: "play", tracks: tracks(...names), at: 0, seed: 1 })
const keyOf = (queue: Queue, id: string): number => queue.entries.find((entry) => entry.track.id === id)?.key ?? -1
const current = (queue: Queue): string | undefined => currentEntry(queue)?.track.id

describe("queue", () => {
  test("[X4] plays from the chosen track on, to the end and no further", () => {
    const queue = run(emptyQueue, { type: "play", tracks: tracks("a", "b", "c"), at: 1, seed: 1 })
    expect([current(queue), upcomingEntry(queue)?.track.id]).toEqual(["b", "c"])
    const last = run(queue, { type: "next", cause: "ended" })
    expect([current(last), upcomingEntry(last)]).toEqual(["c", undefined])
    expect(run(last, { type: "next", cause: "ended" })).toBe(last)
  })

  test("[X4] repeats the queue or one track, and a person who asks for the next one gets it", () => {
    const all = run(playing("a", "b"), { type: "repeat", repeat: "all" }, { type: "previous" })
    expect(current(all)).toBe("b")
    expect(current(run(all, { type: "next", cause: "ended" }))).toBe("a")
    const one = run(playing("a", "b"), { type: "repeat", repeat: "one" })
    expect(current(run(one, { type: "next", cause: "ended" }))).toBe("a")
    expect(current(run(one, { type: "next", cause: "asked" }))).toBe("b")
  })

  test("[X4] adds next and last without interrupting", () => {
    const queue = run(
      playing("a", "b"),
      { type: "add", tracks: tracks("x", "y"), where: "next" },
      { type: "add", tracks: tracks("z"), where: "last" }
    )
    expect([ids(queue), current(queue)]).toEqual(["axybz", "a"])
    const fresh = run(emptyQueue, { type: "add", tracks: tracks("a"), where: "next" })
    expect([ids(fresh), current(fresh)]).toEqual(["a", "a"])
  })

  test("[X4] takes out and moves, and what plays keeps playing", () => {
    const queue = run(playing("a", "b", "c"), { type: "next", cause: "asked" })
    expect(current(run(queue, { type: "remove", key: keyOf(queue, "a") }))).toBe("b")
    expect(current(run(queue, { type: "remove", key: keyOf(queue, "b") }))).toBe("c")
    const moved = run(queue, { type: "move", key: keyOf(queue, "c"), to: 0 })
    expect([ids(moved), current(moved)]).toEqual(["cab", "b"])
    expect(current(run(playing("a"), { type: "remove", key: 1 }))).toBe(undefined)
  })

  test("[X4] shuffle puts what plays first, and gives the order of before back", () => {
    const queue = run(playing("a", "b", "c", "d", "e"), { type: "next", cause: "asked" })
    const mixed = run(queue, { type: "shuffle", isOn: true, seed: 7 })
    expect([current(mixed), mixed.current, [...ids(mixed)].sort().join("")]).toEqual(["b", 0, "abcde"])
    const added = run(mixed, { type: "add", tracks: tracks("x"), where: "next" }, { type: "shuffle", isOn: false, seed: 0 })
    expect([ids(added), current(added)]).toEqual(["abxcde", "b"])
    const again = run(mixed, { type: "play", tracks: tracks("p", "q", "r"), at: 2, seed: 3 })
    expect([current(again), again.isShuffled]).toEqual(["r", true])
  })

  test("[X4] what is not there changes nothing", () => {
    const queue = playing("a", "b")
    const nothing: ReadonlyArray<QueueAction> = [
      { type: "remove", key: 99 },
      { type: "move", key: 99, to: 0 },
      { type: "move", key: 1, to: -5 },
      { type: "go", key: 99 },
      { type: "go", key: 1 },
      { type: "play", tracks: [], at: 0, seed: 1 },
      { type: "add", tracks: [], where: "last" },
      { type: "repeat", repeat: "off" },
      { type: "shuffle", isOn: false, seed: 1 }
    ]
    for (const action of nothing) expect(reduceQueue(queue, action), action.type).toBe(queue)
    expect(reduceQueue(emptyQueue, { type: "previous" })).toBe(emptyQueue)
  })
})

/** Random numbers from a printed seed. */
const chanceOf = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const randomAction = (queue: Queue, below: (count: number) => number, step: number): QueueAction => {
  const key = queue.entries[below(queue.entries.length + 1)]?.key ?? -1
  const some = Array.from({ length: below(6) }, (_, index) => track(`${step}.${index}`))
  const actions: ReadonlyArray<QueueAction> = [
    { type: "play", tracks: some, at: below(8) - 1, seed: below(1000) },
    { type: "add", tracks: some, where: below(2) === 0 ? "next" : "last" },
    { type: "add", tracks: some, where: "last" },
    { type: "remove", key },
    { type: "move", key, to: below(queue.entries.length + 3) - 1 },
    { type: "go", key },
    { type: "next", cause: below(2) === 0 ? "ended" : "asked" },
    { type: "previous" },
    { type: "repeat", repeat: (["off", "all", "one"] as const)[below(3)]! },
    { type: "shuffle", isOn: below(2) === 0, seed: below(1000) }
  ]
  return actions[below(actions.length)]!
}

const checkQueue = (queue: Queue): void => {
  const count = queue.entries.length
  expect(count === 0 ? queue.current === -1 : queue.current >= 0 && queue.current < count, "current is an entry").toBe(true)
  expect(new Set(queue.entries.map((entry) => entry.key)).size, "keys are their entries' own").toBe(count)
  expect(Math.max(0, ...queue.entries.map((entry) => entry.key)), "keys are never given twice").toBeLessThan(queue.nextKey)
  const places = queue.entries.map((entry) => entry.no)
  expect(
    places.toSorted((a, b) => a - b),
    "places are dense"
  ).toEqual(places.map((_, index) => index))
  if (!queue.isShuffled) expect(places, "the shown order is the real one").toEqual(places.map((_, index) => index))
}

/** What is allowed to change the track that plays. */
const mayChangeTrack = new Set<QueueAction["type"]>(["play", "remove", "go", "next", "previous"])

test("[X4] holds together through random lives", () => {
  const seed = Number(process.env["DEADWAX_SEED"] ?? Date.now() % 2 ** 31)
  const lives = Math.ceil(200 * Number(process.env["DEADWAX_COUNT_SCALE"] ?? 0.1))
  console.log(`soak: ${lives} lives of a queue, seed ${seed}`)
  const below = chanceOf(seed)
  for (let life = 0; life < lives; life++) {
    let queue = emptyQueue
    for (let step = 0; step < 100; step++) {
      const action = randomAction(queue, below, step)
      const before = currentEntry(queue)
      queue = reduceQueue(queue, action)
      checkQueue(queue)
      if (before !== undefined && !mayChangeTrack.has(action.type)) expect(currentEntry(queue)?.key, action.type).toBe(before.key)
    }
  }
})
