/**
 * Log lines on standard error: warnings unless told otherwise, with -v everything down to debug. With --json each is a JSON object.
 * A library may give thousands of warnings of one kind: the first few are shown, the rest counted when the command ends.
 * Values that carry secrets are `Redacted` in Deadwax and print as that, whatever the level.
 */

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type { LogLevel } from "effect/LogLevel"
import * as References from "effect/References"
import { visible } from "./escape.ts"
import { noticeLine } from "./notice.ts"
import { grouped } from "./numbers.ts"
import { type Manner, Screen, type ScreenShape } from "./screen.ts"

const levelOf = ({ quiet, verbose }: Manner): LogLevel => (verbose ? "Debug" : quiet ? "Error" : "Warn")

const wordsOf = (message: unknown): string => (Array.isArray(message) ? message.join(" ") : String(message))

/** What a person wants of a warning: its words. The fields come with -v. */
const wordsOnly = Logger.map(
  Logger.formatStructured,
  ({ level, message }) => `${level === "WARN" ? "warning" : level.toLowerCase()}: ${wordsOf(message)}`
)

const formatter = ({ json, verbose }: Manner): Logger.Logger<unknown, string> =>
  json ? Logger.formatJson : Logger.map(verbose ? Logger.formatLogFmt : wordsOnly, visible)

const mostOfAKind = 5

/** What a warning says, without the path before it. */
const kindOf = (text: string): string => text.slice(text.lastIndexOf(": ") + 1).trim()

/** Counts warnings of each kind; the sixth of a kind and all after it are only counted. One that is repeated counts once. */
const makeCounter = () => {
  const counts = new Map<string, number>()
  const seen = new Set<string>()
  return {
    isShown: (text: string): boolean => {
      if (seen.has(text)) return false
      seen.add(text)
      const count = (counts.get(kindOf(text)) ?? 0) + 1
      counts.set(kindOf(text), count)
      return count <= mostOfAKind
    },
    rest: (): ReadonlyArray<string> =>
      [...counts]
        .filter(([, count]) => count > mostOfAKind)
        .map(([kind, count]) => `and ${grouped(count - mostOfAKind)} more: ${kind} (-v names them)`)
  }
}

/** Warnings in the form that all warnings have; with -v none is left out, and in words they are log lines like the others. */
const makeLogger = (screen: ScreenShape, counter: ReturnType<typeof makeCounter>): Logger.Logger<unknown, void> => {
  const format = formatter(screen.manner)
  const { json, verbose } = screen.manner
  return Logger.make((options) => {
    const text = wordsOf(options.message)
    if (options.logLevel !== "Warn" || (verbose && !json)) screen.noteNow(`${format.log(options)}\n`)
    else if (verbose || counter.isShown(text)) screen.noteNow(noticeLine(screen, "warning", text))
  })
}

export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const screen = yield* Screen
    const counter = makeCounter()
    yield* Effect.addFinalizer(() =>
      Effect.forEach(counter.rest(), (text) => screen.note(noticeLine(screen, "warning", text)), { discard: true })
    )
    const logger = Logger.layer([makeLogger(screen, counter)])
    return Layer.mergeAll(logger, Layer.succeed(References.MinimumLogLevel, levelOf(screen.manner)))
  })
)
