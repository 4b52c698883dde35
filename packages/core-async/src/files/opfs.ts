/**
 * The `Files` port on a browser's origin private file system. Needs a dedicated worker: only there does OPFS read synchronously.
 * Paths start at the origin's root.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { FileError, Files, type FilesCapabilities } from "./files.ts"
import { makeDirectory, remove, rename } from "./opfs-directory.ts"
import { attemptAsync, findEntry, partsOf, placeOf } from "./opfs-handle.ts"
import { readEach, readFile, stat, walk } from "./opfs-read.ts"
import { writeAtomic } from "./opfs-write.ts"

const capabilities: FilesCapabilities = {
  watch: false,
  times: false,
  byteNames: false,
  atomicRename: true,
  renamesDirectories: false,
  attributes: false,
  links: false,
  faults: false
}

/** There are no links: a path that leads somewhere is real once its empty parts are gone. */
const realPath = async (path: string): Promise<string> => {
  const parts = partsOf("realPath", path)
  if (parts.length > 0 && (await findEntry(await placeOf("realPath", path))) === undefined) {
    throw new FileError({ reason: "not-found", operation: "realPath", path })
  }
  return `/${parts.join("/")}`
}

export const layer: Layer.Layer<Files> = Layer.sync(Files, () =>
  Files.of({
    capabilities,
    walk,
    readEach,
    readFile,
    stat,
    writeAtomic,
    makeDirectory: (path) => attemptAsync("makeDirectory", path, () => makeDirectory(path)),
    remove: (path) => attemptAsync("remove", path, () => remove(path)),
    rename: (from, to) => attemptAsync("rename", from, () => rename(from, to)),
    watch: () => Stream.empty,
    realPath: (path) => attemptAsync("realPath", path, () => realPath(path)),
    // An origin has one file system, and can always write there.
    deviceOf: () => Effect.succeed(undefined)
  })
)
