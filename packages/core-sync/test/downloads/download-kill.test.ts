/** SIGKILL in the midst of downloads: whatever has a song's name is that song, whole. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, expect, test } from "vitest"
import { seeded } from "../../../../tools/bench/random.ts"
import { killProgram } from "../../../core-cache/test/killed-program.ts"
import { songBytes, songPath, songs } from "./download-kill.songs.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(3, Math.round(30 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const child = fileURLToPath(new URL("./download-kill.child.ts", import.meta.url))
const directory = mkdtempSync(join(tmpdir(), "deadwax-download-kill-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const { below } = seeded(seed)

const all = (path: string): ReadonlyArray<string> =>
  existsSync(path) ? readdirSync(path, { recursive: true, encoding: "utf8" }).map((name) => join(path, name)) : []

/** The generation of the song at its place; undefined: it is not there. Throws where it is none. */
const generationOf = (song: number, latest: number, at: string): number | undefined => {
  const path = join(directory, "music", songPath(song))
  if (!existsSync(path)) return undefined
  const content = readFileSync(path)
  for (let generation = latest; generation >= 0; generation--) if (content.equals(songBytes(song, generation))) return generation
  throw new Error(`${at}: ${songPath(song)} is torn`)
}

const isInTrash = (song: number, generation: number): boolean =>
  all(join(directory, "music/.deadwax/trash")).some(
    (path) => path.endsWith(".trashed") && readFileSync(path).equals(songBytes(song, generation))
  )

const stateOf = (): ReadonlyArray<string> =>
  all(join(directory, "music")).map((path) => `${path} ${statSync(path).isFile() ? statSync(path).mtimeMs : ""}`)

test(`[C10] W1–W5: killed ${kills} times while it downloads, nothing is torn or lost, and the next run completes it`, async () => {
  mkdirSync(join(directory, "music"))
  const whole = { marks: Number.POSITIVE_INFINITY, spinMs: 0 }
  let killed = 0
  for (let generation = 0; killed < kills; generation++) {
    for (let isKilled = true; isKilled && killed < kills; ) {
      const at = `generation ${generation}, kill ${killed + 1}, seed ${seed}`
      isKilled = await killProgram(child, [directory, String(generation)], { marks: 1 + below(14), spinMs: below(4000) / 1000 })
      if (isKilled) killed++
      for (let song = 0; song < songs; song++) {
        const now = generationOf(song, generation, at)
        if (now !== undefined || generation === 0) continue
        expect(isInTrash(song, generation - 1), `${at}: ${songPath(song)} is lost`).toBe(true)
      }
    }
    await killProgram(child, [directory, String(generation)], whole)
    const at = `generation ${generation}, seed ${seed}`
    for (let song = 0; song < songs; song++) expect(generationOf(song, generation, at), at).toBe(generation)
    // What was begun in the trash before anything was moved there holds nothing.
    const leftovers = all(join(directory, "music")).filter((path) => /deadwax-(part|tmp)$/.test(path))
    expect(
      leftovers.filter((path) => !/\/\.deadwax\/trash\/[^/]+\/\.record\.json\.deadwax-tmp$/.test(path)),
      at
    ).toEqual([])
    const before = stateOf()
    await killProgram(child, [directory, String(generation)], whole)
    expect(stateOf(), at).toEqual(before)
  }
  console.log(`soak: ${kills} kills while downloading, seed ${seed}`)
}, 1_800_000)
