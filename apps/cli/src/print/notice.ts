/** A sentence beside the answer, on standard error: in words, or as `{"notice": {"message": …}}` so that all of that stream stays JSON. */
import * as Effect from "effect/Effect"
import { jsonLine, visible } from "./escape.ts"
import { Screen, type ScreenShape } from "./screen.ts"

export const noticeLine = ({ manner, noteStyle }: ScreenShape, kind: "notice" | "warning", text: string): string =>
  manner.json ? `${jsonLine({ [kind]: { message: text } })}\n` : `${noteStyle.yellow(`${kind}:`)} ${visible(text)}\n`

export const printNotice = Effect.fnUntraced(function* (kind: "notice" | "warning", text: string) {
  const screen = yield* Screen
  if (!screen.manner.quiet) yield* screen.note(noticeLine(screen, kind, text))
})
