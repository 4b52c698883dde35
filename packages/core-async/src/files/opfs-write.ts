/**
 * Replacing a file on OPFS: temporary file beside it, written and flushed through a synchronous handle, read by `verify`, then moved
 * over the original in one step. A crash before the move leaves the original and a temporary file, which the next write removes.
 * OPFS has no owner, mode, attributes or links; its times are its own, in milliseconds, so a write waits until its time is later.
 */
import * as Effect from "effect/Effect"
import { awaitAnswer } from "./answer.ts"
import { FileError, type FileErrorReason, type FileInfo, type WriteOptions } from "./files.ts"
import {
  attemptAsync,
  findEntry,
  isOpfsFile,
  modifiedAtUsOf,
  type OpfsFileHandle,
  type Place,
  placeOf,
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
    if (!(cause instanceof DOMException && cause.name === "NotFoundError")) throw cause
  }
}

/** Looks at the original and says how long to wait until a new file's time is surely later, in milliseconds. */
const inspect = async (path: string, expected: WriteOptions["expected"]) => {
  const place = await placeOf("writeAtomic", path)
  const before = await look(path, place)
  checkExpected(path, before, expected)
  const waitMs = before === undefined ? 0 : before.modifiedAtUs / 1000 + tickMs - Date.now()
  if (waitMs > longestWaitMs) throw refuse("attributes", path)
  const temporary: Place = { directory: place.directory, name: temporaryNameOf(place.name) }
  return { place, before, temporary, waitMs: Math.max(0, waitMs) }
}

const fill = async (handle: OpfsFileHandle, content: Uint8Array, path: string): Promise<void> => {
  const file = await handle.createSyncAccessHandle()
  try {
    const written = file.write(content, { at: 0 })
    if (written < content.length) throw refuse("full", path)
    file.flush()
  } finally {
    file.close()
  }
}

const prepare = async (path: string, content: Uint8Array, inspected: Awaited<ReturnType<typeof inspect>>): Promise<Pending> => {
  const { place, before, temporary } = inspected
  await removeIfThere(temporary)
  const handle = await temporary.directory.getFileHandle(temporary.name, { create: true })
  if (!isOpfsFile(handle)) throw new Error("OPFS without synchronous access handles: this driver runs in a dedicated worker only")
  try {
    await fill(handle, content, path)
  } catch (cause) {
    await removeIfThere(temporary)
    throw cause
  }
  return { path, place, temporary, handle, before }
}

const runVerify = (pending: Pending, verify: NonNullable<WriteOptions["verify"]>): Effect.Effect<void, FileError> => {
  const { path, temporary } = pending
  return Effect.acquireUseRelease(
    attemptAsync("writeAtomic", path, () => openFile("writeAtomic", joinPath(parentOf(path), temporary.name), { shownAs: path })),
    ({ file }) =>
      Effect.suspend(() => {
        try {
          return awaitAnswer(verify(file))
        } catch (cause) {
          return Effect.fail(toFileError("writeAtomic", path, cause))
        }
      }),
    ({ close }) => Effect.sync(close)
  ).pipe(Effect.flatMap((good) => (good ? Effect.void : Effect.fail(refuse("refused", path)))))
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

const replace = Effect.fnUntraced(function* (path: string, content: Uint8Array, options: WriteOptions) {
  const inspected = yield* attemptAsync("writeAtomic", path, () => inspect(path, options.expected))
  if (inspected.waitMs > 0) yield* Effect.sleep(inspected.waitMs)
  return yield* Effect.acquireUseRelease(
    attemptAsync("writeAtomic", path, () => prepare(path, content, inspected)),
    (pending) =>
      Effect.andThen(
        options.verify === undefined ? Effect.void : runVerify(pending, options.verify),
        Effect.uninterruptible(attemptAsync("writeAtomic", path, () => commit(pending)))
      ),
    (pending) => Effect.promise(() => removeIfThere(pending.temporary))
  )
})

export const writeAtomic = (path: string, content: Uint8Array, options: WriteOptions = {}): Effect.Effect<FileInfo, FileError> =>
  Effect.acquireUseRelease(
    claim(path),
    () => replace(path, content, options),
    () => Effect.sync(() => underWay.delete(path))
  )
