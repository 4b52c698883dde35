/** Paths, handles and errors of the origin private file system (OPFS): what every OPFS file of this driver stands on. */
import * as Effect from "effect/Effect"
import { FileError, type FileErrorReason } from "./files.ts"
import { checkPath, maxNameBytes } from "./path.ts"

/** Only dedicated workers have it, so TypeScript's library for pages does not know it. */
export interface SyncAccessHandle {
  readonly read: (target: Uint8Array, options: { readonly at: number }) => number
  readonly write: (content: Uint8Array, options: { readonly at: number }) => number
  readonly truncate: (sizeBytes: number) => void
  readonly getSize: () => number
  readonly flush: () => void
  readonly close: () => void
}

export interface OpfsFileHandle extends FileSystemFileHandle {
  readonly createSyncAccessHandle: (options?: { readonly mode: "read-only" | "readwrite" }) => Promise<SyncAccessHandle>
  readonly move: (directory: FileSystemDirectoryHandle, name: string) => Promise<void>
}

/** All files of OPFS are of this kind in a dedicated worker of the browsers that are supported. */
export const isOpfsFile = (handle: FileSystemHandle): handle is OpfsFileHandle =>
  handle.kind === "file" && "createSyncAccessHandle" in handle && "move" in handle

const reasons: Readonly<Record<string, FileErrorReason>> = {
  NotFoundError: "not-found",
  NoModificationAllowedError: "busy",
  InvalidModificationError: "not-empty",
  QuotaExceededError: "full",
  NotAllowedError: "permission",
  SecurityError: "permission",
  InvalidStateError: "io",
  NotReadableError: "io",
  AbortError: "io",
  UnknownError: "io"
}

/** Throws what is no expected failure. */
export const toFileError = (operation: string, path: string, cause: unknown): FileError => {
  if (cause instanceof FileError) return cause
  if (!(cause instanceof DOMException)) throw cause
  return new FileError({ reason: reasons[cause.name] ?? "io", operation, path, cause })
}

/** Runs `f`; an error of the file system is a failure, anything else a defect. The signal is aborted when nobody waits any more. */
export const attemptAsync = <A>(
  operation: string,
  path: string,
  f: (signal: AbortSignal) => Promise<A>
): Effect.Effect<A, FileError> =>
  Effect.tryPromise({ try: f, catch: (cause) => cause }).pipe(
    Effect.catch((cause) =>
      Effect.suspend(() => {
        forgetDirectories()
        return Effect.fail(toFileError(operation, path, cause))
      })
    )
  )

const encoder = new TextEncoder()

/** The names on the way to `path`. Throws `name` for those that a disk would refuse, so that a library can move to one. */
export const partsOf = (operation: string, path: string): ReadonlyArray<string> => {
  const parts = checkPath(operation, path)
    .split("/")
    .filter((part) => part !== "" && part !== ".")
  for (const part of parts) {
    // Browsers take a backslash for a separator on some systems, so all refuse it.
    if (part === ".." || part.includes("\\") || encoder.encode(part).length > maxNameBytes)
      throw new FileError({ reason: "name", operation, path })
  }
  return parts
}

export const isMismatch = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "TypeMismatchError"

/** Is it the browser's word for a name that nothing has? */
export const isAbsence = (cause: unknown): boolean => cause instanceof DOMException && cause.name === "NotFoundError"

/** One directory further down. A file of that name is `not-a-directory`. */
const stepInto = async (
  at: { readonly operation: string; readonly path: string },
  directory: FileSystemDirectoryHandle,
  name: string,
  create: boolean
): Promise<FileSystemDirectoryHandle> => {
  try {
    return await directory.getDirectoryHandle(name, { create })
  } catch (cause) {
    if (isMismatch(cause)) throw new FileError({ reason: "not-a-directory", operation: at.operation, path: at.path, cause })
    throw cause
  }
}

/**
 * Directories found lately, by their path without the first "/". Each is a question to another process, and so is the origin's root: asking for all of
 * them again was most of what a look at a file took. A handle is a name (by the standard, a locator), and opens nothing: what is not there any more
 * says so to whoever uses it. It is believed for a moment only, since other threads may clear the storage and with it what the root stands for.
 */
const found = new Map<string, FileSystemDirectoryHandle>()
const believedMs = 1000
const mostFound = 1024
let foundSinceMs = 0

/** Nothing that was found is believed any more. */
export const forgetDirectories = (): void => found.clear()

/** The directory at `path` is not there any more, and neither is what lay in it. Those above one that was found were found too. */
export const forgetDirectory = (operation: string, path: string): void => {
  if (found.has(partsOf(operation, path).join("/"))) forgetDirectories()
}

const foundNow = (): Map<string, FileSystemDirectoryHandle> => {
  const nowMs = performance.now()
  if (found.size > mostFound || nowMs - foundSinceMs > believedMs) {
    found.clear()
    foundSinceMs = nowMs
  }
  return found
}

/** The directory at `path`, from the origin's root. Throws `not-found` where one on the way is missing, unless it is made. */
export const openDirectory = async (operation: string, path: string, create = false): Promise<FileSystemDirectoryHandle> => {
  const parts = partsOf(operation, path)
  const known = foundNow()
  const pathOf = (depth: number): string => parts.slice(0, depth).join("/")
  let depth = parts.length
  while (depth > 0 && !known.has(pathOf(depth))) depth--
  let directory = known.get(pathOf(depth)) ?? (await navigator.storage.getDirectory())
  known.set(pathOf(depth), directory)
  for (; depth < parts.length; depth++) {
    directory = await stepInto({ operation, path }, directory, parts[depth] ?? "", create)
    known.set(pathOf(depth + 1), directory)
  }
  return directory
}

/** Where `path` is or would be: the directory that holds it, and its name. The origin's root has no place. */
export interface Place {
  readonly directory: FileSystemDirectoryHandle
  readonly name: string
}

export const placeOf = async (operation: string, path: string): Promise<Place> => {
  const parts = partsOf(operation, path)
  const name = parts.at(-1)
  if (name === undefined) throw new FileError({ reason: "is-a-directory", operation, path })
  return { directory: await openDirectory(operation, `/${parts.slice(0, -1).join("/")}`), name }
}

/** What is called `name`; undefined when nothing is. */
export const findEntry = async ({ directory, name }: Place): Promise<OpfsFileHandle | FileSystemDirectoryHandle | undefined> => {
  try {
    const file = await directory.getFileHandle(name)
    if (isOpfsFile(file)) return file
    throw new Error("OPFS without synchronous access handles: this driver runs in a dedicated worker only")
  } catch (cause) {
    if (isMismatch(cause)) return directory.getDirectoryHandle(name)
    if (isAbsence(cause)) return undefined
    throw cause
  }
}

/** The file called `name`. Throws `not-found` and `is-a-directory`. */
export const findFile = async (operation: string, path: string, place: Place): Promise<OpfsFileHandle> => {
  const entry = await findEntry(place)
  if (entry === undefined) throw new FileError({ reason: "not-found", operation, path })
  if (entry.kind === "directory") throw new FileError({ reason: "is-a-directory", operation, path })
  return entry
}

/** OPFS keeps whole milliseconds. */
export const modifiedAtUsOf = (file: File): number => file.lastModified * 1000
