/** A library is scanned, which writes ids into files, while a sync is at work: what the scan wrote is not the user's change. */
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import type { Source } from "../../src/sources/source.ts"
import { inSyncedLibrary, type SyncedLibrary, velvet as song } from "./synced-library.ts"

const pathOf = (number: number): string => `Album/0${number}.mp3`

/** Before the bytes of this file are given, something happens. */
const meanwhile = (source: Source, path: string, happens: Effect.Effect<unknown>): Source => ({
  ...source,
  read: (request) => (request.id.endsWith(path) ? Effect.andThen(happens, source.read(request)) : source.read(request))
})

const lived = Effect.fnUntraced(function* ({ cache, files, remote, source: plain, sync }: SyncedLibrary) {
  const put = (number: number, content: Uint8Array) => files.writeAtomic(`/music/${pathOf(number)}`, content)
  const written = cache.inLibraryDb((database) => database.prepare("select path from written_ids order by path").values().flat())

  for (let number = 1; number <= 4; number++) remote.put(pathOf(number), song(`Song ${number}`, 40 + number))
  yield* files.makeDirectory("/music/Mine")
  yield* files.writeAtomic("/music/Mine/own.mp3", song("My own"))
  // Three lie here by then. One of them the user changes before the scan, one after it.
  const scanned = Effect.gen(function* () {
    yield* put(2, song("Song 2, mine", 42))
    yield* cache.scan({ force: true })
    yield* put(3, song("Song 3, mine", 43))
    expect(yield* written).toEqual(["Album/01.mp3", "Album/02.mp3", "Album/03.mp3"])
  }).pipe(Effect.orDie)
  expect(yield* sync(meanwhile(plain, pathOf(4), scanned))).toMatchObject({ added: 4, failed: 0 })
  expect(yield* written).toEqual([])
  expect(yield* sync(plain)).toMatchObject({ items: 0 })

  for (let number = 1; number <= 4; number++) remote.put(pathOf(number), song(`Song ${number}, theirs`, 40 + number))
  expect(yield* sync(plain)).toMatchObject({ items: 4, updated: 2, added: 2, failed: 0 })
  const { items } = yield* cache.listReleases({ all: true, tracks: true })
  expect(items.flatMap(({ tracks = [] }) => tracks.map(({ title }) => title)).sort()).toEqual([
    "My own",
    "Song 1, theirs",
    "Song 2, mine",
    "Song 2, theirs",
    "Song 3, mine",
    "Song 3, theirs",
    "Song 4, theirs"
  ])
  const walk = yield* files.walk("/music/Album", { wants: (name) => name.endsWith(".mp3") })
  expect(walk.paths.map((path) => path.replace(/\d{4}-\d\d-\d\d/, "DAY")).sort()).toEqual([
    "01.mp3",
    "02 (conflict, NAS, DAY).mp3",
    "02.mp3",
    "03 (conflict, NAS, DAY).mp3",
    "03.mp3",
    "04.mp3"
  ])
})

test(
  "[Y4] [Y10] J8: ids that a scan writes during a sync are no change of the user's; what the user changed before or after it is",
  () => inSyncedLibrary("tags", {}, lived),
  120_000
)
