/** Parts on OPFS, in a dedicated worker: through synchronous handles, of which a file has one at a time. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { attemptFile } from "../files/answer.ts"
import { FileError } from "../files/files.ts"
import { attemptAsync, isOpfsFile, openDirectory, placeOf, type SyncAccessHandle, toFileError } from "../files/opfs-handle.ts"
import { trimPath } from "../files/path.ts"
import { makeClaims } from "./claims.ts"
import { type Part, Parts } from "./parts.ts"

const operation = "openPart"

const openHandle = async (path: string): Promise<SyncAccessHandle> => {
  const { directory, name } = await placeOf(operation, path)
  const handle = await directory.getFileHandle(name, { create: true }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === "TypeMismatchError")
      throw new FileError({ reason: "is-a-directory", operation, path, cause })
    throw cause
  })
  if (!isOpfsFile(handle)) throw new Error("OPFS without synchronous access handles: this driver runs in a dedicated worker only")
  return handle.createSyncAccessHandle()
}

/** Runs `f`; an error of the file system is a failure. */
const run = (path: string, operation: string, f: () => void): Effect.Effect<void, FileError> =>
  attemptFile(() => {
    try {
      f()
    } catch (cause) {
      throw toFileError(operation, path, cause)
    }
  })

const toPart = (path: string, handle: SyncAccessHandle, keepBytes: number): Part => {
  if (handle.getSize() > keepBytes) handle.truncate(keepBytes)
  let sizeBytes = handle.getSize()
  const append = (bytes: Uint8Array): void => {
    const written = handle.write(bytes, { at: sizeBytes })
    if (written < bytes.length) throw new FileError({ reason: "full", operation: "appendPart", path })
    sizeBytes += written
  }
  return {
    sizeBytes: () => sizeBytes,
    append: (bytes) => run(path, "appendPart", () => append(bytes)),
    flush: () => run(path, "flushPart", () => handle.flush())
  }
}

const estimate = async (directory: string): Promise<number | undefined> => {
  await openDirectory("freeBytes", directory)
  const { quota, usage } = await navigator.storage.estimate()
  return quota === undefined || usage === undefined ? undefined : Math.max(0, quota - usage)
}

const make = (): Parts["Service"] => {
  const claim = makeClaims()
  return Parts.of({
    open: (given, keepBytes) =>
      Effect.gen(function* () {
        const path = trimPath(given)
        yield* claim(path)
        const handle = yield* Effect.acquireRelease(
          attemptAsync(operation, path, () => openHandle(path)),
          (opened) => Effect.sync(() => opened.close())
        )
        return toPart(path, handle, keepBytes)
      }),
    freeBytes: (directory) => attemptAsync("freeBytes", directory, () => estimate(directory))
  })
}

export const layer: Layer.Layer<Parts> = Layer.sync(Parts, make)
