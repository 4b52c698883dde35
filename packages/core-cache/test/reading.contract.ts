/** What reading a library promises: search, pages, single entities. */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Hit, LibraryCacheShape } from "../src/index.ts"
import { init, places, putTrack, removeAll, scanClean, type World, withLibrary } from "./world.ts"

const oneRelease = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  yield* putTrack("Velvet/01.mp3", { title: "One", artist: "x", album: "Velvet", track: "1" })
  yield* putTrack("Velvet/02.mp3", { title: "Two", artist: "y", album: "Velvet", track: "2" })
})

const search = (text: string) =>
  withLibrary((cache) => Effect.map(cache.search(text), (page) => page.items.map((hit) => `${hit.kind}:${hit.title}`)))

const nameOf = (hit: Hit): string => `${hit.kind}:${hit.title}`

/** 1,101 tracks whose titles begin with "Love", the one that is nothing else last; 1,000 of them are also "half". */
const loveSongs = Effect.gen(function* () {
  yield* init("fingerprint", "nested")
  const shared = { artist: "愛子", albumArtist: "x", album: "n" }
  yield* putTrack("0/0.mp3", { ...shared, title: "All My Love", track: "1" }, 1)
  const titles = Array.from({ length: 1100 }, (_, i) =>
    i < 550 ? `Love ${i} half` : i < 1000 ? `Lovely ${i} half` : `Love ${i}`
  )
  const write = (title: string, i: number) => putTrack(`${1 + (i % 9)}/${i}.mp3`, { ...shared, title, track: "1" }, 1)
  // Many at once: one after the other they take most of a minute in a browser.
  yield* Effect.forEach(titles, write, { concurrency: 16, discard: true })
  yield* putTrack("a/1.mp3", { ...shared, title: "Love", track: "1" }, 1)
  yield* putTrack("a/2.mp3", { ...shared, title: "愛", track: "2" }, 1)
  yield* scanClean()
})

/** All pages of a search, one after the other. */
const allPages = Effect.fnUntraced(function* (cache: LibraryCacheShape, text: string, limit: number) {
  const hits: Array<Hit> = []
  for (let offset = 0; ; offset += limit) {
    const page = yield* cache.search(text, { limit, offset })
    if (page.items.length === 0) return hits
    hits.push(...page.items)
  }
})

/** The first column of a statement's rows on cache.db, while nobody else has it open. */
const onCache = (sql: string): Effect.Effect<ReadonlyArray<unknown>, unknown, World> =>
  Effect.scoped(
    Effect.gen(function* () {
      const cache = yield* (yield* Sqlite).open((yield* places).cachePath)
      return cache
        .prepare(sql)
        .values()
        .map((row) => row[0])
    })
  ) as Effect.Effect<ReadonlyArray<unknown>, unknown, Exclude<World, Scope.Scope>>

const pieces = [
  ..."abcxyzABéßŁøÆ019 Жλ東京花ガあ편س",
  ...['"', "'", "’", "*", "^", "(", ")", ":", "-", "+", "#", "!", "/", "\\", "%", "_", ".", ",", "&", "{", "}", "~", "$"],
  ...[" AND ", " OR ", " NOT ", " NEAR(", "title:", "grams : ", "love ", "R.E.M.", "don't", "C#", "sign63x23", "--", ";"],
  ...["\u0001", "\u0007", "\t", "\n", "\u00a0", "\u200b", "\u0301", "\u202e", "\ufeff", "😀", "👩‍🚀", "ﬁ", "ｶﾞ", "Ⅷ"]
]

const randomText = (random: Random, most: number): string =>
  Array.from({ length: 1 + random.below(most) }, () => random.pick(pieces)).join("")

