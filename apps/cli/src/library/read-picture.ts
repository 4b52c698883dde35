/** The picture that a `cover` command was given, or the wish for none: `FILE`, or `--remove`. */
import { extname, resolve } from "node:path"
import { type FileError, Files } from "@deadwax/core-async"
import { type CoverPicture, largestCoverBytes } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"

/** The picture; null where the cover is to be taken away. Nothing is read of a file that is too large to be one. */
export const readPicture = Effect.fnUntraced(function* (
  given: string | undefined,
  isRemoved: boolean
): Effect.fn.Return<CoverPicture | null, Failure, Files> {
  if ((given === undefined) !== isRemoved) {
    const message = isRemoved ? "--remove takes the cover away, so it does not go with a FILE" : "which picture was not said"
    return yield* new Failure({ code: "usage", message, remedy: "Give a FILE, or --remove." })
  }
  if (given === undefined) return null
  const files = yield* Files
  const path = resolve(given)
  const refuse = (message: string, remedy: string) => new Failure({ code: "usage", message, remedy, path })
  const failed = (error: FileError) =>
    refuse(`the picture ${path} cannot be read (${error.reason})`, "Check it and its permissions.")
  const info = yield* Effect.mapError(files.stat(path), failed)
  if (info === undefined) return yield* refuse(`there is no picture ${path}`, "Check its path.")
  if (info.kind !== "file") return yield* refuse(`${path} is no file`, "Give a picture.")
  if (info.sizeBytes > largestCoverBytes) return yield* refuse(`the picture ${path} is larger than 64 MB`, "Give a smaller one.")
  const extension = extname(path).slice(1).toLowerCase()
  return { bytes: yield* Effect.mapError(files.readFile(path), failed), extension, path }
})
