import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer } from "#runtime"
import { seededChoices } from "../../core-tags/test/seeded-choices.ts"
import { initLibrary, type Library, LibraryCache, type LibraryCacheShape, layer as libraryLayer } from "../src/index.ts"
import { killProgram } from "./killed-program.ts"
import { mp3 } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(1, Math.round(60 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./state-kill.child.ts", import.meta.url))

const directory = mkdtempSync(join(tmpdir(), "deadwax-kill-"))
const music = join(directory, "music")
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const withLibrary = <A, E>(library: Library, use: (cache: LibraryCacheShape) => Effect.Effect<A, E>): Promise<A> => {
  const paths = { cachePath: join(directory, "state/cache.db"), libraryPath: join(directory, "state/library.db") }
  return Effect.runPromise(
    Effect.provide(Effect.provide(Effect.flatMap(LibraryCache, use), libraryLayer({ library, ...paths }), { local: true }), layer)
  )
}

interface Line {
  readonly kind: string
  readonly id: string
  readonly trackId?: string
  readonly isFavorite?: boolean
  readonly rating?: number | null
}

const told = (name: string): ReadonlyArray<string> =>
  existsSync(join(directory, name)) ? readFileSync(join(directory, name), "utf8").trim().split("\n") : []

test(`[A6] [S3] two programs mark and play tracks and are killed, ${kills} times: what was answered is there, and the lists say what is`, async () => {
  mkdirSync(join(music, "Album"), { recursive: true })
  for (const n of [1, 2, 3])
    writeFileSync(join(music, `Album/${n}.mp3`), mp3({ title: `t${n}`, album: "a", artist: "x", track: `${n}`, sound: n }, 2))
  const library = await Effect.runPromise(
    Effect.provide(initLibrary({ root: music, identity: "fingerprint", registered: [] }), layer)
  )
  await withLibrary(library, ({ scan }) => scan())
  const { below } = seededChoices(seed)
  for (let kill = 0; kill < kills; kill++) {
    const at = `kill ${kill}, seed ${seed}`
    const moment = () => ({ marks: 2 + below(30), spinMs: below(8000) / 1000 })
    const killed = ["one", "two"].map((name) => killProgram(child, [directory, JSON.stringify(library), name], moment()))
    expect(await Promise.all(killed), at).toEqual([true, true])
    const { text, tracks } = await withLibrary(library, (cache) =>
      Effect.all({ text: cache.exportState(), tracks: Effect.map(cache.listTracks(), ({ items }) => items) })
    )
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Line)
    const plays = lines.filter(({ kind }) => kind === "play")
    const keys = new Set(plays.map(({ id }) => id))
    expect(
      [...told("one"), ...told("two")].filter((key) => !keys.has(key)),
      at
    ).toEqual([])
    for (const { id, isFavorite, rating, playCount } of tracks) {
      const record = lines.find((line) => line.kind === "track" && line.id === id)
      const count = plays.filter(({ trackId }) => trackId === id).length
      expect([isFavorite, rating, playCount], at).toEqual([record?.isFavorite ?? false, record?.rating ?? null, count])
    }
  }
  console.log(
    `soak: ${kills} kills of two programs that mark and play, seed ${seed}, ${told("one").length + told("two").length} plays`
  )
}, 900_000)
