/** `--limit N --offset N | --all`, the same for every list. */
import type { PageRequest } from "@deadwax/core-cache"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failure } from "../errors/failure.ts"
import { optionSummary } from "../outline.ts"

/** A count as people write it: digits, and not beyond what a number holds exactly. */
const isCount = (text: string): boolean => /^\d+$/.test(text) && Number.isSafeInteger(Number(text))

/** An option with a whole number from 0 up; anything else is refused while parsing. */
export const countOption = (command: string, name: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar("N"),
    Flag.withDescription(optionSummary(command, name)),
    Flag.filter(isCount, () => "a whole number, 0 or more"),
    Flag.map(Number),
    Flag.optional
  )

export const toggleOption = (command: string, name: string) =>
  Flag.Boolean(name).pipe(Flag.withDescription(optionSummary(command, name)), Flag.withoutNegation, Flag.withDefault(false))

export const pageOptions = (command: string) => ({
  limit: countOption(command, "limit"),
  offset: countOption(command, "offset"),
  all: toggleOption(command, "all")
})

interface PageInput {
  readonly limit: Option.Option<number>
  readonly offset: Option.Option<number>
  readonly all: boolean
}

export const pageRequest = (input: PageInput): Effect.Effect<PageRequest, Failure> => {
  const limit = Option.getOrUndefined(input.limit)
  const offset = Option.getOrUndefined(input.offset)
  if (input.all && (limit !== undefined || offset !== undefined)) {
    const message = "--all lists everything, so it does not go with --limit or --offset"
    return Effect.fail(new Failure({ code: "usage", message, remedy: "Leave out one or the other." }))
  }
  if (input.all) return Effect.succeed({ all: true })
  return Effect.succeed({ ...(limit !== undefined && { limit }), ...(offset !== undefined && { offset }) })
}
