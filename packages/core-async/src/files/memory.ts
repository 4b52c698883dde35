/** The `Files` port in memory, for the simulated runtime: times come from Effect's clock, faults from `SimulatedDisk`. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { attemptFile } from "./answer.ts"
import { type FileChange, type FileError, Files, type FilesCapabilities } from "./files.ts"
import { type Disk, fail, locate, makeDisk, SimulatedDisk } from "./memory-disk.ts"
import { readEach, readFile, stat, walk } from "./memory-read.ts"
import { makeDirectory, remove, rename, writeAtomic } from "./memory-write.ts"
import { isWithin } from "./path.ts"

const capabilities: FilesCapabilities = {
  watch: true,
  times: true,
  byteNames: true,
  atomicRename: true,
  renamesDirectories: true,
  attributes: true,
  links: true,
  faults: true
}

const realPath = (disk: Disk, path: string): string => {
  const place = locate(disk, "realPath", path, true)
  return place.node === undefined ? fail("not-found", "realPath", path) : place.path
}

const deviceOf = (disk: Disk, path: string): string => {
  const { node, path: real } = locate(disk, "deviceOf", path, true)
  if (node === undefined) return fail("not-found", "deviceOf", path)
  return node.kind === "directory" ? `${disk.faults.device} ${real}` : fail("not-a-directory", "deviceOf", path)
}

const watch = (disk: Disk, root: string): Stream.Stream<FileChange, FileError> =>
  Stream.callback<FileChange, FileError>((changes) =>
    Effect.gen(function* () {
      const real = yield* attemptFile(() => realPath(disk, root))
      const listener = (path: string): void => {
        if (isWithin(real, path)) Queue.offerUnsafe(changes, { path, overflow: false })
      }
      yield* Effect.acquireRelease(
        Effect.sync(() => disk.listeners.add(listener)),
        () => Effect.sync(() => disk.listeners.delete(listener))
      )
      yield* Queue.offer(changes, { path: root, overflow: true })
      yield* Effect.never
    })
  )

export const make = (disk: Disk): Files["Service"] => {
  const underWay = new Set<string>()
  return Files.of({
    capabilities,
    walk: (root, options) => walk(disk, root, options),
    readEach: (paths, use) => readEach(disk, paths, use),
    readFile: (path) => readFile(disk, path),
    stat: (path) => stat(disk, path),
    writeAtomic: (path, content, write = {}) =>
      Clock.clockWith((clock) => {
        const nowUs = Number(clock.currentTimeNanosUnsafe() / 1000n)
        return writeAtomic(disk, underWay, { path, content, write, nowUs })
      }),
    makeDirectory: (path) => attemptFile(() => makeDirectory(disk, path)),
    remove: (path) => attemptFile(() => remove(disk, path)),
    rename: (from, to, options) => attemptFile(() => rename(disk, from, to, options?.flush)),
    watch: (root) => watch(disk, root),
    realPath: (path) => attemptFile(() => realPath(disk, path)),
    deviceOf: (directory) => attemptFile(() => deviceOf(disk, directory))
  })
}

/** An empty disk, and the port to it. */
export const layer: Layer.Layer<Files | SimulatedDisk> = Layer.effect(Files, Effect.map(SimulatedDisk, make)).pipe(
  Layer.provideMerge(Layer.sync(SimulatedDisk, makeDisk))
)
