/** SIGKILL in the midst of a scan that reads changed releases, writes ids into their files and marks a collage. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer as runtimeLayer } from "#runtime"
import { seeded } from "../../../tools/bench/random.ts"
import { collageKind } from "../src/collections/kind.ts"
import { CollectionProblem, parseCollection } from "../src/collections/parse-collection.ts"
import { initLibrary, type Library, LibraryCache, layer, type Release } from "../src/index.ts"
import { tables } from "./collections.ts"
import { killProgram } from "./killed-program.ts"
import { audioIn, mp3 } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(3, Math.round(100 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./scan-kill.child.ts", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "deadwax-scan-kill-"))
const music = join(directory, "music")
const state = join(directory, "state")
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const { below } = seeded(seed)
const releases = 100
const tracks = 3

/** A tagger rewrites every third release, ids and all. Which round it was is in every title and date. */
const retag = (round: number): void => {
  for (let release = round % 3; release < releases; release += round === 0 ? 1 : 3) {
    mkdirSync(join(music, `${release}`), { recursive: true })
    for (let track = 1; track <= tracks; track++) {
      const path = join(music, `${release}/${track}.mp3`)
      const tags = { album: `Album ${release}`, albumArtist: "Band", artist: "Band", track: `${track}`, date: `${1000 + round}` }
      writeFileSync(path, mp3({ ...tags, title: `${round}`, sound: 1 + release * tracks + track }, 2))
      utimesSync(path, 1_600_000_000 + round, 1_600_000_000 + round)
    }
  }
}

const open = <A>(library: Library, use: (cache: LibraryCache["Service"]) => Effect.Effect<A, unknown>) =>
  Effect.runPromise(
    Effect.flatMap(LibraryCache, use).pipe(
      Effect.provide(layer({ library, cachePath: join(state, "cache.db"), libraryPath: join(state, "library.db") }), {
        local: true
      }),
      Effect.provide(runtimeLayer)
    )
  )

const list = (cache: LibraryCache["Service"]) => Effect.map(cache.listReleases({ all: true, tracks: true }), ({ items }) => items)
const scanAndList = (cache: LibraryCache["Service"]) =>
  Effect.flatMap(cache.scan({ workers: 0 }), (report) => {
    expect(report.failed).toEqual([])
    return list(cache)
  })

const idsOf = (found: ReadonlyArray<Release>): ReadonlyArray<string> =>
  found.flatMap((release) => (release.tracks ?? []).map((track) => `${track.sourcePath} ${track.id} ${release.id}`)).sort()

/** Releases of the cache that are neither wholly of one round nor whole. */
const halves = (found: ReadonlyArray<Release>): ReadonlyArray<string> =>
  found
    .filter(({ tracks: own = [], releaseDate }) => {
      const rounds = new Set([...own.map(({ title }) => title), String(Number(releaseDate) - 1000)])
      return own.length !== tracks || rounds.size !== 1
    })
    .map(({ sourcePath }) => sourcePath)

/** Every file's sound, without its tags. */
const sounds = (): ReadonlyArray<string> =>
  readdirSync(music, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".mp3"))
    .sort()
    .map((path) => `${path} ${Buffer.from(audioIn(readFileSync(join(music, path)))).toString("base64")}`)

const collageText = (): string => readFileSync(join(music, "!collages/All.toml"), "utf8")

const collageIds = (at: string): ReadonlyArray<string> => {
  const parsed = parseCollection(collageText(), collageKind)
  if (parsed instanceof CollectionProblem) throw new Error(`${at}: ${parsed.text}`)
  return parsed.entries.map(({ id }) => id)
}

test(`[S10] [U3] [U10] killed ${kills} times while it scans, no file is torn, no release is half, and the next scan heals`, async () => {
  retag(0)
  const library = await Effect.runPromise(
    initLibrary({ root: music, identity: "tags", registered: [] }).pipe(Effect.provide(runtimeLayer))
  )
  const first = await open(library, scanAndList)
  const ids = idsOf(first)
  const sound = sounds()
  const members = first.map(({ id }) => id)
  mkdirSync(join(music, "!collages"))
  writeFileSync(join(music, "!collages/All.toml"), `# mine\n${tables("releases", members)}`)
  await open(library, scanAndList)
  let killed = 0
  for (let round = 1; killed < kills; round++) {
    const at = `round ${round}, seed ${seed}`
    expect(round, `${at}: hardly ever killed`).toBeLessThan(kills * 4)
    retag(round)
    const moment = { marks: 1 + below(60), spinMs: below(30_000) / 1000 }
    if (await killProgram(child, [directory, JSON.stringify(library)], moment)) killed++
    expect(sounds(), at).toEqual(sound)
    expect(collageIds(at), at).toEqual(members)
    expect(halves(await open(library, list)), at).toEqual([])
    const healed = await open(library, scanAndList)
    expect(idsOf(healed), at).toEqual(ids)
    expect(halves(healed), at).toEqual([])
    expect(healed.filter(({ releaseDate }) => releaseDate === `${1000 + round}`).length, at).toBe(
      Math.ceil((releases - (round % 3)) / 3)
    )
    expect(collageText().match(new RegExp(`\\[${1000 + round}\\] Band - `, "g"))?.length, at).toBe(
      Math.ceil((releases - (round % 3)) / 3)
    )
    if (round % 10 === 0) {
      rmSync(state, { recursive: true })
      expect(await open(library, scanAndList), at).toEqual(healed)
    }
  }
  console.log(`soak: ${kills} kills while scanning, seed ${seed}`)
}, 1_800_000)
