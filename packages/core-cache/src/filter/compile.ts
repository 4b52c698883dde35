/**
 * From a filter to a condition in SQL. Names never stand in the text, they are bound; a condition of a release's is asked of the release's
 * number, so that lists of releases and of tracks share it, and of tracks the set of releases is made once.
 */
import type { SqlInput } from "@deadwax/core-async"
import { CacheError } from "../cache-error.ts"
import { compileText } from "./compile-text.ts"
import type { Filter, Listed } from "./filter.ts"
import { countConditions, mostConditions, mostDepth } from "./filter-size.ts"
import type { TextSource } from "./text-rows.ts"

/** A condition for WHERE, with the values of its `?` in order. */
export interface Condition {
  readonly sql: string
  readonly values: ReadonlyArray<SqlInput>
}

/** What names stand for in this library: aliases and the genre tree are applied on reading. */
export interface Names {
  /** All names that an artist's name stands for, itself among them. */
  readonly artistNames: (name: string) => ReadonlyArray<string>
  /** The library's genres that a genre's name stands for. */
  readonly genreNames: (name: string) => ReadonlyArray<string>
  /** Where texts are looked for. */
  readonly texts: TextSource
}

/** Compiles a filter of a list. One that is larger than SQLite takes is refused as `usage`; throws that `CacheError`. */
export const compileFilter = (filter: Filter, listed: Listed, names: Names): Condition => {
  if (countConditions(filter) === undefined) throw tooLarge()
  return compile(filter, { listed, names, release: listed === "releases" ? "releases.no" : "tracks.release_no" })
}

const tooLarge = (): CacheError =>
  new CacheError({
    reason: "usage",
    message: `a filter of more than ${mostConditions} conditions, or of more than ${mostDepth} inside each other, was asked for`,
    remedy: "Ask for less at once."
  })

interface Compiling {
  readonly listed: Listed
  readonly names: Names
  /** The expression that is the release's number. */
  readonly release: string
}

const compile = (filter: Filter, context: Compiling): Condition => {
  switch (filter.kind) {
    case "and":
    case "or":
      return join(filter.kind, filter.filters, context)
    case "not": {
      const { sql, values } = compile(filter.filter, context)
      return { sql: `not (${sql})`, values }
    }
    case "artist":
    case "releaseArtist":
    case "trackArtist":
      return artist(filter.kind, context.names.artistNames(filter.name), context)
    case "genre":
      return withValue("genre", context.names.genreNames(filter.name), context)
    case "descriptor":
    case "label":
      return withValue(filter.kind, [filter.name], context)
    case "text":
      return compileText(filter, context.listed, context.names.texts)
    default:
      return ofRelease(column(filter), context)
  }
}

const join = (kind: "and" | "or", filters: ReadonlyArray<Filter>, context: Compiling): Condition => {
  const parts = filters.map((filter) => compile(filter, context))
  if (parts.length === 0) return { sql: kind === "and" ? "true" : "false", values: [] }
  return { sql: parts.map(({ sql }) => `(${sql})`).join(` ${kind} `), values: parts.flatMap(({ values }) => values) }
}

const someNames = (table: string): string => `(select no from ${table} where name in (select value from json_each(?)))`

const artist = (
  kind: "artist" | "releaseArtist" | "trackArtist",
  names: ReadonlyArray<string>,
  { listed, release }: Compiling
): Condition => {
  const artists = someNames("artists")
  const bound = JSON.stringify(names)
  const onRelease = `${release} in (select release_no from release_artists where artist_no in ${artists})`
  const tracks = `(select track_no from track_artists where artist_no in ${artists})`
  const onTrack =
    listed === "tracks" ? `tracks.no in ${tracks}` : `releases.no in (select release_no from tracks where no in ${tracks})`
  if (kind === "releaseArtist") return { sql: onRelease, values: [bound] }
  if (kind === "trackArtist") return { sql: onTrack, values: [bound] }
  return { sql: `${onRelease} or ${onTrack}`, values: [bound, bound] }
}

const withValue = (kind: "genre" | "descriptor" | "label", names: ReadonlyArray<string>, { release }: Compiling): Condition => ({
  sql: `${release} in (select release_no from release_${kind}s where ${kind}_no in ${someNames(`${kind}s`)})`,
  values: [JSON.stringify(names)]
})

/** Of tracks it is asked of the set of releases that meet it. */
const ofRelease = ({ sql, values }: Condition, { listed, release }: Compiling): Condition =>
  listed === "releases" ? { sql, values } : { sql: `${release} in (select no from releases where ${sql})`, values }

const dateOf = "coalesce(original_date, release_date, '')"

const column = (filter: Extract<Filter, { readonly kind: "type" | "new" | "year" }>): Condition => {
  if (filter.kind === "type") return { sql: "type = ?", values: [filter.type] }
  if (filter.kind === "new") return { sql: "is_new = ?", values: [filter.isNew] }
  // Years are the first four characters; text is compared, so that a release without a date is in no range.
  const year = `substr(${dateOf}, 1, 4)`
  return {
    sql: `${dateOf} <> '' and ${year} >= ? and ${year} <= ?`,
    values: [yearText(filter.from ?? 0), yearText(filter.to ?? 9999)]
  }
}

const yearText = (year: number): string => String(Math.max(0, Math.min(9999, Math.trunc(year)))).padStart(4, "0")
