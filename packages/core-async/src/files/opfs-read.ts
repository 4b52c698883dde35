/** Walking and reading on OPFS, where finding and opening are asynchronous and reading is not. */
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { awaitAnswer } from "./answer.ts"
import { type Answer, FileError, type FileInfo, type OpenFile, type Walk, type WalkOptions, type WalkProblem } from "./files.ts"
import {
  attemptAsync,
  findEntry,
  findFile,
  modifiedAtUsOf,
  openDirectory,
  partsOf,
  placeOf,
  type SyncAccessHandle,
  toFileError
} from "./opfs-handle.ts"
import { joinPath, trimPath } from "./path.ts"

/** How many files are asked for their size and time at once. */
const filesAtOnce = 64

interface Walker {
  readonly walk: {
    readonly root: string
    readonly paths: Array<string>
    readonly sizesBytes: Array<number>
    readonly modifiedAtUs: Array<number>
    readonly linked: Array<0 | 1>
    readonly directories: Array<string>
    readonly problems: Array<WalkProblem>
  }
  readonly options: WalkOptions
  readonly pending: Array<{ readonly path: string; readonly handle: FileSystemDirectoryHandle }>
}

const report = ({ walk }: Walker, path: string, cause: unknown): void => {
  const { reason } = toFileError("walk", path, cause)
  walk.problems.push({ path, reason: reason === "not-found" ? "vanished" : "unreadable" })
}

const takeFile = async (walker: Walker, path: string, handle: FileSystemFileHandle): Promise<void> => {
  try {
    const file = await handle.getFile()
    walker.walk.paths.push(path)
    walker.walk.sizesBytes.push(file.size)
    walker.walk.modifiedAtUs.push(modifiedAtUsOf(file))
    walker.walk.linked.push(0)
  } catch (cause) {
    report(walker, path, cause)
  }
}

const readDirectory = async (walker: Walker, directory: string, handle: FileSystemDirectoryHandle): Promise<void> => {
  let files: Array<Promise<void>> = []
  for await (const [name, entry] of handle.entries()) {
    const path = joinPath(directory, name)
    if (entry.kind === "directory") {
      if (walker.options.enter?.(name, path) !== false) walker.pending.push({ path, handle: entry as FileSystemDirectoryHandle })
    } else if (walker.options.wants?.(name, path) !== false) {
      files.push(takeFile(walker, path, entry as FileSystemFileHandle))
    }
    if (files.length >= filesAtOnce) {
      await Promise.all(files)
      files = []
    }
  }
  await Promise.all(files)
}

const walkAll = async (root: string, options: WalkOptions, signal: AbortSignal): Promise<Walk> => {
  const walk = { root, paths: [], sizesBytes: [], modifiedAtUs: [], linked: [], directories: [], problems: [] }
  const walker: Walker = { walk, options, pending: [] }
  await readDirectory(walker, "", await openDirectory("walk", root))
  for (let next = walker.pending.pop(); next !== undefined && !signal.aborted; next = walker.pending.pop()) {
    try {
      await readDirectory(walker, next.path, next.handle)
      walker.walk.directories.push(next.path)
      options.onProgress?.(walker.walk.paths.length)
    } catch (cause) {
      report(walker, next.path, cause)
    }
  }
  return walk
}

export const walk = (root: string, options: WalkOptions = {}): Effect.Effect<Walk, FileError> =>
  attemptAsync("walk", root, (signal) => walkAll(trimPath(root), options, signal))

/** A file open for reading, and how to let go of it. */
export interface OpenedFile {
  readonly file: OpenFile
  /** The same content for the browser itself to read, also after `close`, until the file changes. */
  readonly snapshot: File
  readonly close: () => void
}

const toOpenedFile = (path: string, handle: SyncAccessHandle, snapshot: File): OpenedFile => {
  let open = true
  const read: OpenFile["read"] = (target, position) => {
    if (!open) throw new FileError({ reason: "io", operation: "read", path, cause: "read after the file was closed" })
    if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`position ${position}`)
    try {
      return handle.read(target, { at: position })
    } catch (cause) {
      throw toFileError("read", path, cause)
    }
  }
  const close = (): void => {
    if (open) handle.close()
    open = false
  }
  const file = { path, sizeBytes: handle.getSize(), modifiedAtUs: modifiedAtUsOf(snapshot), linked: false, read }
  return { file, snapshot, close }
}

/** Opens for reading beside other readers; a writer makes it `busy`. `shownAs`: the path that the file is called by. */
export const openFile = async (
  operation: string,
  path: string,
  options: { readonly shownAs?: string } = {}
): Promise<OpenedFile> => {
  const handle = await findFile(operation, path, await placeOf(operation, path))
  // Both at once: each is a question to another process.
  const [file, access] = await Promise.allSettled([handle.getFile(), handle.createSyncAccessHandle({ mode: "read-only" })])
  if (access.status === "rejected") throw access.reason
  if (file.status === "fulfilled") return toOpenedFile(options.shownAs ?? path, access.value, file.value)
  access.value.close()
  throw file.reason
}

const readOne = <A>(path: string, use: (file: OpenFile) => Answer<A>): Effect.Effect<Result.Result<A, FileError>> =>
  Effect.acquireUseRelease(
    attemptAsync("readEach", path, () => openFile("readEach", path)),
    ({ file }) =>
      Effect.suspend(() => {
        try {
          return awaitAnswer(use(file))
        } catch (cause) {
          return Effect.fail(toFileError("readEach", path, cause))
        }
      }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.result)

/** One file after the other: opening waits for the browser anyway, so an Effect per file costs nothing that shows. */
export const readEach = Effect.fnUntraced(function* <A>(
  paths: ReadonlyArray<string>,
  use: (file: OpenFile, index: number) => Answer<A>
): Effect.fn.Return<ReadonlyArray<Result.Result<A, FileError>>> {
  const results: Array<Result.Result<A, FileError>> = []
  for (const [index, path] of paths.entries()) results.push(yield* readOne(path, (file) => use(file, index)))
  return results
})

export const readFile = (path: string): Effect.Effect<Uint8Array, FileError> =>
  attemptAsync("readFile", path, async () => {
    const handle = await findFile("readFile", path, await placeOf("readFile", path))
    return new Uint8Array(await (await handle.getFile()).arrayBuffer())
  })

const directoryInfo: FileInfo = { kind: "directory", sizeBytes: 0, modifiedAtUs: 0, linked: false }

const statOne = async (path: string): Promise<FileInfo | undefined> => {
  if (partsOf("stat", path).length === 0) return directoryInfo
  try {
    const entry = await findEntry(await placeOf("stat", path))
    if (entry === undefined || entry.kind === "directory") return entry && directoryInfo
    const file = await entry.getFile()
    return { kind: "file", sizeBytes: file.size, modifiedAtUs: modifiedAtUsOf(file), linked: false }
  } catch (cause) {
    const error = toFileError("stat", path, cause)
    if (error.reason === "not-found" || error.reason === "not-a-directory") return undefined
    throw error
  }
}

export const stat = (path: string): Effect.Effect<FileInfo | undefined, FileError> =>
  attemptAsync("stat", path, () => statOne(path))
