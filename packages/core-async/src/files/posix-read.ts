/** Reading on a POSIX disk: files are opened one after the other and read by plain calls. */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { awaitAnswer, isEffect, isPromiseLike } from "./answer.ts"
import { type Answer, FileError, type OpenFile } from "./files.ts"
import { checkPath } from "./path.ts"
import { attempt, codeOf, toFileError } from "./posix-error.ts"
import { toFileInfo } from "./posix-stat.ts"

/** How long files are read before others get their turn on the thread. */
const sliceMs = 20

// Not blocking: a pipe in a music folder must not stop the scan for ever.
const flags = constants.O_RDONLY | constants.O_NONBLOCK

/** Opens a file and tells, without a call more, whether the name was a symbolic link. */
const openDescriptor = (path: string): { readonly descriptor: number; readonly throughLink: boolean } => {
  try {
    return { descriptor: openSync(path, flags | constants.O_NOFOLLOW), throughLink: false }
  } catch (cause) {
    if (codeOf(cause) !== "ELOOP") throw cause
    return { descriptor: openSync(path, flags), throughLink: true }
  }
}

/** Fills `target` as far as the file reaches: one call may answer less than there is. */
const readFully = (descriptor: number, target: Uint8Array, position: number): number => {
  let filled = 0
  while (filled < target.length) {
    const count = readSync(descriptor, target, filled, target.length - filled, position + filled)
    if (count === 0) break
    filled += count
  }
  return filled
}

/** The `read` of an open file, called by the name `path`, for as long as `isOpen` says so. */
export const makeRead =
  (descriptor: number, path: string, isOpen: () => boolean): OpenFile["read"] =>
  (target, position) => {
    // The number of a closed descriptor may by now be another file's.
    if (!isOpen()) throw new FileError({ reason: "io", operation: "read", path, cause: "read after the file was closed" })
    if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`position ${position}`)
    try {
      return readFully(descriptor, target, position)
    } catch (cause) {
      throw toFileError("read", path, cause)
    }
  }

export interface PosixFile {
  readonly file: OpenFile
  readonly descriptor: number
  readonly close: () => void
}

/** Opens what lies at `path`, to be called by the name `shownAs`. Throws a `FileError`. */
export const openFile = (operation: string, path: string, shownAs: string = path): PosixFile => {
  const { descriptor, throughLink } = openDescriptor(checkPath(operation, path))
  let open = true
  const close = (): void => {
    if (open) closeSync(descriptor)
    open = false
  }
  try {
    const info = toFileInfo(fstatSync(descriptor, { bigint: true }), throughLink)
    if (info.kind === "directory") throw new FileError({ reason: "is-a-directory", operation, path: shownAs })
    if (info.kind === "other") throw new FileError({ reason: "io", operation, path: shownAs, cause: "not a regular file" })
    const read = makeRead(descriptor, shownAs, () => open)
    const { sizeBytes, modifiedAtUs, linked } = info
    return { file: { path: shownAs, sizeBytes, modifiedAtUs, linked, read }, descriptor, close }
  } catch (cause) {
    close()
    throw cause
  }
}

/** What one file came to; a failure that is no `FileError` is thrown on, as a bug. */
const toFailure = (path: string, cause: unknown): Result.Result<never, FileError> =>
  Result.fail(toFileError("readEach", path, cause))

/** Waits for what `use` promised, then closes the file, also when interrupted. */
const settle = <A>(opened: PosixFile, answer: Answer<A>): Effect.Effect<Result.Result<A, FileError>> =>
  Effect.result(awaitAnswer(answer)).pipe(Effect.ensuring(Effect.sync(opened.close)))

/** Opens one file and uses it. Answers its result, or the effect that will have it when `use` gave a promise or an effect. */
const readOne = <A>(
  path: string,
  index: number,
  use: (file: OpenFile, index: number) => Answer<A>
): Result.Result<A, FileError> | { readonly later: Effect.Effect<Result.Result<A, FileError>> } => {
  let opened: PosixFile | undefined
  try {
    opened = openFile("readEach", path)
    const value = use(opened.file, index)
    if (isEffect(value) || isPromiseLike(value)) {
      const later = settle(opened, value)
      opened = undefined
      return { later }
    }
    return Result.succeed(value)
  } catch (cause) {
    return toFailure(path, cause)
  } finally {
    opened?.close()
  }
}

export const readEach = Effect.fnUntraced(function* <A>(
  paths: ReadonlyArray<string>,
  use: (file: OpenFile, index: number) => Answer<A>
): Effect.fn.Return<ReadonlyArray<Result.Result<A, FileError>>> {
  const results: Array<Result.Result<A, FileError>> = []
  let endsAt = performance.now() + sliceMs
  while (results.length < paths.length) {
    const index = results.length
    const outcome = readOne(paths[index] ?? "", index, use)
    results.push("later" in outcome ? yield* outcome.later : outcome)
    if (performance.now() >= endsAt) {
      yield* Effect.yieldNow
      endsAt = performance.now() + sliceMs
    }
  }
  return results
})

const readWhole = (path: string): Uint8Array => {
  const { file, close } = openFile("readFile", path)
  try {
    // One byte more than there should be shows a file that grew meanwhile.
    let content = new Uint8Array(file.sizeBytes + 1)
    let length = file.read(content, 0)
    while (length === content.length) {
      const larger = new Uint8Array(content.length * 2)
      larger.set(content)
      length += file.read(larger.subarray(length), length)
      content = larger
    }
    return content.slice(0, length)
  } finally {
    close()
  }
}

export const readFile = (path: string): Effect.Effect<Uint8Array, FileError> => attempt("readFile", path, () => readWhole(path))
