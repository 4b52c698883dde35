/**
 * Files of two releases are copied into each other's directories and taken away again, at random, and only those directories are scanned: every file
 * that is there must be told of (U1), and the scan of all that follows must settle which id each copy has, so that a further one changes none (U17).
 */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Library } from "../src/index.ts"
import { album, init, mp3, places, put, removeAll, scan, trackIds, type World } from "./world.ts"

const directories = ["R", "S", "M", "N"] as const
const names = ["1.mp3", "2.mp3", "3.mp3"] as const
const originals = ["R/1.mp3", "R/2.mp3", "S/1.mp3", "S/2.mp3"] as const
const steps = 8

/** What the originals hold; a copy is one of them. */
const contents = originals.map((path, i) => {
  const [release = ""] = path
  const number = (i % 2) + 1
  const ids = { trackId: `${release}t${number}`, releaseId: release }
  return mp3({ ...album, album: release, title: `${release}${number}`, ...ids, sound: number + (i < 2 ? 0 : 10) })
})

/** Each id that was ever given, with the place that it has and what stands for it. */
const readIds = Effect.scoped(
  Effect.gen(function* () {
    const sqlite = yield* Sqlite
    const library = yield* sqlite.open((yield* places).libraryPath)
    return library.prepare("select kind, id, last_path, copied_id, merged_into, gone_us from ids order by kind, id").values()
  })
)

interface Life {
  readonly random: Random
  readonly files: Set<string>
  readonly log: Array<string>
}

/** Changes some files; answers which went, and in which directories anything happened. */
const change = Effect.fnUntraced(function* ({ random, files, log }: Life) {
  const removed: Array<string> = []
  const touched = new Set<string>()
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    const path = `${random.pick(directories)}/${random.pick(names)}`
    touched.add(path.slice(0, 1))
    if (files.has(path) && random.chance(60)) {
      files.delete(path)
      removed.push(path)
      yield* removeAll(path)
      log.push(`${path} goes`)
    } else {
      const content = random.below(contents.length)
      files.add(path)
      yield* put(path, contents[content]!)
      log.push(`${path} becomes ${originals[content]}`)
    }
  }
  return { removed, touched }
})

const live = (identity: Library["identity"], seed: number) =>
  Effect.gen(function* () {
    const { root } = yield* places
    const life: Life = { random: seeded(seed), files: new Set(originals), log: [] }
    // With ids in tags a copy without a datafile is taken for one in progress, unless it is insisted on.
    const force = identity === "tags"
    yield* init(identity, "nested")
    for (const [i, path] of originals.entries()) yield* put(path, contents[i]!)
    yield* scan({ force })
    for (let step = 0; step < steps; step++) {
      const { removed, touched } = yield* change(life)
      const told = () => `seed ${seed}, ${life.log.join("; ")}`
      yield* scan({ directories: [...touched].map((name) => `${root}/${name}`), removed, force: true })
      assert.sameMembers(Object.keys(yield* trackIds), [...life.files], told())
      yield* scan({ removed, force })
      assert.sameMembers(Object.keys(yield* trackIds), [...life.files], told())
      const settled = yield* readIds
      yield* scan({ force })
      assert.deepEqual(yield* readIds, settled, told())
      life.log.push("scans")
    }
  })

/** An album's place is its first file. One that comes to be first where another was is not that other one. */
const firstOfAnother: ContractCase<World> = {
  title: "[U1] [U17] a copied file that is put in the place of the first of its directory's albums hides neither album",
  run: Effect.gen(function* () {
    const { root } = yield* places
    yield* init("fingerprint", "nested")
    for (const [i, path] of originals.entries()) yield* put(path, contents[i]!)
    yield* scan()
    for (const path of ["R/3.mp3", "S/2.mp3", "M/1.mp3"]) yield* put(path, contents[2]!)
    yield* scan()
    const before = yield* trackIds
    yield* put("R/1.mp3", contents[3]!)
    yield* scan({ directories: [`${root}/R`], force: true })
    const after = yield* trackIds
    assert.sameMembers(Object.keys(after), [...originals, "R/3.mp3", "M/1.mp3"])
    assert.deepEqual([after["R/2.mp3"], after["R/3.mp3"]], [before["R/2.mp3"], before["R/3.mp3"]])
  })
}

/** Lives that once went wrong: an album took the id of the one whose place it came to, and a release stood for one that its copy was. */
const pinned = [170, 182, 234]

/** So many lives of each identity from a seed on, and those that once went wrong. */
export const copiedPartsContract = (lives: number, seed: number): ReadonlyArray<ContractCase<World>> => [
  firstOfAnother,
  ...(["fingerprint", "tags"] as const).flatMap((identity) =>
    [...(identity === "fingerprint" ? pinned : []), ...Array.from({ length: lives }, (_, i) => seed + i)].map((each) => ({
      title: `[U1] [U17] copies in parts that are scanned alone, seed ${each}, ${identity}`,
      run: live(identity, each)
    }))
  )
]
