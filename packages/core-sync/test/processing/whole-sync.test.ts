/** Whole syncs into a real cache: discovered, planned, downloaded, scanned, with ids written into the files; and then quiet. */
import { Files, listTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { mp3 } from "../../../core-cache/test/world.ts"
import { countCatalog } from "../../src/catalog/catalog.ts"
import type { JobKind } from "../../src/catalog/jobs.ts"
import { ItemFailed } from "../../src/processing/carrier.ts"
import { inSyncedLibrary, type SyncedLibrary, velvet as song } from "./synced-library.ts"

const pathOf = (number: number): string => `Album ${number % 2}/0${number}.mp3`

/** Every file with its size and time, the trash and the marker left out. */
const disk = Effect.gen(function* () {
  const files = yield* Files
  const walk = yield* files.walk("/music", { enter: (name) => name !== ".deadwax" })
  return walk.paths.map((path, i) => `${path} ${walk.sizesBytes[i]} ${walk.modifiedAtUs[i]}`).sort()
})

const lived = Effect.fnUntraced(function* ({ cache, files, remote, source, sync: syncAs }: SyncedLibrary) {
  const sync = (kind: JobKind) => syncAs(source, { kind, policy: { removed: "mirror" }, concurrency: 3 })
  const titles = Effect.map(cache.listReleases({ all: true, tracks: true }), ({ items }) =>
    items.flatMap((release) => (release.tracks ?? []).map((track) => track.title)).sort()
  )
  for (let number = 1; number <= 6; number++) remote.put(pathOf(number), song(`Song ${number}`, 40 + number))
  expect(yield* sync("full")).toMatchObject({ items: 6, added: 6, failed: 0 })
  expect(yield* titles).toEqual([1, 2, 3, 4, 5, 6].map((number) => `Song ${number}`))
  const tagged = cache.inLibraryDb((database) => {
    const rows = database.prepare("select title from catalog where deleted_us is null order by title").values().flat()
    const { artists, albums } = countCatalog(database, 0)
    return { titles: rows, artists, albums }
  })
  expect(yield* tagged).toEqual({ titles: yield* titles, artists: 1, albums: 2 })
  const before = yield* disk
  for (const kind of ["incremental", "full"] as const) expect(yield* sync(kind)).toMatchObject({ items: 0 })
  expect(yield* disk).toEqual(before)
  expect((yield* cache.inLibraryDb((database) => database.prepare("select path from downloads").all())).length).toBe(0)

  remote.put(pathOf(1), song("Song 1, new"))
  remote.remove(pathOf(2))
  remote.move(pathOf(3), "Album 1/3 - Renamed.mp3")
  const read = remote.bytesRead
  expect(yield* sync("incremental")).toMatchObject({ items: 3, updated: 2, deleted: 1, failed: 0 })
  expect(remote.bytesRead - read).toBe(song("Song 1, new").length)
  expect(yield* titles).toEqual(["Song 1, new", "Song 3", "Song 4", "Song 5", "Song 6"])
  expect(yield* tagged).toEqual({ titles: yield* titles, artists: 1, albums: 2 })
  // Whichever of the two went first.
  expect((yield* listTrash("/music")).entries.map(({ path }) => path).sort()).toEqual([pathOf(1), pathOf(2)].sort())
  expect((yield* files.stat("/music/Album 1/3 - Renamed.mp3"))?.kind).toBe("file")

  yield* files.writeAtomic(`/music/${pathOf(4)}`, song("Song 4, mine"))
  yield* files.remove(`/music/${pathOf(5)}`)
  remote.put(pathOf(4), song("Song 4, theirs"))
  expect(yield* sync("incremental")).toMatchObject({ items: 2, added: 2, failed: 0 })
  expect(yield* titles).toEqual(["Song 1, new", "Song 3", "Song 4, mine", "Song 4, theirs", "Song 5", "Song 6"])
  const settled = yield* disk
  for (const kind of ["incremental", "full"] as const) expect(yield* sync(kind)).toMatchObject({ items: 0 })
  expect(yield* disk).toEqual(settled)
})

test(
  "[Y10] [C12] [C14] [D12] [Y17] R1: a source is mirrored into a library whose files get ids, conflicts are kept beside, and the next syncs change nothing",
  () => inSyncedLibrary("tags", { capabilities: { stableIds: true } }, lived),
  120_000
)

const ended = new ItemFailed({ errorClass: "offline", message: "the end", stopsJob: true })

test(
  "[Y7] [Y5] J8: what a job placed that ended before its look is looked at by the next one, though it looks like a copy in progress",
  () =>
    inSyncedLibrary("tags", {}, ({ cache, remote, source, sync }) =>
      Effect.gen(function* () {
        const tags = { album: "Velvet", artist: "Reds", trackId: "018d6a00-0001-7dea-8d3a-000000000001" }
        remote.put("Album/01.mp3", mp3({ ...tags, title: "One", releaseId: "018d6a00-0001-7dea-8d3a-000000000002" }))
        remote.put("Album/02.txt", new Uint8Array([1]))
        const failing = sync(source, {
          carrying: (carrier) => ({
            ...carrier,
            prepare: (work) =>
              Effect.map(carrier.prepare(work), (prepared) => ({
                ...prepared,
                carryOut: (one) => (one.item.path.endsWith(".txt") ? Effect.fail(ended) : prepared.carryOut(one))
              }))
          })
        })
        expect((yield* Effect.exit(failing))._tag).toBe("Failure")
        const titles = Effect.map(cache.listTracks({ all: true }), ({ items }) => items.map(({ title }) => title))
        yield* cache.scan()
        expect(yield* titles).toEqual([])
        expect(yield* sync(source)).toMatchObject({ items: 1, added: 1 })
        expect(yield* titles).toEqual(["One"])
      })
    ),
  120_000
)

test(
  "[Y17] J8: what took another's place, and what lies in the root, has its ids when the job ends: the next sync changes no file",
  () =>
    inSyncedLibrary("tags", { capabilities: { stableIds: true } }, ({ cache, remote, source, sync }) =>
      Effect.gen(function* () {
        const ids = { trackId: "018d6a00-0001-7dea-8d3a-000000000001", releaseId: "018d6a00-0001-7dea-8d3a-000000000002" }
        remote.put("Marked/01.mp3", mp3({ title: "Marked", album: "Marked", ...ids }))
        remote.put("Album 1/01.mp3", song("Song 1"))
        remote.put("loose.mp3", mp3({ title: "Loose" }, 90))
        expect(yield* sync(source)).toMatchObject({ added: 3 })
        remote.put("Album 1/01.mp3", song("Song 1, another sound", 60))
        remote.put("loose.mp3", mp3({ title: "Looser" }, 95))
        expect(yield* sync(source, { kind: "incremental" })).toMatchObject({ items: 2, updated: 2 })
        const files = yield* disk
        expect(yield* sync(source)).toMatchObject({ items: 0 })
        expect(yield* disk).toEqual(files)
        const { items } = yield* cache.listTracks({ all: true })
        expect(items.map(({ title }) => title).sort()).toEqual(["Marked", "Song 1, another sound"])
      })
    ),
  120_000
)
