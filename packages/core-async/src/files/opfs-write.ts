/**
 * Replacing a file on OPFS: temporary file beside it, written and flushed through a synchronous handle, read by `verify`, then moved
 * over the original in one step. A crash before the move leaves the original and a temporary file, which the next write removes.
 * OPFS has no owner, mode, attributes or links; its times are its own, in milliseconds, so a write waits until its time is later.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { awaitAnswer } from "./answer.ts"
import { FileError, type FileErrorReason, type FileInfo, type OpenFile, type Spliced, type WriteOptions } from "./files.ts"
import {
  attemptAsync,
  findEntry,
  isAbsence,
  isOpfsFile,
  modifiedAtUsOf,
  type OpfsFileHandle,
  type Place,
  placeOf,
  type SyncAccessHandle,
  toFileError
} from "./opfs-handle.ts"
import { openFile } from "./opfs-read.ts"
import { joinPath, parentOf, temporaryNameOf } from "./path.ts"

interface Before {
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

interface Pending {
  readonly path: string
  readonly place: Place
  readonly temporary: Place
  readonly handle: OpfsFileHandle
  readonly before: Before | undefined
}

const refuse = (reason: FileErrorReason, path: string): FileError => new FileError({ reason, operation: "writeAtomic", path })

/** Systems stamp files with a clock that ticks more coarsely than the one that programs read. */
const tickMs = 10
/** A time further ahead than this is not waited for. */
const longestWaitMs = 2_000

const look = async (path: string, place: Place): Promise<Before | undefined> => {
  const entry = await findEntry(place)
  if (entry === undefined) return undefined
  if (entry.kind === "directory") throw refuse("is-a-directory", path)
  const file = await entry.getFile()
  return { sizeBytes: file.size, modifiedAtUs: modifiedAtUsOf(file) }
}

const isSame = (a: Before | undefined, b: Before | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.sizeBytes === b.sizeBytes && a.modifiedAtUs === b.modifiedAtUs)

const checkExpected = (path: string, before: Before | undefined, expected: WriteOptions["expected"]): void => {
  if (expected === undefined) return
  if (expected === null) {
    if (before !== undefined) throw refuse("exists", path)
  } else if (!isSame(before, { sizeBytes: expected.sizeBytes, modifiedAtUs: expected.modifiedAtUs }))
    throw refuse("changed", path)
}

const removeIfThere = async ({ directory, name }: Place): Promise<void> => {
  try {
    await directory.removeEntry(name)
  } catch (cause) {
    if (!isAbsence(cause)) throw cause
  }
}

/** Looks at the original and says how long to wait until a new file's time is surely later, in milliseconds. */
const inspect = async (path: string, expected: WriteOptions["expected"]) => {
  const place = await placeOf("writeAtomic", path)
  const before = await look(path, place)
  checkExpected(path, before, expected)
  // The browser's own clock, since it gives the new file its time.
  const waitMs = before === undefined ? 0 : before.modifiedAtUs / 1000 + tickMs - Date.now()
  if (waitMs > longestWaitMs) throw refuse("attributes", path)
  const temporary: Place = { directory: place.directory, name: temporaryNameOf(place.name) }
  return { place, before, temporary, waitMs: Math.max(0, waitMs) }
}

const windowBytes = 1024 * 1024
/** How much is written before others get their turn on the thread. */
const sliceBytes = 16 * windowBytes

const writeAt = (file: SyncAccessHandle, content: Uint8Array, at: number, path: string): number => {
  const written = file.write(content, { at })
  if (written < content.length) throw refuse("full", path)
  return written
}

/** Ranges of the original in windows, new bytes as they are. */
function* windows(content: Spliced, original: OpenFile, path: string): Generator<Uint8Array> {
  const window = new Uint8Array(windowBytes)
  for (const piece of content.pieces(original)) {
    if (piece instanceof Uint8Array) {
      yield piece
      continue
    }
    for (let at = piece.from; at < piece.to; ) {
      const count = original.read(window.subarray(0, Math.min(windowBytes, piece.to - at)), at)
      if (count === 0) throw refuse("changed", path)
      yield window.subarray(0, count)
      at += count
    }
  }
}

/** Writes until the slice is full; answers the new end, undefined when nothing is left. */
const writeSlice = (file: SyncAccessHandle, all: Generator<Uint8Array>, from: number, path: string): number | undefined => {
  for (let at = from; ; ) {
    const next = all.next()
    if (next.done === true) return undefined
    at += writeAt(file, next.value, at, path)
    if (at - from >= sliceBytes) return at
  }
}

const attemptWrite = <A>(path: string, f: () => A): Effect.Effect<A, FileError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(f())
    } catch (cause) {
      return Effect.fail(toFileError("writeAtomic", path, cause))
    }
  })

