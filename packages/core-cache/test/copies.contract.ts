/**
 * Copies that move before they are made their own: what they are shown under, and what was made of it, goes with them (I2), whatever moves
 * beside them, and without a byte of theirs being written.
 */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type ContractCase, ContractRoot } from "../../core-async/src/contract.ts"
import type { Identity } from "../src/index.ts"
import {
  album,
  bytesOf,
  copy,
  equalsRebuild,
  forget,
  init,
  move,
  noChange,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  retaggedMp3,
  scan,
  scanClean,
  trackIds,
  type World,
  withLibrary
} from "./world.ts"

type Ids = Readonly<Record<string, string>>

const names = ["01.mp3", "02.mp3", "03.mp3"] as const

/** Velvet, whose files and datafile hold ids, and a copy of it for each name; Harbour beside them. */
const copied = (identity: Identity, ...copies: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    yield* init(identity, "nested")
    yield* put("Velvet/.rose.velvet.toml", new TextEncoder().encode('new = false\nadded_at = "2020-01-02T03:04:05+00:00"\n'))
    for (const [i, name] of names.entries())
      yield* putTrack(`Velvet/${name}`, { ...album, title: name, trackId: `velvet-${i}`, releaseId: "velvet", sound: i + 1 })
    yield* putTrack("Harbour/1.mp3", { album: "Harbour", title: "Słońce", trackId: "harbour-0", releaseId: "harbour", sound: 9 })
    yield* put("Harbour/.rose.harbour.toml", new TextEncoder().encode('new = false\nadded_at = "2020-01-02T03:04:05+00:00"\n'))
    yield* scanClean()
    for (const name of copies) yield* copy("Velvet", name)
    yield* scanClean()
    return { tracks: (yield* trackIds) as Ids, releases: (yield* releaseIds) as Ids }
  })

const inDirectory = (ids: Ids, directory: string): ReadonlyArray<string | undefined> =>
  names.map((name) => ids[`${directory}/${name}`])

const allowed = { allowRemoval: true }

/** Every id is there that was there before; a cache built from nothing says the same, and a further scan finds nothing to do. */
const keptAll = Effect.fnUntraced(function* (before: { readonly tracks: Ids; readonly releases: Ids }) {
  assert.deepEqual(Object.values(yield* trackIds).sort(), Object.values(before.tracks).sort())
  assert.deepEqual(Object.values(yield* releaseIds).sort(), Object.values(before.releases).sort())
  yield* equalsRebuild
  assert.deepInclude((yield* scan()).tracks, noChange)
})

const both = (
  title: string,
  run: (identity: Identity) => Effect.Effect<void, unknown, World>
): ReadonlyArray<ContractCase<World>> =>
  (["fingerprint", "tags"] as const).map((identity) => ({ title: `[I2] [U17] ${title} (${identity})`, run: run(identity) }))

/** Gives files times of their own, where a runtime can. */
const aged = Effect.fnUntraced(function* (directory: string, modifiedAtUs: number) {
  const { fixtures } = yield* ContractRoot
  const { root } = yield* places
  for (const [i, name] of names.entries())
    yield* fixtures.setModifiedAt?.(`${root}/${directory}/${name}`, modifiedAtUs + i * 1_000_000) ?? Effect.void
  return fixtures.setModifiedAt !== undefined
})

/** Renames the files of a directory, each of which keeps its time. */
const rename = Effect.fnUntraced(function* (from: string, to: string) {
  const files = yield* Files
  const { root } = yield* places
  for (const path of (yield* files.walk(`${root}/${from}`)).paths) yield* move(`${from}/${path}`, `${to}/${path}`)
  yield* removeAll(from)
})

