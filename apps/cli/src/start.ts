/**
 * Runs one command to its exit code: parse → service → print. All that can end a command comes together here.
 */
import type { Bodies, Digests, Files, Http, Parts, Processes, Sqlite, Workers } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import type { TagWriter } from "@deadwax/core-tags"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Cause from "effect/Cause"
import type { CliError } from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import { loadCommand, parserLayer } from "./commands/deadwax.ts"
import { mannerOf } from "./commands/global-options.ts"
import { withSortJoined } from "./commands/list-options.ts"
import { parserServices } from "./commands/parser-services.ts"
import type { ExitCode } from "./errors/exit-code.ts"
import { Failure, fromCacheError, fromDefect } from "./errors/failure.ts"
import { reportFailure } from "./errors/report.ts"
import type { SomeFailed } from "./errors/some-failed.ts"
import { dashedCondition, usageFailure } from "./errors/usage.ts"
import * as Log from "./print/log.ts"
import { OutputClosed, Screen, type ScreenShape, layer as screenLayer } from "./print/screen.ts"
import { coloured } from "./print/style.ts"
import { rootHelp } from "./root-help.ts"
import { Ending, type EndingShape, makeEnding } from "./serving/ending.ts"
import type { ServerHost } from "./serving/server-host.ts"
import { version } from "./version.ts"

/** What a runtime gives to the core. */
export type RuntimeLayer = Layer.Layer<
  Bodies | Digests | Files | Http | Parts | Sqlite | Workers | Processes | TagWriter | ServerHost
>

type CommandError = CliError | Failure | CacheError | OutputClosed | SomeFailed

const failureOf = (error: Exclude<CommandError, OutputClosed | SomeFailed>): Failure => {
  if (error._tag === "Failure") return error
  if (error._tag === "CacheError") return fromCacheError(error)
  return error._tag === "ShowHelp" ? usageFailure(error.errors, error.commandPath) : usageFailure([error], ["deadwax"])
}

const report = Effect.fnUntraced(function* (failure: Failure) {
  yield* reportFailure(failure)
  return failure.exitCode
})

const exitCodeOf = (error: CommandError): Effect.Effect<ExitCode, never, Screen> => {
  // Nobody reads any more: there is no one to tell, and nothing went wrong.
  if (error._tag === "OutputClosed") return Effect.succeed(0)
  if (error._tag === "SomeFailed") return Effect.succeed(error.exitCode)
  return report(failureOf(error))
}

/** The parser's own answers (help, version) cannot fail in its types: output that fails there comes here as a defect. */
const exitCodeOfDefect = (defect: unknown): Effect.Effect<ExitCode, never, Screen> =>
  defect instanceof OutputClosed || defect instanceof Failure ? exitCodeOf(defect) : report(fromDefect(defect))

/** Help goes where it was asked for; help that nobody asked for is left to the sentence that `exitCodeOf` prints. */
const present =
  (screen: ScreenShape) =>
  (event: CliOutput.Presenter.Event): Effect.Effect<void> => {
    if (event._tag !== "Help" || event.reason !== "Requested") return Effect.void
    const formatter = CliOutput.defaultFormatter({ colors: screen.outStyle === coloured })
    const text = event.commandPath.length === 1 ? rootHelp() : `${formatter.formatHelpDoc(event.helpDoc)}\n`
    return Effect.orDie(screen.out(text))
  }

const presenter = Layer.unwrap(Effect.map(Screen, (screen) => CliOutput.layerPresenter({ present: present(screen) })))

const sayInterrupted = Effect.gen(function* () {
  const screen = yield* Screen
  const ending = yield* Ending
  if (!screen.manner.quiet && !ending.isExpected())
    yield* screen.note("deadwax: interrupted; what was done so far is kept, and the same command goes on from there.\n")
})

const runCommand = (args: ReadonlyArray<string>) =>
  Effect.promise(() => loadCommand(args)).pipe(
    Effect.flatMap((command) => Command.runWith(command, { version, renderErrors: false })(withSortJoined(args))),
    Effect.as<ExitCode>(0),
    Effect.catch(exitCodeOf),
    Effect.catchDefect(exitCodeOfDefect),
    Effect.onInterrupt(() => sayInterrupted)
  )

const bareCall = Effect.gen(function* () {
  const screen = yield* Screen
  yield* screen.note(rootHelp())
  return 2 satisfies ExitCode
})

/** Ends the process with the command's exit code, 130 when interrupted before its time. */
const teardown =
  (ending: EndingShape) =>
  <E, A>(exit: Exit.Exit<E, A>, onExit: (code: number) => void): void => {
    if (Exit.isSuccess(exit)) onExit(Number(exit.value))
    else if (Cause.hasInterruptsOnly(exit.cause)) onExit(ending.isExpected() ? 0 : 130)
    else onExit(3)
  }

export const start = (runtime: RuntimeLayer, args: ReadonlyArray<string>): void => {
  const ending = makeEnding()
  const services = Layer.mergeAll(parserLayer, presenter, Log.layer, parserServices, runtime, Layer.succeed(Ending, ending)).pipe(
    Layer.provideMerge(screenLayer(mannerOf(args)))
  )
  const dashed = dashedCondition(args)
  const asked = dashed === undefined ? runCommand(args) : report(dashed)
  const program = args.length === 0 ? bareCall : asked
  NodeRuntime.runMain(Effect.provide(program, services), { disableErrorReporting: true, teardown: teardown(ending) })
}
