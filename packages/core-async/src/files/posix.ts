/** The `Files` port on a POSIX disk, for Bun and Node: their `node:fs` is one interface, called synchronously. */
import { realpathSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Files, type FilesCapabilities } from "./files.ts"
import { checkPath } from "./path.ts"
import { type CarryAttributes, carryByCopy } from "./posix-attributes.ts"
import { makeDirectory, remove, rename } from "./posix-directory.ts"
import { attempt, toWriteError } from "./posix-error.ts"
import { readEach, readFile } from "./posix-read.ts"
import { statPath } from "./posix-stat.ts"
import { walk } from "./posix-walk.ts"
import { watch } from "./posix-watch.ts"
import { makeWriteAtomic } from "./posix-write.ts"

const capabilities: FilesCapabilities = {
  watch: true,
  times: true,
  // macOS refuses names that are not UTF-8.
  byteNames: process.platform === "linux",
  atomicRename: true,
  renamesDirectories: true,
  attributes: true,
  links: true,
  faults: false
}

/** `carry`: how a replaced file's extended attributes get to the new one. */
export const make = (carry: CarryAttributes): Files["Service"] =>
  Files.of({
    capabilities,
    walk,
    readEach,
    readFile,
    stat: (path) => attempt("stat", path, () => statPath(checkPath("stat", path))),
    writeAtomic: makeWriteAtomic(carry),
    makeDirectory: (path) => attempt("makeDirectory", path, () => makeDirectory(path), toWriteError),
    remove: (path) => attempt("remove", path, () => remove(path), toWriteError),
    rename: (from, to) => attempt("rename", from, () => rename(from, to), toWriteError),
    watch,
    realPath: (path) => attempt("realPath", path, () => realpathSync(checkPath("realPath", path)))
  })

export const makeLayer = (carry: () => CarryAttributes): Layer.Layer<Files> =>
  Layer.effect(
    Files,
    Effect.sync(() => make(carry()))
  )

export const layer: Layer.Layer<Files> = makeLayer(() => carryByCopy)
