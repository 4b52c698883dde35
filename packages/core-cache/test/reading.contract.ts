/** What reading a library promises: search, pages, single entities. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { init, places, putTrack, removeAll, scanClean, type World, withLibrary } from "./world.ts"

const oneRelease = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  yield* putTrack("Velvet/01.mp3", { title: "One", artist: "x", album: "Velvet", track: "1" })
  yield* putTrack("Velvet/02.mp3", { title: "Two", artist: "y", album: "Velvet", track: "2" })
})

const search = (text: string) =>
  withLibrary((cache) => Effect.map(cache.search(text), (page) => page.items.map((hit) => `${hit.kind}:${hit.title}`)))

export const readingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[R8] words in any order, prefixes, diacritics, CJK of one and two characters, any punctuation",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", {
        title: "Jóga av Snjó",
        artist: "Björk Ædal",
        albumArtist: "Björk Ædal",
        album: "Homogen",
        track: "1"
      })
      yield* putTrack("A/2.mp3", { title: "Don't C#", artist: "AB/CD", albumArtist: "Björk Ædal", album: "Homogen", track: "2" })
      yield* putTrack("B/1.mp3", {
        title: "群青日和",
        artist: "東京事変隊",
        albumArtist: "東京事変隊",
        album: "教育",
        track: "1"
      })
      yield* scanClean()
      assert.deepEqual(yield* search("snjo joga"), ["track:Jóga av Snjó"])
      assert.deepEqual((yield* search("bjork"))[0], "artist:Björk Ædal")
      assert.deepEqual((yield* search("BJÖRK aed"))[0], "artist:Björk Ædal")
      assert.deepEqual((yield* search("homog"))[0], "release:Homogen")
      assert.deepEqual(yield* search("dont c#"), ["track:Don't C#"])
      assert.deepEqual(yield* search("群青"), ["track:群青日和"])
      assert.include(yield* search("東"), "artist:東京事変隊")
      assert.include(yield* search("事変"), "artist:東京事変隊")
      assert.deepEqual(yield* search("homogen 群青"), [])
      for (const text of [
        "",
        " ",
        '"',
        "*",
        "AND",
        "NOT a",
        "x:y",
        "(",
        ")",
        "AC/DC",
        "'",
        "\\",
        "%",
        "\u0000",
        "\ud83d",
        "a\udc00b",
        "😀"
      ])
        yield* search(text)
    })
  },
  {
    title: "[R8] hits of the same word are ordered: exact title, beginning of the title, elsewhere; nothing stale remains",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", { title: "A long way home", artist: "x", album: "n", track: "1" })
      yield* putTrack("A/2.mp3", { title: "Home again", artist: "x", album: "n", track: "2" })
      yield* putTrack("A/3.mp3", { title: "Home", artist: "x", album: "n", track: "3" })
      yield* scanClean()
      assert.deepEqual(yield* search("home"), ["track:Home", "track:Home again", "track:A long way home"])
      yield* putTrack("A/3.mp3", { title: "Away", artist: "x", album: "n", track: "3" })
      yield* scanClean()
      assert.deepEqual(yield* search("home"), ["track:Home again", "track:A long way home"])
    })
  },
  {
    title: "[A1] [A2] pages: default 50, union is everything once, total constant, past the end empty, negative refused",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      for (let i = 0; i < 53; i++) yield* putTrack(`R${i % 7}/${String(i).padStart(2, "0")}.mp3`, { title: `t${i}` }, 4)
      yield* scanClean()
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const first = yield* cache.listTracks()
          assert.deepEqual([first.items.length, first.total, first.limit, first.offset], [50, 53, 50, 0])
          const seen: Array<string> = []
          for (let offset = 0; offset < 60; offset += 10) {
            const page = yield* cache.listTracks({ limit: 10, offset })
            assert.equal(page.total, 53)
            seen.push(...page.items.map((track) => track.sourcePath))
          }
          assert.equal(new Set(seen).size, 53)
          assert.deepEqual(seen, [...seen].sort())
          assert.deepEqual((yield* cache.listTracks({ limit: 0 })).items, [])
          assert.equal((yield* cache.listTracks({ limit: 5000 })).limit, 1000)
          assert.equal((yield* cache.listTracks({ all: true })).limit, 53)
          assert.deepEqual(yield* cache.listTracks({ offset: 99 }), { items: [], total: 53, limit: 50, offset: 99 })
          assert.equal((yield* cache.listReleases()).total, 7)
          for (const bad of [{ limit: -1 }, { offset: -1 }, { limit: Number.NaN }, { offset: 1.5 }]) {
            assert.equal((yield* Effect.flip(cache.listReleases(bad))).reason, "usage")
          }
        })
      )
    })
  },
  {
    title: "[S8] [S9] totals are counted over discs, one disc may be written `1` and `01`; an unknown duration counts as 0",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Box/1.mp3", { title: "a", album: "Box", disc: "1", track: "1" }, 40)
      yield* putTrack("Box/2.mp3", { title: "b", album: "Box", disc: "01", track: "2" }, 40)
      yield* putTrack("Box/3.mp3", { title: "c", album: "Box", disc: "2", track: "1" }, 0)
      yield* scanClean()
      const { root } = yield* places
      const release = yield* withLibrary((cache) => cache.getRelease(`${root}/Box`))
      assert.deepEqual([release?.discTotal, release?.trackTotal, release?.durationSeconds], [2, 3, 2])
      assert.deepEqual(
        release?.tracks?.map((track) => [track.title, track.trackTotal, track.discTotal, track.durationSeconds]),
        [
          ["a", 2, 2, 1],
          ["b", 2, 2, 1],
          ["c", 1, 2, null]
        ]
      )
      yield* removeAll("Box/3.mp3")
      yield* scanClean()
      assert.equal((yield* withLibrary((cache) => cache.getRelease(`${root}/Box`)))?.discTotal, 1)
    })
  },
  {
    title: "[A3] one release or track by id or path; absence is a value",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* scanClean()
      const { root } = yield* places
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const release = yield* cache.getRelease(`${root}/Velvet`)
          assert.equal(release?.title, "Velvet")
          assert.deepEqual(yield* cache.getRelease(release!.id), release)
          const track = yield* cache.getTrack(`${root}/Velvet/02.mp3`)
          assert.equal(track?.releaseId, release!.id)
          assert.deepEqual(yield* cache.getTrack(track!.id), track)
          assert.isUndefined(yield* cache.getRelease("nothing"))
          assert.isUndefined(yield* cache.getTrack(""))
          assert.isUndefined(yield* cache.getTrack("'; drop table tracks; --"))
        })
      )
    })
  }
]
