/**
 * Log lines on standard error: warnings unless told otherwise, with -v everything down to debug. With --json each is a JSON object.
 * Values that carry secrets are `Redacted` in Deadwax and print as that, whatever the level.
 */

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type { LogLevel } from "effect/LogLevel"
import * as References from "effect/References"
import { visible } from "./escape.ts"
import { type Manner, Screen } from "./screen.ts"

const levelOf = ({ quiet, verbose }: Manner): LogLevel => (verbose ? "Debug" : quiet ? "Error" : "Warn")

/** What a person wants of a warning: its words. The fields come with -v. */
const wordsOnly = Logger.map(Logger.formatStructured, ({ level, message }) => {
  const text = Array.isArray(message) ? message.join(" ") : String(message)
  return `${level === "WARN" ? "warning" : level.toLowerCase()}: ${text}`
})

const formatter = ({ json, verbose }: Manner): Logger.Logger<unknown, string> =>
  json ? Logger.formatJson : Logger.map(verbose ? Logger.formatLogFmt : wordsOnly, visible)

export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const { manner, noteNow } = yield* Screen
    const logger = Logger.map(formatter(manner), (line) => noteNow(`${line}\n`))
    return Layer.mergeAll(Logger.layer([logger]), Layer.succeed(References.MinimumLogLevel, levelOf(manner)))
  })
)
