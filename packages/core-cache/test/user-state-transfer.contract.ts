/** The user's state out to lines of JSON and in again: nothing lost, nothing doubled, whatever else the file holds. */
import { Sqlite, transaction } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { openIssuedIds, trackKind } from "../src/identity/issued-ids.ts"
import type { CacheError, LibraryCacheShape } from "../src/index.ts"
import { album, equalsRebuild, forget, init, places, putTrack, scanClean, trackIds, type World, withLibrary } from "./world.ts"

const call = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>) => withLibrary(use)

const day = (n: number): number => Date.UTC(2020, 0, n)

/** A library whose files carry their ids, so that it knows them again when both databases are gone. */
const library = Effect.gen(function* () {
  yield* init("tags", "nested")
  for (const no of [1, 2, 3]) yield* putTrack(`Velvet/0${no}.mp3`, { ...album, title: `Song ${no}`, track: `${no}`, sound: no })
  yield* scanClean()
  const ids = yield* trackIds
  return [1, 2, 3].map((no) => ids[`Velvet/0${no}.mp3`] ?? "") as [string, string, string]
})

/** Random decisions and plays. */
const live = Effect.fnUntraced(function* (cache: LibraryCacheShape, random: Random, ids: ReadonlyArray<string>, steps: number) {
  for (let i = 0; i < steps; i++) {
    const id = random.pick(ids)
    const acts: ReadonlyArray<() => Effect.Effect<unknown, CacheError>> = [
      () => cache.setTrackFavorite(id, random.chance(60)),
      () => cache.setTrackRating(id, random.below(6)),
      () => cache.recordTrackPlay(id, { playedAtMs: day(1 + random.below(30)) }),
      () => cache.recordTrackPlay(id, { key: `key ${random.below(3)} of ${id}`, playedAtMs: day(1 + random.below(30)) })
    ]
    yield* random.pick(acts)()
  }
})

const tracksOf = (cache: LibraryCacheShape) => Effect.map(cache.listTracks({ all: true }), (page) => page.items)

const exported = call((cache) => cache.exportState())
const imported = (text: string | Uint8Array) => call((cache) => cache.importState(text))

const shuffled = (random: Random, lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const rest = [...lines]
  return lines.map(() => rest.splice(random.below(rest.length), 1)[0]!)
}

/** One life: exports on the way, brought into an empty library.db in any order and more than once. */
const joins = Effect.fnUntraced(function* (random: Random, ids: ReadonlyArray<string>) {
  const texts: Array<string> = []
  for (let i = 0; i < 3; i++) {
    yield* call((cache) => live(cache, random, ids, 6))
    texts.push(yield* exported)
  }
  const last = texts.at(-1) ?? ""
  const before = yield* call(tracksOf)
  yield* forget("both")
  yield* scanClean()
  for (const text of shuffled(random, [...texts, random.pick(texts)])) {
    const report = yield* imported(shuffled(random, text.trim().split("\n")).join("\n"))
    assert.deepEqual([report.failed, report.unknownTracks], [[], 0])
  }
  assert.equal(yield* exported, last)
  assert.deepEqual(yield* call(tracksOf), before)
  assert.deepInclude(yield* imported(last), { tracks: 0, plays: 0, failedTotal: 0 })
  yield* equalsRebuild
})

