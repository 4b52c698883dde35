/** A library whose disk tells nobody what happens on it (C8): what a sync and the catalog know, they know by looking. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { expect, test } from "vitest"
import { listSources } from "../../../../tools/check/test-files.ts"
import { root } from "../../../../tools/style/project.ts"
import { countCatalog, listItems, listQueue } from "../../src/catalog/catalog.ts"
import { inSyncedLibrary, type SyncedLibrary, velvet } from "./synced-library.ts"

const pathOf = (number: number): string => `Album ${number % 2}/0${number}.mp3`

const lived = Effect.fnUntraced(function* ({ cache, files, remote, source, sourceNo, sync }: SyncedLibrary) {
  const mirrored = (kind: "full" | "incremental") => sync(source, { kind, policy: { removed: "mirror" } })
  const counted = cache.inLibraryDb((database) => {
    const { downloaded, missing, queued } = countCatalog(database, 0)
    return [downloaded, missing, queued]
  })
  const placeOf = (path: string) =>
    cache.inLibraryDb((database) => listItems(database, sourceNo).find((item) => item.path === path)?.localPath)
  for (let number = 1; number <= 5; number++) remote.put(pathOf(number), velvet(`Song ${number}`, 40 + number))
  expect(yield* mirrored("full")).toMatchObject({ items: 5, added: 5, failed: 0 })
  expect(yield* counted).toEqual([5, 0, 0])

  // Here: one goes, one gets another name, one comes that is the user's own. There: one goes, one is another.
  yield* files.remove(`/music/${pathOf(1)}`)
  yield* files.rename(`/music/${pathOf(2)}`, "/music/Album 0/Mine.mp3")
  yield* files.writeAtomic("/music/Album 1/own.mp3", velvet("My own", 60))
  remote.remove(pathOf(3))
  remote.put(pathOf(4), velvet("Song 4, new", 70))
  const queued: Array<string> = []
  const inTheQueue = Effect.orDie(cache.inLibraryDb((database) => listQueue(database, 0).map(({ path }) => path)))
  yield* sync(source, {
    kind: "incremental",
    carrying: (carrier) => ({
      ...carrier,
      divide: (work) =>
        Effect.andThen(
          Effect.tap(inTheQueue, (paths) => Effect.sync(() => queued.push(...paths))),
          carrier.divide(work)
        )
    }),
    policy: { removed: "mirror" }
  })
  expect(queued).toEqual([pathOf(1)])
  expect(yield* counted).toEqual([4, 0, 0])
  expect(yield* placeOf(pathOf(2))).toBe("Album 0/Mine.mp3")
  const { items } = yield* cache.listTracks({ all: true })
  expect(items.map(({ title }) => title).sort()).toEqual(["My own", "Song 1", "Song 2", "Song 4, new", "Song 5"])

  // A scan sees it as well, and the next sync has nothing to do for what it saw but to fetch it.
  yield* files.remove(`/music/${pathOf(5)}`)
  yield* cache.scan()
  expect(yield* mirrored("incremental")).toMatchObject({ items: 1, added: 1 })
  for (const kind of ["incremental", "full"] as const) expect(yield* mirrored(kind)).toMatchObject({ items: 0 })
})

test.each(["tags", "fingerprint"] as const)(
  "[C8] where nothing that happens on the disk is told, a sync, a scan and the catalog find out all the same, identity %s",
  (identity) =>
    inSyncedLibrary(identity, { capabilities: { stableIds: true } }, lived, {
      files: (files) => ({
        ...files,
        capabilities: { ...files.capabilities, watch: false },
        watch: () => Stream.die("nobody is to be asked what happens")
      })
    }),
  120_000
)

test("[C8] one module asks a disk to tell what happens on it, for the one command that watches", () => {
  const asking = (text: RegExp) => listSources(root).filter((path) => text.test(readFileSync(join(root, path), "utf8")))
  const outsideDrivers = (text: RegExp) => asking(text).filter((path) => !path.startsWith("packages/core-async/"))
  expect(outsideDrivers(/\bfiles\.watch\(/)).toEqual(["packages/core-cache/src/watching/watch-library.ts"])
  expect(outsideDrivers(/\bwatchLibrary\(/)).toEqual(["apps/cli/src/commands/watch.ts"])
})
