/** Puts a failure before the user: two sentences, or one line of JSON; the same of each that was found with it. */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import { jsonLine, visible } from "../print/escape.ts"
import { lossLines } from "../print/loss.ts"
import { markPlace } from "../print/mark-place.ts"
import { Screen } from "../print/screen.ts"
import type { Failure } from "./failure.ts"

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** The failure and what caused it, as stacks; for -v only. */
const stackOf = (failure: Failure): string => {
  const { cause } = failure
  if (Cause.isCause(cause)) return Cause.pretty(cause)
  return cause instanceof Error ? (cause.stack ?? cause.message) : (failure.stack ?? failure.message)
}

export const reportFailure = Effect.fnUntraced(function* (failure: Failure) {
  for (const one of [failure, ...(failure.others ?? [])]) yield* reportOne(one)
})

const reportOne = Effect.fnUntraced(function* (failure: Failure) {
  const screen = yield* Screen
  const { code, message, remedy, path = null, place, loss, moves } = failure
  if (screen.manner.json) {
    const where = place === undefined ? {} : { position: place.position, length: place.length, expected: place.expected }
    const what = {
      ...(loss !== undefined && { loss }),
      ...(moves !== undefined && { moves }),
      ...(screen.manner.verbose && { stack: stackOf(failure) })
    }
    yield* screen.note(`${jsonLine({ error: { code, message, remedy, path, ...where, ...what } })}\n`)
  } else {
    const lead = screen.noteStyle.red("deadwax:")
    const shown = place === undefined ? "" : `${markPlace(place, screen.columns()).join("\n")}\nExpected: ${place.expected}.\n`
    const what = lossLines(failure).map((line) => `${visible(line)}\n`)
    yield* screen.note(`${lead} ${sentence(visible(message))}\n${shown}${what.join("")}${sentence(visible(remedy))}\n`)
  }
  if (screen.manner.verbose && !screen.manner.json) yield* screen.note(`${stackOf(failure)}\n`)
})
