/** Files from elsewhere are taken into the library: whole, under a free name, found by a scan. */
import { Files } from "@deadwax/core-async"
import { readTags } from "@deadwax/core-tags"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import { type CountedUse, countingReads, longTagged, readsOf } from "../../core-tags/test/counted-reads.ts"
import { openBytes } from "../src/edits/same-content.ts"
import type { CacheError, LibraryCacheShape } from "../src/index.ts"
import {
  album,
  bytesOf,
  dump,
  equalsRebuild,
  init,
  mp3,
  places,
  putTrack,
  retaggedMp3,
  scanClean,
  type Tags,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

const call = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>) => withLibrary(use)

/** Writes a file outside the library; answers its path. */
const elsewhere = Effect.fnUntraced(function* (name: string, content: Uint8Array) {
  const files = yield* Files
  const { directory } = yield* ContractRoot
  yield* files.makeDirectory(`${directory}/inbox`)
  const path = `${directory}/inbox/${name}`
  yield* files.writeAtomic(path, content)
  return path
})

const two: Tags = { ...album, title: "Two: it?", track: "2", date: "1989", sound: 2 }

/** One release in a directory of its own, of which one track is there. */
const begun = (identity: "tags" | "fingerprint") =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    yield* putTrack("Mine/first.mp3", { ...album, title: "One", track: "1", date: "1989", sound: 1 })
    yield* scanClean()
  })

const paths = Effect.map(trackIds, (ids) => Object.keys(ids).sort())

const reasonOf = (effect: Effect.Effect<unknown, unknown, World>) =>
  Effect.map(Effect.flip(effect), (error) => (error as CacheError).reason)

/** How often the file is read that is to be added, before anything else is asked of it. */
const readsByAdding = (quickReader: boolean) =>
  Effect.gen(function* () {
    const source = yield* elsewhere("long.mp3", longTagged())
    const uses: Array<CountedUse> = []
    const files = countingReads(yield* Files, uses)
    const adding = withLibrary((cache) => cache.addTrack({ path: source }), {}, undefined, {}, quickReader)
    yield* Effect.provideService(adding, Files, files)
    return uses.find(({ path }) => path === source)?.reads
  })

const readsAsSet: ContractCase<World> = {
  title: "[A4] [X5] a file that is added is read by the quick reader where the library has it, else by that of its container",
  run: Effect.gen(function* () {
    yield* begun("fingerprint")
    for (const quick of [false, true]) {
      const reads = yield* Effect.promise(() => readsOf(longTagged(), { essence: true, quick }))
      assert.equal(yield* readsByAdding(quick), reads, String(quick))
    }
    const [quick, full] = yield* Effect.promise(() =>
      Promise.all([true, false].map((isQuick) => readsOf(longTagged(), { essence: true, quick: isQuick })))
    )
    assert.isBelow(Number(quick), Number(full))
  })
}

const placesIt = (identity: "tags" | "fingerprint"): ContractCase<World> => ({
  title: `[A4] ${identity}: a file is placed beside the tracks of its release, else in a directory named by the templates; it stays where it was`,
  run: Effect.gen(function* () {
    yield* begun(identity)
    const { root } = yield* places
    const files = yield* Files
    const source = yield* elsewhere("whatever.mp3", mp3(two))
    const track = yield* call((cache) => cache.addTrack({ path: source }))
    assert.deepInclude(track, { sourcePath: `${root}/Mine/02. Two_ it_.mp3`, title: "Two: it?" })
    assert.deepEqual(yield* files.readFile(source), mp3(two))
    if (identity === "fingerprint") assert.deepEqual(yield* bytesOf("Mine/02. Two_ it_.mp3"), mp3(two))
    const other: Tags = {
      title: "Słońce",
      artist: "Ana Łuk",
      album: "Harbour",
      albumArtist: "Ana Łuk",
      track: "7",
      date: "2001",
      sound: 3
    }
    const added = yield* call((cache) => cache.addTrack({ name: "x.MP3", bytes: mp3(other) }))
    assert.equal(added?.sourcePath, `${root}/Ana Łuk - 2001. Harbour/07. Słonce.MP3`)
    const edition = yield* call((cache) => cache.addTrack({ name: "y.mp3", bytes: mp3({ ...two, date: "2019", sound: 4 }) }))
    assert.equal(edition?.sourcePath, `${root}/The Satellite Reds - 2019. Velvet/02. Two_ it_.mp3`)
    assert.equal((yield* paths).length, 4)
    yield* equalsRebuild
  })
})

