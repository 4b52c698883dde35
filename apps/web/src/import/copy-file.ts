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

/** What was being done when a copy failed: the same error means another thing for what is read than for what is written. */
type Stage = "name" | "content"

/** A copy that failed, and why, for the report. */
export class CopyFailure extends Error {
  override readonly name = "CopyFailure"
  readonly failure: ImportFailure
  constructor(failure: ImportFailure, cause: unknown) {
    super(failure.message, { cause })
    this.failure = failure
  }
}

const messages = {
  full: "There is no room left for it in this browser.",
  unreadable: "It cannot be read: it was moved or changed meanwhile, or may not be read.",
  name: "Its name is not possible in this browser, or a folder has it already: rename it and import again."
} as const

const failureOf = (path: string, stage: Stage, cause: unknown): CopyFailure => {
  const isFull = cause instanceof Error && cause.name === "QuotaExceededError"
  const reason = isFull ? "full" : stage === "content" ? "unreadable" : "name"
  return new CopyFailure({ path, reason, message: messages[reason] }, cause)
}

const counting = (onBytes: (bytes: number) => void) =>
  new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      onBytes(chunk.length)
      controller.enqueue(chunk as Uint8Array<ArrayBuffer>)
    }
  })

/** `temporary`: a name in `incoming` that nobody else uses. Throws a `CopyFailure`, after the temporary file is gone. */
export const copyFile = async ({ file, parts, path }: PlannedFile, temporary: string, copying: Copying): Promise<void> => {
  const { incoming, tree, signal, onBytes } = copying
  let stage: Stage = "name"
  try {
    const directory = await tree.directoryFor(parts)
    const handle = await incoming.getFileHandle(temporary, { create: true })
    if (!isMovable(handle)) throw new Error("this browser cannot move files in its private file system")
    stage = "content"
    await file
      .stream()
      .pipeThrough(counting(onBytes))
      .pipeTo(await handle.createWritable(), { signal })
    stage = "name"
    await handle.move(directory, parts.at(-1) ?? "")
  } catch (cause) {
    await orAbsent(incoming.removeEntry(temporary)).catch(() => undefined)
    throw failureOf(path, stage, cause)
  }
}
