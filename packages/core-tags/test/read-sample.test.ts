/** The sample library's files, made by a script with other programs, against what that script meant them to say. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { type AudioFormat, type AudioTags, type ReadOutcome, readTags } from "../src/index.ts"

type Inspection = Partial<AudioTags> & {
  readonly path: string
  readonly format: AudioFormat
  readonly durationMs: number
  readonly sidecarLyrics?: boolean
}

const sample = fileURLToPath(new URL("../../../sample/", import.meta.url))
const { inspections, durationToleranceMs } = JSON.parse(readFileSync(`${sample}expected.json`, "utf8")) as {
  readonly inspections: ReadonlyArray<Inspection>
  readonly durationToleranceMs: Readonly<Record<string, number>>
}

const read = (path: string): PromiseLike<ReadOutcome> => {
  const descriptor = openSync(sample + path, "r")
  const { size } = fstatSync(descriptor)
  const from = (target: Uint8Array, position: number): number => readSync(descriptor, target, 0, target.length, position)
  return readTags({ path, sizeBytes: size, modifiedAtUs: 0, linked: false, read: from }).then((outcome) => {
    closeSync(descriptor)
    return outcome
  })
}

describe("the sample library reads as it was meant", () => {
  test.each(inspections.map((inspection): [string, Inspection] => [inspection.path, inspection]))("%s", (path, inspection) =>
    read(path).then((outcome) => {
      if (!outcome.ok) throw new Error(outcome.message)
      // Lyrics in a file beside the track are not the tag reader's.
      const { path: _path, durationMs, sidecarLyrics: _sidecar, ...fields } = inspection
      const { tags } = outcome
      expect(Object.fromEntries(Object.keys(fields).map((field) => [field, tags[field as keyof AudioTags]]))).toEqual(fields)
      expect(Math.abs((tags.durationMs ?? 0) - durationMs)).toBeLessThanOrEqual(durationToleranceMs[tags.format] ?? 0)
    })
  )
  test("all formats that carry our ids are among them", () =>
    expect(new Set(inspections.map((inspection) => inspection.format))).toEqual(
      new Set(["mp3", "flac", "m4a", "ogg-vorbis", "opus"])
    ))
})
