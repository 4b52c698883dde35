/** The `Files` port on a POSIX disk, for Bun and Node: their `node:fs` is one interface, called synchronously. */
import { realpathSync } from "node:fs"
import * as Layer from "effect/Layer"
import { Files, type FilesCapabilities } from "./files.ts"
import { checkPath } from "./path.ts"
import { type CarryAttributes, carryByCopy } from "./posix-attributes.ts"
import { deviceOf } from "./posix-device.ts"
import { makeDirectory, remove, rename } from "./posix-directory.ts"
import { attempt, toWriteError } from "./posix-error.ts"
import { type LookAt, makeLookAt } from "./posix-glance.ts"
import { readEach, readFile } from "./posix-read.ts"
import { type CopyRange, noCopyRange } from "./posix-splice.ts"
import { statPath } from "./posix-stat.ts"
import { makeWalk } from "./posix-walk.ts"
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

/** Where the runtimes differ: each has the ordinary way, and Bun a faster one. */
export interface PosixMeans {
  /** How a replaced file's extended attributes get to the new one. */
  readonly carryAttributes: CarryAttributes
  readonly makeLookAt: () => LookAt
  /** How parts of a replaced file get into the new one without passing through memory. */
  readonly copyRange: CopyRange
}

const ordinaryMeans: PosixMeans = { carryAttributes: carryByCopy, makeLookAt, copyRange: noCopyRange }

export const make = (means: Partial<PosixMeans> = {}): Files["Service"] => makeFrom({ ...ordinaryMeans, ...means })

const makeFrom = ({ carryAttributes, makeLookAt, copyRange }: PosixMeans): Files["Service"] =>
  Files.of({
    capabilities,
    walk: makeWalk(makeLookAt),
    readEach,
    readFile,
    stat: (path) => attempt("stat", path, () => statPath(checkPath("stat", path))),
    writeAtomic: makeWriteAtomic(carryAttributes, copyRange),
    makeDirectory: (path) => attempt("makeDirectory", path, () => makeDirectory(path), toWriteError),
    remove: (path) => attempt("remove", path, () => remove(path), toWriteError),
    rename: (from, to, options) => attempt("rename", from, () => rename(from, to, options?.flush), toWriteError),
    watch,
    realPath: (path) => attempt("realPath", path, () => realpathSync(checkPath("realPath", path))),
    deviceOf: (directory) => attempt("deviceOf", directory, () => deviceOf(directory))
  })

export const layer: Layer.Layer<Files> = Layer.sync(Files, () => make())
