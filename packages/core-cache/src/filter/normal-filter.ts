/** One form for filters that are written differently and say the same: what the filter language reads, prints, and what a list is known by. */
import { releaseTypes } from "@deadwax/core-tags"
import type { Filter } from "./filter.ts"

const everything: Filter = { kind: "and", filters: [] }
const nothing: Filter = { kind: "not", filter: everything }

/** Several as one: those of the same kind inside it are taken apart, and one alone is itself. */
export const joinFilters = (kind: "and" | "or", filters: ReadonlyArray<Filter>): Filter => {
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]))
  return flat.length === 1 ? flat[0]! : { kind, filters: flat }
}

/** Says the same, in one form. */
export const normalFilter = (filter: Filter): Filter => {
  switch (filter.kind) {
    case "and":
      return joinFilters("and", filter.filters.map(normalFilter))
    case "or":
      return filter.filters.length === 0 ? nothing : joinFilters("or", filter.filters.map(normalFilter))
    case "not":
      return { kind: "not", filter: normalFilter(filter.filter) }
    case "new":
      return filter.isNew ? filter : { kind: "not", filter: { kind: "new", isNew: true } }
    case "type":
      return releaseTypes.some((type) => type === filter.type) ? filter : nothing
    case "year":
      return normalYears(filter)
    default:
      return filter
  }
}

const normalYears = (filter: Extract<Filter, { readonly kind: "year" }>): Filter => {
  const within = (year: number | null) => (year === null ? null : Math.max(0, Math.min(9999, Math.trunc(year))))
  const from = within(filter.from)
  const to = within(filter.to)
  return from !== null && to !== null && from > to ? nothing : { kind: "year", from, to }
}
