import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { makeLibrary } from "./make-library.ts"
import { type PlannedRelease, planLibrary, type SampleFormat } from "./plan-library.ts"

const work = mkdtempSync(`${tmpdir()}/deadwax-make-library-`)
afterAll(() => rmSync(work, { recursive: true, force: true }))

const options = { releases: 40, tracksPerRelease: 5, small: true, withIds: true, seed: 7 } as const

const files = (directory: string): ReadonlyArray<string> =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort()

const fingerprint = (directory: string): string => {
  const hash = createHash("sha256")
  for (const file of files(directory)) hash.update(file).update(readFileSync(join(directory, file)))
  return hash.digest("hex")
}

const ffmpeg = (level: "info" | "warning", file: string, ...output: ReadonlyArray<string>) =>
  spawnSync("ffmpeg", ["-hide_banner", "-v", level, "-nostdin", "-i", file, "-map", "0:a", ...output, "-"], {
    maxBuffer: 64 * 1024 * 1024
  })

/** One of the library's files of that format. */
const fileOf = (format: SampleFormat, plan: ReadonlyArray<PlannedRelease>): string => {
  const track = plan.find((release) => release.format === format)?.tracks.at(-1)
  if (track === undefined) throw new Error(`no ${format} was planned`)
  return track.path
}

describe("makeLibrary", () => {
  const directory = join(work, "library")
  const made = makeLibrary(directory, options)
  const plan = [...planLibrary(options)]

  test("writes the planned files and no others, none above 8 KB", () => {
    const planned = plan.flatMap((release) => [
      `${release.directory}/.rose.${release.id}.toml`,
      ...release.tracks.map((track) => track.path)
    ])
    expect(files(directory)).toEqual(planned.sort())
    expect(made).toMatchObject({ releases: 40, tracks: 200 })
    for (const file of files(directory)) expect(statSync(join(directory, file)).size).toBeLessThanOrEqual(8192)
  })

  test("holds the formats in their shares", () => {
    const count = (format: SampleFormat) => plan.filter((release) => release.format === format).length
    expect((["mp3", "flac", "m4a", "ogg", "opus"] as const).map(count)).toEqual([16, 16, 4, 2, 2])
  })

  test("makes the same bytes from the same options, others from another seed", () => {
    makeLibrary(join(work, "again"), options)
    makeLibrary(join(work, "other"), { ...options, seed: 8 })
    expect(fingerprint(join(work, "again"))).toBe(fingerprint(directory))
    expect(fingerprint(join(work, "other"))).not.toBe(fingerprint(directory))
  })

  test("gives every file audio of its own", () => {
    // The mark stands within the last bytes of every format.
    const tails = plan.flatMap((release) =>
      release.tracks.map((track) => readFileSync(join(directory, track.path)).subarray(-100).toString("hex"))
    )
    expect(new Set(tails).size).toBe(200)
  })

  test.each(["mp3", "flac", "m4a", "ogg", "opus"] as const)("%s decodes without a word of complaint, tags included", (format) => {
    const file = join(directory, fileOf(format, plan))
    const decoded = ffmpeg("warning", file, "-f", "null")
    expect(decoded.stderr.toString()).toBe("")
    expect(decoded.status).toBe(0)
    const told = ffmpeg("info", file, "-f", "null").stderr.toString()
    const release = plan.find((candidate) => candidate.format === format)
    expect(told).toContain(`: ${release?.title}\n`)
    expect(told).toContain(`: ${release?.id}\n`)
  })

  test("the MD5 in a FLAC file is that of its samples", () => {
    const file = join(directory, fileOf("flac", plan))
    const samples = ffmpeg("warning", file, "-f", "s16le").stdout
    // STREAMINFO is the first block: its MD5 stands at byte 26.
    expect(createHash("md5").update(samples).digest("hex")).toBe(readFileSync(file).subarray(26, 42).toString("hex"))
  })

  test("nested: artist directories, discs in directories of their own", () => {
    const nested = [...planLibrary({ ...options, layout: "nested" })]
    for (const release of nested) expect(release.directory.split("/")).toHaveLength(2)
    const discs = nested.filter((release) => release.discTotal === 2)
    expect(discs.length).toBeGreaterThan(0)
    for (const { tracks } of discs) expect(tracks.every((track) => /\/CD[12]\//.test(track.path))).toBe(true)
  })

  test("never writes into a directory that holds something", () => {
    const before = fingerprint(directory)
    expect(() => makeLibrary(directory, { ...options, seed: 9 })).toThrow("is not empty")
    expect(fingerprint(directory)).toBe(before)
  })
})
