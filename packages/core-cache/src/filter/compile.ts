/**
 * From a filter to a condition in SQL. Names never stand in the text, they are bound; a condition of a release's is asked of the release's
 * number, so that lists of releases and of tracks share it, and of tracks the set of releases is made once.
 */
import type { SqlInput } from "@deadwax/core-async"
import { CacheError } from "../cache-error.ts"
import type { Stretch } from "./bounds.ts"
import { compileText } from "./compile-text.ts"
import type { Filter, Listed, Moment } from "./filter.ts"
import { countConditions, mostConditions, mostDepth } from "./filter-size.ts"
import type { TextSource } from "./text-rows.ts"

/** A condition for WHERE, with the values of its `?` in order. */
export interface Condition {
  readonly sql: string
  readonly values: ReadonlyArray<SqlInput>
}

/** What words stand for in this library, and now: aliases and the genre tree are applied on reading. */
export interface Names {
  /** All names that an artist's name stands for, itself among them. */
  readonly artistNames: (name: string) => ReadonlyArray<string>
  /** The library's genres that a genre's name stands for. */
  readonly genreNames: (name: string) => ReadonlyArray<string>
  /** Where texts are looked for. */
  readonly texts: TextSource
  /** The present, for filters that count back from it: microseconds since 1970, of a whole minute. */
  readonly nowUs: () => number
}

/** Compiles a filter of a list. One that is larger than SQLite takes is refused as `usage`; throws that `CacheError`. */
export const compileFilter = (filter: Filter, listed: Listed, names: Names): Condition => {
  refuseTooLarge(filter)
  return compile(filter, { listed, names, release: listed === "releases" ? "releases.no" : "tracks.release_no" })
}

/** Throws the `CacheError` (`usage`) of a filter that is larger than SQLite takes. */
export const refuseTooLarge = (filter: Filter): void => {
  if (countConditions(filter) === undefined) throw tooLarge()
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
    case "favorite": {
      const { sql, values } = ofTracks({ sql: "favorited_us is not null", values: [], meetsWithout: false }, context)
      return { sql: filter.isFavorite ? sql : `not (${sql})`, values }
    }
    case "rating":
    case "plays":
    case "played":
      return ofTracks(stateCondition(filter, context.names.nowUs), context)
    case "type":
    case "new":
    case "year":
    case "added":
      return ofRelease(column(filter, context.names.nowUs), context)
    default:
      return filter satisfies never
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

const column = (
  filter: Extract<Filter, { readonly kind: "type" | "new" | "year" | "added" }>,
  nowUs: () => number
): Condition => {
  if (filter.kind === "type") return { sql: "type = ?", values: [filter.type] }
  if (filter.kind === "new") return { sql: "is_new = ?", values: [filter.isNew] }
  if (filter.kind === "added") return betweenMoments("added_seconds * 1000000", filter, nowUs)
  // Years are the first four characters; text is compared, so that a release without a date is in no range.
  const year = `substr(${dateOf}, 1, 4)`
  return {
    sql: `${dateOf} <> '' and ${year} >= ? and ${year} <= ?`,
    values: [yearText(filter.from ?? 0), yearText(filter.to ?? 9999)]
  }
}

const yearText = (year: number): string => String(Math.max(0, Math.min(9999, Math.trunc(year)))).padStart(4, "0")

/** Both ends belong to it; null leaves one open. What is null lies nowhere. */
const between = (expression: string, from: number | null, to: number | null): Condition => {
  const bounds = [...(from === null ? [] : [{ sign: ">=", value: from }]), ...(to === null ? [] : [{ sign: "<=", value: to }])]
  return {
    sql: [`${expression} is not null`, ...bounds.map(({ sign }) => `${expression} ${sign} ?`)].join(" and "),
    values: bounds.map(({ value }) => value)
  }
}

/** A stretch of time in which `expression` lies; what counts back from now does so to the minute, at either end the wider one. */
const betweenMoments = (expression: string, { from, to }: Stretch, nowUs: () => number): Condition =>
  between(expression, from && momentUs(from, nowUs()), to && momentUs(to, nowUs() + 60_000_000))

const momentUs = (moment: Moment, nowUs: number): number =>
  "atUs" in moment ? moment.atUs : nowUs - moment.agoSeconds * 1_000_000

/** A condition on track_state. `meetsWithout`: a track of which it holds nothing meets it, too. */
interface StateCondition extends Condition {
  readonly meetsWithout: boolean
}

type StateFilter = Extract<Filter, { readonly kind: "rating" | "plays" | "played" }>

const stateCondition = (filter: StateFilter, nowUs: () => number): StateCondition => {
  switch (filter.kind) {
    case "rating":
      return numberCondition("coalesce(rating, 0)", filter.from ?? 1, filter.to)
    case "plays":
      return numberCondition("play_count", filter.from ?? 0, filter.to)
    case "played":
      return { ...betweenMoments("last_played_us", filter, nowUs), meetsWithout: false }
  }
}

const numberCondition = (expression: string, from: number, to: number | null): StateCondition => ({
  ...between(expression, from, to),
  meetsWithout: from <= 0 && (to === null || to >= 0)
})

/** Of releases it is asked of any of their tracks. */
const ofTracks = ({ sql, values, meetsWithout }: StateCondition, { listed }: Compiling): Condition => {
  // Most tracks have no state: the set that is made is the small one.
  const track = meetsWithout
    ? `tracks.id not in (select track_id from track_state where not (${sql}))`
    : `tracks.id in (select track_id from track_state where ${sql})`
  return listed === "tracks"
    ? { sql: track, values }
    : { sql: `releases.no in (select release_no from tracks where ${track})`, values }
}
