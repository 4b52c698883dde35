/** Bodies on a POSIX disk, for Bun and Node. */
import { type BigIntStats, constants } from "node:fs"
import { type FileHandle, open, readlink, realpath, stat } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FileError, type OpenFile } from "../files/files.ts"
import { checkPath, isWithin } from "../files/path.ts"
import { toFileError } from "../files/posix-error.ts"
import { readFully } from "../files/posix-read.ts"
import { toFileInfo } from "../files/posix-stat.ts"
import { Bodies, type Body } from "./bodies.ts"

const operation = "openBody"
const chunkBytes = 128 * 1024
// Not blocking: a pipe in a music folder must not stop the server for ever.
const flags = constants.O_RDONLY | constants.O_NONBLOCK

const refuse = (reason: FileError["reason"], path: string, cause?: string): FileError =>
  new FileError({ reason, operation, path, cause })

/**
 * Where an open file is. Linux tells of the file itself. Elsewhere its name is followed, and what is found there must be this file: that
 * leaves a gap to whoever can exchange directories of the library at the right moment twice.
 */
const placeOf = async (handle: FileHandle, path: string, info: BigIntStats): Promise<string> => {
  if (process.platform === "linux") {
    const told = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => undefined)
    if (told?.startsWith("/") === true) return told
  }
  const real = await realpath(path)
  const there = await stat(real, { bigint: true })
  if (there.dev !== info.dev || there.ino !== info.ino) throw refuse("changed", path)
  return real
}

const checkOpened = async (handle: FileHandle, root: string, path: string): Promise<BigIntStats> => {
  const info = await handle.stat({ bigint: true })
  if (info.isDirectory()) throw refuse("is-a-directory", path)
  if (!info.isFile()) throw refuse("io", path, "not a regular file")
  const [realRoot, place] = await Promise.all([realpath(root), placeOf(handle, path, info)])
  if (!isWithin(realRoot, place)) throw refuse("name", path, "outside the root")
  return info
}

/** A stream that reads when it is asked to, and never further ahead. */
const stream = (opened: Opened, start: number, end: number) => {
  const { handle, path, close } = opened
  let at = start
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) => {
    const length = Math.min(chunkBytes, end - at)
    const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, at)
    if (bytesRead === 0 && length > 0) throw refuse("changed", path, "it became shorter")
    at += bytesRead
    if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
    if (at < end) return
    close()
    controller.close()
  }
  const pullOrClose = (controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>) =>
    pull(controller).catch((cause: unknown) => {
      close()
      throw cause
    })
  return new ReadableStream({ pull: pullOrClose, cancel: close }, { highWaterMark: 0 })
}

interface Opened {
  readonly handle: FileHandle
  readonly path: string
  readonly close: () => void
}

const toBody = (handle: FileHandle, path: string, info: BigIntStats): Body => {
  let isOpen = true
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    // Nothing was written, so nothing can be lost by a failure to close.
    handle.close().catch(() => undefined)
  }
  const { sizeBytes, modifiedAtUs, linked } = toFileInfo(info, false)
  const read: OpenFile["read"] = (target, position) => {
    if (!isOpen) throw refuse("io", path, "read after the file was closed")
    try {
      return readFully(handle.fd, target, position)
    } catch (cause) {
      throw toFileError(operation, path, cause)
    }
  }
  return {
    sizeBytes,
    modifiedAtUs,
    file: { path, sizeBytes, modifiedAtUs, linked, read },
    send: (start, end) => stream({ handle, path, close }, start, end),
    close
  }
}

const openBody = async (root: string, path: string): Promise<Body> => {
  const handle = await open(checkPath(operation, path), flags)
  try {
    return toBody(handle, path, await checkOpened(handle, root, path))
  } catch (cause) {
    await handle.close()
    throw cause
  }
}

/** Not to be interrupted: nobody else would close what is opened by then. */
const openSafely = (root: string, path: string): Effect.Effect<Body, FileError> =>
  Effect.tryPromise({ try: () => openBody(root, path), catch: (cause) => cause }).pipe(
    Effect.catch((cause) => Effect.suspend(() => Effect.fail(toFileError(operation, path, cause)))),
    Effect.uninterruptible
  )

export const layer: Layer.Layer<Bodies> = Layer.succeed(Bodies, Bodies.of({ open: openSafely }))
