/** A sentence beside the answer, on standard error: in words, or as `{"notice": {"message": …}}` so that all of that stream stays JSON. */
import * as Effect from "effect/Effect"
import { jsonLine, visible } from "./escape.ts"
import { Screen } from "./screen.ts"

export const printNotice = Effect.fnUntraced(function* (kind: "notice" | "warning", text: string) {
  const { manner, note, noteStyle } = yield* Screen
  if (manner.quiet) return
  yield* note(manner.json ? `${jsonLine({ [kind]: { message: text } })}\n` : `${noteStyle.yellow(`${kind}:`)} ${visible(text)}\n`)
})