// What no tag can hold as it is, a person (or a program) can still ask for.
const randomQuery = (random: Random): string =>
  randomText(random, 12) + (random.chance(20) ? random.pick(["\u0000", "\ud83d", "\udc00b", "\u0000x"]) : "")

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
    title: "[R8] one title before another: the same words, begins with them, the last one goes on, elsewhere; shorter first",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const titles = [
        "Homeward",
        "Home, Sweet Home",
        "Home again",
        "Homely",
        "A home",
        "Home a",
        "Home!?",
        "HÔME",
        "雨音",
        "大雨",
        "雨",
        "音雨"
      ]
      for (const [i, title] of titles.entries())
        yield* putTrack(`A/${i}.mp3`, { title, artist: "x", album: "n", track: `${i + 1}` })
      yield* putTrack("A/c.mp3", { title: "Study in C# minor", artist: "ガラス", album: "n", track: "90" })
      yield* scanClean()
      const tracks = (text: string) => Effect.map(search(text), (hits) => hits.map((hit) => hit.replace("track:", "")))
      assert.deepEqual(yield* tracks("home"), [
        ...["HÔME", "Home!?", "Home a", "Home again", "Home, Sweet Home"],
        ...["Homely", "Homeward", "A home"]
      ])
      assert.deepEqual(yield* tracks("hom"), [
        ...["HÔME", "Homely", "Home a", "Home!?", "Homeward"],
        ...["Home again", "Home, Sweet Home", "A home"]
      ])
      assert.deepEqual((yield* tracks("雨")).slice(0, 2), ["雨", "雨音"])
      assert.sameMembers(yield* tracks("雨"), ["雨", "雨音", "大雨", "音雨"])
      assert.deepEqual(yield* tracks("雨音"), ["雨音"])
      assert.deepEqual(yield* tracks("音雨"), ["音雨"])
      assert.deepEqual(yield* tracks("雨大"), [])
      assert.deepEqual(yield* tracks("study c# min"), ["Study in C# minor"])
      assert.deepEqual(yield* tracks("study in c# mi"), ["Study in C# minor"])
      assert.deepEqual(yield* tracks("c# ｶﾞﾗｽ"), ["Study in C# minor"])
      assert.deepEqual(yield* tracks("がら"), ["artist:ガラス", "Study in C# minor"])
    })
  },
  {
    title: "[R8] hits that nothing else tells apart keep one order",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      for (let i = 0; i < 40; i++)
        yield* putTrack(`${i % 4}/${i}.mp3`, { title: "Same", artist: "x", album: `n${i % 4}`, track: "1" }, 1)
      yield* scanClean()
      const numbered = yield* onCache("select id from tracks order by no")
      const whole = yield* withLibrary((cache) => allPages(cache, "same", 7))
      assert.deepEqual(
        whole.map((hit) => hit.id),
        numbered
      )
    })
  },
  {
    title:
      "[R8] more than 1,000 matches: the exact title is first, beginnings before others, the total stops, pages have each hit once",
    run: Effect.gen(function* () {
      yield* loveSongs
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          for (const text of ["Love", "love", " LOVE "]) assert.equal(nameOf((yield* cache.search(text)).items[0]!), "track:Love")
          assert.equal(nameOf((yield* cache.search("愛")).items[0]!), "track:愛")
          const titles = (yield* allPages(cache, "love", 1000)).map((hit) => hit.title)
          // Whole words before those that go on, and nothing else where these suffice.
          assert.deepEqual(
            titles.slice(0, 651).filter((title) => !/^Love(?: |$)/.test(title)),
            []
          )
          assert.deepEqual(
            titles.slice(651).filter((title) => !title.startsWith("Lovely ")),
            []
          )
          for (const text of ["love", "lov", "l", "愛", "half", "n"]) {
            const page = yield* cache.search(text, { limit: 7, offset: 3 })
            assert.deepEqual([page.items.length, page.total, page.limit, page.offset], [7, 1000, 7, 3], text)
            assert.equal(page.totalCapped, text !== "half", text)
            const whole = yield* cache.search(text, { all: true })
            assert.equal(new Set(whole.items.map((hit) => `${hit.kind}:${hit.id}`)).size, 1000, text)
            for (const limit of [1000, 333, 250]) assert.deepEqual(yield* allPages(cache, text, limit), whole.items, text)
          }
          assert.deepEqual((yield* cache.search("love 1099")).items.map(nameOf), ["track:Love 1099"])
        })
      )
    })
  },
  {
    title: "[R8] a row that waits without a path of its own is no hit, nor are the tracks of such a release",
    run: Effect.gen(function* () {
      yield* oneRelease
      yield* putTrack("Other/01.mp3", { title: "Two more", artist: "z", album: "Velvet more", track: "1" })
      yield* scanClean()
      assert.sameMembers(yield* search("velvet"), [
        "release:Velvet",
        "release:Velvet more",
        "track:One",
        "track:Two",
        "track:Two more"
      ])
      yield* onCache("update tracks set source_path = '/' || no where title = 'Two'")
      assert.deepEqual(yield* search("two"), ["track:Two more"])
      assert.notInclude(yield* search("velvet"), "track:Two")
      yield* onCache("update releases set source_path = '/' || no where title = 'Velvet'")
      assert.sameMembers(yield* search("velvet"), ["release:Velvet more", "track:Two more"])
      assert.equal((yield* withLibrary((cache) => cache.search("velvet"))).total, 2)
    })
  },
  {
    title: "[R8] texts of 10,000 characters find a title that is as long, and fail on nothing",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const word = (i: number) => `w${i.toString(36)}`
      const long = Array.from({ length: 2500 }, (_, i) => word(i))
        .join(" ")
        .slice(0, 9999)
      const han = Array.from({ length: 10_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 7919) % 20_000))).join("")
      yield* putTrack("A/1.mp3", { title: long, artist: "x", album: "n", track: "1" })
      yield* putTrack("A/2.mp3", { title: han, artist: "x", album: "n", track: "2" })
      yield* scanClean()
      // Compared by their beginnings, so that a failure can be read.
      const found = (text: string) => Effect.map(search(text), (hits) => hits.map((hit) => hit.slice(0, 12)))
      assert.deepEqual(yield* found(long), [`track:${long}`.slice(0, 12)])
      assert.deepEqual(yield* found(long.slice(0, 9000)), [`track:${long}`.slice(0, 12)])
      // So many words are enough: what comes after them is not looked up.
      assert.deepEqual(yield* found(`${long} nowhere`), [`track:${long}`.slice(0, 12)])
      assert.deepEqual(yield* found(`${long.slice(0, 200)} nowhere`), [])
      assert.deepEqual(yield* found(han), [`track:${han}`.slice(0, 12)])
      assert.deepEqual(yield* found([...han].reverse().join("")), [])
      for (const piece of ["a", "a ", '"', '" ', "*", "! ", "( ", "c# ", "AND ", "é", "誰誰", "😀", "\u0000", "\ud83d"])
        assert.deepEqual(yield* found(piece.repeat(10_000 / piece.length)), [], piece)
    })
  },
  {
    title: "[R8] any text is an answer and never an error, and what bears a title is among the first hits for it (seeded)",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      const random = seeded(8)
      for (let i = 0; i < 80; i++) {
        const tags = {
          title: randomText(random, 8),
          artist: randomText(random, 4),
          albumArtist: "x",
          album: randomText(random, 5)
        }
        yield* putTrack(`${i % 20}/${i}.mp3`, { ...tags, track: "1" }, 1)
      }
      yield* scanClean()
      yield* withLibrary((cache) =>
        Effect.gen(function* () {
          const named = [
            ...(yield* cache.listTracks({ all: true })).items.map(({ id, title }) => ({ id, title })),
            ...(yield* cache.listReleases({ all: true })).items.map(({ id, title }) => ({ id, title }))
          ]
          assert.isAbove(named.length, 90)
          let isSpoken = 0
          for (const { id, title } of named) {
            const page = yield* cache.search(title)
            // Nothing in it can be said: blanks and controls only.
            if (/^[\s\p{C}\p{M}]*$/u.test(title)) continue
            isSpoken++
            assert.include(
              page.items.slice(0, 10).map((hit) => hit.id),
              id,
              JSON.stringify(title)
            )
          }
          assert.isAbove(isSpoken, 80)
          for (let i = 0; i < 500; i++) {
            const text = randomQuery(random)
            const page = yield* cache.search(text, { all: true })
            assert.equal(page.items.length, page.total, JSON.stringify(text))
            assert.isFalse(page.totalCapped, JSON.stringify(text))
            assert.deepEqual(yield* allPages(cache, text, 13), page.items, JSON.stringify(text))
          }
        })
      )
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
