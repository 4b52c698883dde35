/** One thing on standard output: JSON when that is wanted, else its lines. */
import * as Effect from "effect/Effect"
import { jsonLine } from "./escape.ts"
import { type Field, fieldLines } from "./fields.ts"
import { printLines } from "./rows.ts"
import { Screen } from "./screen.ts"

export const printJson = Effect.fnUntraced(function* (value: unknown) {
  const screen = yield* Screen
  yield* screen.out(`${jsonLine(value)}\n`)
})

export const printFields = Effect.fnUntraced(function* (fields: ReadonlyArray<Field>) {
  const screen = yield* Screen
  yield* printLines(fieldLines(fields, screen.outStyle))
})
