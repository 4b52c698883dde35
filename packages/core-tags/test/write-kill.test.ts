import { spawn } from "node:child_process"
import { copyFileSync, readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Result from "effect/Result"
import { afterAll, expect, test } from "vitest"
import { bundledProgram } from "../../core-async/test/harness/bundled-program.ts"
import { writeIdsBatch } from "../src/index.ts"
import { differences, formatFor, readIds } from "./in-memory.ts"
import { seededChoices } from "./seeded-choices.ts"
import { roundOf } from "./write-kill.rounds.ts"
import {
  audioBelow,
  copied,
  decoded,
  decodedAll,
  itemFor,
  removeTemporaryFolders,
  run,
  sampleRoot,
  temporaryFolder
} from "./writing.ts"

afterAll(() => removeTemporaryFolders())

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const kills = Math.max(1, Math.round(200 * scale))
const seed = Number(process.env["DEADWAX_SEED"] ?? "20261120")

const child = fileURLToPath(new URL("./write-kill.child.ts", import.meta.url))

/** One file of each kind, side by side; answers their paths. */
const oneOfEach = (): ReadonlyArray<string> => {
  const folder = temporaryFolder()
  const all = audioBelow(sampleRoot)
  return ["mp3", "flac", "m4a", "ogg", "opus"].map((extension) => {
    const found = all.find((path) => path.endsWith(`.${extension}`)) ?? ""
    const path = join(folder, `a.${extension}`)
    copyFileSync(join(copied(sampleRoot, [found]), found), path)
    return path
  })
}

/**
 * Starts the writer and kills it `spinMs` after it began its `writes`-th write. The parent spins rather than waits: a timer would
 * come at the same few moments of a write again and again.
 */
const killedWriter = async (folder: string, round: number, writes: number, spinMs: number): Promise<string> => {
  const program = await bundledProgram(child)
  return new Promise((resolve, reject) => {
    const writer = spawn(process.execPath, [program, folder, String(round)], { stdio: ["ignore", "pipe", "pipe"] })
    let seen = 0
    let complaint = ""
    writer.stderr.on("data", (data: Buffer) => {
      complaint += data.toString()
    })
    writer.stdout.on("data", (data: Buffer) => {
      seen += data.length
      if (seen < writes || writer.killed) return
      for (const until = performance.now() + spinMs; performance.now() < until; );
      writer.kill("SIGKILL")
    })
    writer.on("error", reject)
    writer.on("close", (_, signal) =>
      signal === "SIGKILL" ? resolve(complaint) : reject(new Error(`the writer ended: ${complaint}`))
    )
  })
}

/** Which round a file is at (-1: never written), after proof that it is whole: the original but for its ids. */
const roundAt = (path: string, original: Uint8Array): number => {
  const now = new Uint8Array(readFileSync(path))
  const format = formatFor(path, now)
  expect(differences(format, original, now), path).toEqual([])
  const { release } = readIds(format, now)
  if (JSON.stringify(release) === JSON.stringify(readIds(format, original).release)) return -1
  expect(release.length, path).toBe(1)
  return roundOf(release[0] ?? "")
}

test(`[I3] killed ${kills} times while it writes, every file is the old one or the new one`, async () => {
  const paths = oneOfEach()
  const folder = dirname(paths[0] ?? "")
  const names = paths.map((path) => basename(path))
  const originals = paths.map((path) => new Uint8Array(readFileSync(path)))
  const sound = decodedAll(paths)
  const { below } = seededChoices(seed)
  let rounds = paths.map(() => -1)
  let leftovers = 0
  for (let kill = 0; kill < kills; kill++) {
    const complaint = await killedWriter(folder, Math.max(...rounds) + 1, 1 + below(30), below(8000) / 1000)
    const at = `kill ${kill}, seed ${seed}`
    expect(complaint, at).toBe("")
    const now = paths.map((path, i) => roundAt(path, originals[i] ?? new Uint8Array()))
    expect(
      now.map((round, i) => round >= (rounds[i] ?? -1)),
      at
    ).toEqual(paths.map(() => true))
    const newest = now.lastIndexOf(Math.max(...now))
    expect(decoded(paths[newest] ?? ""), at).toBe(sound[newest])
    rounds = now
    const temporary = readdirSync(folder).filter((name) => !names.includes(name))
    for (const name of temporary) expect(name).toMatch(/^\.a\.\w+\.deadwax-tmp$/)
    leftovers += temporary.length
  }
  // What the kills left behind is in nobody's way.
  const last = await run(writeIdsBatch(paths.map((path) => itemFor(path, { track: "track", release: "after all" }))))
  expect(last.map((result) => Result.isSuccess(result) && result.success.kind)).toEqual(paths.map(() => "written"))
  expect(readdirSync(folder).sort()).toEqual([...names].sort())
  expect(decodedAll(paths)).toEqual(sound)
  console.log(`soak: ${kills} kills while writing ids, seed ${seed}, ${leftovers} temporary files left on the way`)
}, 900_000)
