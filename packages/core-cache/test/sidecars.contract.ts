/** What lies beside the music and decides about it: ignore files, lyrics, covers. On every runtime. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  album,
  dump,
  equalsRebuild,
  init,
  noChange,
  places,
  put,
  putTrack,
  removeAll,
  scan,
  scanClean,
  sequence,
  trackIds,
  twoReleases,
  type World,
  withLibrary
} from "./world.ts"

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

const seen = Effect.map(trackIds, (ids) => Object.keys(ids).sort())

const lyricsOf = (path: string) =>
  Effect.gen(function* () {
    const { root } = yield* places
    const track = yield* withLibrary((cache) => cache.getTrack(`${root}/${path}`))
    return [track?.lyrics, track?.lyricsPath?.slice(root.length + 1) ?? null]
  })

const wordsOf = (path: string) =>
  Effect.gen(function* () {
    const { root } = yield* places
    const lyrics = yield* withLibrary((cache) => cache.getLyrics(`${root}/${path}`))
    return lyrics && [lyrics.source, lyrics.path.slice(root.length + 1), lyrics.text]
  })

/** Each release's kind of cover and where it is, by directory. */
const coversOf = Effect.gen(function* () {
  const { root } = yield* places
  const covers: Record<string, ReadonlyArray<string | null>> = {}
  for (const { id, cover, sourcePath } of yield* dump) {
    const found = (yield* withLibrary((cache) => cache.getCoverPlaces(id))) ?? []
    covers[sourcePath.slice(root.length + 1)] = [cover, ...found.map(({ path }) => path.slice(root.length + 1))]
  }
  return covers
})

export const sidecarsContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U19] what an ignore file names is not in the library, at any level, and is back with its ids when the rule goes",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* putTrack("Podcasts/One/1.mp3", { album: "One", title: "Talk", artist: "Someone" })
      yield* scanClean()
      const before = yield* trackIds
      yield* put(".deadwaxignore", text("# talk\nPodcasts/\n"))
      yield* put("Velvet/.deadwaxignore", text("02.*\n"))
      const report = yield* scanClean()
      assert.deepEqual(report.tracks, { ...noChange, removed: 2, unchanged: 2 })
      assert.deepEqual(yield* seen, ["Harbour/1.mp3", "Velvet/01.mp3"])
      yield* equalsRebuild
      const stored = yield* sequence
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, unchanged: 2 })
      assert.equal(yield* sequence, stored)
      yield* removeAll(".deadwaxignore")
      yield* removeAll("Velvet/.deadwaxignore")
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
    })
  },
  {
    title: "[U19] a scan of one release goes by the ignore files above it, and refuses a directory that they ignore",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* put(".deadwaxignore", text("02.mp3\nPodcasts\n"))
      yield* putTrack("Podcasts/1.mp3", { album: "One", title: "Talk", artist: "Someone" })
      const { root } = yield* places
      yield* scanClean({ directories: [`${root}/Velvet`] })
      assert.deepEqual(yield* seen, ["Velvet/01.mp3"])
      const refused = yield* Effect.flip(scan({ directories: [`${root}/Podcasts`] }))
      assert.include(String(refused), "is ignored by")
    })
  },
  {
    title: "[U19] lyrics beside a track are known as they come and go, before those in its tags, without anything else changing",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* put("Velvet/01.lrc", text("[00:01.00]la la"))
      yield* scanClean()
      assert.deepEqual(yield* lyricsOf("Velvet/01.mp3"), ["file", "Velvet/01.lrc"])
      assert.deepEqual(yield* lyricsOf("Velvet/02.mp3"), [null, null])
      const before = yield* trackIds
      yield* removeAll("Velvet/01.lrc")
      yield* put("Harbour/1.LRC", text("la"))
      assert.deepEqual((yield* scanClean()).tracks, { ...noChange, updated: 2, unchanged: 1 })
      assert.deepEqual(yield* lyricsOf("Velvet/01.mp3"), [null, null])
      assert.deepEqual(yield* lyricsOf("Harbour/1.mp3"), ["file", "Harbour/1.LRC"])
      assert.deepEqual(yield* trackIds, before)
      yield* equalsRebuild
      const stored = yield* sequence
      yield* scanClean()
      assert.equal(yield* sequence, stored)
    })
  },
  {
    title: "[U19] the words of a track are those of the file beside it, whatever its encoding, else of its tags, as they are now",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("Velvet/01.mp3", { ...album, title: "One", lyrics: "in the tags" })
      yield* putTrack("Velvet/02.mp3", { ...album, title: "Two" })
      yield* scanClean()
      assert.deepEqual(yield* wordsOf("Velvet/01.mp3"), ["tags", "Velvet/01.mp3", "in the tags"])
      assert.isUndefined(yield* wordsOf("Velvet/02.mp3"))
      assert.isUndefined(yield* wordsOf("Velvet/03.mp3"))
      const encodings: ReadonlyArray<readonly [ReadonlyArray<number>, string]> = [
        [[0xef, 0xbb, 0xbf, ...text("[00:01.00]Słońce\r\nla\n")], "[00:01.00]Słońce\nla"],
        [[0xff, 0xfe, 0x42, 0x01], "ł"],
        [[0xfe, 0xff, 0x01, 0x42], "ł"],
        [[0x4d, 0xf8], "Mø"]
      ]
      for (const [content, words] of encodings) {
        yield* put("Velvet/01.lrc", Uint8Array.from(content))
        yield* scan()
        assert.deepEqual(yield* wordsOf("Velvet/01.mp3"), ["file", "Velvet/01.lrc", words])
      }
      yield* put("Velvet/01.lrc", text(" \n"))
      assert.deepEqual(yield* wordsOf("Velvet/01.mp3"), ["tags", "Velvet/01.mp3", "in the tags"])
      yield* removeAll("Velvet/01.lrc")
      assert.deepEqual(yield* wordsOf("Velvet/01.mp3"), ["tags", "Velvet/01.mp3", "in the tags"])
      yield* removeAll("Velvet/01.mp3")
      assert.isUndefined(yield* wordsOf("Velvet/01.mp3"))
    })
  },
  {
    title: "[U19] a cover is the file by its name, else the picture in whichever track has one, in disc and track order",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      for (let number = 1; number <= 9; number++) {
        const picture = number === 7 || number === 9 ? { picture: Uint8Array.of(0xff, 0xd8, 0xff, number) } : {}
        yield* putTrack(`Velvet/${number}.mp3`, { ...album, title: `${number}`, track: `${number}`, ...picture })
      }
      yield* putTrack("Harbour/1.mp3", { album: "Harbour", title: "Słońce" })
      yield* scanClean()
      const covers = { Harbour: [null], Velvet: ["tags", "Velvet/7.mp3", "Velvet/9.mp3"] }
      assert.deepEqual(yield* coversOf, covers)
      yield* put("Velvet/Folder.PNG", Uint8Array.of(1))
      yield* scanClean()
      assert.deepEqual(yield* coversOf, { ...covers, Velvet: ["file", "Velvet/Folder.PNG", "Velvet/7.mp3", "Velvet/9.mp3"] })
      yield* removeAll("Velvet/Folder.PNG")
      yield* putTrack("Velvet/7.mp3", { ...album, title: "7", track: "7" })
      yield* scanClean()
      assert.deepEqual(yield* coversOf, { ...covers, Velvet: ["tags", "Velvet/9.mp3"] })
      yield* equalsRebuild
      assert.isUndefined(yield* withLibrary((cache) => cache.getCoverPlaces("nobody")))
    })
  }
]
