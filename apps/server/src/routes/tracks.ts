/** Tracks: the list, one, and its sound. */
import { LibraryCache, Lyrics, Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"

import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { answerAudio } from "../bodies/answer-audio.ts"
import { listRequest, mayCountBack, trackParameters } from "./filter.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { isPath, noSuchId } from "./releases.ts"
import { type Route, readRoute, route } from "./route.ts"

/** A track by its id alone, as `releaseById`. */
export const trackById = Effect.fnUntraced(function* (id: string) {
  const cache = yield* LibraryCache
  const track = isPath(id) ? undefined : yield* cache.getTrack(id)
  if (track !== undefined) return track
  return yield* new Problem({ code: "not-found", detail: "The library has no track with this id.", remedy: noSuchId })
})

export const trackPage = pageOf(Track, "TrackPage")

const list = readRoute({
  path: "/api/v1/tracks",
  name: "listTracks",
  summary: "The tracks, ordered by path unless told; all of them, or those that meet every filter.",
  query: { ...pageParameters, ...trackParameters },
  answers: "A page of tracks.",
  schema: trackPage,
  problems: ["invalid-filter"],
  changesByItself: ({ query }) => mayCountBack(query.filter),
  read: ({ query }) =>
    Effect.flatMap(listRequest(query), (request) =>
      Effect.flatMap(LibraryCache, (cache) => cache.listTracks({ ...pageRequest(query), ...request }))
    )
})

const show = readRoute({
  path: "/api/v1/tracks/{id}",
  name: "getTrack",
  summary: "One track.",
  id: "The track's id.",
  query: {},
  answers: "The track.",
  schema: Track,
  problems: ["not-found"],
  read: ({ id }) => trackById(id)
})

const audio = route({
  method: "GET",
  path: "/api/v1/tracks/{id}/audio",
  name: "getTrackAudio",
  summary: "The track's file as it is, whole or a range of it.",
  access: "read",
  needsFilled: true,
  id: "The track's id.",
  query: {},
  successes: [
    { status: 200, description: "The whole file.", contentType: "audio/*", headers: { etag: "Changes with the file." } },
    { status: 206, description: "The range that was asked for.", contentType: "audio/*" },
    { status: 304, description: "The file is the one that If-None-Match or If-Modified-Since names." }
  ],
  problems: ["not-found", "vanished", "offline", "range-not-satisfiable"],
  handle: ({ id, raw }) => Effect.flatMap(trackById(id), (track) => answerAudio({ track, request: raw }))
})

const lyrics = route({
  method: "GET",
  path: "/api/v1/tracks/{id}/lyrics",
  name: "getTrackLyrics",
  summary: "The words of the track: of the file beside it, else of its tags.",
  access: "read",
  needsFilled: true,
  id: "The track's id.",
  query: {},
  successes: [{ status: 200, description: "The lyrics.", schema: Lyrics }],
  problems: ["not-found", "no-lyrics", "offline"],
  handle: ({ id }) =>
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      const track = yield* trackById(id)
      const found = yield* cache.getLyrics(track.id)
      return found === undefined ? yield* wordless : answerJson(found)
    })
})

const wordless = new Problem({
  code: "no-lyrics",
  detail: "The track has no lyrics beside it nor in its tags.",
  remedy: "Put a file of the track's name that ends with .lrc beside it, and scan again."
})

export const trackRoutes: ReadonlyArray<Route> = [list, show, audio, lyrics]
