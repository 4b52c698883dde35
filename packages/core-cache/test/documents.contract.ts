/** What the search index holds, word by word: each value of what is there once, and nothing else. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  album,
  forget,
  init,
  move,
  places,
  putTrack,
  removeAll,
  scanClean,
  type Tags,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const indexes = ["tracks", "releases", "artists"] as const

/** Every word of every index with its column: in how many documents it stands, and how often. How many documents there are. */
const indexed: Effect.Effect<ReadonlyArray<unknown>, unknown, World> = Effect.scoped(
  Effect.gen(function* () {
    const sqlite = yield* Sqlite
    const cache = yield* sqlite.open((yield* places).cachePath)
    return indexes.map((name) => {
      cache.exec(`create virtual table temp.words_${name} using fts5vocab(main, search_${name}, col)`)
      const words = cache.prepare(`select term, col, doc, cnt from words_${name} order by term, col`).values()
      const [documents] = cache.prepare(`select count(*) from search_${name}`).values()
      assert.deepEqual(documents, cache.prepare(`select count(*) from ${name}`).values()[0], name)
      return { name, documents: documents![0], words }
    })
  })
) as Effect.Effect<ReadonlyArray<unknown>, unknown, World>

/** Words that stand more than once in a column of one document. */
const repeated: Effect.Effect<ReadonlyArray<unknown>, unknown, World> = Effect.scoped(
  Effect.gen(function* () {
    const sqlite = yield* Sqlite
    const cache = yield* sqlite.open((yield* places).cachePath)
    return indexes.flatMap((name) => {
      cache.exec(`create virtual table temp.words_${name} using fts5vocab(main, search_${name}, instance)`)
      const sql = `select term, col, count(*) from words_${name} group by term, col, doc having count(*) > 1 order by term, col`
      return cache.prepare(sql).values()
    })
  })
) as Effect.Effect<ReadonlyArray<unknown>, unknown, World>

/** The index is what a cache built from nothing has. */
const isAsRebuilt = Effect.fnUntraced(function* (after: string) {
  const kept = yield* indexed
  yield* forget("cache")
  yield* scanClean()
  assert.deepEqual(kept, yield* indexed, after)
})

const hits = (text: string) =>
  withLibrary((cache) => Effect.map(cache.search(text), ({ items }) => items.map(({ kind, title }) => `${kind} ${title}`).sort()))

const steps: ReadonlyArray<readonly [after: string, Effect.Effect<unknown, unknown, World>]> = [
  ["the title of one track", putTrack("Velvet/02.mp3", { ...album, title: "Zwei", track: "2" })],
  ["the artist of one track", putTrack("Velvet/02.mp3", { ...album, title: "Zwei", track: "2", artist: "東 feat. 京" })],
  [
    "the release's title on all tracks",
    Effect.andThen(
      putTrack("Velvet/01.mp3", { ...album, album: "Satin", title: "One", track: "1" }),
      putTrack("Velvet/02.mp3", { ...album, album: "Satin", title: "Zwei", track: "2" })
    )
  ],
  [
    "the release's artist, which stands in one file",
    putTrack("Velvet/01.mp3", { ...album, album: "Satin", albumArtist: "Blues", title: "One", track: "1" })
  ],
  ["another track", putTrack("Velvet/03.mp3", { ...album, album: "Satin", title: "Three", track: "3", sound: 9 })],
  ["another directory", move("Velvet", "Elsewhere")],
  ["a track's end", removeAll("Elsewhere/01.mp3")],
  ["a release's end", removeAll("Harbour")]
]

const asRebuilt: ContractCase<World> = {
  title: "[U14] after every kind of change the index holds what one built from nothing holds: a document a track, no leftovers",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* twoReleases
    yield* scanClean()
    for (const options of [{}, { force: true, workers: 2 }]) {
      for (const [after, change] of options.force === true ? [] : steps) {
        yield* change
        yield* scanClean({ allowRemoval: true })
        yield* isAsRebuilt(after)
      }
      yield* scanClean(options)
      yield* isAsRebuilt("everything read again")
    }
  })
}

const shared: Tags = { album: "Moth", albumArtist: "Zed;Ann remixed by Zed produced by Ann" }

const eachOnce: ContractCase<World> = {
  title: "[U14] no value is repeated: who has several roles stands once in a document; nothing matches across two values",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* putTrack("A/1.mp3", {
      ...shared,
      title: "Glow",
      artist: "Zed feat. Zed remixed by Zed;Ann produced by Ann",
      track: "1"
    })
    yield* putTrack("A/2.mp3", { ...shared, title: "大", artist: "東;京 feat. 都 produced by 東", track: "2" })
    yield* scanClean()
    assert.deepEqual(yield* repeated, [])
    assert.deepEqual(yield* hits("東京"), [])
    assert.deepEqual(yield* hits("京都"), [])
    assert.deepEqual(yield* hits("大東"), [])
    assert.deepEqual(yield* hits("zedann"), [])
    assert.deepEqual(yield* hits("東"), ["artist 東", "track 大"])
    assert.deepEqual(yield* hits("ann zed"), ["release Moth", "track Glow"])
    yield* putTrack("A/2.mp3", { ...shared, title: "大", artist: "東京", track: "2" })
    yield* scanClean()
    assert.deepEqual(yield* hits("東京"), ["artist 東京", "track 大"])
    assert.deepEqual(yield* hits("京都"), [])
    yield* isAsRebuilt("a value that is another")
  })
}

export const documentsContract: ReadonlyArray<ContractCase<World>> = [asRebuilt, eachOnce]
