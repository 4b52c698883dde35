/** Parts on a POSIX disk, for Bun and Node. Flushing can take seconds, so it leaves the thread to others. */
import { closeSync, constants, fdatasync, fstatSync, ftruncateSync, openSync, statfsSync } from "node:fs"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FileError, type FileErrorReason } from "../files/files.ts"
import { checkPath, parentOf } from "../files/path.ts"
import { flushDirectory } from "../files/posix-directory.ts"
import { attempt, toWriteError } from "../files/posix-error.ts"
import { writeFully } from "../files/posix-splice.ts"
import { makeClaims } from "./claims.ts"
import { type Part, Parts } from "./parts.ts"

const operation = "openPart"

// Not through a link, and not waiting for whoever reads a pipe.
const flags = constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK

const refuse = (reason: FileErrorReason, path: string): FileError => new FileError({ reason, operation, path })

/** The open file and its length, cut. */
const openCut = (path: string, keepBytes: number): { readonly descriptor: number; readonly sizeBytes: number } => {
  const descriptor = openSync(path, flags, 0o666)
  try {
    const info = fstatSync(descriptor)
    if (!info.isFile()) throw refuse("io", path)
    if (info.nlink > 1) throw refuse("linked", path)
    if (info.size > keepBytes) ftruncateSync(descriptor, keepBytes)
    return { descriptor, sizeBytes: Math.min(info.size, keepBytes) }
  } catch (cause) {
    closeSync(descriptor)
    throw cause
  }
}

const datasync = promisify(fdatasync)

const flushAsync = (path: string, descriptor: number): Effect.Effect<void, FileError> =>
  Effect.tryPromise({ try: () => datasync(descriptor), catch: (cause) => toWriteError("flushPart", path, cause) }).pipe(
    Effect.uninterruptible
  )

const toPart = (path: string, opened: { readonly descriptor: number; readonly sizeBytes: number }): Part => {
  const { descriptor } = opened
  let { sizeBytes } = opened
  let isNameFlushed = false
  const append = (bytes: Uint8Array): void => {
    writeFully(descriptor, bytes, sizeBytes)
    sizeBytes += bytes.length
  }
  const flushName = (): void => {
    if (!isNameFlushed) flushDirectory(parentOf(path))
    isNameFlushed = true
  }
  return {
    sizeBytes: () => sizeBytes,
    append: (bytes) => attempt("appendPart", path, () => append(bytes), toWriteError),
    flush: () => Effect.andThen(flushAsync(path, descriptor), attempt("flushPart", path, flushName, toWriteError))
  }
}

const make = (): Parts["Service"] => {
  const claim = makeClaims()
  return Parts.of({
    open: (given, keepBytes) =>
      Effect.gen(function* () {
        const path = yield* attempt(operation, given, () => checkPath(operation, given))
        yield* claim(path)
        const opened = yield* Effect.acquireRelease(
          attempt(operation, path, () => openCut(path, keepBytes), toWriteError),
          ({ descriptor }) => Effect.sync(() => closeSync(descriptor))
        )
        return toPart(path, opened)
      }),
    freeBytes: (directory) =>
      attempt("freeBytes", directory, () => {
        const { bavail, bsize } = statfsSync(checkPath("freeBytes", directory))
        return bavail * bsize
      })
  })
}

export const layer: Layer.Layer<Parts> = Layer.sync(Parts, make)
