/** What a smart playlist is, and which may be made. */
import * as Result from "effect/Result"
import { CacheError } from "../cache-error.ts"
import { refuseName } from "../collections/collection-name.ts"
import { playlistKind } from "../collections/kind.ts"
import type { Filter } from "../filter/filter.ts"
import { parseSort } from "../filter/sort.ts"
import type { InvalidFilter } from "../filter-language/invalid-filter.ts"
import { parseFilter } from "../filter-language/parse-filter.ts"
import type { SmartPlaylistRules } from "../model/model.ts"

/** Longer than people write; 200 conditions with their texts have room. */
export const mostFilterLength = 10_000
export const mostTracks = 1_000_000

const refused = (message: string, remedy: string): CacheError => new CacheError({ reason: "usage", message, remedy })

/** Throws a `CacheError`, `usage`, or an `InvalidFilter`, unless a smart playlist may be so. */
export const checkRules = ({ filter, sort, limit }: SmartPlaylistRules): void => {
  if (filter.length > mostFilterLength)
    throw refused("the filter of a smart playlist is too long", `Write at most ${mostFilterLength} characters.`)
  const parsed = parseFilter(filter)
  if (Result.isFailure(parsed)) throw parsed.failure
  if (sort !== "shuffle") parseSort("tracks", sort)
  if (limit === null || (Number.isInteger(limit) && limit >= 1 && limit <= mostTracks)) return
  throw refused(`the limit of a smart playlist is ${limit}`, "Give a whole number from 1 on, or none.")
}

/** Throws a `CacheError`, `usage`: a name that a playlist's file could not have is none here either, so that one can become the other. */
export const checkName = (name: string): void => {
  const problem = refuseName(playlistKind, name)
  if (problem !== undefined) throw problem
}

/** The filter of stored rules; a failure where another version of Deadwax wrote what this one does not know. */
export const storedFilter = (text: string): Result.Result<Filter, InvalidFilter> => parseFilter(text)
