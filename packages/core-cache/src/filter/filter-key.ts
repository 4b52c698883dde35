/** A filter's name: those that say the same have the same, however they are written. */
import type { Filter } from "./filter.ts"
import { normalFilter } from "./normal-filter.ts"

const known = new WeakMap<Filter, string>()

/** The name; "" of the filter that leaves everything. */
export const keyOfFilter = (filter: Filter): string => {
  const before = known.get(filter)
  if (before !== undefined) return before
  const key = keyOf(normalFilter(filter))
  known.set(filter, key)
  return key
}

const keyOf = (filter: Filter): string => {
  if (filter.kind === "not") return `not(${keyOf(filter.filter)})`
  if (filter.kind !== "and" && filter.kind !== "or") return JSON.stringify(Object.entries(filter).sort())
  if (filter.kind === "and" && filter.filters.length === 0) return ""
  return `${filter.kind}(${[...new Set(filter.filters.map(keyOf))].sort().join(",")})`
}
