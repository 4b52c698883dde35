/** A disk that takes nothing ends the job, and no item is held to have failed; one that refuses a file or a directory fails what is to lie there. */
import { FileError, type FileErrorReason, type Files, type Parts } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { ItemFailed } from "../../src/processing/carrier.ts"
import { inSyncedLibrary, type SyncedLibrary, velvet } from "./synced-library.ts"

const timeoutMs = 120_000

/** A library on a disk that refuses what some paths are to be written as. */
const onRefusing = (life: (library: SyncedLibrary, refuse: (how: Refusal) => void) => Effect.Effect<void, unknown, Files>) => {
  let refusal: Refusal = () => undefined
  const guarded = <A, R>(operation: string, path: string, effect: Effect.Effect<A, FileError, R>) =>
    Effect.suspend(() => {
      const reason = refusal(path)
      return reason === undefined ? effect : Effect.fail(new FileError({ reason, operation, path }))
    })
  const files = (disk: Files["Service"]): Files["Service"] => ({
    ...disk,
    makeDirectory: (path) => guarded("makeDirectory", path, disk.makeDirectory(path)),
    rename: (from, to, ...options) => guarded("rename", to, disk.rename(from, to, ...options))
  })
  const parts = (disk: Parts["Service"]): Parts["Service"] => ({
    ...disk,
    open: (path, keepBytes) => guarded("openPart", path, disk.open(path, keepBytes))
  })
  const refuse = (how: Refusal): void => {
    refusal = how
  }
  return inSyncedLibrary("fingerprint", {}, (library) => life(library, refuse), { files, parts })
}

type Refusal = (path: string) => FileErrorReason | undefined

const failedItems = ({ cache }: SyncedLibrary) =>
  cache.inLibraryDb((database) =>
    database
      .prepare("select path from catalog where status = 'failed' or attempts > 0 or retry_after_us is not null order by path")
      .all()
      .map(({ path }) => path)
  )

const below = (files: Files["Service"]) =>
  Effect.map(files.walk("/music", { enter: (name) => name !== ".deadwax" }), ({ paths }) => paths.toSorted())

const putAlbums = ({ remote }: SyncedLibrary): ReadonlyArray<string> => {
  const paths = Array.from({ length: 12 }, (_, at) => `Album ${at % 3}/${at}.mp3`)
  for (const [at, path] of paths.entries()) remote.put(path, velvet(`Song ${at}`, 40 + at))
  return paths.toSorted()
}

test.each(["read-only", "permission", "io"] as const)(
  "[C17] [C10] R5: a disk that takes nothing (%s) ends the job with one word and a remedy; no item fails or waits, and the next sync brings all",
  (reason) =>
    onRefusing((library, refuse) =>
      Effect.gen(function* () {
        const { files, source, sync } = library
        const paths = putAlbums(library)
        refuse(() => reason)
        const failure = yield* Effect.flip(sync(source, { concurrency: 3 }))
        expect(failure).toBeInstanceOf(ItemFailed)
        expect(failure).toMatchObject({ errorClass: "unwritable", stopsJob: true })
        expect(failure).toHaveProperty("message", expect.stringContaining(`the library's disk cannot be written (${reason})`))
        expect(failure).toHaveProperty("remedy", expect.stringMatching(/^Make the library's disk writable.+\.$/))
        expect(yield* failedItems(library)).toEqual([])
        refuse(() => undefined)
        expect(yield* sync(source)).toMatchObject({ added: 12, failed: 0 })
        expect(yield* below(files)).toEqual(paths)
      })
    ),
  timeoutMs
)

test(
  "[C17] [X2] R5: one directory that may not be written fails what is to lie there and nothing else, and what was tried leaves nothing",
  () =>
    onRefusing((library, refuse) =>
      Effect.gen(function* () {
        const { files, source, sync } = library
        const paths = putAlbums(library)
        yield* files.makeDirectory("/music/NAS/Album 1")
        // What is not the source's own may be somebody else's.
        refuse((path) => (!path.startsWith("/music/NAS/") || path.startsWith("/music/NAS/Album 1/") ? "permission" : undefined))
        const policy = { below: "NAS" }
        expect(yield* sync(source, { policy, concurrency: 3 })).toMatchObject({ added: 8, failed: 4 })
        const isRefused = (path: string) => path.startsWith("Album 1/")
        expect(yield* failedItems(library)).toEqual(paths.filter(isRefused))
        expect(yield* below(files)).toEqual(paths.filter((path) => !isRefused(path)).map((path) => `NAS/${path}`))
      })
    ),
  timeoutMs
)