/** Takes the pieces in slices between which it can be interrupted. */
const writeSpliced = (
  file: SyncAccessHandle,
  path: string,
  content: Spliced,
  original: OpenFile
): Effect.Effect<void, FileError> =>
  Effect.gen(function* () {
    const all = windows(content, original, path)
    let at: number | undefined = 0
    while (at !== undefined) {
      const from: number = at
      at = yield* attemptWrite(path, () => writeSlice(file, all, from, path))
      if (at !== undefined) yield* Effect.yieldNow
    }
    yield* attemptWrite(path, () => {
      const sizeBytes = file.getSize()
      if (sizeBytes !== content.sizeBytes) throw new RangeError(`pieces of ${sizeBytes} bytes, not ${content.sizeBytes}`)
    })
  })

/** Fills and flushes the temporary file, in which a crash may have left something. */
const fill = (
  { handle, path }: Pending,
  write: (file: SyncAccessHandle) => Effect.Effect<unknown, FileError>
): Effect.Effect<void, FileError> =>
  Effect.acquireUseRelease(
    attemptAsync("writeAtomic", path, () => handle.createSyncAccessHandle()),
    (file) =>
      attemptWrite(path, () => file.truncate(0)).pipe(
        Effect.andThen(write(file)),
        Effect.andThen(attemptWrite(path, () => file.flush()))
      ),
    (file) => Effect.sync(() => file.close())
  )

const prepare = async (path: string, inspected: Awaited<ReturnType<typeof inspect>>): Promise<Pending> => {
  const { place, before, temporary } = inspected
  const handle = await temporary.directory.getFileHandle(temporary.name, { create: true })
  if (!isOpfsFile(handle)) throw new Error("OPFS without synchronous access handles: this driver runs in a dedicated worker only")
  return { path, place, temporary, handle, before }
}

const runVerify = (
  { path, temporary }: Pending,
  verify: WriteOptions["verify"],
  original?: OpenFile
): Effect.Effect<void, FileError> =>
  verify === undefined
    ? Effect.void
    : Effect.acquireUseRelease(
        attemptAsync("writeAtomic", path, () =>
          openFile("writeAtomic", joinPath(parentOf(path), temporary.name), { shownAs: path })
        ),
        ({ file }) =>
          Effect.flatMap(
            attemptWrite(path, () => verify(file, original)),
            awaitAnswer
          ),
        ({ close }) => Effect.sync(close)
      ).pipe(Effect.flatMap((good) => (good ? Effect.void : Effect.fail(refuse("refused", path)))))

const fillAndVerify = (pending: Pending, content: Uint8Array | Spliced, verify: WriteOptions["verify"]) => {
  const { path } = pending
  if (content instanceof Uint8Array) {
    const write = (file: SyncAccessHandle) => attemptWrite(path, () => writeAt(file, content, 0, path))
    return Effect.andThen(fill(pending, write), runVerify(pending, verify))
  }
  return Effect.acquireUseRelease(
    attemptAsync("writeAtomic", content.of ?? path, () => openFile("writeAtomic", content.of ?? path)),
    ({ file: original }) =>
      Effect.andThen(
        fill(pending, (file) => writeSpliced(file, path, content, original)),
        runVerify(pending, verify, original)
      ),
    ({ close }) => Effect.sync(close)
  )
}

const commit = async ({ path, place, handle, before }: Pending): Promise<FileInfo> => {
  const now = await look(path, place)
  if (!isSame(before, now)) throw refuse(before === undefined ? "exists" : "changed", path)
  await handle.move(place.directory, place.name)
  const file = await handle.getFile()
  return { kind: "file", sizeBytes: file.size, modifiedAtUs: modifiedAtUsOf(file), linked: false }
}

const underWay = new Set<string>()

const claim = (path: string): Effect.Effect<void, FileError> =>
  Effect.suspend(() => {
    if (underWay.has(path)) return Effect.fail(refuse("busy", path))
    underWay.add(path)
    return Effect.void
  })

const replace = Effect.fnUntraced(function* (path: string, content: Uint8Array | Spliced, options: WriteOptions) {
  const inspected = yield* attemptAsync("writeAtomic", path, () => inspect(path, options.expected))
  if (inspected.waitMs > 0) yield* Effect.sleep(inspected.waitMs)
  return yield* Effect.acquireUseRelease(
    attemptAsync("writeAtomic", path, () => prepare(path, inspected)),
    (pending) =>
      Effect.andThen(
        fillAndVerify(pending, content, options.verify),
        Effect.uninterruptible(attemptAsync("writeAtomic", path, () => commit(pending)))
      ),
    // Where all went well it has the file's own name by now.
    (pending, exit) => (Exit.isSuccess(exit) ? Effect.void : Effect.promise(() => removeIfThere(pending.temporary)))
  )
})

export const writeAtomic = (
  path: string,
  content: Uint8Array | Spliced,
  options: WriteOptions = {}
): Effect.Effect<FileInfo, FileError> =>
  Effect.acquireUseRelease(
    claim(path),
    () => replace(path, content, options),
    () => Effect.sync(() => underWay.delete(path))
  )
