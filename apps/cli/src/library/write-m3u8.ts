/** A playlist on its way out to a file of the user's. */
import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { fromNamedFile } from "../errors/failure.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { replaceable } from "./replaceable.ts"

/** Writes the text of the playlist `name`, and says so. */
export const writeM3u8 = Effect.fnUntraced(function* (name: string, file: string, text: string) {
  const files = yield* Files
  const { manner } = yield* Screen
  const path = resolve(file)
  const expected = yield* replaceable(path, { head: "#EXTM3U", otherwise: "is no M3U8" })
  yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected }).pipe(Effect.mapError(fromNamedFile("write")))
  if (manner.json) yield* printJson({ name, path })
  else if (!manner.quiet) yield* printLines([`${visible(name)}: written to ${visible(path)}`])
  return 1
})
