/** The essence of real files before and after other programs, and this one, have been at them. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { extname, join } from "node:path"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { afterAll, expect, test } from "vitest"
import { readTags, writeIdsBatch } from "../src/index.ts"
import { audioBelow, copied, decodedAll, itemFor, removeTemporaryFolders, run, sampleRoot } from "./writing.ts"

afterAll(() => removeTemporaryFolders())

const essences = (paths: ReadonlyArray<string>): Promise<ReadonlyArray<string | null | undefined>> =>
  run(
    Effect.gen(function* () {
      const files = yield* Files
      const results = yield* files.readEach(paths, (file) => readTags(file, { essence: true }))
      return results.map((result) => {
        const outcome = Result.getOrThrow(result)
        return outcome.ok ? outcome.essence : undefined
      })
    })
  )

const paths = audioBelow(sampleRoot)
const long = "A much longer title. ".repeat(400)

test("[I2] writing ids changes no essence of the sample library, and files that sound different differ", async () => {
  const folder = copied(sampleRoot, paths)
  const files = paths.map((path) => join(folder, path))
  const before = await essences(files)
  expect(before.filter((essence) => typeof essence !== "string")).toEqual([])
  await run(writeIdsBatch(files.map((path) => itemFor(path, { track: "a-track", release: "a-release" }))))
  expect(await essences(files)).toEqual(before)
  const sounds = new Map<string, Set<string>>()
  for (const [i, sound] of decodedAll(files, "stored").entries()) {
    sounds.set(sound, (sounds.get(sound) ?? new Set()).add(String(before[i])))
  }
  // One recording in two formats is two essences; no essence is that of two recordings.
  expect(new Set([...sounds.values()].flatMap((set) => [...set])).size).toBe(
    [...sounds.values()].reduce((sum, set) => sum + set.size, 0)
  )
}, 240_000)

/** One file of each format, and what ffmpeg is to do besides a new title. */
const remuxes: ReadonlyArray<readonly [extension: string, options: ReadonlyArray<string>]> = [
  [".mp3", ["-id3v2_version", "3", "-write_id3v1", "1"]],
  [".flac", []],
  [".m4a", ["-movflags", "+faststart"]],
  [".ogg", ["-page_duration", "100000"]],
  [".opus", ["-page_duration", "40000"]]
]

test.each(remuxes)("[I2] ffmpeg -c copy into another %s keeps the essence", async (extension, options) => {
  const name = paths.find((path) => extname(path).toLowerCase() === extension)
  if (name === undefined) throw new Error(`no ${extension} in the sample library`)
  const folder = copied(sampleRoot, [name])
  const copy = join(folder, `copy${extension}`)
  const args = [
    "-v",
    "error",
    "-y",
    "-i",
    join(folder, name),
    "-map",
    "0:a:0",
    "-c",
    "copy",
    "-metadata",
    `title=${long}`,
    ...options,
    copy
  ]
  const { status, stderr } = spawnSync("ffmpeg", args, { encoding: "utf8" })
  expect([status, stderr]).toEqual([0, ""])
  expect(readFileSync(copy).equals(readFileSync(join(folder, name)))).toBe(false)
  const [before, after] = await essences([join(folder, name), copy])
  expect(before).toMatch(/:/)
  expect(after).toBe(before)
})

test("[I2] FLAC in Ogg is the same recording as FLAC by itself", async () => {
  const name = paths.find((path) => path.endsWith(".flac"))
  if (name === undefined) throw new Error("no .flac in the sample library")
  const folder = copied(sampleRoot, [name])
  const copy = join(folder, "copy.oga")
  expect(
    spawnSync("ffmpeg", ["-v", "error", "-y", "-i", join(folder, name), "-map", "0:a:0", "-c", "copy", "-f", "ogg", copy]).status
  ).toBe(0)
  const [before, after] = await essences([join(folder, name), copy])
  expect(after).toBe(before)
})
