/** Ids in doubt: copies, moves and odd values, in whole and partial scans. Each case once lost or swapped an id, or wrote a file. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
import {
  album,
  bytesOf,
  copy,
  datafiles,
  equalsRebuild,
  init,
  move,
  mp3,
  places,
  put,
  putTrack,
  releaseIds,
  removeAll,
  retaggedMp3,
  scan,
  scanClean,
  sequence,
  trackIds,
  twoReleases,
  type World
} from "./world.ts"

const reasonOf = (error: unknown): unknown => (error as { readonly reason?: unknown }).reason

export const doubtsContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U17] a copy does not take the id of an original that is itself in doubt",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/0.mp3", { ...album, title: "zero" })
      yield* putTrack("B/1.mp3", { ...album, title: "one" })
      yield* putTrack("B/2.mp3", { ...album, title: "two" })
      yield* scanClean()
      const before = yield* trackIds
      const original = yield* bytesOf("B/1.mp3")
      yield* put("A/1.mp3", original)
      yield* put("B/1.mp3", original)
      yield* putTrack("B/2.mp3", { ...album, title: "two, retagged without id" })
      yield* scan()
      assert.equal((yield* trackIds)["B/1.mp3"], before["B/1.mp3"])
    })
  },
  {
    title: "[I2] a copy at a moved file's old path does not get the moved file's id",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "K" })
      yield* putTrack("A/2.mp3", { ...album, title: "a2" })
      yield* putTrack("B/1.mp3", { ...album, title: "X" })
      yield* putTrack("Z/0.mp3", { ...album, title: "z" })
      yield* scanClean()
      const before = yield* trackIds
      yield* move("A/1.mp3", "Z/1.mp3")
      yield* put("A/1.mp3", yield* bytesOf("B/1.mp3"))
      yield* scan()
      const after = yield* trackIds
      assert.equal(after["B/1.mp3"], before["B/1.mp3"])
      assert.equal(after["Z/1.mp3"], before["A/1.mp3"])
    })
  },
  {
    title: "[I2] fingerprint: a moved file that carries an id keeps it, whatever lies at its old path",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "K", trackId: "K" })
      yield* putTrack("Z/0.mp3", { ...album, title: "z" })
      yield* scanClean()
      yield* move("A/1.mp3", "Z/1.mp3")
      yield* putTrack("A/1.mp3", { ...album, title: "new" })
      yield* scan()
      assert.equal((yield* trackIds)["Z/1.mp3"], "K")
    })
  },
  {
    title: "[U17] a copy whose original is gone takes its id over, as a cache built from nothing would",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = [yield* trackIds, yield* releaseIds] as const
      yield* copy("Velvet", "A copy")
      yield* scan()
      yield* removeAll("Velvet")
      yield* scan()
      assert.equal((yield* trackIds)["A copy/01.mp3"], before[0]["Velvet/01.mp3"])
      assert.equal((yield* releaseIds)["A copy"], before[1]["Velvet"])
      yield* equalsRebuild
    })
  },
  {
    title: "[U9] a moved directory keeps its ids when only its new place is scanned, as a watcher does",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = [yield* trackIds, yield* releaseIds] as const
      yield* move("Velvet", "Moved")
      yield* scan({ directories: [`${root}/Moved`] })
      yield* scan()
      assert.equal((yield* trackIds)["Moved/01.mp3"], before[0]["Velvet/01.mp3"])
      assert.equal((yield* releaseIds)["Moved"], before[1]["Velvet"])
    })
  },
  {
    title:
      "[I2] fingerprint: a file keeps its id when only its new place is scanned, also when another file stands at its old one",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 1 })
      yield* putTrack("B/1.mp3", { ...album, title: "Two", sound: 2 }, 21)
      yield* put("C/1.mp3", new Uint8Array(3000))
      yield* scan()
      const before = yield* trackIds
      const swap = Effect.fnUntraced(function* (one: string, two: string) {
        yield* files.rename(`${root}/${one}`, `${root}/aside`)
        yield* files.rename(`${root}/${two}`, `${root}/${one}`)
        yield* files.rename(`${root}/aside`, `${root}/${two}`)
      })
      yield* swap("A/1.mp3", "C/1.mp3")
      yield* scan({ directories: [`${root}/C`], allowRemoval: true })
      yield* scan({ allowRemoval: true })
      assert.deepEqual(yield* trackIds, { "B/1.mp3": before["B/1.mp3"]!, "C/1.mp3": before["A/1.mp3"]! })
      yield* swap("B/1.mp3", "C/1.mp3")
      yield* scan({ directories: [`${root}/B`], allowRemoval: true })
      yield* scan({ allowRemoval: true })
      assert.deepEqual(yield* trackIds, { "B/1.mp3": before["A/1.mp3"]!, "C/1.mp3": before["B/1.mp3"]! })
      yield* equalsRebuild
    })
  },
  ...(["fingerprint", "tags"] as const).flatMap((identity) =>
    (["aaa", "zzz"] as const).map((stray) => ({
      title: `[I2] [U3] ${identity}: a datafile that came along with other files takes no release's id from it, also when its own release goes (${stray})`,
      run: Effect.gen(function* () {
        const datafile = new TextEncoder().encode('new = true\nadded_at = "2026-01-01T00:00:00+00:00"\n')
        yield* init(identity, "nested")
        for (const [name, id, sound] of [
          ["One", stray, 1],
          ["Two", "mmm", 2]
        ] as const) {
          yield* put(`${name}/.rose.${id}.toml`, datafile)
          for (const i of [1, 2])
            yield* putTrack(`${name}/${i}.mp3`, { ...album, album: name, title: `${name} ${i}`, sound: sound * 10 + i })
        }
        yield* scanClean()
        const before = { tracks: yield* trackIds, bytes: yield* bytesOf("Two/1.mp3") }
        yield* put(`Two/.rose.${stray}.toml`, datafile)
        yield* scan()
        assert.deepEqual(yield* releaseIds, { One: stray, Two: "mmm" })
        yield* removeAll("One")
        yield* scan({ allowRemoval: true })
        assert.deepEqual(yield* releaseIds, { Two: "mmm" })
        assert.equal((yield* trackIds)["Two/1.mp3"], before.tracks["Two/1.mp3"])
        assert.deepEqual(yield* bytesOf("Two/1.mp3"), before.bytes)
        yield* equalsRebuild
      })
    }))
  ),
  ...(["fingerprint", "tags"] as const).flatMap((identity) =>
    (["all", "its new place"] as const).map((next) => ({
      title: `[I2] ${identity}: a file keeps its id when another stands at its old place and only that is scanned, then ${next}`,
      run: Effect.gen(function* () {
        const { root } = yield* places
        yield* init(identity, "nested")
        yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 1 })
        yield* putTrack("B/1.mp3", { ...album, title: "Two", sound: 2 })
        yield* scanClean()
        const before = yield* trackIds
        yield* move("A/1.mp3", "B/2.mp3")
        yield* putTrack("A/1.mp3", { ...album, title: "Another", sound: 3 })
        const another = yield* bytesOf("A/1.mp3")
        yield* scanClean({ directories: [`${root}/A`] })
        // Who had the place has the id, until more is seen; nothing is written that would be hard to take back.
        assert.equal((yield* trackIds)["A/1.mp3"], before["A/1.mp3"])
        assert.deepEqual(yield* bytesOf("A/1.mp3"), another)
        if (next !== "all") yield* scan({ directories: [`${root}/B`] })
        yield* scanClean()
        const after = yield* trackIds
        assert.equal(after["B/2.mp3"], before["A/1.mp3"])
        assert.notEqual(after["A/1.mp3"], before["A/1.mp3"])
        assert.equal(after["B/1.mp3"], before["B/1.mp3"])
        const last = yield* sequence
        yield* scanClean()
        assert.equal(yield* sequence, last)
        yield* equalsRebuild
      })
    }))
  ),
  ...(["fingerprint", "tags"] as const).map((identity) => ({
    title: `[I2] ${identity}: encoded anew at its place, a track that was scanned alone keeps its id for good once all was scanned`,
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init(identity, "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 1 })
      yield* putTrack("B/1.mp3", { ...album, title: "Two", sound: 2 })
      yield* scanClean()
      const before = yield* trackIds
      yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 3 })
      yield* scanClean({ directories: [`${root}/A`] })
      const part = yield* sequence
      yield* scanClean({ directories: [`${root}/A`] })
      assert.equal(yield* sequence, part)
      yield* scanClean()
      assert.deepEqual(yield* trackIds, before)
      // What it was before, fetched from a backup, is a track of its own.
      yield* putTrack("Backup/1.mp3", { ...album, title: "One", sound: 1 })
      yield* scanClean()
      assert.equal((yield* trackIds)["A/1.mp3"], before["A/1.mp3"])
      yield* equalsRebuild
    })
  })),
  {
    title: "[I2] fingerprint: a retagged original keeps its id against a copy of what it was that is scanned first",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("fingerprint", "nested")
      yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 1 })
      yield* scanClean()
      const before = yield* trackIds
      yield* put("B/1.mp3", yield* bytesOf("A/1.mp3"))
      yield* putTrack("A/1.mp3", { ...album, title: "A longer title", sound: 1 })
      yield* scanClean({ directories: [`${root}/B`] })
      yield* scanClean()
      assert.equal((yield* trackIds)["A/1.mp3"], before["A/1.mp3"])
      assert.notEqual((yield* trackIds)["B/1.mp3"], before["A/1.mp3"])
      yield* equalsRebuild
    })
  },
  {
    title: "[I2] tags: a track in a directory that is shown as a copy keeps its id when it is retagged and moved there",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "flat")
      yield* putTrack("A/1.mp3", { ...album, title: "One", sound: 1 })
      yield* putTrack("A/2.mp3", { ...album, title: "Two", sound: 2 })
      yield* scanClean()
      const before = yield* trackIds
      // Its files carry the id of the release that the rest of them still is.
      yield* files.makeDirectory(`${root}/B/CD1`)
      yield* files.rename(`${root}/A/1.mp3`, `${root}/B/CD1/1.mp3`)
      yield* scan({ force: true, allowRemoval: true })
      assert.deepEqual(yield* trackIds, { "A/2.mp3": before["A/2.mp3"]!, "B/CD1/1.mp3": before["A/1.mp3"]! })
      const bare = retaggedMp3(yield* bytesOf("B/CD1/1.mp3"), { title: "Other", album: "Satin" })
      yield* put("B/CD2/other.mp3", bare)
      yield* removeAll("B/CD1/1.mp3")
      yield* scan({ allowRemoval: true })
      assert.deepEqual(yield* trackIds, { "A/2.mp3": before["A/2.mp3"]!, "B/CD2/other.mp3": before["A/1.mp3"]! })
      yield* scan({ force: true, allowRemoval: true })
      yield* equalsRebuild
    })
  },
  {
    title: "[U17] a copied directory without its datafile is not written, and shown under an id of its own",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* scanClean()
      const before = yield* releaseIds
      yield* put("Other/01.mp3", yield* bytesOf("Velvet/01.mp3"))
      const bytes = yield* bytesOf("Other/01.mp3")
      yield* scan({ force: true })
      assert.equal((yield* datafiles).length, 2)
      assert.deepEqual(yield* bytesOf("Other/01.mp3"), bytes)
      const after = yield* releaseIds
      assert.equal(after["Velvet"], before["Velvet"])
      assert.notEqual(after["Other"], before["Velvet"])
      yield* scan()
      const settled = yield* sequence
      yield* scan()
      assert.equal(yield* sequence, settled)
    })
  },
  {
    title: "[I6] a release id that cannot be part of a file name is as good as none",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { title: "a", releaseId: "x/../../../evil" })
      yield* putTrack("B/1.mp3", { title: "b", releaseId: "r.1" })
      yield* scanClean()
      for (const path of yield* datafiles) assert.match(path, /^[AB]\/\.rose\.[0-9a-f-]{36}\.toml$/)
      assert.equal((yield* datafiles).length, 2)
    })
  },
  {
    title: "[I3] a datafile that is not exactly UTF-8 is named and left as it is",
    run: Effect.gen(function* () {
      const bytes = new Uint8Array([...new TextEncoder().encode("# caf"), 0xe9, 0x0a])
      yield* init("tags", "nested")
      yield* put("A/.rose.r.toml", bytes)
      yield* putTrack("A/1.mp3", { title: "a" })
      const report = yield* scan()
      assert.deepEqual(
        report.failed.map((failure) => failure.reason),
        ["corrupt"]
      )
      assert.deepEqual(yield* bytesOf("A/.rose.r.toml"), bytes)
      assert.deepEqual((yield* scan()).failed, report.failed)
    })
  }
]

export const scopeContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U2] directories outside the library, ignored by it, or files are refused, and nothing is written",
    run: Effect.gen(function* () {
      const files = yield* Files
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { title: "a" })
      const elsewhere = root.replace(/music$/, "elsewhere")
      yield* files.makeDirectory(elsewhere)
      yield* files.writeAtomic(`${elsewhere}/1.mp3`, mp3({ title: "not ours" }))
      yield* putTrack(".in-progress.x/1.mp3", { title: "b" })
      for (const directory of [`${root}/../elsewhere`, `${root}/.in-progress.x`, `${root}/.deadwax`, `${root}/A/1.mp3`, "/"]) {
        assert.equal(reasonOf(yield* Effect.flip(scan({ directories: [directory] }))), "usage", directory)
      }
      assert.deepEqual(yield* datafiles, [])
      assert.equal((yield* files.walk(elsewhere)).paths.length, 1)
    })
  },
  {
    title: "[U2] a directory named twice, inside another, or with spare separators is scanned once",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* putTrack("A/1.mp3", { title: "a" })
      yield* putTrack("A/b/1.mp3", { title: "b" })
      const report = yield* scanClean({ directories: [`${root}/A`, `${root}/A/`, `${root}/./A`, `${root}/A/b`, `${root}//A`] })
      assert.equal(report.tracks.added, 2)
      const before = yield* trackIds
      yield* scanClean({ force: true })
      assert.deepEqual(yield* trackIds, before)
    })
  },
  {
    title: "[U2] a directory inside a known release means that release",
    run: Effect.gen(function* () {
      const { root } = yield* places
      yield* init("tags", "nested")
      yield* put("Box/.rose.x.toml", new Uint8Array(0))
      yield* putTrack("Box/Part A/1.mp3", { title: "a" })
      yield* putTrack("Box/Part B/1.mp3", { title: "b" })
      yield* scanClean()
      yield* scanClean({ directories: [`${root}/Box/Part A`], force: true })
      assert.deepEqual(yield* datafiles, ["Box/.rose.x.toml"])
      assert.deepEqual(Object.keys(yield* releaseIds), ["Box"])
    })
  }
]
