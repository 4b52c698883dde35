/** A file that the user names, as bytes or as text. */
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { realPathOf } from "../config/choose-library.ts"
import { Failure, fromNamedFile } from "../errors/failure.ts"

/** Reads it whole; one that is not there is said to be so. */
export const readNamedFile = Effect.fnUntraced(function* (file: string) {
  const files = yield* Files
  const path = yield* realPathOf(file)
  const bytes = yield* Effect.mapError(files.readFile(path), fromNamedFile("read"))
  return { path, bytes }
})

/** The same as text; one that holds no UTF-8 is said to be so. */
export const readTextFile = Effect.fnUntraced(function* (file: string) {
  const { path, bytes } = yield* readNamedFile(file)
  return { path, text: yield* decode(bytes, path) }
})

const decode = (bytes: Uint8Array, path: string): Effect.Effect<string, Failure> =>
  Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () =>
      new Failure({ code: "usage", message: `${path} is not UTF-8 text`, remedy: "Save it as UTF-8 and try again.", path })
  })
