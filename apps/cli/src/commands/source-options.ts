/** What `sources add` and `sources set` both take: how a source is reached, and what is wanted of it. */
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { optionSummary } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { Screen } from "../print/screen.ts"
import { sourceFields } from "../print/source.ts"
import { shownSource } from "../sources/find-source.ts"
import type { Reaching } from "../sources/new-source.ts"
import { type GivenPace, paceOf, paceOptions } from "./pace-options.ts"
import { toggleOption } from "./page-options.ts"

type SourceCommand = "sources add" | "sources set"

const textOption = (command: SourceCommand, name: string, value: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(value),
    Flag.withDescription(optionSummary(command, name)),
    Flag.filter(
      (text) => text !== "",
      () => "a text that is not empty"
    )
  )

/** The options, for one of the commands. */
export const reachingOptions = (command: SourceCommand) => ({
  user: Flag.optional(textOption(command, "user", "USER")),
  passwordFile: Flag.optional(textOption(command, "password-file", "FILE")),
  passwordVariable: Flag.optional(textOption(command, "password-env", "VARIABLE")),
  allowPlainHttp: toggleOption(command, "allow-plain-http"),
  ...paceOptions(command),
  policy: Flag.atLeast(textOption(command, "policy", "KEY=VALUE"), 0)
})

interface Given extends GivenPace {
  readonly user: Option.Option<string>
  readonly passwordFile: Option.Option<string>
  readonly passwordVariable: Option.Option<string>
  readonly allowPlainHttp: boolean
  readonly policy: ReadonlyArray<string>
}

/** What was typed of them. */
export const reachingOf = ({ user, passwordFile, passwordVariable, allowPlainHttp, policy, ...pace }: Given): Reaching => ({
  user: Option.getOrUndefined(user),
  passwordFile: Option.getOrUndefined(passwordFile),
  passwordVariable: Option.getOrUndefined(passwordVariable),
  allowPlainHttp,
  ...paceOf(pace),
  policy
})

/** Prints a source as it is now. */
export const printSource = Effect.fnUntraced(function* (name: string) {
  const shown = yield* shownSource(name)
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(shown)
  else yield* printFields(sourceFields(shown))
})
