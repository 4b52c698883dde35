/** One form for filters that are written differently and say the same: what the filter language reads, prints, and what a list is known by. */
import { releaseTypes } from "@deadwax/core-tags"
import { isBackwards, largestCount, largestRating, withinReach } from "./bounds.ts"
import type { Filter, Moment } from "./filter.ts"

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
    case "favorite":
      return filter.isFavorite ? filter : { kind: "not", filter: { kind: "favorite", isFavorite: true } }
    case "year":
      return normalRange(filter, 0, 9999)
    case "rating":
      // Without a start the unrated are not meant.
      return normalRange({ ...filter, from: filter.from ?? 1 }, 0, largestRating)
    case "plays":
      return normalRange(filter, 0, largestCount)
    case "played":
    case "added":
      return normalStretch(filter)
    case "artist":
    case "releaseArtist":
    case "trackArtist":
    case "genre":
    case "descriptor":
    case "label":
    case "text":
      return filter
  }
}

type Ranged = Extract<Filter, { readonly kind: "year" | "rating" | "plays" }>

const normalRange = (filter: Ranged, least: number, most: number): Filter => {
  const { kind, from, to } = filter
  if ((from ?? least) > Math.min(to ?? most, most) || (to ?? most) < least) return nothing
  const within = (value: number | null) => (value === null ? null : Math.max(least, Math.min(most, value)))
  return { kind, from: within(from && Math.ceil(from)), to: within(to && Math.floor(to)) }
}

type Timed = Extract<Filter, { readonly kind: "played" | "added" }>

const normalStretch = ({ kind, from, to }: Timed): Filter => {
  const stretch = { from: from && normalMoment(from), to: to && normalMoment(to) }
  return isBackwards(stretch.from, stretch.to) ? nothing : { kind, ...stretch }
}

const normalMoment = (moment: Moment): Moment =>
  "atUs" in moment ? { atUs: withinReach(moment.atUs) } : { agoSeconds: Math.max(0, Math.trunc(moment.agoSeconds)) }
