/** What narrows and orders a list of releases or tracks: the same parameters for both. */
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
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { fromInvalidFilter, type Problem } from "../answers/problem.ts"
import { choiceParameter, optionalTextParameter, type ValuesOf, wordParameter } from "./parameter.ts"

const mostCharacters = 1000

const name = (description: string) => optionalTextParameter(mostCharacters, description)

const sorts: ReadonlyArray<Sort> = sortKeys.flatMap((key) => [key, `-${key}` as const])
const trackSorts: ReadonlyArray<TrackSort> = trackSortKeys.flatMap((key) => [key, `-${key}` as const])
const orders = "The order: by path unless told, with - before a key downwards. What is equal is ordered by path."

/** Room for any filter that a person or a saved one may have. */
export const mostFilterCharacters = 4000

const filterParameters = {
  filter: optionalTextParameter(
    mostFilterCharacters,
    "What must hold, in the filter language: genre:techno year:1990..1999 -is:new."
  ),
  artist: name("With this artist in any credit, of the release or a track, or with an alias of it."),
  releaseArtist: name("With this artist in the credits of the release."),
  genre: name("Of this genre, or of one below it in the genre tree."),
  descriptor: name("With this descriptor."),
  label: name("On this label."),
  type: name("Of this type of release: album, single, ep, …; single files of the root are loosetrack."),
  new: choiceParameter("Marked as new, or not."),
  loose: choiceParameter("false: without single files of the root.")
}

export const releaseParameters = { ...filterParameters, sort: wordParameter(sorts, orders) }
export const trackParameters = { ...filterParameters, sort: wordParameter(trackSorts, orders) }

/** Reads a text of the filter language, or says what is wrong with it and where. */
export const readFilter = (text: string): Effect.Effect<Filter, Problem> =>
  Effect.fromResult(Result.mapError(parseFilter(text), fromInvalidFilter))

type Choices = ValuesOf<typeof filterParameters>

/** May an answer to this text become another by itself, because a condition in it counts back from now? */
export const mayCountBack = (text: string | undefined): boolean => /(?:played|added):/i.test(text ?? "")

/** What a list is asked for: the filter and every choice must hold. */
export const listRequest = <S extends string>(
  query: Choices & { readonly sort: S | undefined }
): Effect.Effect<{ readonly filter: Filter; readonly sort: S | undefined }, Problem> => {
  const { filter: text, sort } = query
  const choices = choicesOf(query)
  if (text === undefined) return Effect.succeed({ filter: choices, sort })
  return Effect.map(readFilter(text), (filter) => ({ filter: joinFilters("and", [filter, choices]), sort }))
}

const choicesOf = (query: Choices): Filter => {
  const values = (text: string | undefined): ReadonlyArray<string> => (text === undefined ? [] : [text])
  return filterOf({
    artist: values(query.artist),
    releaseArtist: values(query.releaseArtist),
    genre: values(query.genre),
    descriptor: values(query.descriptor),
    label: values(query.label),
    type: values(query.type),
    isNew: query.new,
    loose: query.loose
  })
}