const ofBoth = [
  ...both("a renamed copy keeps its ids and what was made of them; the original keeps its own", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      const own = before.tracks["A copy/02.mp3"]!
      assert.notEqual(own, "velvet-1")
      yield* withLibrary((cache) =>
        Effect.all([cache.setTrackRating(own, 4), cache.setReleaseNew(before.releases["A copy"]!, true)])
      )
      const bytes = yield* bytesOf("A copy/02.mp3")
      yield* move("A copy", "Zweitschrift/Velvet")
      const report = yield* scanClean(allowed)
      assert.deepInclude(report.tracks, { added: 0, removed: 0 })
      assert.deepInclude(report.releases, { added: 0, removed: 0 })
      const [tracks, releases] = [yield* trackIds, yield* releaseIds]
      assert.deepEqual(inDirectory(tracks, "Zweitschrift/Velvet"), inDirectory(before.tracks, "A copy"))
      assert.deepEqual(inDirectory(tracks, "Velvet"), ["velvet-0", "velvet-1", "velvet-2"])
      assert.equal(releases["Zweitschrift/Velvet"], before.releases["A copy"])
      assert.equal(releases["Velvet"], "velvet")
      assert.equal((yield* withLibrary((cache) => cache.getTrack(own)))?.rating, 4)
      assert.deepEqual(yield* bytesOf("Zweitschrift/Velvet/02.mp3"), bytes)
      yield* keptAll(before)
    })
  ),
  ...both(
    "a copied file that is renamed, retagged and moved on its own keeps its id, so does one among loose files",
    (identity) =>
      Effect.gen(function* () {
        yield* copied(identity)
        yield* put("Harbour/1 (copy).mp3", yield* bytesOf("Harbour/1.mp3"))
        yield* put("loose.mp3", yield* bytesOf("Velvet/01.mp3"))
        yield* scanClean()
        const before = { tracks: yield* trackIds, releases: yield* releaseIds }
        const tags = { album: "Harbour", title: "Sun", trackId: "harbour-0", releaseId: "harbour" }
        yield* put("Velvet/sun.mp3", retaggedMp3(yield* bytesOf("Harbour/1 (copy).mp3"), tags))
        yield* removeAll("Harbour/1 (copy).mp3")
        yield* move("loose.mp3", "loose 2.mp3")
        yield* scanClean(allowed)
        const tracks = yield* trackIds
        assert.equal(tracks["Velvet/sun.mp3"], before.tracks["Harbour/1 (copy).mp3"])
        assert.equal(tracks["loose 2.mp3"], before.tracks["loose.mp3"])
        assert.equal((yield* releaseIds)["loose 2.mp3"], before.releases["loose.mp3"])
        yield* keptAll(before)
      })
  ),
  ...both("original and copy renamed at once keep their ids, each its own where the files' times tell them apart", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      yield* aged("A copy", 1_600_000_000_000_000)
      const isAged = yield* aged("Velvet", 1_500_000_000_000_000)
      yield* scanClean()
      yield* rename("Velvet", "1")
      yield* rename("A copy", "2")
      yield* scanClean(allowed)
      if (isAged) {
        const [tracks, releases] = [yield* trackIds, yield* releaseIds]
        assert.deepEqual(inDirectory(tracks, "1"), ["velvet-0", "velvet-1", "velvet-2"])
        assert.deepEqual(inDirectory(tracks, "2"), inDirectory(before.tracks, "A copy"))
        assert.deepEqual([releases["1"], releases["2"]], ["velvet", before.releases["A copy"]])
      }
      yield* keptAll(before)
    })
  ),
  ...both("an original that is renamed beside its copy keeps its ids, and the copy does not take them over", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      yield* move("Velvet", "Zebra")
      yield* scanClean(allowed)
      assert.deepEqual(inDirectory(yield* trackIds, "Zebra"), ["velvet-0", "velvet-1", "velvet-2"])
      assert.deepEqual(inDirectory(yield* trackIds, "A copy"), inDirectory(before.tracks, "A copy"))
      assert.equal((yield* releaseIds)["Zebra"], "velvet")
      yield* keptAll(before)
    })
  ),
  ...both("two copies renamed at once keep theirs, each its own where the files' times tell them apart", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy", "B copy")
      yield* aged("A copy", 1_600_000_000_000_000)
      const isAged = yield* aged("B copy", 1_500_000_000_000_000)
      yield* scanClean()
      yield* rename("A copy", "2")
      yield* rename("B copy", "1")
      yield* scanClean(allowed)
      if (isAged) {
        const [tracks, releases] = [yield* trackIds, yield* releaseIds]
        assert.deepEqual(inDirectory(tracks, "1"), inDirectory(before.tracks, "B copy"))
        assert.deepEqual(inDirectory(tracks, "2"), inDirectory(before.tracks, "A copy"))
        assert.deepEqual([releases["1"], releases["2"]], [before.releases["B copy"], before.releases["A copy"]])
      }
      yield* keptAll(before)
    })
  ),
  ...both("files of a copy that get each other's names keep their ids", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      yield* move("A copy/01.mp3", "A copy/x.mp3")
      yield* move("A copy/02.mp3", "A copy/01.mp3")
      yield* move("A copy/x.mp3", "A copy/02.mp3")
      yield* scanClean({ ...allowed, force: true })
      const [one, two, three] = inDirectory(before.tracks, "A copy")
      assert.deepEqual(inDirectory(yield* trackIds, "A copy"), [two, one, three])
      yield* keptAll(before)
    })
  ),
  ...both("a copy at whose old place a copy of another track was put keeps its id", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      yield* move("A copy/02.mp3", "A copy/00.mp3")
      yield* put("A copy/02.mp3", yield* bytesOf("Harbour/1.mp3"))
      yield* scanClean(allowed)
      const tracks = yield* trackIds
      assert.equal(tracks["A copy/00.mp3"], before.tracks["A copy/02.mp3"])
      assert.notInclude(Object.values(before.tracks), tracks["A copy/02.mp3"])
      yield* equalsRebuild
    })
  ),
  ...both("a renamed copy keeps its ids when only its new place is scanned, and when its old one is scanned first", (identity) =>
    Effect.gen(function* () {
      const { root } = yield* places
      const before = yield* copied(identity, "A copy", "B copy")
      yield* move("A copy", "Moved")
      yield* scanClean({ directories: [`${root}/Moved`] })
      assert.deepEqual(inDirectory(yield* trackIds, "Moved"), inDirectory(before.tracks, "A copy"))
      assert.equal((yield* releaseIds)["Moved"], before.releases["A copy"])
      yield* move("B copy", "Later")
      yield* scanClean({ directories: [`${root}/B copy`], ...allowed })
      yield* scanClean({ directories: [`${root}/Later`] })
      assert.deepEqual(inDirectory(yield* trackIds, "Later"), inDirectory(before.tracks, "B copy"))
      yield* scanClean(allowed)
      assert.equal((yield* releaseIds)["Later"], before.releases["B copy"])
      yield* keptAll(before)
    })
  ),
  ...both("a copy that was renamed while the cache was lost, or away for a scan, keeps its ids", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy", "B copy")
      yield* move("A copy", "Found")
      yield* move("B copy", ".in-progress.away")
      yield* forget("cache")
      yield* scanClean(allowed)
      yield* move(".in-progress.away", "Back")
      yield* scanClean()
      const tracks = yield* trackIds
      assert.deepEqual(
        [...inDirectory(tracks, "Found"), ...inDirectory(tracks, "Back")].sort(),
        [...inDirectory(before.tracks, "A copy"), ...inDirectory(before.tracks, "B copy")].sort()
      )
      yield* keptAll(before)
    })
  ),
  ...both("a copy whose original is deleted while it is renamed takes the ids over, and its own lead to them", (identity) =>
    Effect.gen(function* () {
      const before = yield* copied(identity, "A copy")
      const own = before.tracks["A copy/03.mp3"]!
      yield* withLibrary((cache) => cache.setTrackFavorite(own, true))
      yield* removeAll("Velvet")
      yield* rename("A copy", "The only one")
      yield* scanClean(allowed)
      const [one, two, three] = inDirectory(yield* trackIds, "The only one")
      assert.deepEqual([one, two, three], ["velvet-0", "velvet-1", "velvet-2"])
      assert.equal((yield* releaseIds)["The only one"], "velvet")
      const track = yield* withLibrary((cache) => cache.getTrack(own))
      assert.deepEqual([track?.id, track?.isFavorite], ["velvet-2", true])
      assert.equal((yield* withLibrary((cache) => cache.getRelease(before.releases["A copy"]!)))?.id, "velvet")
      yield* equalsRebuild
    })
  )
]

export const copiesContract: ReadonlyArray<ContractCase<World>> = [
  ...ofBoth,
  {
    title: "[I2] [I5] many copies that move at once are no loss, their files' times may be new; copies that are gone are one",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      for (let i = 0; i < 20; i++)
        yield* putTrack(`Velvet/${i}.mp3`, { ...album, title: `${i}`, trackId: `v-${i}`, sound: i + 1 })
      yield* scanClean()
      yield* copy("Velvet", "A copy")
      yield* scanClean()
      const before = { tracks: yield* trackIds, releases: yield* releaseIds }
      yield* move("A copy", "Moved")
      yield* scanClean()
      yield* keptAll(before)
      yield* removeAll("Moved")
      const error = yield* Effect.flip(scan())
      assert.equal((error as { readonly reason?: string }).reason, "mass-change")
    })
  }
]
