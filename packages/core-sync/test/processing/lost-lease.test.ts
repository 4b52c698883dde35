/** A job whose leases were taken while it fetched: what it brought gets no name, is kept for the next one, and is not fetched again. */
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { mp3 } from "../../../core-cache/test/world.ts"
import { listItems } from "../../src/catalog/catalog.ts"
import type { Source } from "../../src/sources/source.ts"
import { inSyncedLibrary, type SyncedLibrary } from "./synced-library.ts"

const path = "Album/01.mp3"

const lived = Effect.fnUntraced(function* ({ cache, files, remote, source: plain, sourceNo, sync }: SyncedLibrary) {
  const lose = cache.inLibraryDb((database) =>
    database.exec("update catalog set status = 'missing', lease_job = null, lease_until_us = null where lease_job is not null")
  )
  const losing: Source = { ...plain, read: (request) => Effect.andThen(Effect.orDie(lose), plain.read(request)) }
  const items = cache.inLibraryDb((database) => listItems(database, sourceNo))
  const records = cache.inLibraryDb((database) => database.prepare("select path from downloads").values().flat())

  remote.put(path, mp3({ title: "Song", album: "Velvet" }))
  expect(yield* sync(losing)).toMatchObject({ items: 1, failed: 1, added: 0 })
  expect(yield* items).toMatchObject([{ status: "missing", localPath: null, attempts: 0 }])
  expect([yield* records, (yield* files.stat(`/music/${path}`))?.kind]).toEqual([[path], undefined])
  const bytes = remote.bytesRead
  expect(yield* sync(plain)).toMatchObject({ items: 1, failed: 0 })
  expect(yield* items).toMatchObject([{ status: "downloaded", localPath: path, localHash: { algorithm: "sha256" } }])
  expect(remote.bytesRead).toBe(bytes)
  const walk = yield* files.walk("/music/Album", { wants: (name) => name.endsWith(".mp3") })
  expect(walk.paths).toEqual(["01.mp3"])
})

test(
  "[C5] [C10] K5: what a job brought without its lease is not placed by it, but by the next one, and fetched no second time",
  () => inSyncedLibrary("fingerprint", {}, lived),
  120_000
)
