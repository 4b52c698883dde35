/** Bodies on OPFS, in a dedicated worker: sent as blobs, which the browser reads when it needs them. There are no links. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FileError } from "../files/files.ts"
import { attemptAsync } from "../files/opfs-handle.ts"
import { openFile } from "../files/opfs-read.ts"
import { isWithin, trimPath } from "../files/path.ts"
import { Bodies, type Body } from "./bodies.ts"

const operation = "openBody"

const openBody = async (root: string, path: string): Promise<Body> => {
  if (!isWithin(trimPath(root), trimPath(path)))
    throw new FileError({ reason: "name", operation, path, cause: "outside the root" })
  // Refuses what a disk would take for another place, as "..".
  const { file, snapshot, close } = await openFile(operation, path)
  return {
    sizeBytes: file.sizeBytes,
    modifiedAtUs: file.modifiedAtUs,
    file,
    send: (start, end) => {
      close()
      return snapshot.slice(start, end)
    },
    close
  }
}

export const layer: Layer.Layer<Bodies> = Layer.succeed(
  Bodies,
  Bodies.of({
    open: (root, path) => attemptAsync(operation, path, () => openBody(root, path)).pipe(Effect.uninterruptible)
  })
)
