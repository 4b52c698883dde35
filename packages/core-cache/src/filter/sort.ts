/**
 * The orders of a list. Each is total: what its key does not tell apart is ordered by path, bytewise, upwards in either direction. What has
 * no date or no time of addition comes first, downwards last.
 */
import { CacheError } from "../cache-error.ts"
import type { Listed } from "./filter.ts"

/**
 * - `path`: of the directory or file, bytewise
 * - `title`, `artist`: by folded text (case, diacritics and width do not count); the artist as the credit is printed
 * - `date`: of the original release, else of this one. `added`: when the release was added
 */
export const sortKeys = ["path", "title", "artist", "date", "added"] as const
export type SortKey = (typeof sortKeys)[number]

/** A key, or with `-` before it the same downwards. */
export type Sort = SortKey | `-${SortKey}`

/** A checked order. */
export interface Order {
  readonly key: SortKey
  readonly isDescending: boolean
}

/** Checks a sort that came as text. Throws a `CacheError`, `usage`, that names the keys. */
export const parseSort = (sort: string = "path"): Order => {
  const isDescending = sort.startsWith("-")
  const key = sortKeys.find((known) => known === (isDescending ? sort.slice(1) : sort))
  if (key !== undefined) return { key, isDescending }
  throw new CacheError({
    reason: "usage",
    message: `sort is "${sort}"`,
    remedy: `Sort by one of ${sortKeys.join(", ")}, with - before it for the other direction.`
  })
}

const releaseColumns: Readonly<Record<SortKey, string>> = {
  path: "releases.source_path",
  title: "releases.sort_title",
  artist: "releases.sort_artist",
  date: "coalesce(releases.original_date, releases.release_date, '')",
  added: "releases.added_seconds"
}

const trackColumns: Readonly<Record<SortKey, string>> = {
  ...releaseColumns,
  path: "tracks.source_path",
  title: "tracks.sort_title",
  artist: "tracks.sort_artist"
}

/** The terms of ORDER BY. Tracks of one date or addition stay together by release. */
export const orderTerms = (listed: Listed, { key, isDescending }: Order): string => {
  const column = (listed === "releases" ? releaseColumns : trackColumns)[key]
  const first = `${column}${isDescending ? " desc" : ""}`
  if (key === "path") return first
  const isOfRelease = listed === "tracks" && (key === "date" || key === "added")
  return [first, ...(isOfRelease ? ["releases.source_path"] : []), `${listed}.source_path`].join(", ")
}

/** Does ORDER BY need a track's release? */
export const needsRelease = ({ key }: Order): boolean => key === "date" || key === "added"
