/** Smart playlists: filters that are kept under a name. What is in one is found anew each time, so answers about them are not kept. */
import { type InvalidFilter, LibraryCache, SmartPlaylist, type TrackSort, trackSortKeys } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { fromInvalidFilter, Problem } from "../answers/problem.ts"
import { readJsonBody } from "./body.ts"
import { m3u8Type } from "./m3u8.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { type Route, readRoute, route } from "./route.ts"
import { trackPage } from "./tracks.ts"

const path = "/api/v1/smart-playlists"
const nameText = "Its name, case-exact."

const sorts: ReadonlyArray<TrackSort | "shuffle"> = ["shuffle", ...trackSortKeys.flatMap((key) => [key, `-${key}` as const])]
const Sort = Schema.Literals(sorts)
const Limit = Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })))
const Filter = Schema.String.check(Schema.isMaxLength(10_000))
const Name = Schema.String.check(Schema.isMaxLength(250))

const CreateRequest = Schema.Struct({
  name: Name,
  filter: Filter,
  sort: Schema.optionalKey(Sort),
  limit: Schema.optionalKey(Limit)
}).annotate({ identifier: "CreateSmartPlaylistRequest" })
const UpdateRequest = Schema.Struct({
  filter: Schema.optionalKey(Filter),
  sort: Schema.optionalKey(Sort),
  limit: Schema.optionalKey(Limit)
}).annotate({ identifier: "UpdateSmartPlaylistRequest" })
const RenameRequest = Schema.Struct({ name: Name }).annotate({ identifier: "NameRequest" })

const noSuch = new Problem({
  code: "not-found",
  detail: "The library has no smart playlist of this name.",
  remedy: "Names are case-exact: list the smart playlists."
})
const taken = new Problem({
  code: "bad-request",
  detail: "There is a smart playlist of this name already, with other rules.",
  remedy: "Choose another name, or change that one."
})

const found = <A>(value: A | undefined) => (value === undefined ? Effect.fail(noSuch) : Effect.succeed(value))

/** A filter that makes no sense is told with its place. */
const explained = <A, E, R>(effect: Effect.Effect<A, E | InvalidFilter, R>) =>
  Effect.catchTag(effect, "InvalidFilter", (error) => Effect.fail(fromInvalidFilter(error as InvalidFilter)))

const whole = Effect.fnUntraced(function* (name: string) {
  const { smartPlaylists } = yield* LibraryCache
  return yield* found(yield* smartPlaylists.get(name))
})

const answers = [
  { status: 200, description: "The smart playlist as it is now.", contentType: "application/json", schema: SmartPlaylist }
] as const
const writing = { access: "write", needsFilled: true, query: {}, successes: answers } as const

const list = readRoute({
  path,
  name: "listSmartPlaylists",
  summary: "The smart playlists by name, each with how many tracks it has now.",
  query: pageParameters,
  answers: "A page of smart playlists.",
  schema: pageOf(SmartPlaylist, "SmartPlaylistPage"),
  problems: [],
  changesByItself: () => true,
  read: ({ query }) => Effect.flatMap(LibraryCache, ({ smartPlaylists }) => smartPlaylists.list(pageRequest(query)))
})

const show = readRoute({
  path: `${path}/{id}`,
  name: "getSmartPlaylist",
  summary: "One smart playlist.",
  id: nameText,
  query: {},
  answers: "The smart playlist.",
  schema: SmartPlaylist,
  problems: ["not-found"],
  changesByItself: () => true,
  read: ({ id }) => whole(id)
})

const tracks = readRoute({
  path: `${path}/{id}/tracks`,
  name: "getSmartPlaylistTracks",
  summary: "The tracks that meet its filter now, in its order.",
  id: nameText,
  query: pageParameters,
  answers: "A page of tracks.",
  schema: trackPage,
  problems: ["not-found"],
  changesByItself: () => true,
  read: ({ id, query }) =>
    Effect.flatMap(LibraryCache, ({ smartPlaylists }) => Effect.flatMap(smartPlaylists.tracks(id, pageRequest(query)), found))
})

const create = route({
  ...writing,
  method: "POST",
  path,
  name: "createSmartPlaylist",
  summary: "Keeps a filter of tracks under a name, with an order and a limit; replaces nothing.",
  body: CreateRequest,
  problems: ["invalid-filter", "busy", "storage"],
  handle: Effect.fnUntraced(function* ({ raw }) {
    const { name, filter, sort = "path", limit = null } = yield* readJsonBody(raw, CreateRequest)
    const { smartPlaylists } = yield* LibraryCache
    const isNew = yield* explained(smartPlaylists.create(name, { filter, sort, limit }))
    const made = yield* whole(name)
    const isAsked = made.filter === filter && made.sort === sort && made.limit === limit
    return isNew || isAsked ? answerJson(made) : yield* taken
  })
})

const update = route({
  ...writing,
  method: "POST",
  path: `${path}/{id}`,
  name: "updateSmartPlaylist",
  summary: "Gives the smart playlist another filter, order or limit; what is not named stays.",
  id: nameText,
  body: UpdateRequest,
  problems: ["not-found", "invalid-filter", "busy", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const rules = yield* readJsonBody(raw, UpdateRequest)
    const { smartPlaylists } = yield* LibraryCache
    return answerJson(yield* found(yield* explained(smartPlaylists.update(id, rules))))
  })
})

const rename = route({
  ...writing,
  method: "POST",
  path: `${path}/{id}/name`,
  name: "renameSmartPlaylist",
  summary: "Gives the smart playlist another name; replaces nothing.",
  id: nameText,
  body: RenameRequest,
  problems: ["not-found", "busy", "storage"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const { name } = yield* readJsonBody(raw, RenameRequest)
    const { smartPlaylists } = yield* LibraryCache
    return (yield* smartPlaylists.rename(id, name)) ? answerJson(yield* whole(name)) : yield* noSuch
  })
})

const remove = route({
  ...writing,
  method: "DELETE",
  path: `${path}/{id}`,
  name: "deleteSmartPlaylist",
  summary: "Deletes the smart playlist, and none of its tracks; answers what it was.",
  id: nameText,
  problems: ["not-found", "busy", "storage"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const { smartPlaylists } = yield* LibraryCache
    const before = yield* whole(id)
    return (yield* smartPlaylists.remove(id)) ? answerJson(before) : yield* noSuch
  })
})

const m3u8 = route({
  method: "GET",
  path: `${path}/{id}/m3u8`,
  name: "exportSmartPlaylist",
  summary: "Its tracks of now as M3U8: paths relative to the library's root.",
  access: "read",
  needsFilled: true,
  id: nameText,
  query: {},
  successes: [{ status: 200, description: "The file's text.", contentType: m3u8Type }],
  problems: ["not-found"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const text = yield* found(yield* (yield* LibraryCache).smartPlaylists.exportM3u8(id))
    return new Response(text, { headers: { "content-type": m3u8Type, "cache-control": "no-cache" } })
  })
})

export const smartPlaylistRoutes: ReadonlyArray<Route> = [list, show, tracks, create, update, rename, remove, m3u8]
