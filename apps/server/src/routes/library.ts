/** The library as a whole: search, status, and what could not be taken in. */
import {
  ArtistRow,
  type CacheError,
  CacheStats,
  ChangePage,
  Hit,
  ItemFailure,
  LibraryCache,
  type LibraryCacheShape,
  type PageRequest,
  Release,
  type SearchPage,
  Track
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { mayCountBack } from "./filter.ts"
import { pageOf, pageParameters, pageRequest, searchPageOf } from "./page.ts"
import { countParameter, optionalTextParameter, textParameter } from "./parameter.ts"
import { type Route, readRoute, route } from "./route.ts"

const hitPage = searchPageOf(Hit, "HitPage")

const searchQuery = { q: textParameter(1000, "What was typed; any text is fine."), ...pageParameters }

const search = readRoute({
  path: "/api/v1/search",
  name: "search",
  summary:
    "Tracks, releases and artists by words in any order, the last one as a beginning, and conditions of the filter language; the best first.",
  query: searchQuery,
  changesByItself: ({ query }) => mayCountBack(query.q),
  answers: "A page of hits.",
  schema: hitPage,
  problems: [],
  read: ({ query }) => Effect.flatMap(LibraryCache, (cache) => cache.search(query.q, pageRequest(query)))
})

const searchOf = <S extends Schema.Constraint>(
  kind: "tracks" | "releases" | "artists",
  schema: S,
  name: string,
  find: (cache: LibraryCacheShape) => (text: string, request: PageRequest) => Effect.Effect<SearchPage<unknown>, CacheError>
): Route =>
  readRoute({
    path: `/api/v1/search/${kind}`,
    name,
    summary: `The ${kind} that a search finds, whole; the best first.`,
    query: searchQuery,
    changesByItself: ({ query }) => mayCountBack(query.q),
    answers: `A page of ${kind}.`,
    schema,
    problems: [],
    read: ({ query }) => Effect.flatMap(LibraryCache, (cache) => find(cache)(query.q, pageRequest(query)))
  })

const searches: ReadonlyArray<Route> = [
  searchOf("tracks", searchPageOf(Track, "FoundTrackPage"), "searchTracks", (cache) => cache.searchTracks),
  searchOf("releases", searchPageOf(Release, "FoundReleasePage"), "searchReleases", (cache) => cache.searchReleases),
  searchOf("artists", searchPageOf(ArtistRow, "FoundArtistPage"), "searchArtists", (cache) => cache.searchArtists)
]

const changes = route({
  method: "GET",
  path: "/api/v1/changes",
  name: "listChanges",
  summary:
    "What changed since a cursor, each entity once, for programs that keep a copy. Without a cursor: all there is, page by page, to begin with.",
  access: "read",
  needsFilled: true,
  query: {
    since: optionalTextParameter(200, "The cursor of the last answer; none, or 0: from the beginning."),
    limit: countParameter(50, "At most so many; more than 1,000 is cut to 1,000.")
  },
  successes: [{ status: 200, description: "The changes.", contentType: "application/json", schema: ChangePage }],
  problems: [],
  handle: ({ query: { since, limit } }) =>
    Effect.flatMap(LibraryCache, (cache) =>
      Effect.map(cache.listChanges({ limit, ...(since !== undefined && { since }) }), (page) => answerJson(page))
    )
})

const cacheStats = route({
  method: "GET",
  path: "/api/v1/cache/stats",
  name: "getCacheStats",
  summary: "How many questions were answered by what is kept since the server began, and how much that is.",
  access: "read",
  query: {},
  successes: [{ status: 200, description: "The figures.", contentType: "application/json", schema: CacheStats }],
  problems: [],
  handle: () => Effect.map(LibraryCache, (cache) => answerJson(cache.queryCache.stats()))
})

const failures = readRoute({
  path: "/api/v1/failures",
  name: "listFailures",
  summary: "The files that could not be taken in or not be written, and why; ordered by path.",
  query: pageParameters,
  answers: "A page of failures.",
  schema: pageOf(ItemFailure, "FailurePage"),
  problems: [],
  read: ({ query }) => Effect.flatMap(LibraryCache, (cache) => cache.listFailures(pageRequest(query)))
})

export const libraryRoutes: ReadonlyArray<Route> = [search, ...searches, changes, cacheStats, failures]
