/** What must hold after every step of a random life. */
import { Files, Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import type { ScanOptions } from "../src/index.ts"
import { allCollections } from "./collections.ts"
import { audio, type Life, stamps } from "./life.ts"
import { audioIn, bytesOf, dump, forget, places, sequence, trackIds, type World, withLibrary } from "./world.ts"

const scan = (life: Life, options?: ScanOptions) => withLibrary((cache) => cache.scan(options), {}, life.naming)

/** A scan of some directories first, now and then, as a watcher would do. In `tags` libraries copies in progress are taken by force. */
const scanSome = Effect.fnUntraced(function* (life: Life) {
  const { root } = yield* places
  const directories = life
    .pick([[], [], ["A"], ["F", "Z"], ["A copy", "B"], ["C/CD1"]])
    .map((directory) => `${root}/${directory}`)
  if (directories.length > 0) {
    life.log.push(`scan ${directories.map((directory) => directory.slice(root.length + 1)).join(", ")}`)
    yield* scan(life, { directories, allowRemoval: true })
  }
  const isForced = life.script.identity === "tags" && life.pick([true, false])
  life.log.push(isForced ? "scan by force" : "scan")
  yield* scan(life, { force: isForced, allowRemoval: true })
})

/** Sounds with the ids of their files; silence may be any track's, and broken files have none. */
const soundIds = Effect.gen(function* () {
  const ids = new Map<string, Array<string>>()
  for (const [path, id] of Object.entries(yield* trackIds)) {
    const sound = audioIn(yield* bytesOf(path)).subarray(0, 417)
    if (sound[0] !== 0xff || sound.subarray(4).every((byte) => byte === 0)) continue
    const key = sound.join()
    ids.set(key, [...(ids.get(key) ?? []), id])
  }
  return ids
})

const checkSounds = Effect.fnUntraced(function* (life: Life) {
  const now = yield* soundIds
  for (const [sound, before] of life.ids) {
    const after = now.get(sound) ?? []
    // Copies come and go; those that stay keep their ids, whichever file now has which.
    const [fewer, more] = before.length < after.length ? [before, after] : [after, before]
    assert.includeMembers([...more], [...fewer], before.length > 1 ? "a copy lost its id" : "a track lost its id")
  }
  life.ids = now
})

/** Does something, and insists that no row of cache.db was written and no file of the library touched meanwhile. */
const touchingNothing = <A, E>(what: string, effect: Effect.Effect<A, E, World>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const sqlite = yield* Sqlite
      const { cachePath } = yield* places
      const before = [yield* sequence, yield* stamps]
      // SQLite's own count of what other connections have committed.
      const version = (yield* sqlite.open(cachePath)).prepare("pragma data_version")
      const versionBefore = version.get()
      const result = yield* effect
      assert.deepEqual(version.get(), versionBefore, `${what} wrote to cache.db`)
      assert.deepEqual([yield* sequence, yield* stamps], before, `${what} wrote`)
      return result
    })
  )

/** All that a library answers: releases with tracks, and collections. */
const answers = Effect.gen(function* () {
  return { releases: yield* dump, collections: yield* allCollections }
})

/** The storage goes away, is scanned, and comes back. */
const checkUnmounted = Effect.fnUntraced(function* (life: Life) {
  const files = yield* Files
  const { root } = yield* places
  life.log.push("unmount, scan, mount")
  const before = yield* answers
  const unmounted = Effect.gen(function* () {
    yield* files.rename(root, `${root} elsewhere`)
    const error = yield* Effect.flip(scan(life, { allowRemoval: true }))
    assert.equal((error as { readonly reason?: string }).reason, "offline")
    assert.deepEqual(yield* answers, before, "what is offline was forgotten")
    yield* files.rename(`${root} elsewhere`, root)
  })
  yield* touchingNothing("a scan of what is offline", unmounted)
})

/** The files that are read as tracks: loose ones are none in the flat layout. */
const tracksAmong = (life: Life, paths: ReadonlyArray<string>): ReadonlyArray<string> =>
  life.script.layout === "flat" ? paths.filter((path) => path.includes("/")) : paths

const checkRebuilt = Effect.fnUntraced(function* (life: Life) {
  const incremental = yield* answers
  const before = yield* stamps
  yield* forget("cache")
  yield* scan(life)
  const rebuilt = yield* answers
  for (const [i, release] of rebuilt.releases.entries())
    assert.deepEqual(
      release,
      incremental.releases[i],
      `not equal to a cache built from nothing:\n${JSON.stringify(release)}\n${JSON.stringify(incremental.releases[i])}`
    )
  assert.equal(rebuilt.releases.length, incremental.releases.length)
  assert.deepEqual(rebuilt.collections, incremental.collections, "collections differ from those of a cache built from nothing")
  assert.deepEqual(yield* stamps, before, "rebuilding the cache wrote to the library")
})

/** Scans, and holds the library against what must be. */
export const checkScan = Effect.fnUntraced(function* (life: Life) {
  yield* scanSome(life)
  // What looks like a copy in progress is decided by time; by force it is decided now.
  if (life.script.identity === "tags") yield* scan(life, { force: true, allowRemoval: true })
  const again = yield* touchingNothing("a second scan", scan(life))
  assert.deepEqual(
    { ...again.releases, unchanged: 0 },
    { added: 0, updated: 0, removed: 0, unchanged: 0 },
    "a second scan found something"
  )
  const ids = Object.values(yield* trackIds)
  assert.equal(new Set(ids).size, ids.length, "an id was given twice")
  yield* checkSounds(life)
  const failed = new Set(again.failed.map((failure) => failure.path))
  const { root } = yield* places
  const sound = tracksAmong(life, yield* audio).filter((path) => !failed.has(`${root}/${path}`))
  assert.deepEqual(Object.keys(yield* trackIds).sort(), sound, "not every sound file is there")
  if (life.script.isWide && life.pickWide([true, false, false])) yield* checkUnmounted(life)
  yield* checkRebuilt(life)
})
