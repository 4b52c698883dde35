/**
 * The orders of a list, of which some are of tracks alone. Each is total: what its key does not tell apart is ordered by path, bytewise, upwards in either direction. What has
 * no date or time, and is not rated, comes first, downwards last.
 */
import { CacheError } from "../cache-error.ts"
import type { Listed } from "./filter.ts"

/**
 * - `path`: of the directory or file, bytewise
 * - `title`, `artist`: by folded text (case, diacritics and width do not count); the artist as the credit is printed
 * - `date`: of the original release, else of this one. `added`: when the release was added
 */
export const sortKeys = ["path", "title", "artist", "date", "added"] as const
/** A key by which releases and tracks can be ordered. */
export type SortKey = (typeof sortKeys)[number]

/** - `plays`: how often it was played; `played`: when last; `rating`; `favorited`: since when it is a favourite */
export const trackSortKeys = [...sortKeys, "plays", "played", "rating", "favorited"] as const
/** A key by which tracks can be ordered. */
export type TrackSortKey = (typeof trackSortKeys)[number]

/** A key, or with `-` before it the same downwards. */
export type Sort = SortKey | `-${SortKey}`
/** The same for lists of tracks. */
export type TrackSort = TrackSortKey | `-${TrackSortKey}`

/** A checked order. */
export interface Order {
  readonly key: TrackSortKey
  readonly isDescending: boolean
}

/** Checks a sort of a list that came as text. Throws a `CacheError`, `usage`, that names the list's keys. */
export const parseSort = (listed: Listed, sort: string = "path"): Order => {
  const keys: ReadonlyArray<TrackSortKey> = listed === "tracks" ? trackSortKeys : sortKeys
  const isDescending = sort.startsWith("-")
  const key = keys.find((known) => known === (isDescending ? sort.slice(1) : sort))
  if (key !== undefined) return { key, isDescending }
  throw new CacheError({
    reason: "usage",
    message: `sort is "${sort}"`,
    remedy: `Sort by one of ${keys.join(", ")}, with - before it for the other direction.`
  })
}

const releaseColumns = {
  path: "releases.source_path",
  title: "releases.sort_title",
  artist: "releases.sort_artist",
  date: "coalesce(releases.original_date, releases.release_date, '')",
  added: "releases.added_seconds"
} satisfies Readonly<Record<SortKey, string>>

const trackColumns: Readonly<Record<TrackSortKey, string>> = {
  ...releaseColumns,
  path: "tracks.source_path",
  title: "tracks.sort_title",
  artist: "tracks.sort_artist",
  plays: "coalesce(track_state.play_count, 0)",
  played: "track_state.last_played_us",
  rating: "coalesce(track_state.rating, 0)",
  favorited: "track_state.favorited_us"
}

/** The terms of ORDER BY. Tracks of one date or addition stay together by release. */
export const orderTerms = (listed: Listed, { key, isDescending }: Order): string => {
  const column = { ...trackColumns, ...(listed === "releases" ? releaseColumns : {}) }[key]
  const first = `${column}${isDescending ? " desc" : ""}`
  if (key === "path") return first
  const isOfRelease = listed === "tracks" && (key === "date" || key === "added")
  return [first, ...(isOfRelease ? ["releases.source_path"] : []), `${listed}.source_path`].join(", ")
}

/** What a list is read from, for its filter and order to find their columns. */
export const orderedSource = (listed: Listed, { key }: Order): string => {
  if (listed === "releases") return "releases"
  if (key === "date" || key === "added") return "tracks join releases on releases.no = tracks.release_no"
  const isOfState = key === "plays" || key === "played" || key === "rating" || key === "favorited"
  return isOfState ? "tracks left join track_state on track_state.track_id = tracks.id" : "tracks"
}
