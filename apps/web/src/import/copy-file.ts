/**
 * Copies one chosen file into the library, whole or not at all: into `incoming` first, then moved to its place in one step. A tab that is
 * closed before the move leaves a file in `incoming`, which the next opening removes. The file passes through in pieces.
 */
import type { ImportFailure } from "../library/browser-library.ts"
import { orAbsent } from "./library-directories.ts"
import type { LibraryTree } from "./library-tree.ts"
import type { PlannedFile } from "./plan-import.ts"

/** What browsers have and TypeScript's library does not know: a move within the private file system. */
interface MovableFile extends FileSystemFileHandle {
  readonly move: (directory: FileSystemDirectoryHandle, name: string) => Promise<void>
}

const isMovable = (handle: FileSystemFileHandle): handle is MovableFile => "move" in handle

export interface Copying {
  readonly incoming: FileSystemDirectoryHandle
  readonly tree: LibraryTree
  readonly signal: AbortSignal
  readonly onBytes: (bytes: number) => void
}

const nameOf = (cause: unknown): string => (cause instanceof Error || cause instanceof DOMException ? cause.name : "")

/** Why a copy failed, for the report. `full` ends the import, all else is this file's own. */
export const failureOf = (path: string, cause: unknown): ImportFailure => {
  switch (nameOf(cause)) {
    case "QuotaExceededError":
      return { path, reason: "full", message: "There is no room left for it in this browser." }
    case "NotFoundError":
    case "NotReadableError":
    case "SecurityError":
    case "NotAllowedError":
      return { path, reason: "unreadable", message: "It cannot be read: it was moved, changed or is not allowed to be read." }
    case "TypeError":
    case "TypeMismatchError":
    case "InvalidModificationError":
      return {
        path,
        reason: "name",
        message: "Its name is not possible in this browser, or a folder has it already: rename it and import again."
      }
    default:
      return { path, reason: "failed", message: `It could not be copied (${nameOf(cause) || "unknown error"}).` }
  }
}

const counting = (onBytes: (bytes: number) => void) =>
  new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      onBytes(chunk.length)
      controller.enqueue(chunk as Uint8Array<ArrayBuffer>)
    }
  })

/** `temporary`: a name in `incoming` that nobody else uses. Throws what went wrong, after the temporary file is gone. */
export const copyFile = async ({ file, parts }: PlannedFile, temporary: string, copying: Copying): Promise<void> => {
  const { incoming, tree, signal, onBytes } = copying
  const directory = await tree.directoryFor(parts)
  const handle = await incoming.getFileHandle(temporary, { create: true })
  if (!isMovable(handle)) throw new Error("this browser cannot move files in its private file system")
  try {
    await file
      .stream()
      .pipeThrough(counting(onBytes))
      .pipeTo(await handle.createWritable(), { signal })
    await handle.move(directory, parts.at(-1) ?? "")
  } catch (cause) {
    await orAbsent(incoming.removeEntry(temporary))
    throw cause
  }
}
