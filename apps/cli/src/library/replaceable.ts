/** What an export may replace: what an export of its kind wrote; anything else at a path is somebody's file. */
import { type FileInfo, Files } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { Failure, fromNamedFile } from "../errors/failure.ts"

/** How such a file begins, ASCII; `otherwise` completes "… is there already and". */
export interface Replaced {
  readonly head: string
  readonly otherwise: string
}

/** The file at a path that may be replaced; null where there is none. Anything else there is refused as `usage`. */
export const replaceable = Effect.fnUntraced(function* (
  path: string,
  { head, otherwise }: Replaced
): Effect.fn.Return<FileInfo | null, Failure, Files> {
  const files = yield* Files
  const there = yield* files.stat(path).pipe(Effect.mapError(fromNamedFile("write")))
  if (there === undefined) return null
  const found = there.kind === "file" ? yield* Effect.mapError(readHead(path, head.length), fromNamedFile("read")) : ""
  if (found === head) return there
  return yield* new Failure({
    code: "usage",
    message: `${path} is there already and ${otherwise}; it was not replaced`,
    remedy: "Name another file.",
    path
  })
})

const readHead = Effect.fnUntraced(function* (path: string, length: number) {
  const files = yield* Files
  const [head] = yield* files.readEach([path], (file) => {
    const bytes = new Uint8Array(length)
    return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, 0)))
  })
  return yield* Effect.fromResult(head!)
})
