/**
 * Edits of releases and tracks, and the trash: the file first, then the cache. Each waits some seconds for whoever works on the library
 * and then says who that is. What is deleted can be restored until the trash is emptied.
 */
import { LibraryCache, Release, Track, TrashedItem } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { readJsonBody, readPictureBody } from "./body.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { noSuchId, releaseById } from "./releases.ts"
import { type Route, route } from "./route.ts"
import { trackById } from "./tracks.ts"

const NewRequest = Schema.Struct({ isNew: Schema.Boolean }).annotate({ identifier: "NewRequest" })

const releaseAnswer = (description: string) =>
  [{ status: 200, description, contentType: "application/json", schema: Release }] as const

/** What was there a moment ago may be gone by the time of the edit. */
const goneMeanwhile = new Problem({ code: "not-found", detail: "It has gone from the library meanwhile.", remedy: noSuchId })

const answerEdited = (edited: unknown): Effect.Effect<Response, Problem> =>
  edited === undefined ? Effect.fail(goneMeanwhile) : Effect.succeed(answerJson(edited))

const setNew = route({
  method: "POST",
  path: "/api/v1/releases/{id}/new",
  name: "setReleaseNew",
  summary: "Marks a release as new, or not.",
  access: "write",
  needsFilled: true,
  id: "The release's id.",
  query: {},
  body: NewRequest,
  successes: releaseAnswer("The release as it is now."),
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const { isNew } = yield* readJsonBody(raw, NewRequest)
    const release = yield* releaseById(id)
    const cache = yield* LibraryCache
    return yield* answerEdited(yield* cache.setReleaseNew(release.id, isNew))
  })
})

const setCover = route({
  method: "POST",
  path: "/api/v1/releases/{id}/cover",
  name: "setReleaseCover",
  summary: "Makes the JPEG or PNG picture that is sent the release's cover file; the old one goes to the trash.",
  access: "write",
  needsFilled: true,
  id: "The release's id.",
  query: {},
  takes: ["image/jpeg", "image/png"],
  successes: releaseAnswer("The release as it is now."),
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const release = yield* releaseById(id)
    const picture = yield* readPictureBody(raw)
    const cache = yield* LibraryCache
    return yield* answerEdited(yield* cache.setReleaseCover(release.id, picture))
  })
})

const removeCover = route({
  method: "DELETE",
  path: "/api/v1/releases/{id}/cover",
  name: "removeReleaseCover",
  summary: "Moves the release's cover file to the trash; a picture inside its music files stays.",
  access: "write",
  needsFilled: true,
  id: "The release's id.",
  query: {},
  successes: releaseAnswer("The release as it is now."),
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const release = yield* releaseById(id)
    const cache = yield* LibraryCache
    return yield* answerEdited(yield* cache.setReleaseCover(release.id, null))
  })
})

const deleteRelease = route({
  method: "DELETE",
  path: "/api/v1/releases/{id}",
  name: "deleteRelease",
  summary: "Moves a release to the trash, its directory whole.",
  access: "write",
  needsFilled: true,
  id: "The release's id.",
  query: {},
  successes: releaseAnswer("The release that it was."),
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const release = yield* releaseById(id)
    const cache = yield* LibraryCache
    return yield* answerEdited((yield* cache.deleteRelease(release.id)) ? release : undefined)
  })
})

const deleteTrack = route({
  method: "DELETE",
  path: "/api/v1/tracks/{id}",
  name: "deleteTrack",
  summary: "Moves a track's file to the trash.",
  access: "write",
  needsFilled: true,
  id: "The track's id.",
  query: {},
  successes: [{ status: 200, description: "The track that it was.", contentType: "application/json", schema: Track }],
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const track = yield* trackById(id)
    const cache = yield* LibraryCache
    return yield* answerEdited((yield* cache.deleteTrack(track.id)) ? track : undefined)
  })
})

const trashPage = pageOf(TrashedItem, "TrashPage")

const listTrash = route({
  method: "GET",
  path: "/api/v1/trash",
  name: "listTrash",
  summary: "What was deleted and can be restored, oldest first.",
  access: "read",
  query: pageParameters,
  successes: [{ status: 200, description: "A page of deleted things.", contentType: "application/json", schema: trashPage }],
  problems: ["offline", "storage"],
  handle: ({ query }) =>
    Effect.flatMap(LibraryCache, (cache) => Effect.map(cache.listTrash(pageRequest(query)), (page) => answerJson(page)))
})

const Restored = Schema.Struct({ path: Schema.String }).annotate({ identifier: "Restored" })

const restore = route({
  method: "POST",
  path: "/api/v1/trash/{id}",
  name: "restoreTrash",
  summary: "Puts one thing of the trash back where it was.",
  access: "write",
  id: "Its id in the trash.",
  query: {},
  successes: [{ status: 200, description: "Where it is now.", contentType: "application/json", schema: Restored }],
  problems: ["not-found", "busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const cache = yield* LibraryCache
    const path = yield* cache.restoreTrash(id)
    if (path !== undefined) return answerJson({ path })
    return yield* new Problem({ code: "not-found", detail: "The trash has nothing with this id.", remedy: "List the trash." })
  })
})

const Emptied = Schema.Struct({ removed: Schema.Int }).annotate({ identifier: "Emptied" })

const emptyTrash = route({
  method: "DELETE",
  path: "/api/v1/trash",
  name: "emptyTrash",
  summary: "Removes everything in the trash for good.",
  access: "write",
  query: {},
  successes: [{ status: 200, description: "How many things went.", contentType: "application/json", schema: Emptied }],
  problems: ["busy", "offline", "storage"],
  handle: () => Effect.flatMap(LibraryCache, (cache) => Effect.map(cache.emptyTrash(), (removed) => answerJson({ removed })))
})

export const editRoutes: ReadonlyArray<Route> = [
  setNew,
  setCover,
  removeCover,
  deleteRelease,
  deleteTrack,
  listTrash,
  restore,
  emptyTrash
]
