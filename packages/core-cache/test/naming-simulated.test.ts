/** Renaming on disks that a test machine does not have: one that ignores case, and one that loses what was not flushed. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Files } from "@deadwax/core-async"
import { crash, SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { defaultNaming, initLibrary, LibraryCache, layer } from "../src/index.ts"
import { mp3 } from "./world.ts"

const databases = mkdtempSync(join(tmpdir(), "deadwax-naming-simulated-"))
afterAll(() => rmSync(databases, { recursive: true, force: true }))

// The files are simulated; SQLite and the tag writer are the runtime's own.
const world = Layer.merge(runtimeLayer, simulated)

/** Two files and a directory that need nothing but another spelling, and one whose name another one of these has. */
const makeFiles = Effect.gen(function* () {
  const files = yield* Files
  const tags = { album: "Velvet", albumArtist: "Reds", artist: "Reds" }
  yield* files.makeDirectory("/music/REDS - velvet [new]")
  yield* files.writeAtomic("/music/REDS - velvet [new]/01. ONE.mp3", mp3({ ...tags, title: "One", track: "1" }, 4))
  yield* files.writeAtomic("/music/REDS - velvet [new]/02. two.mp3", mp3({ ...tags, title: "Two", track: "2" }, 5))
  yield* files.writeAtomic("/music/REDS - velvet [new]/x.mp3", mp3({ ...tags, title: "ONE", track: "1" }, 6))
})

const renamed = (name: string, prepare: (disk: SimulatedDisk["Service"]) => void) =>
  Effect.gen(function* () {
    const files = yield* Files
    const disk = yield* SimulatedDisk
    prepare(disk)
    yield* makeFiles
    const library = yield* initLibrary({ root: "/music", identity: "tags", layout: "flat", registered: [] })
    const opened = { library, cachePath: join(databases, `${name}-cache.db`), libraryPath: join(databases, `${name}-library.db`) }
    const use = <A>(look: (cache: LibraryCache["Service"]) => Effect.Effect<A, unknown>) =>
      Effect.flatMap(LibraryCache, look).pipe(Effect.provide(layer({ ...opened, naming: defaultNaming }), { local: true }))
    const report = yield* use((cache) => cache.scan({ workers: 0 }))
    expect(report.failed).toEqual([])
    crash(disk)
    const walk = yield* files.walk("/music")
    const again = yield* use((cache) => cache.scan({ workers: 0 }))
    expect([again.tracks.added, again.tracks.updated, again.tracks.removed]).toEqual([0, 0, 0])
    return walk.paths.filter((path) => path.endsWith(".mp3")).sort()
  })

test.each([
  ["minds case", false],
  ["ignores case and Unicode form", true]
] as const)(
  "[U8] [I6] on a disk that %s only the spelling is changed, nothing collides, and the names survive a loss of power",
  (name, ignoresCase) =>
    Effect.runPromise(
      renamed(name.slice(0, 5), (disk) => {
        disk.faults.ignoresCase = ignoresCase
      }).pipe(
        Effect.map((paths) =>
          expect(paths).toEqual([
            "Reds - Velvet [NEW]/01. ONE [2].mp3",
            "Reds - Velvet [NEW]/01. One.mp3",
            "Reds - Velvet [NEW]/02. Two.mp3"
          ])
        ),
        Effect.provide(world)
      )
    )
)
