/** Which tracks may have moved since a version: all that did, also where the record of writes says no more than "everything" (P12). */
import { type Database, transaction } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { readMeta, writeMeta } from "../src/store/meta.ts"
import { keepMoved, mostMoves, readMoved } from "../src/store/moved-tracks.ts"
import { readRecords } from "../src/store/record.ts"
import { makeStore } from "../src/store/store.ts"
import { lastingTrackFilesVersion, trackFileLookup, trackFilesVersion, tracksMovedSince } from "../src/tracks/track-files.ts"
import { changeAnything, makeStored, type Stored, storeOne } from "./stored-library.ts"
import type { World } from "./world.ts"

const withStored = (title: string, body: (stored: Stored) => void): ContractCase<World> => ({
  title,
  run: Effect.scoped(Effect.map(makeStored, body))
})

/** Where each track lies that lies somewhere. */
const pathsOf = ({ cache }: Stored): ReadonlyMap<string, string> =>
  new Map(cache.prepare("select id, source_path from tracks where source_path not like '/%'").values() as Array<[string, string]>)

const random = withStored("[P12] [C2] whatever is changed, every track that came, moved or went is told of", (stored) => {
  for (let seed = 1; seed <= 10; seed++) {
    const dice = seeded(seed)
    // Half of the lives by one writer, which soon has written much.
    const writer: Stored = seed % 2 === 0 ? stored : { ...stored, store: makeStore(stored.cache, () => true) }
    const lookup = trackFileLookup(stored.cache, () => false)
    for (let step = 0; step < 25; step++) {
      const [version, before] = [trackFilesVersion(stored.cache), pathsOf(stored)]
      for (let changes = dice.below(6); changes >= 0; changes--) changeAnything(writer, dice, { releases: 30, tracks: 60 })
      const after = pathsOf(stored)
      const moved = tracksMovedSince(stored.cache, version)
      assert.isDefined(moved, `seed ${seed}, step ${step}`)
      const told = new Set(moved)
      for (const id of new Set([...before.keys(), ...after.keys()])) {
        if (before.get(id) !== after.get(id)) assert.isTrue(told.has(id), `seed ${seed}, step ${step}: ${id}`)
        assert.strictEqual(lookup.of(id)?.path, after.get(id))
      }
      for (const [id, path] of after) assert.strictEqual(lookup.at(path)?.trackId, id)
    }
  }
})

const store = (stored: Stored, number: number) =>
  storeOne(stored, { id: `r${number}`, path: `d${number}`, tracks: [{ id: `t${number}`, path: `d${number}/1.flac` }] })

const lasting = withStored(
  "[D8] [Y7] a version that is noted elsewhere waits for the disk, once for all that was written",
  (stored) => {
    const asked: Array<string> = []
    const cache: Database = {
      ...stored.cache,
      exec: (sql) => {
        asked.push(sql)
        stored.cache.exec(sql)
      }
    }
    const synchronous = () => Number(stored.cache.prepare("pragma synchronous").get()?.["synchronous"])
    const [full, normal] = ["pragma synchronous=full", "pragma synchronous=normal"]
    store(stored, 1)
    const waits = synchronous()
    assert.strictEqual(lastingTrackFilesVersion(cache), trackFilesVersion(cache))
    assert.deepEqual([asked.splice(0), synchronous()], [[full, normal], waits])
    lastingTrackFilesVersion(cache)
    assert.deepEqual(asked, [])
    store(stored, 2)
    lastingTrackFilesVersion(cache)
    assert.deepEqual(asked, [full, normal])
  }
)

const bulk = withStored(
  "[P12] of a scan of hundreds of releases each track is told of, and nothing of the filling of an empty cache",
  (stored) => {
    const { cache } = stored
    const writer: Stored = { ...stored, store: makeStore(cache, () => true) }
    const version = trackFilesVersion(cache)
    for (let number = 0; number < 200; number++) store(writer, number)
    const [since, until] = [Number(version.split(".").at(-1)), Number(readMeta(cache, "sequence"))]
    assert.isUndefined(readRecords(cache, since, until))
    assert.sameMembers(
      [...(tracksMovedSince(cache, version) ?? [])],
      Array.from({ length: 200 }, (_, number) => `t${number}`)
    )
    cache.exec("delete from releases")
    const first: Stored = { ...stored, store: makeStore(cache, () => true) }
    const empty = trackFilesVersion(cache)
    store(first, 1)
    assert.isUndefined(tracksMovedSince(cache, empty))
    const filled = trackFilesVersion(cache)
    store(stored, 2)
    assert.deepEqual(tracksMovedSince(cache, filled), ["t2"])
  }
)

const limits = withStored("[P12] what is forgotten, too long, or of another building of the cache is not told", ({ cache }) => {
  transaction(cache, () => {
    for (let n = 1; n <= mostMoves + 2; n++) keepMoved(cache, 100 + n, new Set([String(n)]))
  })
  const last = 100 + mostMoves + 2
  assert.strictEqual(readMoved(cache, last - mostMoves, last)?.length, mostMoves)
  assert.deepEqual(readMoved(cache, last - 2, last), [String(mostMoves + 1), String(mostMoves + 2)])
  assert.isUndefined(readMoved(cache, last - mostMoves - 1, last))
  assert.isUndefined(readMoved(cache, last, last + 1))
  assert.isUndefined(readMoved(cache, last, last - 1))
  assert.deepEqual(readMoved(cache, last, last), [])
  keepMoved(cache, last + 1, new Set(["x".repeat(200_000)]))
  keepMoved(cache, last + 2, new Set(["y"]))
  assert.isUndefined(readMoved(cache, last, last + 2))
  assert.deepEqual(readMoved(cache, last + 1, last + 2), ["y"])
  const version = trackFilesVersion(cache)
  assert.deepEqual(tracksMovedSince(cache, version), [])
  transaction(cache, () => writeMeta(cache, "generation", "another"))
  assert.isUndefined(tracksMovedSince(cache, version))
})

export const movedTracksContract: ReadonlyArray<ContractCase<World>> = [random, bulk, lasting, limits]
