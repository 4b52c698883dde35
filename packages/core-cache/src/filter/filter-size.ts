/** How large a filter may be: more than people write, less than SQLite refuses. */
import type { Filter } from "./filter.ts"

export const mostConditions = 200
export const mostDepth = 50

/** How many conditions a filter has; undefined when they are too many, or too many lie inside each other. */
export const countConditions = (filter: Filter, depth = 0): number | undefined => {
  if (depth > mostDepth) return undefined
  if (filter.kind === "not") return countConditions(filter.filter, depth + 1)
  if (filter.kind !== "and" && filter.kind !== "or") return 1
  let sum = 0
  for (const inner of filter.filters) {
    const count = countConditions(inner, depth + 1)
    if (count === undefined) return undefined
    sum += count
  }
  return sum > mostConditions ? undefined : sum
}
