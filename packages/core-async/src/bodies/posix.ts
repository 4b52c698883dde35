/**
 * Bodies on a POSIX disk, for Bun and Node.
 *
 * Plain descriptors, since a FileHandle that is forgotten ends the process. One whose body nobody reads any more (a client that left at the
 * wrong moment) is closed when the body is collected.
 */
import { type BigIntStats, close, constants, fstat, open, read, readlink, realpath, stat } from "node:fs"
import { promisify } from "node:util"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { FileError } from "../files/files.ts"
import { checkPath, isWithin } from "../files/path.ts"
import { toFileError } from "../files/posix-error.ts"
import { makeRead } from "../files/posix-read.ts"
import { toFileInfo } from "../files/posix-stat.ts"
import { Bodies, type Body } from "./bodies.ts"

const operation = "openBody"
const chunkBytes = 128 * 1024
// Not blocking: a pipe in a music folder must not stop the server for ever.
const flags = constants.O_RDONLY | constants.O_NONBLOCK

const openAsync = promisify<string, number, number>(open)
const readAsync = promisify(read)
const followAsync = promisify(realpath)
const readlinkAsync = promisify<string, string>(readlink)
const statAsync = (path: string): Promise<BigIntStats> =>
  new Promise((resolve, reject) => {
    stat(path, { bigint: true }, (cause, info) => (cause ? reject(cause) : resolve(info)))
  })
const fstatAsync = (descriptor: number): Promise<BigIntStats> =>
  new Promise((resolve, reject) => {
    fstat(descriptor, { bigint: true }, (cause, info) => (cause ? reject(cause) : resolve(info)))
  })

/** Nothing was written, so nothing can be lost by a failure. */
const closeQuietly = (descriptor: number): void => close(descriptor, () => undefined)

const forgotten = new FinalizationRegistry<() => void>((closeIt) => closeIt())

const refuse = (reason: FileError["reason"], path: string, cause?: string): FileError =>
  new FileError({ reason, operation, path, cause })

/**
 * Where an open file is. Linux tells of the file itself. Elsewhere its name is followed, and what is found there must be this file: that
 * leaves a gap to whoever can exchange directories of the library at the right moment twice.
 */
const placeOf = async (descriptor: number, path: string, info: BigIntStats): Promise<string> => {
  if (process.platform === "linux") {
    const told = await readlinkAsync(`/proc/self/fd/${descriptor}`).catch(() => undefined)
    if (told?.startsWith("/") === true) return told
  }
  const real = await followAsync(path)
  const there = await statAsync(real)
  if (there.dev !== info.dev || there.ino !== info.ino) throw refuse("changed", path)
  return real
}

const checkOpened = async (descriptor: number, root: string, path: string): Promise<BigIntStats> => {
  const info = await fstatAsync(descriptor)
  if (info.isDirectory()) throw refuse("is-a-directory", path)
  if (!info.isFile()) throw refuse("io", path, "not a regular file")
  const [realRoot, place] = await Promise.all([followAsync(root), placeOf(descriptor, path, info)])
  if (!isWithin(realRoot, place)) throw refuse("name", path, "outside the root")
  return info
}

interface Opened {
  readonly descriptor: number
  readonly path: string
  readonly close: () => void
}

type Controller = ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>

/** A stream that reads when it is asked to, and never further ahead. */
const stream = ({ descriptor, path, close }: Opened, start: number, end: number): ReadableStream<Uint8Array<ArrayBuffer>> => {
  let at = start
  const pull = async (controller: Controller) => {
    const length = Math.min(chunkBytes, end - at)
    const { bytesRead, buffer } = await readAsync(descriptor, new Uint8Array(length), 0, length, at)
    if (bytesRead === 0 && length > 0) throw refuse("changed", path, "it became shorter")
    at += bytesRead
    if (bytesRead > 0) controller.enqueue(buffer.subarray(0, bytesRead))
    if (at < end) return
    close()
    controller.close()
  }
  const pullOrClose = (controller: Controller) =>
    pull(controller).catch((cause: unknown) => {
      close()
      throw cause
    })
  const sent = new ReadableStream({ pull: pullOrClose, cancel: close }, { highWaterMark: 0 })
  forgotten.register(sent, close)
  return sent
}

const toBody = (descriptor: number, path: string, info: BigIntStats): Body => {
  const { sizeBytes, modifiedAtUs, linked } = toFileInfo(info, false)
  let isOpen = true
  const closeIt = () => {
    if (isOpen) closeQuietly(descriptor)
    isOpen = false
  }
  return {
    sizeBytes,
    modifiedAtUs,
    file: { path, sizeBytes, modifiedAtUs, linked, read: makeRead(descriptor, path, () => isOpen) },
    send: (start, end) => stream({ descriptor, path, close: closeIt }, start, end),
    close: closeIt
  }
}

const openBody = async (root: string, path: string): Promise<Body> => {
  const descriptor = await openAsync(checkPath(operation, path), flags)
  try {
    return toBody(descriptor, path, await checkOpened(descriptor, root, path))
  } catch (cause) {
    closeQuietly(descriptor)
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
