/**
 * Ids that equal files could have (I2): a track of whose sound there once was another file moves, and keeps its id, in whichever order
 * its old and its new place are scanned. Each case once gave the moved file the id of the one that was gone before.
 */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ContractCase } from "../../core-async/src/contract.ts"
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

const allowed = { allowRemoval: true }

/** The track, what it is called, and the id of a copy that was there before and went. The copy's path comes first in any order of paths. */
const withFormerCopy = Effect.fnUntraced(function* (identity: Identity) {
  yield* init(identity, "nested")
  yield* putTrack("Velvet/1.mp3", { ...album, title: "One", sound: 1, trackId: "one", releaseId: "velvet" })
  yield* putTrack("Velvet/2.mp3", { ...album, title: "Two", sound: 2, trackId: "two", releaseId: "velvet" })
  yield* put("Velvet/.rose.velvet.toml", new TextEncoder().encode('new = false\nadded_at = "2020-01-02T03:04:05+00:00"\n'))
  yield* putTrack("Harbour/1.mp3", { title: "Three", album: "Harbour", sound: 3 })
  yield* scanClean()
  yield* put("A copy/1.mp3", yield* bytesOf("Velvet/1.mp3"))
  yield* scan({ force: true })
  const copyId = (yield* trackIds)["A copy/1.mp3"]!
  yield* removeAll("A copy")
  yield* scanClean(allowed)
  return copyId
})

/** As a tagger moves a file: other tags, thus another size and time. In one that carries ids, they stay. */
const retagAndMove = Effect.fnUntraced(function* (from: string, to: string, ids: { readonly trackId?: string }) {
  yield* put(to, retaggedMp3(yield* bytesOf(from), { ...album, title: "Another title", ...ids }))
  yield* removeAll(from)
})

type Step = "all" | "without the cache" | ReadonlyArray<string>

interface Row {
  readonly title: string
  readonly to: string
  readonly steps: ReadonlyArray<Step>
}

const orders: ReadonlyArray<Row> = [
  { title: "when all is scanned", to: "Zebra/9.mp3", steps: ["all"] },
  { title: "when its new place is scanned alone", to: "Zebra/9.mp3", steps: [["Zebra"]] },
  { title: "when its old place is scanned first", to: "Zebra/9.mp3", steps: [["Velvet"], ["Zebra"]] },
  { title: "when its old place is scanned, then all", to: "Zebra/9.mp3", steps: [["Velvet"], "all"] },
  { title: "when both places are scanned", to: "Zebra/9.mp3", steps: [["Zebra", "Velvet"]] },
  { title: "when its cache is lost as well", to: "Zebra/9.mp3", steps: ["without the cache"] },
  { title: "at the place of the one that is gone, which is scanned alone", to: "A copy/1.mp3", steps: [["A copy"]] },
  { title: "at the place of the one that is gone, when all is scanned", to: "A copy/1.mp3", steps: ["all"] }
]

const run = Effect.fnUntraced(function* (step: Step) {
  const { root } = yield* places
  if (step === "without the cache") yield* forget("cache")
  const part = typeof step === "string" ? {} : { directories: step.map((name) => `${root}/${name}`) }
  yield* scan({ allowRemoval: true, force: true, ...part })
})

const keepsId = (identity: Identity, isBare: boolean, { title, to, steps }: Row): ContractCase<World> => ({
  title: `[I2] ${identity}: a track ${isBare ? "without ids in it " : ""}that moves keeps its id against a copy that was gone before, ${title}`,
  run: Effect.gen(function* () {
    const copyId = yield* withFormerCopy(identity)
    assert.notEqual(copyId, "one")
    yield* retagAndMove("Velvet/1.mp3", to, isBare ? {} : { trackId: "one" })
    for (const step of steps) yield* run(step)
    assert.equal((yield* trackIds)[to], "one")
    yield* scan({ ...allowed, force: true })
    const { [to]: moved, ...rest } = yield* trackIds
    assert.equal(moved, "one")
    assert.equal(rest["Velvet/2.mp3"], "two")
    assert.deepInclude((yield* scan()).tracks, noChange)
    yield* equalsRebuild
  })
})

const identities = ["fingerprint", "tags"] as const

const copies = (...names: ReadonlyArray<string>) =>
  Effect.flatMap(bytesOf("Velvet/1.mp3"), (bytes) => Effect.forEach(names, (name) => put(`${name}/1.mp3`, bytes)))

/** Whole copies of Velvet, with its datafile: what both its files and its directory carry is another's. */
const copiedRelease = Effect.fnUntraced(function* (identity: Identity) {
  yield* withFormerCopy(identity)
  yield* copy("Velvet", "B copy")
  yield* scan({ force: true })
  const { tracks, releases } = { tracks: yield* trackIds, releases: yield* releaseIds }
  return { track: tracks["B copy/1.mp3"]!, release: releases["B copy"]! }
})

