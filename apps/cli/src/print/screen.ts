/**
 * Where text goes: data to standard output, everything else to standard error. The only place that writes to either.
 *
 * What makes it hard: a closed pipe must end the program quietly and with success, while output that is lost for any other reason (a
 * full disk) must not look like success; a slow reader must be waited for (so that a list of 200,000 tracks does not pile up in
 * memory), and every byte must be out before the program exits.
 */
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Failure, outputLost } from "../errors/failure.ts"
import { coloured, type Style, uncoloured } from "./style.ts"

/** Whoever read standard output has gone; there is nobody left to work for. */
export class OutputClosed extends Data.TaggedError("OutputClosed")<{ readonly cause: unknown }> {}

/** How the user wants to be talked to: JSON, less, or more. */
export interface Manner {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

export interface ScreenShape {
  readonly manner: Manner
  /** Writes data; waits until a slow reader has taken it. Fails as `storage` when it cannot be written. */
  readonly out: (text: string) => Effect.Effect<void, OutputClosed | Failure>
  /** Writes to standard error; a closed standard error is nobody's failure. */
  readonly note: (text: string) => Effect.Effect<void>
  /** The same for callbacks that cannot wait: progress and log lines. */
  readonly noteNow: (text: string) => void
  readonly outIsTerminal: boolean
  readonly noteIsTerminal: boolean
  /** A question can be asked and answered. */
  readonly canAsk: boolean
  /** Columns of the terminal; 80 where there is none. */
  readonly columns: () => number
  readonly outStyle: Style
  readonly noteStyle: Style
}

export class Screen extends Context.Service<Screen, ScreenShape>()("@deadwax/cli/Screen") {}

/** `NO_COLOR` as its makers define it: present and not empty. */
const wantsColour = (environment: NodeJS.ProcessEnv, isTerminal: boolean): boolean =>
  isTerminal && (environment.NO_COLOR ?? "") === "" && environment.TERM !== "dumb"

type WriteError = Error & { readonly code?: string }

const write = (stream: NodeJS.WriteStream, text: string): Effect.Effect<void, WriteError> =>
  Effect.callback((resume) => {
    stream.write(text, (cause) => resume(cause ? Effect.fail(cause) : Effect.void))
  })

const columnsOf = (environment: NodeJS.ProcessEnv): number => {
  const told = process.stdout.columns || process.stderr.columns || Number(environment.COLUMNS)
  return Number.isSafeInteger(told) && told > 0 ? told : 80
}

const make = (manner: Manner) => {
  // The callback of each write tells what failed; without a listener the same failure would end the process as uncaught.
  // A write after a failed one only hears that the stream is destroyed: what destroyed it is kept.
  let broke: WriteError | undefined
  process.stdout.on("error", (cause: WriteError) => {
    broke ??= cause
  })
  process.stderr.on("error", () => undefined)
  const lost = (cause: WriteError): OutputClosed | Failure => {
    const first = cause.code === "ERR_STREAM_DESTROYED" ? (broke ?? cause) : cause
    return first.code === "EPIPE" ? new OutputClosed({ cause: first }) : outputLost(first)
  }
  const outIsTerminal = process.stdout.isTTY === true
  const noteIsTerminal = process.stderr.isTTY === true
  return Screen.of({
    manner,
    out: (text) => write(process.stdout, text).pipe(Effect.mapError(lost)),
    note: (text) => write(process.stderr, text).pipe(Effect.ignore),
    noteNow: (text) => {
      process.stderr.write(text)
    },
    outIsTerminal,
    noteIsTerminal,
    canAsk: process.stdin.isTTY === true && outIsTerminal,
    columns: () => columnsOf(process.env),
    outStyle: wantsColour(process.env, outIsTerminal) ? coloured : uncoloured,
    noteStyle: wantsColour(process.env, noteIsTerminal) ? coloured : uncoloured
  })
}

export const layer = (manner: Manner): Layer.Layer<Screen> => Layer.sync(Screen, () => make(manner))
