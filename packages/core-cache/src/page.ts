/** The one rule of pages (A1, A2, D11): limit 50 unless told, at most 1,000, 0 gives no items and the total. */
import { CacheError } from "./cache-error.ts"
import type { PageRequest } from "./model/model.ts"

export const defaultLimit = 50
export const mostItems = 1000

/** A checked request: `limit` -1 stands for everything, as in SQLite. */
export interface PageBounds {
  readonly limit: number
  readonly offset: number
}

/** Checks limit and offset, for packages with lists of their own too. Negative or not whole: throws a `CacheError`, `usage`. */
export const boundsOf = (request: PageRequest | undefined): PageBounds => {
  const { limit = defaultLimit, offset = 0, all = false } = request ?? {}
  if (!Number.isSafeInteger(limit) || limit < 0) throw notANumber("limit", limit)
  if (!Number.isSafeInteger(offset) || offset < 0) throw notANumber("offset", offset)
  return { limit: all ? -1 : Math.min(limit, mostItems), offset }
}

const notANumber = (name: string, value: number): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${name} is ${value}`,
    remedy: `Give a whole number from 0 on${name === "limit" ? `; more than ${mostItems} is cut to ${mostItems}` : ""}.`
  })
