/** SIGKILL in the midst of renaming: no file is lost, torn or left under two names, and every id is kept. */
import { createHash } from "node:crypto"
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { seeded } from "../../../tools/bench/random.ts"
import { initLibrary, LibraryCache, layer, type Naming, type Release, type ScanReport } from "../src/index.ts"
import { killProgram } from "./killed-program.ts"
import { killedLibrary, namingOfRound } from "./naming-kill.rounds.ts"
import { mp3 } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(3, Math.round(100 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./naming-kill.child.ts", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "deadwax-naming-kill-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const { below } = seeded(seed)

// Disc numbers are track numbers in another order, so that the templates of two rounds want each other's names.
const discs = ["2", "3", "1", "4", "6", "5"]

/** Releases whose files differ in artist; one of each cannot carry its id, since it has a second name. */
const makeLibrary = (): void => {
  mkdirSync(join(directory, "aside"))
  for (let release = 0; release < 6; release++) {
    mkdirSync(join(directory, `music/${release}/CD`), { recursive: true })
    for (const [i, disc] of discs.entries()) {
      const tags = {
        album: `Album ${release}`,
        albumArtist: "Band",
        artist: `${release}-${i}`,
        title: "Same",
        track: `${i + 1}`,
        disc
      }
      const path = join(directory, `music/${release}/${i === 0 ? "CD/" : ""}${i}.mp3`)
      writeFileSync(path, mp3(tags, 2 + i))
      if (i === 3) linkSync(path, join(directory, `aside/${release}.mp3`))
    }
  }
}

const open = <A>(id: string, naming: Naming | undefined, use: (cache: LibraryCache["Service"]) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(
    Effect.flatMap(LibraryCache, use).pipe(
      Effect.provide(
        layer({
          library: killedLibrary(directory, id),
          cachePath: `${directory}/state/cache.db`,
          libraryPath: `${directory}/state/library.db`,
          ...(naming === undefined ? {} : { naming })
        }),
        { local: true }
      ),
      Effect.provide(runtimeLayer)
    )
  )

/** Ids of releases and tracks by what is in the files. */
const idsOf = (releases: ReadonlyArray<Release>): ReadonlyArray<string> =>
  releases
    .flatMap((release) => (release.tracks ?? []).map((track) => `${track.artists.main[0]?.name} ${track.id} ${release.id}`))
    .sort()

/** Hashes of all music, to see that none is lost, torn or there twice. */
const soundOf = (): ReadonlyArray<string> =>
  readdirSync(join(directory, "music"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".mp3"))
    .map((path) =>
      createHash("sha256")
        .update(readFileSync(join(directory, "music", path)))
        .digest("hex")
    )
    .sort()

const list = (cache: LibraryCache["Service"]) => Effect.map(cache.listReleases({ all: true, tracks: true }), (page) => page.items)
const scanAndList = (cache: LibraryCache["Service"]) => Effect.andThen(cache.scan({ workers: 0 }), list(cache))

test(`[U8] [I2] killed ${kills} times while it renames, no file is lost and every id is kept`, async () => {
  makeLibrary()
  const { id } = await Effect.runPromise(
    initLibrary({ root: `${directory}/music`, identity: "tags", layout: "flat", registered: [] }).pipe(
      Effect.provide(runtimeLayer)
    )
  )
  const ids = idsOf(await open(id, undefined, scanAndList))
  const sound = soundOf()
  let killed = 0
  for (let round = 0; killed < kills; round++) {
    const at = `round ${round}, seed ${seed}`
    expect(round, `${at}: hardly ever killed`).toBeLessThan(kills * 4)
    if (await killProgram(child, [directory, id, String(round)], { marks: 1 + below(60), spinMs: below(3000) / 1000 })) killed++
    expect([...new Set(soundOf())], at).toEqual(sound)
    expect(idsOf(await open(id, namingOfRound(round), scanAndList)), at).toEqual(ids)
    expect(soundOf(), at).toEqual(sound)
  }
  const last: ScanReport = await open(id, namingOfRound(0), (cache) => Effect.andThen(cache.scan(), cache.scan()))
  expect([last.releases.updated, last.tracks.updated]).toEqual([0, 0])
  console.log(`soak: ${kills} kills while renaming, seed ${seed}`)
}, 1_800_000)