/** What the tags of a file say that is nowhere. */
const tagsOf = Effect.fnUntraced(function* (tags: Tags) {
  const bytes = mp3(tags)
  const outcome = yield* Effect.promise(() => Promise.resolve(readTags(openBytes("x.mp3", bytes))))
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.tags
})

const placesBelow: ContractCase<World> = {
  title: "[A4] [U8] a place by the templates is told without a file: beside its release, or below a directory, and there alone",
  run: Effect.gen(function* () {
    yield* begun("fingerprint")
    const tags = yield* tagsOf(two)
    const placing = yield* call((cache) => cache.placeByTemplates(tags, "x.mp3", ""))
    assert.deepEqual(placing, { directory: "Mine", name: "02. Two_ it_.mp3", maxBytes: 180 })
    const below = yield* call((cache) => cache.placeByTemplates(tags, "x.MP3", "From/NAS"))
    assert.deepEqual(below, {
      directory: "From/NAS/The Satellite Reds - 1989. Velvet",
      name: "02. Two_ it_.MP3",
      maxBytes: 180
    })
    assert.equal((yield* call((cache) => cache.placeByTemplates(tags, "x.mp3", "Mine"))).directory, "Mine")
    assert.equal((yield* paths).length, 1)
  })
}

export const addingContract: ReadonlyArray<ContractCase<World>> = [
  placesBelow,
  placesIt("tags"),
  placesIt("fingerprint"),
  {
    title: "[A4] [U8] nothing is overwritten: a taken name gets a number; what is there already is not copied again",
    run: Effect.gen(function* () {
      yield* begun("fingerprint")
      const { root } = yield* places
      const to = `${root}/Mine/Deep/er`
      const add = (content: Uint8Array, name = "a.mp3") => call((cache) => cache.addTrack({ name, bytes: content }, { to }))
      const first = yield* add(mp3(two))
      assert.equal(first?.sourcePath, `${to}/a.mp3`)
      const other = mp3({ ...two, title: "Else", sound: 5 })
      assert.equal((yield* add(other))?.sourcePath, `${to}/a [2].mp3`)
      assert.equal((yield* add(other, "A.mp3"))?.sourcePath, `${to}/a [2].mp3`)
      assert.equal((yield* add(mp3({ ...two, title: "Third", sound: 6 }), "A.mp3"))?.sourcePath, `${to}/A [3].mp3`)
      assert.equal((yield* add(mp3(two)))?.id, first?.id)
      assert.deepEqual(yield* bytesOf("Mine/Deep/er/a.mp3"), mp3(two))
      assert.equal((yield* paths).length, 4)
    })
  },
  {
    title: "[A4] adding again is one track, also when the first copy has got its ids since",
    run: Effect.gen(function* () {
      yield* begun("tags")
      const source = yield* elsewhere("whatever.mp3", mp3(two))
      const first = yield* call((cache) => cache.addTrack({ path: source }))
      assert.notDeepEqual(yield* bytesOf("Mine/02. Two_ it_.mp3"), mp3(two))
      assert.deepEqual(yield* call((cache) => cache.addTrack({ path: source })), first)
      assert.equal((yield* paths).length, 2)
    })
  },
  {
    title: "[A4] a track whose file went away and comes back by being added is the same track, with its favourite",
    run: Effect.gen(function* () {
      yield* begun("tags")
      const { root } = yield* places
      const files = yield* Files
      const id = (yield* trackIds)["Mine/first.mp3"] ?? ""
      yield* call((cache) => cache.setTrackFavorite(id, true))
      const content = yield* bytesOf("Mine/first.mp3")
      const source = yield* elsewhere("backup.mp3", content)
      assert.equal((yield* call((cache) => cache.addTrack({ path: source })))?.sourcePath, `${root}/Mine/first.mp3`)
      const retagged = { name: "x.mp3", bytes: retaggedMp3(content, { ...album, title: "Other", trackId: id }) }
      assert.equal(yield* reasonOf(call((cache) => cache.addTrack(retagged))), "usage")
      assert.equal((yield* paths).length, 1)
      yield* files.remove(`${root}/Mine/first.mp3`)
      yield* scanClean({ allowRemoval: true })
      const track = yield* call((cache) => cache.addTrack({ path: source }, { to: `${root}/Back` }))
      assert.deepInclude(track, { id, sourcePath: `${root}/Back/backup.mp3`, isFavorite: true })
    })
  },
  {
    title:
      "[A4] [U8] files without album artist, or without album, get the names that a scan of them gives, and no other release's directory",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      const { root } = yield* places
      const add = (name: string, tags: Tags) =>
        Effect.map(
          call((cache) => cache.addTrack({ name: `${name}.mp3`, bytes: mp3({ title: name, ...tags }) })),
          (track) => track?.sourcePath.slice(root.length + 1)
        )
      const uncredited = { artist: "A", album: "Hits", date: "1999" }
      assert.equal(yield* add("One", { ...uncredited, track: "1", sound: 1 }), "A - 1999. Hits/01. One.mp3")
      assert.equal(yield* add("Two", { ...uncredited, track: "2", sound: 2 }), "A - 1999. Hits/02. Two.mp3")
      assert.equal(yield* add("Three", { ...uncredited, artist: "B", sound: 3 }), "B - 1999. Hits/01. Three.mp3")
      assert.equal(yield* add("Four", { artist: "C", sound: 4 }), "C - Unknown Release/01. Four.mp3")
      assert.equal(yield* add("Five", { artist: "D", track: "2", sound: 5 }), "D - Unknown Release/02. Five.mp3")
      assert.equal(yield* add("Six", { artist: "C", track: "2", sound: 6 }), "C - Unknown Release/02. Six.mp3")
      assert.equal(yield* add("Seven", { sound: 7 }), "Unknown Artists - Unknown Release/01. Seven.mp3")
      assert.equal(
        yield* add("Eight", { ...uncredited, date: "1999-05-01", sound: 8 }),
        "A - 1999. Hits [2]/01. Eight.mp3",
        "another edition, which the template calls alike"
      )
      assert.equal(
        yield* add("Nine", { ...uncredited, date: "1999-05-01", track: "2", sound: 9 }),
        "A - 1999. Hits [2]/02. Nine.mp3"
      )
      assert.equal((yield* dump).length, 6)
      yield* putTrack("Various/1.mp3", { album: "Mixed", artist: "E", title: "Ten", sound: 10 })
      yield* putTrack("Various/2.mp3", { album: "Mixed", artist: "F", title: "Eleven", sound: 11 })
      yield* scanClean()
      assert.equal(yield* add("Twelve", { album: "Mixed", artist: "G", track: "3", sound: 12 }), "Various/03. Twelve.mp3")
      yield* equalsRebuild
    })
  },
  {
    title: "[A4] what cannot be added is refused, and the library stays as it was",
    run: Effect.gen(function* () {
      yield* begun("fingerprint")
      const files = yield* Files
      const { root } = yield* places
      const { directory } = yield* ContractRoot
      const good = yield* elsewhere("a.mp3", mp3(two))
      const before = [...(yield* files.walk(root)).directories].sort()
      assert.isUndefined(yield* call((cache) => cache.addTrack({ path: `${directory}/inbox/none.mp3` })))
      for (const [source, to] of [
        [{ path: yield* elsewhere("text.txt", new TextEncoder().encode("words")) }, undefined],
        [{ path: yield* elsewhere("words.mp3", new TextEncoder().encode("words")) }, undefined],
        [{ path: yield* elsewhere("empty.mp3", new Uint8Array()) }, undefined],
        [{ path: `${directory}/inbox` }, undefined],
        [{ path: `${root}/Mine/first.mp3` }, undefined],
        [{ path: good }, `${directory}/inbox`],
        [{ path: good }, `${root}/../inbox`],
        [{ path: good }, `${root}/.deadwax/trash`],
        [{ path: good }, `${root}/!playlists`],
        [{ path: good }, `${root}/Mine/first.mp3`],
        [{ path: good }, `${root}/Mine/first.mp3/deeper`]
      ] as const) {
        const options = to === undefined ? {} : { to }
        assert.equal(yield* reasonOf(call((cache) => cache.addTrack(source, options))), "usage", JSON.stringify([source, to]))
      }
      assert.deepEqual(yield* paths, ["Mine/first.mp3"])
      assert.deepEqual([...(yield* files.walk(root)).directories].sort(), before)
    })
  },
  readsAsSet
]
