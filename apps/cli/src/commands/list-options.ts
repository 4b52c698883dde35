/** What narrows and orders a list of releases or tracks: `FILTER --artist NAME … --sort KEY`, the same for both. */
import {
  type Filter,
  filterOf,
  joinFilters,
  parseFilter,
  type Sort,
  sortKeys,
  type TrackSort,
  trackSortKeys
} from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import { Failure, fromInvalidFilter } from "../errors/failure.ts"
import { optionSummary } from "../outline.ts"
import { toggleOption } from "./page-options.ts"

const nameOption = (command: string, name: string, metavar: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(optionSummary(command, name)),
    Flag.filter(
      (text) => text !== "",
      () => "a text that is not empty"
    ),
    Flag.atLeast(0)
  )

/** The orders that a list can have. */
interface Sorts<S extends string> {
  readonly keys: ReadonlyArray<string>
  readonly has: (text: string) => text is S
}

const isOneOf = (keys: ReadonlyArray<string>, text: string): boolean => keys.some((key) => text === key || text === `-${key}`)

export const releaseSorts: Sorts<Sort> = { keys: sortKeys, has: (text): text is Sort => isOneOf(sortKeys, text) }
export const trackSorts: Sorts<TrackSort> = {
  keys: trackSortKeys,
  has: (text): text is TrackSort => isOneOf(trackSortKeys, text)
}

const sortOption = <S extends string>(command: string, { keys, has }: Sorts<S>) =>
  Flag.String("sort").pipe(
    Flag.withMetavar("KEY"),
    Flag.withDescription(optionSummary(command, "sort")),
    Flag.filter(has, () => `one of ${keys.join(", ")}, or with - before it`),
    Flag.optional
  )

/** `--sort -title` as `--sort=-title`: the parser takes a word that begins with a dash for another option. */
export const withSortJoined = (args: ReadonlyArray<string>): ReadonlyArray<string> => {
  const end = args.indexOf("--")
  const isValue = (at: number): boolean =>
    args[at - 1] === "--sort" && (end < 0 || at < end) && trackSorts.has(args[at] ?? "") && args[at]?.startsWith("-") === true
  return args.flatMap((word, at) => (isValue(at) ? [] : isValue(at + 1) ? [`--sort=${args[at + 1]}`] : [word]))
}

/** The options of one command; several values of one must all hold. */
export const listOptions = <S extends string>(command: string, sorts: Sorts<S>) => ({
  words: Argument.String("FILTER").pipe(
    Argument.withDescription("what must hold, as genre:techno year:1990..1999"),
    Argument.variadic({ min: 0 })
  ),
  artist: nameOption(command, "artist", "NAME"),
  releaseArtist: nameOption(command, "release-artist", "NAME"),
  genre: nameOption(command, "genre", "NAME"),
  descriptor: nameOption(command, "descriptor", "NAME"),
  label: nameOption(command, "label", "NAME"),
  type: nameOption(command, "type", "TYPE"),
  isNew: toggleOption(command, "new"),
  notNew: toggleOption(command, "not-new"),
  noLoose: toggleOption(command, "no-loose"),
  sort: sortOption(command, sorts)
})

type Names = ReadonlyArray<string>

/** Several words need no quotes of the shell's. */
export const readFilter = (words: ReadonlyArray<string>): Effect.Effect<Filter, Failure> => {
  const text = words.join(" ")
  return Effect.fromResult(Result.mapError(parseFilter(text), fromInvalidFilter(text)))
}

interface ListInput extends Readonly<Record<"artist" | "releaseArtist" | "genre" | "descriptor" | "label" | "type", Names>> {
  readonly words: ReadonlyArray<string>
  readonly isNew: boolean
  readonly notNew: boolean
  readonly noLoose: boolean
  readonly sort: Option.Option<string>
}

/** What a list is asked for; absent where it is asked for whole, in its own order. */
export interface ListChoice<S extends string> {
  readonly filter?: Filter
  readonly sort?: S
}

/** The filter and all options must hold. */
export const listChoice = Effect.fnUntraced(function* <S extends string>(
  { has }: Sorts<S>,
  { words, isNew, notNew, noLoose, sort, ...names }: ListInput
) {
  if (isNew && notNew) {
    const message = "nothing is new and not new, so --new does not go with --not-new"
    return yield* new Failure({ code: "usage", message, remedy: "Leave out one or the other." })
  }
  const choices = filterOf({ ...names, isNew: isNew ? true : notNew ? false : undefined, loose: noLoose ? false : undefined })
  const filter = joinFilters("and", [yield* readFilter(words), choices])
  const order = Option.getOrUndefined(sort)
  const isWhole = filter.kind === "and" && filter.filters.length === 0
  const choice: ListChoice<S> = { ...(isWhole ? {} : { filter }), ...(order !== undefined && has(order) ? { sort: order } : {}) }
  return choice
})
