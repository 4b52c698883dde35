/** What the cases about renaming are written with: scans that rename, and disks on which renaming goes wrong. */
import { type FileError, Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { defaultNaming, type Library, type Naming } from "../src/index.ts"
import { dump, forget, init, noChange, places, type Tags, withLibrary } from "./world.ts"

/** Scans with renaming on; insists that nothing failed. */
export const scanNaming = (naming: Partial<Naming> = {}, directories?: ReadonlyArray<string>) =>
  Effect.tap(
    withLibrary((cache) => cache.scan(directories === undefined ? {} : { directories }), {}, { ...defaultNaming, ...naming }),
    (report) => Effect.sync(() => assert.deepEqual(report.failed, [], JSON.stringify(report.failed)))
  )

export const scanNamingWith = (files: (files: Files["Service"]) => Files["Service"]) =>
  Effect.flatMap(Files, (own) =>
    withLibrary((cache) => cache.scan(), {}, defaultNaming).pipe(Effect.provideService(Files, files(own)))
  )

/** All audio, covers and lyrics below the root. */
export const paths = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  const walk = yield* files.walk(root)
  return walk.paths.filter((path) => !/(?:^|\/)\.(?:deadwax|rose)/.test(path)).sort()
})

export const directories = Effect.gen(function* () {
  const files = yield* Files
  const { root } = yield* places
  return (yield* files.walk(root)).directories.filter((path) => !path.startsWith(".deadwax")).sort()
})

export const start = (layout: Library["layout"] = "flat", identity: Library["identity"] = "tags") => init(identity, layout)

export const square: Tags = { album: "SQUARE ONE", albumArtist: "BLACKPINK", artist: "BLACKPINK", date: "2016" }

/** Ids by title: what must stay whatever the names are. */
export const idsByTitle = Effect.map(dump, (releases) =>
  Object.fromEntries(
    releases.flatMap((release) => (release.tracks ?? []).map((track) => [`${release.id} ${track.title}`, track.id]))
  )
)

/** The cache after renaming is the one that a scan from nothing gives, and there is nothing left to do. */
export const isSettled = Effect.gen(function* () {
  const again = yield* scanNaming()
  assert.deepEqual({ ...again.releases, unchanged: 0 }, { ...noChange, unchanged: 0 })
  const before = yield* paths
  const rows = yield* dump
  yield* forget("cache")
  yield* scanNaming()
  assert.deepEqual(yield* paths, before)
  assert.deepEqual(yield* dump, rows)
})

/** What becomes of a rename: `rename` would make it. */
export type Strike = (from: string, to: string, rename: Effect.Effect<void, FileError>) => Effect.Effect<void, FileError>

/** A `Files` whose renames go wrong: the `at`-th (from 0) as `strike` says. */
export const striking =
  (at: number, strike: Strike) =>
  (files: Files["Service"]): Files["Service"] => {
    let count = 0
    return {
      ...files,
      rename: (from, to) => (count++ === at ? strike(from, to, files.rename(from, to)) : files.rename(from, to))
    }
  }
