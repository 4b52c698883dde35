/** What the sample library holds, written down beside it. */
import { readFileSync } from "node:fs"
import { join } from "node:path"

export interface ExpectedTrack {
  readonly sourcePath: string
  readonly title: string
}

export interface ExpectedRelease {
  readonly sourcePath?: string
  readonly layouts?: ReadonlyArray<string>
  readonly title: string
  readonly tracks: ReadonlyArray<ExpectedTrack>
}

interface Named {
  readonly kind: string
  readonly title: string
}

interface Expected {
  readonly inspections: ReadonlyArray<{
    readonly path: string
    readonly durationMs: number
    readonly format: string
    /** A .lrc file beside it: the library's knowledge, not the tag reader's. */
    readonly sidecarLyrics?: boolean
  }>
  readonly durationToleranceMs: Readonly<Record<string, number>>
  readonly libraries: ReadonlyArray<{ readonly root: string; readonly releases: ReadonlyArray<ExpectedRelease> }>
  readonly searches: ReadonlyArray<{
    readonly query: string
    readonly finds: ReadonlyArray<Named>
    readonly never?: ReadonlyArray<Named>
  }>
}

export const sample = join(import.meta.dirname, "../../../sample")
export const expected = JSON.parse(readFileSync(join(sample, "expected.json"), "utf8")) as Expected

const library = expected.libraries.find(({ root }) => root === "library")

/** The releases that a scan of the sample library finds in the flat layout. */
export const flatReleases = (library?.releases ?? []).filter(({ layouts = ["flat"] }) => layouts.includes("flat"))
export const flatTrackTotal = flatReleases.reduce((sum, { tracks }) => sum + tracks.length, 0)
