/** Does an answer to a filter change by itself, because something in it counts back from now? */
import type { Filter, Moment } from "./filter.ts"

const countsBack = (moment: Moment | null): boolean => moment !== null && "agoSeconds" in moment

export const readsClock = (filter: Filter): boolean => {
  switch (filter.kind) {
    case "and":
    case "or":
      return filter.filters.some(readsClock)
    case "not":
      return readsClock(filter.filter)
    case "played":
    case "added":
      return countsBack(filter.from) || countsBack(filter.to)
    default:
      return false
  }
}
