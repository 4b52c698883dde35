/** The lists that follow from what the user makes of tracks, as requests of the one list of tracks. */
import type { Filter } from "../filter/filter.ts"
import type { PageRequest, TrackListRequest } from "../model/model.ts"

const isPlayed: Filter = { kind: "plays", from: 1, to: null }

/** The newest favourite first. */
export const favorites = (page: PageRequest = {}): TrackListRequest => ({
  ...page,
  filter: { kind: "favorite", isFavorite: true },
  sort: "-favorited"
})

/** What was played, the last played first. */
export const recentlyPlayed = (page: PageRequest = {}): TrackListRequest => ({ ...page, filter: isPlayed, sort: "-played" })

/** What was played, the most played first. */
export const mostPlayed = (page: PageRequest = {}): TrackListRequest => ({ ...page, filter: isPlayed, sort: "-plays" })

/** Everything, the release added last first. */
export const recentlyAdded = (page: PageRequest = {}): TrackListRequest => ({ ...page, sort: "-added" })

/** The requests of these lists, to be narrowed to a page, or streamed. */
export const trackLists = { favorites, recentlyPlayed, mostPlayed, recentlyAdded }
