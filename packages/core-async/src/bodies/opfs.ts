/** Bodies on OPFS, in a dedicated worker: sent as blobs, which the browser reads when it needs them. There are no links. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FileError, type OpenFile } from "../files/files.ts"
import { attemptAsync, findFile, modifiedAtUsOf, placeOf, type SyncAccessHandle, toFileError } from "../files/opfs-handle.ts"
import { isWithin, trimPath } from "../files/path.ts"
import { Bodies, type Body } from "./bodies.ts"

const operation = "openBody"

const toBody = (path: string, blob: File, handle: SyncAccessHandle): Body => {
  let isOpen = true
  const close = (): void => {
    if (isOpen) handle.close()
    isOpen = false
  }
  const read: OpenFile["read"] = (target, position) => {
    if (!isOpen) throw new FileError({ reason: "io", operation, path, cause: "read after the file was closed" })
    try {
      return handle.read(target, { at: position })
    } catch (cause) {
      throw toFileError(operation, path, cause)
    }
  }
  const modifiedAtUs = modifiedAtUsOf(blob)
  return {
    sizeBytes: blob.size,
    modifiedAtUs,
    file: { path, sizeBytes: blob.size, modifiedAtUs, linked: false, read },
    send: (start, end) => {
      close()
      return blob.slice(start, end)
    },
    close
  }
}

const openBody = async (root: string, path: string): Promise<Body> => {
  if (!isWithin(trimPath(root), trimPath(path)))
    throw new FileError({ reason: "name", operation, path, cause: "outside the root" })
  // Refuses what a disk would take for another place, as "..".
  const entry = await findFile(operation, path, await placeOf(operation, path))
  const [blob, handle] = await Promise.allSettled([entry.getFile(), entry.createSyncAccessHandle({ mode: "read-only" })])
  if (handle.status === "rejected") throw handle.reason
  if (blob.status === "fulfilled") return toBody(path, blob.value, handle.value)
  handle.value.close()
  throw blob.reason
}

export const layer: Layer.Layer<Bodies> = Layer.succeed(
  Bodies,
  Bodies.of({
    open: (root, path) => attemptAsync(operation, path, () => openBody(root, path)).pipe(Effect.uninterruptible)
  })
)
