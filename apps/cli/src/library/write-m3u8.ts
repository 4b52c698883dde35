/** A playlist on its way out to a file of the user's. */
import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { Failure, fromFileError } from "../errors/failure.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"

const readHead = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const [head] = yield* files.readEach([path], (file) => {
    const bytes = new Uint8Array(16)
    return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, 0)))
  })
  return yield* Effect.fromResult(head!)
})

/** What may be replaced at a path, null for nothing: another M3U8 may, anything else there is somebody's file. */
const replaceable = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const there = yield* files.stat(path).pipe(Effect.mapError(fromFileError("look at")))
  if (there === undefined) return null
  const head = there.kind === "file" ? yield* Effect.mapError(readHead(path), fromFileError("read")) : ""
  if (head.startsWith("#EXTM3U")) return there
  return yield* new Failure({
    code: "usage",
    message: `${path} is there already and is no M3U8; it was not replaced`,
    remedy: "Name another file.",
    path
  })
})

/** Writes the text of the playlist `name`, and says so. */
export const writeM3u8 = Effect.fnUntraced(function* (name: string, file: string, text: string) {
  const files = yield* Files
  const { manner } = yield* Screen
  const path = resolve(file)
  const expected = yield* replaceable(path)
  yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected }).pipe(Effect.mapError(fromFileError("write")))
  if (manner.json) yield* printJson({ name, path })
  else if (!manner.quiet) yield* printLines([`${visible(name)}: written to ${visible(path)}`])
  return 1
})
