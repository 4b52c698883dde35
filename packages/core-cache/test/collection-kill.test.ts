import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { afterAll, expect, test } from "vitest"
import { layer } from "#runtime"
import { seededChoices } from "../../core-tags/test/seeded-choices.ts"
import { playlistKind } from "../src/collections/kind.ts"
import { CollectionProblem, parseCollection } from "../src/collections/parse-collection.ts"
import { initLibrary, type Library, LibraryCache, type LibraryCacheShape, layer as libraryLayer } from "../src/index.ts"
import { killProgram } from "./killed-program.ts"
import { mp3 } from "./world.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(1, Math.round(60 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./collection-kill.child.ts", import.meta.url))

const directory = mkdtempSync(join(tmpdir(), "deadwax-kill-"))
const music = join(directory, "music")
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const withLibrary = <A, E>(library: Library, use: (cache: LibraryCacheShape) => Effect.Effect<A, E>): Promise<A> => {
  const paths = { cachePath: join(directory, "state/cache.db"), libraryPath: join(directory, "state/library.db") }
  return Effect.runPromise(
    Effect.provide(Effect.provide(Effect.flatMap(LibraryCache, use), libraryLayer({ library, ...paths }), { local: true }), layer)
  )
}

const playlistText = (): string => readFileSync(join(music, "!playlists/Mine.toml"), "utf8")

test(`[U10] [I4] killed ${kills} times while it edits a playlist, the file is always whole, keeps its comments, and the cache follows`, async () => {
  mkdirSync(join(music, "Album"), { recursive: true })
  for (const n of [1, 2, 3, 4, 5])
    writeFileSync(join(music, `Album/${n}.mp3`), mp3({ title: `t${n}`, album: "a", artist: "x", track: `${n}` }, 2))
  const library = await Effect.runPromise(
    Effect.provide(initLibrary({ root: music, identity: "fingerprint", registered: [] }), layer)
  )
  await withLibrary(library, ({ scan, playlists }) => Effect.andThen(scan(), playlists.create("Mine")))
  writeFileSync(join(music, "!playlists/Mine.toml"), "# mine\nowner = 'me'\n")
  const { below } = seededChoices(seed)
  let leftovers = 0
  for (let kill = 0; kill < kills; kill++) {
    const at = `kill ${kill}, seed ${seed}`
    const moment = { marks: 2 + below(40), spinMs: below(8000) / 1000 }
    expect(await killProgram(child, [directory, JSON.stringify(library)], moment), at).toBe(true)
    const text = playlistText()
    const parsed = parseCollection(text, playlistKind)
    if (parsed instanceof CollectionProblem) throw new Error(`${at}: ${parsed.text}\n${text}`)
    expect(text, at).toMatch(/^# mine\nowner = 'me'\n/)
    expect(parsed.values["owner"], at).toBe("me")
    const known = await withLibrary(library, ({ scan, playlists }) => Effect.andThen(scan(), playlists.get("Mine")))
    expect(
      known?.tracks.map(({ id }) => id),
      at
    ).toEqual(parsed.entries.map(({ id }) => id))
    expect(playlistText(), at).toBe(text)
    for (const name of readdirSync(join(music, "!playlists")).filter((name) => !/^Mine\.(?:toml|jpg)$/.test(name))) {
      expect(name, at).toMatch(/^\.Mine\.(?:toml|jpg)\.deadwax-tmp$/)
      leftovers++
    }
  }
  console.log(`soak: ${kills} kills while editing a playlist, seed ${seed}, ${leftovers} temporary files left on the way`)
}, 900_000)
