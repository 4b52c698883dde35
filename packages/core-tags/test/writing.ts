/** What the tests of writing share: a folder of copies, the services of the runtime at hand, and a decoder's opinion. */
import { spawnSync } from "node:child_process"
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { isAudioPath, type ReadOutcome, readTags, TagWriter, type TagWriterOptions } from "../src/index.ts"

import { layer as runtimeLayer } from "./runtime.ts"
import { layerTagWriter } from "./shared-tag-writer.ts"

export { itemFor } from "./writing-items.ts"

export const sampleRoot = fileURLToPath(new URL("../../../sample", import.meta.url))

const made: Array<string> = []
/** For `afterAll` of each test file, in a function of its own: one process may run several, and Bun keeps one registration of each function. */
export const removeTemporaryFolders = (): void => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "deadwax-write-"))
  made.push(folder)
  return folder
}

/** Audio files below a folder, as paths relative to it, sorted. */
export const audioBelow = (root: string): ReadonlyArray<string> =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && isAudioPath(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort()

/** Copies the files, writable, into a folder of their own; answers that folder. */
export const copied = (root: string, paths: ReadonlyArray<string>): string => {
  const folder = temporaryFolder()
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    copyFileSync(join(root, path), join(folder, path))
    chmodSync(join(folder, path), 0o644)
  }
  return folder
}

export const run = <A, E>(effect: Effect.Effect<A, E, Files | TagWriter>, options?: TagWriterOptions): Promise<A> =>
  Effect.runPromise(
    Effect.provide(effect, Layer.merge(runtimeLayer, options === undefined ? layerTagWriter : TagWriter.layer(options)))
  )

export const readAll = (paths: ReadonlyArray<string>): Promise<ReadonlyArray<ReadOutcome>> =>
  run(
    Effect.gen(function* () {
      const files = yield* Files
      const results = yield* files.readEach(paths, (file) => readTags(file, { essence: true }))
      return results.map(Result.getOrThrow)
    })
  )

/** How ffmpeg looks at the first audio stream: as a decoder has it, or as it is stored, since a decoder trims by what surrounds it. */
type Look = "decoded" | "stored"

const optionsOf = (look: Look): ReadonlyArray<string> => (look === "stored" ? ["-c", "copy"] : [])

/** ffmpeg's MD5 of the first audio stream; empty where it finds nothing to decode. */
export const decoded = (path: string, look: Look = "decoded"): string => {
  const args = ["-v", "quiet", "-i", path, "-map", "0:a:0", ...optionsOf(look), "-f", "md5", "-"]
  const { error, stdout } = spawnSync("ffmpeg", args, { encoding: "utf8" })
  if (error !== undefined) throw error
  return stdout
}

/** Each input is a thread of ffmpeg's. */
const mostInputs = 64

/**
 * The same of many files by few runs of ffmpeg, whose start costs more than what it decodes of a short file. One file in which it finds nothing to
 * decode ends it for all: then each half is asked by itself.
 */
export const decodedAll = (paths: ReadonlyArray<string>, look: Look = "decoded"): ReadonlyArray<string> => {
  if (paths.length < 2) return paths.map((path) => decoded(path, look))
  const folder = temporaryFolder()
  const answers = paths.map((_, i) => join(folder, String(i)))
  const inputs = paths.flatMap((path) => ["-i", path])
  const outputs = answers.flatMap((answer, i) => ["-map", `${i}:a:0`, ...optionsOf(look), "-f", "md5", answer])
  if (paths.length <= mostInputs) {
    const { error, status } = spawnSync("ffmpeg", ["-v", "quiet", "-nostdin", ...inputs, ...outputs])
    if (error !== undefined) throw error
    if (status === 0) return answers.map((answer) => readFileSync(answer, "utf8"))
  }
  const half = paths.length >> 1
  return [...decodedAll(paths.slice(0, half), look), ...decodedAll(paths.slice(half), look)]
}
