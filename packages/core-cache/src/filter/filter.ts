/**
 * What a list may be narrowed to, as plain data: the one form that options, HTTP parameters and the filter language become, and the only
 * thing that is compiled to SQL. Names are compared as the tags spell them, genres without regard to case, hyphens and spaces; texts (R9)
 * without regard to case, diacritics and width.
 */
import type { TextField } from "./text-fields.ts"
import type { TextMatch } from "./text-match.ts"

/**
 * - `artist`: credited on the release or one of its tracks (of a track: on the track or its release), in any role, under this name or an
 *   alias of it
 * - `releaseArtist`, `trackArtist`: the same, on the release alone, or on a track alone (of a release: on any of its tracks)
 * - `genre`: one of the genres or secondary genres is this one, or lies below it in the genre tree
 * - `type`: the release's type, as `album`; loose tracks are of type `loosetrack`
 * - `new`: the release is new, or is not
 * - `year`: of the original release, else of this one; both ends belong to it, null leaves one open. A release without a date has no year.
 * - `text`: one value of a text field stands so to a text (see `TextMatch`); a text that is empty is met by any value there is
 * - `favorite`: the track is a favourite, or is not; of a release: one of its tracks is, or none
 * - `rating`, `plays`: how the track is rated, how often it was played; of a release: any of its tracks. Both ends belong to it, null leaves
 *   one open. A rating of 0 stands for none, which is meant only where `from` is 0
 * - `played`: when the track was played last; of a release: any of its tracks. One that never was, was at no time
 * - `added`: when the release was added
 * - `and`, `or`: all, any of these (of none: everything, nothing). `not`: whatever the other one leaves out
 */
export type Filter =
  | { readonly kind: "artist" | "releaseArtist" | "trackArtist"; readonly name: string }
  | { readonly kind: "genre" | "descriptor" | "label"; readonly name: string }
  | { readonly kind: "type"; readonly type: string }
  | { readonly kind: "new"; readonly isNew: boolean }
  | { readonly kind: "year"; readonly from: number | null; readonly to: number | null }
  | { readonly kind: "text"; readonly field: TextField; readonly match: TextMatch; readonly text: string }
  | { readonly kind: "favorite"; readonly isFavorite: boolean }
  | { readonly kind: "rating" | "plays"; readonly from: number | null; readonly to: number | null }
  | { readonly kind: "played"; readonly from: Moment | null; readonly to: Moment | null }
  | { readonly kind: "added"; readonly from: Moment | null; readonly to: Moment | null }
  | { readonly kind: "and" | "or"; readonly filters: ReadonlyArray<Filter> }
  | { readonly kind: "not"; readonly filter: Filter }

/**
 * An end of a stretch of time; both ends belong to it. `agoSeconds` counts back from when the question is asked, to the minute, so that a
 * filter that is kept goes on meaning "the last 30 days".
 */
export type Moment = { readonly atUs: number } | { readonly agoSeconds: number }

/** What a list is of. */
export type Listed = "releases" | "tracks"

/** The plain choices of a command line or a query string. Several values of one key must all hold. */
export interface FilterChoices {
  readonly artist?: ReadonlyArray<string>
  readonly releaseArtist?: ReadonlyArray<string>
  readonly genre?: ReadonlyArray<string>
  readonly descriptor?: ReadonlyArray<string>
  readonly label?: ReadonlyArray<string>
  readonly type?: ReadonlyArray<string>
  /** True: only new ones, false: only others. */
  readonly isNew?: boolean | undefined
  /** False: without loose tracks. */
  readonly loose?: boolean | undefined
}

const named = ["artist", "releaseArtist", "genre", "descriptor", "label"] as const

/** The type of releases that are single files of the root. */
export const looseType = "loosetrack"

/** All choices as one conjunction. */
export const filterOf = (choices: FilterChoices): Filter => {
  const filters: Array<Filter> = []
  for (const kind of named) for (const name of choices[kind] ?? []) filters.push({ kind, name })
  for (const type of choices.type ?? []) filters.push({ kind: "type", type })
  if (choices.isNew !== undefined) filters.push({ kind: "new", isNew: choices.isNew })
  if (choices.loose === false) filters.push({ kind: "not", filter: { kind: "type", type: looseType } })
  return { kind: "and", filters }
}