const retag = Effect.fnUntraced(function* (path: string) {
  yield* put(path, retaggedMp3(yield* bytesOf(path), { ...album, title: "Retagged", trackId: "one", releaseId: "velvet" }))
})

// The copy alone, the copy with the original's former place, and one after the other.
const looks: ReadonlyArray<ReadonlyArray<Step>> = [[["B copy"]], [["B copy", "Velvet"]], [["Velvet"], ["B copy"]]]

const staysCopy = (identity: Identity, steps: ReadonlyArray<Step>): ReadonlyArray<ContractCase<World>> => [
  {
    title: `[I2] [U17] ${identity}: a retagged copy takes nothing over before all was scanned: its original had moved (${steps.join(", then ")})`,
    run: Effect.gen(function* () {
      const own = yield* copiedRelease(identity)
      yield* move("Velvet", "Zebra")
      yield* retag("B copy/1.mp3")
      for (const step of steps) yield* run(step)
      assert.equal((yield* trackIds)["B copy/1.mp3"], own.track)
      assert.equal((yield* releaseIds)["B copy"], own.release)
      yield* run("all")
      const [tracks, releases] = [yield* trackIds, yield* releaseIds]
      assert.deepEqual([tracks["Zebra/1.mp3"], tracks["B copy/1.mp3"]], ["one", own.track])
      assert.deepEqual([releases["Zebra"], releases["B copy"]], ["velvet", own.release])
      assert.deepInclude((yield* scan()).tracks, noChange)
      yield* equalsRebuild
    })
  },
  {
    title: `[I2] [U17] ${identity}: a retagged copy takes its deleted original's id over when all was scanned, and its own leads there (${steps.join(", then ")})`,
    run: Effect.gen(function* () {
      const own = yield* copiedRelease(identity)
      yield* removeAll("Velvet")
      yield* retag("B copy/1.mp3")
      for (const step of steps) yield* run(step)
      yield* run("all")
      assert.equal((yield* trackIds)["B copy/1.mp3"], "one")
      assert.equal((yield* releaseIds)["B copy"], "velvet")
      const track = yield* withLibrary((cache) => cache.getTrack(own.track))
      const release = yield* withLibrary((cache) => cache.getRelease(own.release))
      assert.deepEqual([track?.id, release?.id], ["one", "velvet"])
      assert.deepInclude((yield* scan()).tracks, noChange)
      yield* equalsRebuild
    })
  }
]

export const heldLastContract: ReadonlyArray<ContractCase<World>> = [
  ...identities.flatMap((identity) => [true, false].flatMap((isBare) => orders.map((row) => keepsId(identity, isBare, row)))),
  ...identities.flatMap((identity) => looks.flatMap((steps) => staysCopy(identity, steps))),
  ...identities.map((identity) => ({
    title: `[I2] ${identity}: an original that moves and whose new place is scanned alone keeps its id, and so do copies that stay`,
    run: Effect.gen(function* () {
      yield* withFormerCopy(identity)
      yield* copies("B copy", "C copy")
      yield* scan({ force: true })
      const { "B copy/1.mp3": first, "C copy/1.mp3": second } = yield* trackIds
      yield* retagAndMove("Velvet/1.mp3", "Zebra/9.mp3", { trackId: "one" })
      yield* run(["Zebra"])
      yield* run("all")
      const tracks = yield* trackIds
      assert.deepEqual([tracks["Zebra/9.mp3"], tracks["B copy/1.mp3"], tracks["C copy/1.mp3"]], ["one", first, second])
      yield* equalsRebuild
    })
  })),
  {
    title: "[I2] [U17] a copy with an id of its own for good that moves keeps it against one that was gone before",
    run: Effect.gen(function* () {
      yield* withFormerCopy("fingerprint")
      yield* copies("B copy", "C copy")
      yield* scanClean()
      yield* withLibrary((cache) => cache.mend())
      const { "B copy/1.mp3": first, "C copy/1.mp3": second } = yield* trackIds
      yield* removeAll(first! < second! ? "B copy" : "C copy")
      yield* scanClean(allowed)
      const [left, id] = first! < second! ? ["C copy/1.mp3", second] : ["B copy/1.mp3", first]
      yield* retagAndMove(left, "Zebra/9.mp3", { trackId: "one" })
      yield* scanClean(allowed)
      assert.equal((yield* trackIds)["Zebra/9.mp3"], id)
      assert.equal((yield* trackIds)["Velvet/1.mp3"], "one")
      yield* equalsRebuild
    })
  }
]
