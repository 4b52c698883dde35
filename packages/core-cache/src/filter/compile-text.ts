/** From a text condition (R9) to SQL: what meets it is found first (text-rows.ts), then bound as a list of numbers or values. */

import { roles } from "../artists/roles.ts"
import { genreKey } from "../genres/genre-tree.ts"
import { foldText } from "../search/fold.ts"
import { heardText, writtenForms } from "../search/heard-text.ts"
import type { Condition } from "./compile.ts"
import type { Filter, Listed } from "./filter.ts"
import type { TextField } from "./text-fields.ts"
import { heardMatcherOf, matcherOf } from "./text-match.ts"
import {
  artistNosWith,
  columnValuesWith,
  genreNosWith,
  pathNosWith,
  type TextSource,
  type TextTest,
  titleNosWith,
  valueNosWith
} from "./text-rows.ts"

export type TextFilter = Extract<Filter, { readonly kind: "text" }>

const bound = "(select value from json_each(?))"

/** Compiles a text condition of a list. Reads the cache: to be called in the snapshot in which the list is read. */
export const compileText = (filter: TextFilter, listed: Listed, source: TextSource): Condition => {
  if (filter.field === "any") return anyOf(filter, listed, source)
  return conditionOf(filter.field, textTestOf(filter), listed, source)
}

/** What a value of the condition's field, folded, must be like. */
export const textTestOf = ({ field, match, text }: TextFilter): TextTest => {
  const folded = field === "genre" ? genreKey(text) : foldText(text)
  if (match !== "words" || field === "genre" || field === "path") return { texts: [folded], holds: matcherOf(match, folded) }
  const texts = [...new Set([folded, ...writtenForms(heardText(folded))])]
  return { texts, holds: heardMatcherOf(texts) }
}

const anyFields = ["title", "artist", "releaseTitle"] as const

const anyOf = (filter: TextFilter, listed: Listed, source: TextSource): Condition => {
  const parts = anyFields.map((field) => compileText({ ...filter, field }, listed, source))
  return { sql: parts.map(({ sql }) => `(${sql})`).join(" or "), values: parts.flatMap(({ values }) => values) }
}

const numbers = (expression: string, nos: ReadonlyArray<number>): Condition => ({
  sql: `${expression} in ${bound}`,
  values: [JSON.stringify(nos)]
})

const releaseOf = (listed: Listed): string => (listed === "releases" ? "releases.no" : "tracks.release_no")

const conditionOf = (field: Exclude<TextField, "any">, test: TextTest, listed: Listed, source: TextSource): Condition => {
  switch (field) {
    case "title":
      return numbers(`${listed}.no`, titleNosWith(source, listed, test))
    case "path":
      return numbers(`${listed}.no`, pathNosWith(source, listed, test))
    case "releaseTitle":
      return numbers(releaseOf(listed), titleNosWith(source, "releases", test))
    case "trackTitle":
      return onTracks(listed, `no in ${bound}`, titleNosWith(source, "tracks", test))
    case "genre":
      return withValue("genre", listed, genreNosWith(source, test))
    case "descriptor":
    case "label":
      return withValue(field, listed, valueNosWith(source, `${field}s`, test))
    case "format":
    case "trackNumber":
    case "discNumber":
      return onTracks(listed, `${trackColumns[field]} in ${bound}`, columnValuesWith(source, "tracks", trackColumns[field], test))
    case "catalogNumber":
    case "edition":
    case "releaseDate":
    case "originalDate":
    case "compositionDate":
      return onRelease(listed, releaseColumns[field], columnValuesWith(source, "releases", releaseColumns[field], test))
    default:
      return credited(field, listed, artistNosWith(source, test))
  }
}

const trackColumns = { format: "format", trackNumber: "track_number", discNumber: "disc_number" } as const

const releaseColumns = {
  catalogNumber: "catalog_number",
  edition: "edition",
  releaseDate: "release_date",
  originalDate: "original_date",
  compositionDate: "composition_date"
} as const

/** A condition on tracks, of a release asked of all of its. */
const onTracks = (listed: Listed, condition: string, values: ReadonlyArray<number | string>): Condition => ({
  sql: listed === "tracks" ? `tracks.${condition}` : `releases.no in (select release_no from tracks where ${condition})`,
  values: [JSON.stringify(values)]
})

const onRelease = (listed: Listed, column: string, values: ReadonlyArray<string>): Condition => ({
  sql:
    listed === "releases"
      ? `coalesce(releases.${column} in ${bound}, false)`
      : `tracks.release_no in (select no from releases where ${column} in ${bound})`,
  values: [JSON.stringify(values)]
})

const withValue = (kind: "genre" | "descriptor" | "label", listed: Listed, nos: ReadonlyArray<number>): Condition => ({
  sql: `${releaseOf(listed)} in (select release_no from release_${kind}s where ${kind}_no in ${bound})`,
  values: [JSON.stringify(nos)]
})

type Credited = "artist" | "releaseArtist" | "trackArtist" | (typeof roles)[number]

const roleNames: ReadonlyArray<string> = roles

const credited = (field: Credited, listed: Listed, nos: ReadonlyArray<number>): Condition => {
  const role = roleNames.indexOf(field)
  const inRole = role < 0 ? "" : ` and role = ${role}`
  const onRelease = `${releaseOf(listed)} in (select release_no from release_artists where artist_no in ${bound}${inRole})`
  const tracks = `(select track_no from track_artists where artist_no in ${bound}${inRole})`
  const onTrack =
    listed === "tracks" ? `tracks.no in ${tracks}` : `releases.no in (select release_no from tracks where no in ${tracks})`
  const json = JSON.stringify(nos)
  if (field === "releaseArtist") return { sql: onRelease, values: [json] }
  if (field === "trackArtist") return { sql: onTrack, values: [json] }
  return { sql: `${onRelease} or ${onTrack}`, values: [json, json] }
}