export const userStateTransferContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[A6] [X7] what is exported makes the same state again, in any order and any number of times",
    run: Effect.gen(function* () {
      const ids = yield* library
      for (const seed of [1, 2]) yield* joins(seeded(seed), ids)
    })
  },
  {
    title: "[X7] broken lines of an import are told by their number, the rest is taken, and nothing is doubled",
    run: Effect.gen(function* () {
      const [id] = yield* library
      const lines = [
        "\uFEFF",
        JSON.stringify({ kind: "track", id, isFavorite: true, rating: 3 }),
        "{",
        JSON.stringify({ kind: "track", id, rating: 6 }),
        JSON.stringify({ kind: "play", id: "p", trackId: id, playedAt: "2020-01-02T03:04:05Z" }),
        JSON.stringify({ kind: "play", id: "q", trackId: id, playedAt: "yesterday" }),
        JSON.stringify({ kind: "play", id: "r", trackId: id, playedAt: "2920-01-02T03:04:05Z" }),
        "null",
        "",
        JSON.stringify({ kind: "moods", id }),
        JSON.stringify({ kind: "track", id, countedPlays: 4 }),
        JSON.stringify({ kind: "track", id: "" }),
        `${JSON.stringify({ kind: "play", id: "p", trackId: id, playedAt: "2020-01-02T03:04:05Z" })}\r`
      ]
      const report = yield* imported(lines.join("\n"))
      assert.deepInclude(report, { tracks: 1, plays: 1, unchanged: 1, unknownTracks: 0, failedTotal: 8 })
      assert.deepEqual(
        report.failed.map(({ line }) => line),
        [3, 4, 6, 7, 8, 10, 11, 12]
      )
      for (const { message } of report.failed) assert.isNotEmpty(message)
      const track = yield* call((cache) => cache.getTrack(id))
      assert.deepInclude(track, { isFavorite: true, rating: 3, playCount: 1, lastPlayedAt: "2020-01-02T03:04:05.000Z" })
    })
  },
  {
    title:
      "[X7] bytes that are no UTF-8 cost their own lines, as a disk that lost some leaves a file: all others are taken, each once",
    run: Effect.gen(function* () {
      const [one, two] = yield* library
      const encoder = new TextEncoder()
      const line = (id: string, rating: number, title = "") =>
        encoder.encode(JSON.stringify({ kind: "track", id, rating, title }))
      const lost = line(one, 1, "S\u0142o\u0144ce").map((byte) => (byte === 0xc5 ? 0xff : byte))
      const parts = [
        encoder.encode("\uFEFF"),
        lost,
        line(one, 2, "S\u0142o\u0144ce \uFFFD"),
        Uint8Array.of(0xff, 0xfe),
        line(two, 3)
      ]
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part, 0x0a]))
      const report = yield* imported(bytes)
      assert.deepInclude(report, { tracks: 2, unknownTracks: 0, failedTotal: 2 })
      assert.deepEqual(
        report.failed.map(({ line: no, message }) => [no, message]),
        [2, 4].map((no) => [no, "it is not UTF-8 text"])
      )
      assert.deepInclude(yield* imported(bytes), { tracks: 0, unchanged: 2, failedTotal: 2 })
      assert.equal((yield* call((cache) => cache.getTrack(one)))?.rating, 2)
      const whole = Uint8Array.from([line(one, 5), line(two, 5)].flatMap((part) => [...part, 0x0a]))
      assert.deepInclude(yield* imported(whole), { tracks: 2, failedTotal: 0 })
    })
  },
  {
    title:
      "[X7] a play that is another track's, and text that is no id, cost their own lines; a head line without id and name is one",
    run: Effect.gen(function* () {
      const [one, two] = yield* library
      const play = (id: string, trackId: string) => ({ kind: "play", id, trackId, playedAt: "2020-01-02T03:04:05Z" })
      const track = (id: string) => ({ kind: "track", id, rating: 4 })
      const lines = [
        { kind: "library", format: 1 },
        play("p", one),
        play("p", two),
        play("q", two),
        track("../../../etc/passwd"),
        play("r", "Velvet/01.mp3"),
        track("some song"),
        track(two)
      ]
      const text = lines.map((line) => JSON.stringify(line)).join("\n")
      const report = yield* imported(text)
      assert.deepInclude(report, { tracks: 1, plays: 2, unchanged: 0, unknownTracks: 0, failedTotal: 4 })
      assert.deepEqual(
        report.failed.map(({ line, message }) => [line, message]),
        [
          [3, `a play of the id "p" is known already, of another track: ${one}`],
          [5, '"../../../etc/passwd" is no id of a track'],
          [6, '"Velvet/01.mp3" is no id of a track'],
          [7, '"some song" is no id of a track']
        ]
      )
      assert.deepInclude(yield* imported(text), { tracks: 0, plays: 0, unchanged: 3, failedTotal: 4 })
      assert.deepEqual(
        (yield* call(tracksOf)).map(({ playCount, rating }) => [playCount, rating]),
        [
          [1, null],
          [1, 4],
          [0, null]
        ]
      )
      assert.equal((yield* call((cache) => cache.listLostTracks())).total, 0)
      const newer = JSON.stringify({ kind: "library", format: 2 })
      assert.equal(((yield* Effect.flip(imported(newer))) as CacheError).reason, "newer")
    })
  },
  {
    title: "[X7] a file of UTF-16, as some editors and shells save text, is refused in one sentence, and nothing is taken",
    run: Effect.gen(function* () {
      const [id] = yield* library
      const before = yield* exported
      const text = Array.from({ length: 100 }, () => JSON.stringify({ kind: "track", id, rating: 4 })).join("\n")
      const utf16 = (content: string, isBigEndian: boolean) =>
        Uint8Array.from([...content].flatMap((c) => (isBigEndian ? [0, c.charCodeAt(0)] : [c.charCodeAt(0), 0])))
      for (const bytes of [
        Uint8Array.of(0xff, 0xfe, ...utf16(text, false)),
        Uint8Array.of(0xfe, 0xff, ...utf16(text, true)),
        utf16(text, false),
        utf16(text, true)
      ]) {
        const error = (yield* Effect.flip(imported(bytes))) as CacheError
        assert.deepInclude(error, { reason: "usage", message: "the state to import is UTF-16 text, and not UTF-8" })
      }
      assert.equal(yield* exported, before)
    })
  },
  {
    title: "[X7] [D9] state of ids that are not known is kept for when their files come; a format of a newer program is refused",
    run: Effect.gen(function* () {
      yield* library
      const later = "0192f7a0-0000-7000-8000-00000000abcd"
      const line = JSON.stringify({ kind: "track", id: later, isFavorite: true, favoriteAt: "2020-01-02T03:04:05Z" })
      assert.deepInclude(yield* imported(line), { tracks: 1, unknownTracks: 1 })
      const lost = yield* call((cache) => cache.listLostTracks())
      assert.deepEqual(
        lost.items.map((item) => [item.id, item.lastPath, item.heldBy]),
        [[later, null, [{ kind: "favorite" }]]]
      )
      yield* putTrack("Later/1.mp3", { ...album, title: "Later", track: "1", sound: 9, trackId: later })
      yield* scanClean({ force: true })
      assert.deepInclude(yield* call((cache) => cache.getTrack(later)), { title: "Later", isFavorite: true })
      const before = yield* exported
      const newer = `${JSON.stringify({ kind: "library", format: 2, id: "x", name: "y" })}\n${line}`
      assert.equal(((yield* Effect.flip(imported(newer))) as CacheError).reason, "newer")
      assert.equal(yield* exported, before)
    })
  },
  {
    title: "[X7] [I2] lines about an id that was merged are about the track that stands for it, beside lines about that one",
    run: Effect.gen(function* () {
      const [id, into] = yield* library
      const { libraryPath } = yield* places
      yield* Effect.scoped(
        Effect.gen(function* () {
          const userDb = yield* (yield* Sqlite).open(libraryPath)
          transaction(userDb, () => openIssuedIds(userDb).merge(trackKind, id, into))
        })
      )
      const play = (key: string, trackId: string) =>
        JSON.stringify({ kind: "play", id: key, trackId, playedAt: "2020-01-02T03:04:05Z" })
      const record = (trackId: string, more: object) => JSON.stringify({ kind: "track", id: trackId, ...more })
      const lines = [
        record(into, { rating: 2, ratedAt: "2020-01-01T00:00:00Z" }),
        play("p", id),
        record(id, { isFavorite: true }),
        play("q", into),
        record(id, { rating: 5, ratedAt: "2020-01-03T00:00:00Z" })
      ]
      assert.deepInclude(yield* imported(lines.join("\n")), { tracks: 3, plays: 2, unchanged: 0, unknownTracks: 0 })
      assert.deepInclude(yield* call((cache) => cache.getTrack(into)), { isFavorite: true, rating: 5, playCount: 2 })
    })
  },
  {
    title: "[A6] [X7] plays of which only the number is known count until those told one by one are more",
    run: Effect.gen(function* () {
      const [id] = yield* library
      const counted = (plays: number, until: number) =>
        JSON.stringify({ kind: "track", id, countedPlays: plays, countedUntil: new Date(day(until)).toISOString() })
      const play = (n: number, at: number) =>
        JSON.stringify({ kind: "play", id: `p${n}`, trackId: id, playedAt: new Date(day(at)).toISOString() })
      const count = Effect.map(
        call((cache) => cache.getTrack(id)),
        (track) => [track?.playCount, track?.lastPlayedAt]
      )
      yield* imported([counted(2, 10), play(1, 3), play(2, 12)].join("\n"))
      assert.deepEqual(yield* count, [3, new Date(day(12)).toISOString()])
      yield* imported([play(3, 4), play(4, 5)].join("\n"))
      assert.deepEqual(yield* count, [4, new Date(day(12)).toISOString()])
      yield* imported(counted(5, 20))
      assert.deepEqual(yield* count, [5, new Date(day(20)).toISOString()])
    })
  }
]
