/**
 * Collages and playlists: lists, one with its entries, what they hold, and edits, which change the file first. Both kinds have the same
 * routes; playlists have covers besides. Names are case-exact and stand in the address.
 */
import {
  Collage,
  type CollectionEdit,
  CollectionSummary,
  type Collections,
  LibraryCache,
  type LibraryCacheShape,
  Playlist,
  Release,
  Track
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { answerCover } from "../covers/answer-cover.ts"
import { mostListBytes, readJsonBody, readPictureBody } from "./body.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { coverParameters } from "./releases.ts"
import { type Route, type RouteDescription, readRoute, route } from "./route.ts"

const NameRequest = Schema.Struct({ name: Schema.String.check(Schema.isMaxLength(250)) }).annotate({ identifier: "NameRequest" })
const Position = Schema.Int.check(Schema.isGreaterThanOrEqualTo(1))
const AddRequest = Schema.Struct({
  ids: Schema.Array(Schema.String).check(Schema.isMinLength(1)),
  position: Schema.optionalKey(Position)
}).annotate({ identifier: "AddEntriesRequest" })
const RemoveRequest = Schema.Struct({ id: Schema.String, at: Schema.optionalKey(Position) }).annotate({
  identifier: "RemoveEntryRequest"
})
const MoveRequest = Schema.Struct({ id: Schema.String, position: Position, at: Schema.optionalKey(Position) }).annotate({
  identifier: "MoveEntryRequest"
})

/** What tells the two kinds apart. */
interface Kind<Whole extends CollectionSummary, Member> {
  readonly group: "collages" | "playlists"
  readonly one: "Collage" | "Playlist"
  readonly members: "releases" | "tracks"
  readonly whole: Schema.Codec<Whole>
  readonly member: Schema.Constraint
  readonly memberPage: string
  readonly of: (cache: LibraryCacheShape) => Collections<Whole, Member>
}

const collages: Kind<Collage, Release> = {
  group: "collages",
  one: "Collage",
  members: "releases",
  whole: Collage,
  member: Release,
  memberPage: "ReleasePage",
  of: (cache) => cache.collages
}

const playlists: Kind<Playlist, Track> = {
  group: "playlists",
  one: "Playlist",
  members: "tracks",
  whole: Playlist,
  member: Track,
  memberPage: "TrackPage",
  of: (cache) => cache.playlists
}

const noSuch = <Whole extends CollectionSummary, Member>({ group, one }: Kind<Whole, Member>): Problem =>
  new Problem({
    code: "not-found",
    detail: `The library has no ${one.toLowerCase()} of this name.`,
    remedy: `Names are case-exact: list the ${group}; after changes of files, scan again.`
  })

const taken = <Whole extends CollectionSummary, Member>({ one }: Kind<Whole, Member>): Problem =>
  new Problem({
    code: "bad-request",
    detail: `There is a ${one.toLowerCase()} of this name already, with entries; it is as it was.`,
    remedy: "Choose another name, or add to that one."
  })

export const noSuchPlaylist = noSuch(playlists)

const found = <Whole extends CollectionSummary, Member, A>(kind: Kind<Whole, Member>, value: A | undefined) =>
  value === undefined ? Effect.fail(noSuch(kind)) : Effect.succeed(value)

const summaryPage = pageOf(CollectionSummary, "CollectionPage")
const nameText = "Its name, case-exact."

const reads = <Whole extends CollectionSummary, Member>(kind: Kind<Whole, Member>): ReadonlyArray<Route> => [
  readRoute({
    path: `/api/v1/${kind.group}`,
    name: `list${kind.one}s`,
    summary: `The ${kind.group} by name.`,
    query: pageParameters,
    answers: `A page of ${kind.group}.`,
    schema: summaryPage,
    problems: [],
    read: ({ query }) => Effect.flatMap(LibraryCache, (cache) => kind.of(cache).list(pageRequest(query)))
  }),
  readRoute({
    path: `/api/v1/${kind.group}/{id}`,
    name: `get${kind.one}`,
    summary: `One ${kind.one.toLowerCase()} with its entries in order, missing ones too.`,
    id: nameText,
    query: {},
    answers: `The ${kind.one.toLowerCase()}.`,
    schema: kind.whole,
    problems: ["not-found"],
    read: ({ id }) =>
      Effect.flatMap(LibraryCache, (cache) => Effect.flatMap(kind.of(cache).get(id), (whole) => found(kind, whole)))
  }),
  readRoute({
    path: `/api/v1/${kind.group}/{id}/${kind.members}`,
    name: `get${kind.one}${kind.members === "releases" ? "Releases" : "Tracks"}`,
    summary: `Its ${kind.members} in its order; missing ones are left out.`,
    id: nameText,
    query: pageParameters,
    answers: `A page of ${kind.members}.`,
    schema: pageOf(kind.member, kind.memberPage),
    problems: ["not-found"],
    read: ({ id, query }) =>
      Effect.flatMap(LibraryCache, (cache) =>
        Effect.flatMap(kind.of(cache).members(id, pageRequest(query)), (page) => found(kind, page))
      )
  })
]

const writeProblems = ["not-found", "busy", "offline", "storage"] as const

type Write = Pick<RouteDescription<Record<never, never>>, "method" | "path" | "name" | "summary" | "body" | "takes" | "handle">

/** A route that changes a collection and answers it as it is then. */
const write = <Whole extends CollectionSummary, Member>(kind: Kind<Whole, Member>, description: Write): Route =>
  route({
    access: "write",
    needsFilled: true,
    query: {},
    ...(description.path.includes("{id}") && { id: nameText }),
    successes: [
      {
        status: 200,
        description: `The ${kind.one.toLowerCase()} as it is now.`,
        contentType: "application/json",
        schema: kind.whole
      }
    ],
    problems: writeProblems,
    ...description
  })

const answerWhole = Effect.fnUntraced(function* <Whole extends CollectionSummary, Member>(
  kind: Kind<Whole, Member>,
  name: string
) {
  const whole = yield* kind.of(yield* LibraryCache).get(name)
  return answerJson(yield* found(kind, whole))
})

/** An edit that makes no sense for the entries as they are is told as such; what the library says names no file. */
const answerEdit = Effect.fnUntraced(function* <Whole extends CollectionSummary, Member>(
  kind: Kind<Whole, Member>,
  name: string,
  edit: CollectionEdit
) {
  const edited = kind.of(yield* LibraryCache).edit(name, edit)
  return answerJson(yield* found(kind, yield* edited))
})

const management = <Whole extends CollectionSummary, Member>(kind: Kind<Whole, Member>): ReadonlyArray<Route> => {
  const path = `/api/v1/${kind.group}`
  const one = kind.one.toLowerCase()
  return [
    write(kind, {
      method: "POST",
      path,
      name: `create${kind.one}`,
      summary: `Makes an empty ${one}; replaces nothing, and is refused where one of this name has entries.`,
      body: NameRequest,
      handle: Effect.fnUntraced(function* ({ raw }) {
        const { name } = yield* readJsonBody(raw, NameRequest)
        const all = kind.of(yield* LibraryCache)
        const isNew = yield* all.create(name)
        const whole = yield* found(kind, yield* all.get(name))
        // An empty one is what was asked for, perhaps by the same request, whose answer was lost.
        return isNew || (whole.count === 0 && whole.failure === null) ? answerJson(whole) : yield* taken(kind)
      })
    }),
    write(kind, {
      method: "POST",
      path: `${path}/{id}/name`,
      name: `rename${kind.one}`,
      summary: `Gives the ${one} another name; replaces nothing.`,
      body: NameRequest,
      handle: Effect.fnUntraced(function* ({ id, raw }) {
        const { name } = yield* readJsonBody(raw, NameRequest)
        const isThere = yield* kind.of(yield* LibraryCache).rename(id, name)
        return yield* isThere ? answerWhole(kind, name) : noSuch(kind)
      })
    }),
    write(kind, {
      method: "DELETE",
      path: `${path}/{id}`,
      name: `delete${kind.one}`,
      summary: `Moves the ${one} to the trash; answers what it was.`,
      handle: Effect.fnUntraced(function* ({ id }) {
        const all = kind.of(yield* LibraryCache)
        const whole = yield* found(kind, yield* all.get(id))
        return (yield* all.remove(id)) ? answerJson(whole) : yield* noSuch(kind)
      })
    })
  ]
}

const entryEdits = <Whole extends CollectionSummary, Member>(kind: Kind<Whole, Member>): ReadonlyArray<Route> => {
  const path = `/api/v1/${kind.group}/{id}/entries`
  return [
    write(kind, {
      method: "POST",
      path,
      name: `add${kind.members === "releases" ? "Releases" : "Tracks"}To${kind.one}`,
      summary: `Adds ${kind.members} at the end, or so that the first one has the position.`,
      body: AddRequest,
      handle: Effect.fnUntraced(function* ({ id, raw }) {
        return yield* answerEdit(kind, id, { kind: "add", ...(yield* readJsonBody(raw, AddRequest, mostListBytes)) })
      })
    }),
    write(kind, {
      method: "POST",
      path: `${path}/remove`,
      name: `removeFrom${kind.one}`,
      summary: "Takes every entry of an id out, or the one at a position.",
      body: RemoveRequest,
      handle: Effect.fnUntraced(function* ({ id, raw }) {
        return yield* answerEdit(kind, id, { kind: "remove", ...(yield* readJsonBody(raw, RemoveRequest)) })
      })
    }),
    write(kind, {
      method: "POST",
      path: `${path}/move`,
      name: `moveIn${kind.one}`,
      summary: "Moves an entry to a position; at tells which, where there are several of the id.",
      body: MoveRequest,
      handle: Effect.fnUntraced(function* ({ id, raw }) {
        return yield* answerEdit(kind, id, { kind: "move", ...(yield* readJsonBody(raw, MoveRequest)) })
      })
    })
  ]
}

const coverAddress = "/api/v1/playlists/{id}/cover"

const coverless = new Problem({
  code: "no-cover",
  detail: "The playlist has no cover of its own.",
  remedy: `Send one by POST to its address.`
})

const getCover = route({
  method: "GET",
  path: coverAddress,
  name: "getPlaylistCover",
  summary: "A playlist's cover.",
  access: "read",
  needsFilled: true,
  id: nameText,
  query: coverParameters,
  successes: [
    { status: 200, description: "The picture.", contentType: "image/*", headers: { etag: "Changes with the picture." } },
    { status: 304, description: "The picture is the one that If-None-Match names." }
  ],
  problems: ["not-found", "no-cover", "vanished", "offline"],
  handle: Effect.fnUntraced(function* ({ id, raw, query }, app) {
    const cache = yield* LibraryCache
    const { coverPath } = yield* found(playlists, yield* cache.playlists.get(id))
    if (coverPath === null) return yield* coverless
    return yield* answerCover(
      { places: [{ path: coverPath, isEmbedded: false }], request: raw, size: query.size, version: query.v },
      app
    )
  })
})

const setCover = write(playlists, {
  method: "POST",
  path: coverAddress,
  name: "setPlaylistCover",
  summary: "Makes the JPEG or PNG picture that is sent the playlist's cover; the old one goes to the trash.",
  takes: ["image/jpeg", "image/png"],
  handle: Effect.fnUntraced(function* ({ id, raw }) {
    const cache = yield* LibraryCache
    yield* found(playlists, yield* cache.playlists.get(id))
    const picture = yield* readPictureBody(raw)
    return yield* (yield* cache.playlists.setCover(id, picture)) ? answerWhole(playlists, id) : noSuch(playlists)
  })
})

const removeCover = write(playlists, {
  method: "DELETE",
  path: coverAddress,
  name: "removePlaylistCover",
  summary: "Moves the playlist's cover to the trash.",
  handle: Effect.fnUntraced(function* ({ id }) {
    const cache = yield* LibraryCache
    return yield* (yield* cache.playlists.removeCover(id)) ? answerWhole(playlists, id) : noSuch(playlists)
  })
})

export const collectionRoutes: ReadonlyArray<Route> = [
  ...reads(collages),
  ...management(collages),
  ...entryEdits(collages),
  ...reads(playlists),
  ...management(playlists),
  ...entryEdits(playlists),
  getCover,
  setCover,
  removeCover
]
