/**
 * Fills this browser's databases with a library of any size, through the core's own scan: its files are invented while they are read, so
 * that neither importing nor keeping them costs anything. The real root exists, with its marker, and holds nothing else.
 */

import { Files, type OpenFile, type Walk } from "@deadwax/core-async"
import { layerWorkers, layer as runtime } from "@deadwax/core-async/browser"
import { initLibrary, LibraryCache, layer } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { awaitAnswer } from "../../../../packages/core-async/src/files/answer.ts"
import { mp3 } from "../../../../packages/core-cache/test/world.ts"
import { databasesPath, openRoot, rootPath } from "../../src/import/library-directories.ts"
import { noTagWriter } from "../../src/worker/no-tag-writer.ts"

const tracksPerRelease = 10
const words = [
  "amber",
  "north",
  "paper",
  "velvet",
  "river",
  "static",
  "glass",
  "lantern",
  "winter",
  "harbour",
  "signal",
  "moth",
  "夜",
  "зима"
]
const word = (number: number): string => words[number % words.length] ?? ""
const phrase = (number: number): string =>
  `${word(number)} ${word(Math.floor(number / 7))} ${word(Math.floor(number / 49))} ${number}`

const pathOf = (index: number): string => {
  const release = Math.floor(index / tracksPerRelease)
  return `${word(release)}/Release ${release}/${String(index % tracksPerRelease).padStart(2, "0")}.mp3`
}

const bytesOf = (index: number): Uint8Array => {
  const release = Math.floor(index / tracksPerRelease)
  return mp3(
    {
      title: phrase(index),
      artist: `${word(release * 3)} ${word(release * 5)} band ${release % 500}`,
      album: `${phrase(release)} album`,
      track: String((index % tracksPerRelease) + 1),
      date: String(1960 + (release % 60))
    },
    3
  )
}

const sizeBytes = 8000
const modifiedAtUs = 1_600_000_000_000_000

const inventedWalk = (root: string, tracks: number): Walk => ({
  root,
  paths: Array.from({ length: tracks }, (_, index) => pathOf(index)),
  sizesBytes: Array.from({ length: tracks }, () => sizeBytes),
  modifiedAtUs: Array.from({ length: tracks }, () => modifiedAtUs),
  linked: Array.from({ length: tracks }, () => 0 as const),
  directories: [],
  problems: []
})

const openInvented = (path: string, index: number): OpenFile => {
  const content = bytesOf(index)
  return {
    path,
    sizeBytes: content.length,
    modifiedAtUs,
    linked: false,
    read: (target, position) => {
      const part = content.subarray(position, position + target.length)
      target.set(part)
      return part.length
    }
  }
}

const inventedFiles = (tracks: number): Layer.Layer<Files, never, Files> => {
  const indexes = new Map(Array.from({ length: tracks }, (_, index) => [`${rootPath}/${pathOf(index)}`, index]))
  return Layer.effect(
    Files,
    Effect.map(Files, (real) =>
      Files.of({
        ...real,
        walk: (root) => Effect.succeed(inventedWalk(root, tracks)),
        readEach: (paths, use) =>
          Effect.forEach(paths, (path, at) =>
            Effect.result(Effect.suspend(() => awaitAnswer(use(openInvented(path, indexes.get(path) ?? 0), at))))
          )
      })
    )
  )
}

const fill = async (tracks: number): Promise<number> => {
  await openRoot()
  const workers = layerWorkers({ start: () => new Worker("") })
  const real = Layer.mergeAll(runtime({ databases: { directory: databasesPath } }), workers, noTagWriter)
  const ports = Layer.provideMerge(inventedFiles(tracks), real)
  const program = Effect.gen(function* () {
    const library = yield* initLibrary({
      root: rootPath,
      name: "This browser",
      identity: "fingerprint",
      layout: "nested",
      registered: []
    })
    const open = layer({ library, cachePath: "/cache.db", libraryPath: "/library.db" })
    const scan = Effect.flatMap(LibraryCache, (cache) => cache.scan({ workers: 0 }))
    return yield* Effect.provide(scan, open)
  })
  const report = await Effect.runPromise(Effect.provide(program, ports))
  return report.tracks.added
}

globalThis.addEventListener("message", ({ data }: MessageEvent<number>) => {
  fill(data).then(
    (added) => globalThis.postMessage({ added }),
    (error: unknown) => globalThis.postMessage({ error: String(error) })
  )
})
