/**
 * Where text goes: data to standard output, everything else to standard error. The only place that writes to either.
 *
 * What makes it hard: a closed pipe must end the program quietly and with success, while output that is lost for any other reason (a
 * full disk) must not look like success; a slow reader must be waited for (so that a list of 200,000 tracks does not pile up in
 * memory), and every byte must be out before the program exits. A short command's one text goes out by a plain write, since making a
 * stream for it would be a tenth of its time.
 */
import { fstatSync, statSync } from "node:fs"
import { devNull } from "node:os"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Failure, outputLost } from "../errors/failure.ts"
import { writeOut } from "../print-at-once.ts"
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

/** As wide as the terminal is, else as the environment says. */
const columnsOf = (environment: NodeJS.ProcessEnv, terminal: number | false): number => {
  const told = terminal || Number(environment.COLUMNS)
  return Number.isSafeInteger(told) && told > 0 ? told : 80
}

type WriteError = Error & { readonly code?: string }

const write = (stream: NodeJS.WriteStream, text: string): Effect.Effect<void, WriteError> =>
  Effect.callback((resume) => {
    stream.write(text, (cause) => resume(cause ? Effect.fail(cause) : Effect.void))
  })

/** What a pipe takes at once where nobody has written to it yet, with room to spare: characters, of up to three bytes. */
const shortText = 16_384

/** Asks when the answer is first needed, and keeps it. */
const askedOnce = <A>(ask: () => A): (() => A) => {
  let answer: { readonly is: A } | undefined
  return () => {
    answer ??= { is: ask() }
    return answer.is
  }
}

/** Is this one of the terminal's? Asked of the system first, for what knows terminals brings all of networking, and most output goes elsewhere. */
const isTerminal = (descriptor: 0 | 1 | 2): boolean => {
  try {
    const info = fstatSync(descriptor)
    if (!info.isCharacterDevice() || info.rdev === statSync(devNull).rdev) return false
    return process.getBuiltinModule("node:tty").isatty(descriptor)
  } catch {
    // Closed by whoever started the program.
    return false
  }
}

const make = (manner: Manner) => {
  // The callback of each write tells what failed; without a listener the same failure would end the process as uncaught.
  // A write after a failed one only hears that the stream is destroyed: what destroyed it is kept.
  let broke: WriteError | undefined
  // A stream is made when it is first written to: that takes as long as a search.
  const output = askedOnce(() =>
    process.stdout.on("error", (cause: WriteError) => {
      broke ??= cause
    })
  )
  const notes = askedOnce(() => process.stderr.on("error", () => undefined))
  const lost = (cause: WriteError): OutputClosed | Failure => {
    const first = cause.code === "ERR_STREAM_DESTROYED" ? (broke ?? cause) : cause
    return first.code === "EPIPE" ? new OutputClosed({ cause: first }) : outputLost(first)
  }
  const outIsTerminal = isTerminal(1)
  const noteIsTerminal = askedOnce(() => isTerminal(2))
  let isFirst = true
  const writeText = (text: string): Effect.Effect<void, WriteError> => {
    const isAll = isFirst && !outIsTerminal && text.length <= shortText
    isFirst = false
    return isAll ? Effect.tryPromise({ try: () => writeOut(text), catch: (cause) => cause as WriteError }) : write(output(), text)
  }
  return Screen.of({
    manner,
    out: (text) =>
      Effect.mapError(
        Effect.suspend(() => writeText(text)),
        lost
      ),
    note: (text) => Effect.ignore(Effect.suspend(() => write(notes(), text))),
    noteNow: (text) => {
      notes().write(text)
    },
    outIsTerminal,
    get noteIsTerminal() {
      return noteIsTerminal()
    },
    get canAsk() {
      return outIsTerminal && isTerminal(0)
    },
    columns: () => columnsOf(process.env, (outIsTerminal && output().columns) || (noteIsTerminal() && notes().columns)),
    outStyle: wantsColour(process.env, outIsTerminal) ? coloured : uncoloured,
    get noteStyle() {
      return wantsColour(process.env, noteIsTerminal()) ? coloured : uncoloured
    }
  })
}

export const layer = (manner: Manner): Layer.Layer<Screen> => Layer.sync(Screen, () => make(manner))
