/**
 * Makes a large music library that does not exist: for benchmarks, and for tests that need thousands of files.
 *
 *     bun tools/bench/make-library.ts DIR --releases 2000 --tracks-per-release 10 [--small] [--with-ids] [--seed N]
 *                                         [--layout flat|nested] [--file-kb 175]
 *
 * Every file is sound audio with tags of its own and audio of its own (its payload differs from every other's). The same options make the
 * same bytes. `--small`: at most 8 KB a file, no covers, no ffmpeg needed; else about 220 KB a file, a cover in every release and
 * inside the files of every second one. DIR must be absent or empty. 20,000 small files take a few seconds.
 */
import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { parseArgs } from "node:util"
import { type PlannedRelease, type PlanOptions, planLibrary } from "./plan-library.ts"
import { bytes, concat, latin1, u16be } from "./tags/bytes.ts"
import type { Picture } from "./tags/vorbis-comments.ts"
import { fullTemplates, makeCover, smallTemplates, type Templates } from "./templates.ts"
import { trackBytes } from "./write-track.ts"

export interface MakeLibraryOptions extends PlanOptions {
  /** At most 8 KB a file, no covers, no ffmpeg. Default false. */
  readonly small?: boolean
  /** Kilobytes of audio a file, when not small. Default 175: with covers, about 220 in all. */
  readonly fileKb?: number
}

/** What was made. */
export interface MadeLibrary {
  readonly directory: string
  readonly releases: number
  readonly tracks: number
  readonly sizeBytes: number
}

const coverSizePx = 500

/** The same picture with a comment that is this release's own, so that no two covers are equal. */
const coverOf = (jpeg: Uint8Array, release: PlannedRelease): Picture => {
  const comment = latin1(release.tracks[0]?.recordingId ?? "")
  const data = concat([jpeg.subarray(0, 2), bytes(0xff, 0xfe), u16be(comment.length + 2), comment, jpeg.subarray(2)])
  return { mime: "image/jpeg", data, widthPx: coverSizePx, heightPx: coverSizePx }
}

/** One file after the other; answers the bytes written. Directories are made once. */
const writeRelease = (root: string, templates: Templates, release: PlannedRelease, cover: Picture | undefined): number => {
  const made = new Set<string>()
  let sizeBytes = 0
  const put = (path: string, data: Uint8Array): void => {
    const parent = dirname(path)
    if (!made.has(parent)) mkdirSync(`${root}/${parent}`, { recursive: true })
    made.add(parent)
    writeFileSync(`${root}/${path}`, data)
    sizeBytes += data.length
  }
  const embedded = release.embedsCover ? cover : undefined
  for (const track of release.tracks) put(track.path, trackBytes(templates, release, track, embedded))
  if (cover !== undefined) put(`${release.directory}/cover.jpg`, cover.data)
  if (release.id !== null) {
    put(`${release.directory}/.rose.${release.id}.toml`, latin1(`new = ${release.isNew}\nadded_at = "${release.addedAt}"\n`))
  }
  return sizeBytes
}

const refuseUsed = (directory: string): void => {
  mkdirSync(directory, { recursive: true })
  if (readdirSync(directory).length > 0) throw new Error(`${directory} is not empty: name a new directory`)
}

/**
 * Writes the library that `planLibrary(options)` describes into `directory`, which must be absent or empty. Synchronous; throws what the
 * file system throws.
 */
export const makeLibrary = (directory: string, options: MakeLibraryOptions): MadeLibrary => {
  refuseUsed(directory)
  const small = options.small === true
  const templates = small ? smallTemplates() : fullTemplates(options.fileKb ?? 175)
  const jpeg = small ? undefined : makeCover(coverSizePx)
  let tracks = 0
  let sizeBytes = 0
  for (const release of planLibrary(options)) {
    sizeBytes += writeRelease(directory, templates, release, jpeg === undefined ? undefined : coverOf(jpeg, release))
    tracks += release.tracks.length
  }
  return { directory, releases: options.releases, tracks, sizeBytes }
}

const count = (value: string | undefined, otherwise: number, name: string): number => {
  const n = value === undefined ? otherwise : Number(value)
  if (!Number.isSafeInteger(n) || n < 1) throw new Error(`--${name} must be a whole number from 1 on`)
  return n
}

const main = (): void => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      releases: { type: "string" },
      "tracks-per-release": { type: "string" },
      "file-kb": { type: "string" },
      seed: { type: "string" },
      layout: { type: "string" },
      small: { type: "boolean" },
      "with-ids": { type: "boolean" }
    }
  })
  const directory = positionals[0]
  if (directory === undefined || positionals.length > 1) throw new Error("name one directory")
  if (values.layout !== undefined && values.layout !== "flat" && values.layout !== "nested")
    throw new Error("--layout is flat or nested")
  const made = makeLibrary(directory, {
    releases: count(values.releases, 2000, "releases"),
    tracksPerRelease: count(values["tracks-per-release"], 10, "tracks-per-release"),
    fileKb: count(values["file-kb"], 175, "file-kb"),
    seed: count(values.seed, 1, "seed"),
    layout: values.layout ?? "flat",
    small: values.small === true,
    withIds: values["with-ids"] === true
  })
  console.log(`${made.releases} releases, ${made.tracks} tracks, ${(made.sizeBytes / 1e6).toFixed(1)} MB in ${made.directory}`)
}

if (import.meta.main) {
  try {
    main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 2
  }
}
