/** What watching promises: every change is in the cache soon, and storage that goes away is waited for. Waits for updates, never for time. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { defaultContentRules, LibraryCache, type LibraryCacheShape, type WatchUpdate, watchLibrary } from "../src/index.ts"
import { album, init, move, places, put, putTrack, removeAll, twoReleases, type World, withLibrary } from "./world.ts"

interface Watched {
  readonly cache: LibraryCacheShape
  readonly updates: Queue.Queue<WatchUpdate>
}

const titles = (cache: LibraryCacheShape) =>
  Effect.map(cache.listTracks({ all: true }), (page) =>
    page.items
      .map((track) => track.title)
      .sort()
      .join(" ")
  )

/** Takes updates until the library's titles are these: the case's own time limit ends what never comes. */
const until = (watched: Watched, wanted: string): Effect.Effect<void, unknown> =>
  Effect.gen(function* () {
    while ((yield* titles(watched.cache)) !== wanted) yield* Queue.take(watched.updates)
  })

const untilKind = ({ updates }: Watched, kind: WatchUpdate["kind"]) =>
  Effect.gen(function* () {
    let update = yield* Queue.take(updates)
    while (update.kind !== kind) update = yield* Queue.take(updates)
    return update
  })

/** Watches the library while `body` runs; nothing to do where nothing can be watched. */
const whileWatching = (body: (watched: Watched) => Effect.Effect<void, unknown, World>) =>
  withLibrary((cache) =>
    Effect.gen(function* () {
      const files = yield* Files
      const updates = yield* Queue.unbounded<WatchUpdate>()
      const stream = Stream.provideService(watchLibrary({ rules: defaultContentRules }), LibraryCache, cache)
      if (!files.capabilities.watch) {
        const refused = yield* Effect.flip(Stream.runDrain(stream))
        return assert.equal(refused.reason, "usage")
      }
      const watching = yield* Effect.forkChild(Stream.runForEach(stream, (update) => Queue.offer(updates, update)))
      yield* body({ cache, updates })
      yield* Fiber.interrupt(watching)
      const { tracks } = yield* cache.scan()
      assert.deepEqual({ ...tracks, unchanged: 0 }, { added: 0, updated: 0, removed: 0, unchanged: 0 }, "a scan finds the same")
    })
  )

export const watchingContract: ReadonlyArray<ContractCase<World>> = [
  {
    title: "[U21] files that are added, changed, moved and removed while it is watched are in the library, at any depth",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      yield* whileWatching((watched) =>
        Effect.gen(function* () {
          const first = yield* untilKind(watched, "scanned")
          assert.equal(first.kind === "scanned" && first.directories, null)
          assert.equal(yield* titles(watched.cache), "One Słońce Two")
          yield* putTrack("A/B/Deep/CD1/1.mp3", { ...album, album: "Deep", title: "Deep1", track: "1", disc: "1" })
          yield* putTrack("A/B/Deep/CD2/1.mp3", { ...album, album: "Deep", title: "Deep2", track: "1", disc: "2" })
          yield* until(watched, "Deep1 Deep2 One Słońce Two")
          assert.equal((yield* watched.cache.listReleases({ all: true })).total, 3)
          yield* putTrack("Velvet/02.mp3", { ...album, title: "Changed", track: "2" })
          yield* until(watched, "Changed Deep1 Deep2 One Słońce")
          yield* move("A/B/Deep", "Elsewhere")
          yield* removeAll("Harbour")
          yield* until(watched, "Changed Deep1 Deep2 One")
          yield* put(".deadwaxignore", new TextEncoder().encode("Velvet/\n"))
          yield* until(watched, "Deep1 Deep2")
        })
      )
    })
  },
  {
    title: "[U21] storage that goes away while it is watched is said once and waited for, and nothing is forgotten",
    run: Effect.gen(function* () {
      yield* init("fingerprint", "nested")
      yield* twoReleases
      const files = yield* Files
      const { root } = yield* places
      yield* whileWatching((watched) =>
        Effect.gen(function* () {
          yield* untilKind(watched, "scanned")
          yield* files.rename(root, `${root}-away`)
          yield* untilKind(watched, "offline")
          assert.equal(yield* titles(watched.cache), "One Słońce Two")
          yield* files.rename(`${root}-away`, root)
          yield* untilKind(watched, "scanned")
          yield* putTrack("Velvet/03.mp3", { ...album, title: "Three", track: "3" })
          yield* until(watched, "One Słońce Three Two")
        })
      )
    })
  },
  {
    title: "[U21] collages and playlists that are written, changed and removed by hand while it is watched are in the library",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* twoReleases
      yield* whileWatching((watched) =>
        Effect.gen(function* () {
          yield* untilKind(watched, "scanned")
          const { collages, playlists, listReleases, listTracks } = watched.cache
          const [release] = (yield* listReleases()).items
          const [track] = (yield* listTracks()).items
          const write = (path: string, table: string, ids: ReadonlyArray<string | undefined>) =>
            put(path, new TextEncoder().encode(ids.map((id) => `[[${table}]]\nuuid = "${id}"\n`).join("\n")))
          const shown = Effect.gen(function* () {
            const lists = [yield* collages.list(), yield* playlists.list()].map(({ items }) => items)
            return lists.map((items) => items.map(({ name, count, missing }) => `${name} ${count}-${missing}`).join()).join("; ")
          })
          const untilShown = (wanted: string) =>
            Effect.gen(function* () {
              while ((yield* shown) !== wanted) yield* Queue.take(watched.updates)
            })
          yield* write("!collages/Shelf.toml", "releases", [release?.id])
          yield* untilShown("Shelf 1-0; ")
          yield* write("!playlists/Song.toml", "tracks", [track?.id, "0192f7a0-0000-7000-8000-000000000009"])
          yield* untilShown("Shelf 1-0; Song 2-1")
          yield* move("!playlists/Song.toml", "!playlists/Sung.toml")
          yield* removeAll("!collages/Shelf.toml")
          yield* untilShown("; Sung 2-1")
        })
      )
    })
  },
  {
    title: "[U21] with ids in the tags its own writing settles: what it wrote is not written again",
    run: Effect.gen(function* () {
      yield* init("tags", "nested")
      yield* whileWatching((watched) =>
        Effect.gen(function* () {
          yield* untilKind(watched, "scanned")
          yield* twoReleases
          yield* until(watched, "One Słońce Two")
        })
      )
    })
  }
]
