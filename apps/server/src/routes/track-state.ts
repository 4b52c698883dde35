/**
 * What the user makes of tracks: favourites, ratings, plays, and the lists that follow. None of it waits for a scan, the first one among them:
 * a track that is known by its id is enough.
 */
import {
  type CacheError,
  getFavoriteTracks,
  getMostPlayedTracks,
  getRecentlyAddedTracks,
  getRecentlyPlayedTracks,
  LibraryCache,
  type LibraryCacheShape,
  type Page,
  type PageRequest,
  Track
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { readJsonBody } from "./body.ts"
import { pageParameters, pageRequest } from "./page.ts"
import { noSuchId } from "./releases.ts"
import { type Route, readRoute, route } from "./route.ts"
import { trackPage } from "./tracks.ts"

const Rating = Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 5 })))

const TrackChange = Schema.Struct({
  isFavorite: Schema.optionalKey(Schema.Boolean),
  rating: Schema.optionalKey(Rating)
}).annotate({ identifier: "TrackChange" })
const FavoriteRequest = Schema.Struct({ isFavorite: Schema.Boolean }).annotate({ identifier: "FavoriteRequest" })
const RatingRequest = Schema.Struct({ rating: Rating }).annotate({ identifier: "RatingRequest" })
const PlayRequest = Schema.Struct({
  playedAt: Schema.optionalKey(Schema.String),
  key: Schema.optionalKey(Schema.String)
}).annotate({ identifier: "PlayRequest" })

const answers = [
  { status: 200, description: "The track as it is now.", contentType: "application/json", schema: Track },
  { status: 204, description: "It is kept for a track that is gone from the library." }
] as const

const noTrack = new Problem({ code: "not-found", detail: "The library has no track with this id.", remedy: noSuchId })

/** Sets something of a track, and answers the track. */
const answerSet = Effect.fnUntraced(function* (
  id: string,
  set: (cache: LibraryCacheShape) => Effect.Effect<boolean, CacheError>
) {
  const cache = yield* LibraryCache
  if (!(yield* set(cache))) return yield* noTrack
  const track = yield* cache.getTrack(id)
  return track === undefined ? new Response(null, { status: 204 }) : answerJson(track)
})

const shared = { access: "write", id: "The track's id.", query: {}, successes: answers } as const

const setFavorite = route({
  ...shared,
  method: "PUT",
  path: "/api/v1/tracks/{id}/favorite",
  name: "setTrackFavorite",
  summary: "Makes a track a favourite, or none.",
  body: FavoriteRequest,
  problems: ["not-found", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const { isFavorite } = yield* readJsonBody(raw, FavoriteRequest)
    return yield* answerSet(id, (cache) => cache.setTrackFavorite(id, isFavorite))
  })
})

const setRating = route({
  ...shared,
  method: "PUT",
  path: "/api/v1/tracks/{id}/rating",
  name: "setTrackRating",
  summary: "Rates a track from 1 to 5; 0 or null takes the rating away.",
  body: RatingRequest,
  problems: ["not-found", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const { rating } = yield* readJsonBody(raw, RatingRequest)
    return yield* answerSet(id, (cache) => cache.setTrackRating(id, rating))
  })
})

const update = route({
  ...shared,
  successes: [answers[0]],
  method: "PATCH",
  path: "/api/v1/tracks/{id}",
  name: "updateTrack",
  summary: "Changes what the user decided about a track: what is given is set, the rest stays.",
  body: TrackChange,
  problems: ["not-found", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const change = yield* readJsonBody(raw, TrackChange)
    const cache = yield* LibraryCache
    const track = yield* cache.updateTrack(id, change)
    return track === undefined ? yield* noTrack : answerJson(track)
  })
})

const badTime = new Problem({
  code: "bad-request",
  detail: "playedAt is no time, or lies in the future.",
  remedy: "Write it as 2026-11-28T17:19:41Z, or leave it out."
})
const badKey = new Problem({
  code: "bad-request",
  detail: "The Idempotency-Key is empty, has more than 200 characters, or names a play of another track.",
  remedy: "Give each play a key of its own."
})

const play = route({
  ...shared,
  method: "POST",
  path: "/api/v1/tracks/{id}/plays",
  name: "recordTrackPlay",
  summary:
    "Counts that a track was played, now unless told. With a key, in the header Idempotency-Key or in the body, a play that is told again counts once.",
  body: PlayRequest,
  problems: ["not-found", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const { playedAt, ...body } = yield* readJsonBody(raw, PlayRequest)
    const playedAtMs = playedAt === undefined ? undefined : Date.parse(playedAt)
    if (Number.isNaN(playedAtMs)) return yield* badTime
    const key = raw.headers.get("idempotency-key") || body.key
    const report = { ...(key !== undefined && { key }), ...(playedAtMs !== undefined && { playedAtMs }) }
    const recorded = (cache: LibraryCacheShape) => cache.recordTrackPlay(id, report)
    return yield* Effect.catchTag(answerSet(id, recorded), "CacheError", (error) =>
      Effect.fail(error.reason !== "usage" ? error : error.message.includes("key") ? badKey : badTime)
    )
  })
})

type Read = (page: PageRequest) => Effect.Effect<Page<Track>, CacheError, LibraryCache>

const listRoute = (path: string, name: string, summary: string, read: Read): Route =>
  readRoute({
    path,
    name,
    summary,
    query: pageParameters,
    answers: "A page of tracks.",
    schema: trackPage,
    problems: [],
    read: ({ query }) => read(pageRequest(query))
  })

export const trackStateRoutes: ReadonlyArray<Route> = [
  setFavorite,
  setRating,
  update,
  play,
  listRoute("/api/v1/favorites", "getFavoriteTracks", "The favourites, the newest favourite first.", getFavoriteTracks),
  listRoute(
    "/api/v1/recently-played",
    "getRecentlyPlayedTracks",
    "The tracks that were played, the last played first.",
    getRecentlyPlayedTracks
  ),
  listRoute(
    "/api/v1/most-played",
    "getMostPlayedTracks",
    "The tracks that were played, the most played first.",
    getMostPlayedTracks
  ),
  listRoute(
    "/api/v1/recently-added",
    "getRecentlyAddedTracks",
    "The tracks, those of the release added last first.",
    getRecentlyAddedTracks
  )
]
