/** From the system's error codes to the port's reasons, for Bun and Node alike. */
import * as Effect from "effect/Effect"
import { FileError, type FileErrorReason } from "./files.ts"

const reasons: Readonly<Record<string, FileErrorReason>> = {
  ENOENT: "not-found",
  EEXIST: "exists",
  ENOTDIR: "not-a-directory",
  EISDIR: "is-a-directory",
  ENOTEMPTY: "not-empty",
  EACCES: "permission",
  EPERM: "permission",
  EROFS: "read-only",
  ENOSPC: "full",
  EDQUOT: "full",
  EFBIG: "full",
  EBUSY: "busy",
  EAGAIN: "busy",
  ETXTBSY: "busy",
  EMFILE: "busy",
  ENFILE: "busy",
  ELOOP: "linked",
  ENAMETOOLONG: "name",
  EILSEQ: "name",
  // A name that this file system cannot hold, or a directory moved into itself.
  EINVAL: "name"
}

/** The system's code of an error, as "ENOENT"; undefined for an error that is not the system's, which is a bug. */
export const codeOf = (cause: unknown): string | undefined => {
  if (!(cause instanceof Error) || !("code" in cause) || typeof cause.code !== "string") return undefined
  return cause.code.startsWith("ERR_") ? undefined : cause.code
}

/** Throws what is no expected failure. */
export const toFileError = (operation: string, path: string, cause: unknown): FileError => {
  if (cause instanceof FileError) return cause
  const code = codeOf(cause)
  if (code === undefined) throw cause
  return new FileError({ reason: reasons[code] ?? "io", operation, path, cause })
}

/** The same for changes to a file or directory: being forbidden to change is being `read-only`. */
export const toWriteError = (operation: string, path: string, cause: unknown): FileError => {
  const error = toFileError(operation, path, cause)
  return error.reason === "permission" ? new FileError({ reason: "read-only", operation, path, cause }) : error
}

/** Runs `f`; a system error becomes the failure `map` makes of it, anything else a defect. */
export const attempt = <A>(
  operation: string,
  path: string,
  f: () => A,
  map: (operation: string, path: string, cause: unknown) => FileError = toFileError
): Effect.Effect<A, FileError> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(f())
    } catch (cause) {
      return Effect.fail(map(operation, path, cause))
    }
  })
