/** Playlists out of the library and into it, as M3U8 files that other players read and write. */
import { LibraryCache } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answerJson } from "../answers/json.ts"
import { mostListBytes, readJsonBody } from "./body.ts"
import { noSuchPlaylist } from "./collections.ts"
import { type Route, route } from "./route.ts"

export const m3u8Type = "audio/x-mpegurl; charset=utf-8"

const exportPlaylist = route({
  method: "GET",
  path: "/api/v1/playlists/{id}/m3u8",
  name: "exportPlaylist",
  summary: "The playlist as M3U8: paths relative to the library's root, its missing entries as comments.",
  access: "read",
  needsFilled: true,
  id: "Its name, case-exact.",
  query: {},
  successes: [{ status: 200, description: "The file's text.", contentType: m3u8Type }],
  problems: ["not-found"],
  handle: Effect.fnUntraced(function* ({ id }) {
    const text = yield* (yield* LibraryCache).playlists.exportM3u8(id)
    if (text === undefined) return yield* noSuchPlaylist
    return new Response(text, { headers: { "content-type": m3u8Type, "cache-control": "no-cache" } })
  })
})

const ImportRequest = Schema.Struct({ name: Schema.String.check(Schema.isMaxLength(250)), text: Schema.String }).annotate({
  identifier: "ImportPlaylistRequest"
})
const Line = Schema.Struct({ line: Schema.Int, text: Schema.String })
const Imported = Schema.Struct({
  name: Schema.String,
  isNew: Schema.Boolean,
  count: Schema.Int,
  unmatched: Schema.Array(Line),
  ignored: Schema.Array(Line)
}).annotate({ identifier: "ImportedPlaylist" })

const importPlaylist = route({
  method: "POST",
  path: "/api/v1/playlists/import",
  name: "importPlaylist",
  summary: "Makes a playlist of the text of an M3U8; name is for one that does not name itself. Replaces nothing.",
  access: "write",
  needsFilled: true,
  query: {},
  body: ImportRequest,
  successes: [
    {
      status: 200,
      description: "What was made of it, and the lines that no track belongs to.",
      contentType: "application/json",
      schema: Imported
    }
  ],
  problems: ["busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ raw }) {
    const { name, text } = yield* readJsonBody(raw, ImportRequest, mostListBytes)
    return answerJson(yield* (yield* LibraryCache).playlists.importM3u8({ text, fallbackName: name }))
  })
})

export const m3u8Routes: ReadonlyArray<Route> = [exportPlaylist, importPlaylist]
