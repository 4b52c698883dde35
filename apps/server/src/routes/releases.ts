/** Releases: the list, one, and its cover. */
import { LibraryCache, Release } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"

import { Problem } from "../answers/problem.ts"
import { answerCover } from "../covers/answer-cover.ts"
import { coverSizes } from "../covers/cover-sizes.ts"
import { listRequest, mayCountBack, releaseParameters } from "./filter.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { flagParameter, sizeParameter, textParameter } from "./parameter.ts"
import { type Route, readRoute, route } from "./route.ts"

export const noSuchId = "List what there is, or search for it; after changes of files, scan again."

/** What the library would take for a path, which is not for who asks from elsewhere. No id begins like that. */
export const isPath = (id: string): boolean => id.startsWith("/")

/** A release by its id alone, also by one that was merged: go on with the id that it has. */
export const releaseById = Effect.fnUntraced(function* (id: string) {
  const cache = yield* LibraryCache
  const release = isPath(id) ? undefined : yield* cache.getRelease(id)
  if (release !== undefined) return release
  return yield* new Problem({ code: "not-found", detail: "The library has no release with this id.", remedy: noSuchId })
})

const releasePage = pageOf(Release, "ReleasePage")

const list = readRoute({
  path: "/api/v1/releases",
  name: "listReleases",
  summary: "The releases, ordered by path unless told; all of them, or those that meet every filter.",
  query: { ...pageParameters, ...releaseParameters, tracks: flagParameter("With the tracks of each release.") },
  answers: "A page of releases.",
  schema: releasePage,
  problems: ["invalid-filter"],
  changesByItself: ({ query }) => mayCountBack(query.filter),
  read: ({ query }) =>
    Effect.flatMap(listRequest(query), (request) =>
      Effect.flatMap(LibraryCache, (cache) => cache.listReleases({ ...pageRequest(query), ...request, tracks: query.tracks }))
    )
})

const show = readRoute({
  path: "/api/v1/releases/{id}",
  name: "getRelease",
  summary: "One release, with its tracks in disc and track order.",
  id: "The release's id.",
  query: {},
  answers: "The release.",
  schema: Release,
  problems: ["not-found"],
  read: ({ id }) => releaseById(id)
})

/** How a cover is asked for. */
export const coverParameters = {
  size: sizeParameter(
    4096,
    `Fit it into a square of at least so many pixels: the next of ${coverSizes.join(", ")}. Without it, the picture as it is.`
  ),
  v: {
    ...textParameter(200, "Any text. An address with it is kept for a year without asking again."),
    isRequired: false,
    absent: ""
  }
}

const withoutCover = <E>(error: E): Effect.Effect<Response, E> =>
  error instanceof Problem && error.code === "no-cover"
    ? Effect.succeed(new Response(null, { status: 204, headers: { "cache-control": "private, no-cache" } }))
    : Effect.fail(error)

const cover = route({
  method: "GET",
  path: "/api/v1/releases/{id}/cover",
  name: "getReleaseCover",
  summary: "The release's cover: the picture beside its files, else the one inside them.",
  access: "read",
  needsFilled: true,
  id: "The release's id.",
  query: {
    ...coverParameters,
    optional: flagParameter(
      "That there is no cover is no failure: 204 instead of 404, which browsers log for each that a page asks for."
    )
  },
  successes: [
    { status: 200, description: "The picture.", contentType: "image/*", headers: { etag: "Changes with the picture." } },
    { status: 204, description: "There is no cover, which was optional." },
    { status: 304, description: "The picture is the one that If-None-Match names." }
  ],
  problems: ["not-found", "no-cover", "vanished", "offline"],
  handle: ({ id, query, raw }, app) =>
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      const release = yield* releaseById(id)
      const places = (yield* cache.getCoverPlaces(release.id)) ?? []
      const answered = answerCover({ places, request: raw, size: query.size, version: query.v }, app)
      return yield* query.optional ? Effect.catch(answered, withoutCover) : answered
    })
})

export const releaseRoutes: ReadonlyArray<Route> = [list, show, cover]
