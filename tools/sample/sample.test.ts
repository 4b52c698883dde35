import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { expectedOf } from "./expected.ts"
import { flat, others } from "./libraries.ts"

const sample = fileURLToPath(new URL("../../sample/", import.meta.url))

const files = readdirSync(sample, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(sample.length))

const audio = /\.(mp3|flac|m4a|ogg|opus)$/i

describe("the sample library", () => {
  const expected = expectedOf(flat, others)

  test("expected.json says what the descriptions say", () => {
    expect(JSON.parse(readFileSync(`${sample}expected.json`, "utf8"))).toEqual(JSON.parse(JSON.stringify(expected)))
  })

  test("holds exactly the audio that is described", () => {
    expect(files.filter((file) => audio.test(file)).sort()).toEqual(expected.inspections.map(({ path }) => path).sort())
  })

  test("stays below 1.5 MB", () => {
    expect(files.reduce((sum, file) => sum + statSync(sample + file).size, 0)).toBeLessThan(1_500_000)
  })

  test("covers, datafiles and collections lie where expected.json says", () => {
    const [library] = expected.libraries
    const covers = (library?.releases ?? []).map(({ coverPath }) => coverPath)
    const collections = [...expected.collages, ...expected.playlists].flatMap(({ path, coverPath }) => [path, coverPath])
    for (const path of [...covers, ...collections]) if (path !== null) expect(files).toContain(`library/${path}`)
    for (const { datafileId, sourcePath } of library?.releases ?? []) {
      if (datafileId !== null) expect(files).toContain(`library/${sourcePath}/.rose.${datafileId}.toml`)
    }
  })

  test("every search can find what it names", () => {
    const [library] = expected.libraries
    const releases = library?.releases ?? []
    const tracks = releases.flatMap((release) => release.tracks)
    const names = [...releases, ...tracks].flatMap(({ artists }) => Object.values(artists).flat())
    const known = {
      track: new Set(tracks.map(({ title }) => title)),
      release: new Set(releases.map(({ title }) => title)),
      artist: new Set(names.map((artist) => artist.name))
    }
    for (const { finds, first } of expected.searches) {
      for (const hit of first === undefined ? finds : [...finds, first]) expect(known[hit.kind]).toContain(hit.title)
    }
  })
})
