/** A file that a client has, into the library. */
import { LibraryCache, Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { readBytesBody } from "./body.ts"
import { optionalTextParameter, textParameter } from "./parameter.ts"
import { type Route, route } from "./route.ts"

/** It is held in memory until it is on the disk. */
const mostTrackBytes = 256 * 1024 * 1024

const takenTypes = ["audio/*", "application/octet-stream"] as const

const unfit = new Problem({
  code: "bad-request",
  detail:
    "It was not added: it is no audio that can be read, is a track that the library has with another content, or cannot lie there.",
  remedy: "Send an audio file with its own name, to a directory of the library or to none."
})

const badName = new Problem({
  code: "bad-request",
  detail: "The name is none of a file.",
  remedy: "Send the file's own name, without a directory."
})

const isFileName = (name: string): boolean => name !== "" && !name.startsWith(".") && !/[/\\]/.test(name) && !name.includes("\0")

const addTrack = route({
  method: "POST",
  path: "/api/v1/tracks",
  name: "addTrack",
  summary:
    "Takes the audio file that is sent into the library: under a name that nothing has, by the templates or into a directory.",
  access: "write",
  needsFilled: true,
  query: {
    name: textParameter(255, "The file's own name, with its extension."),
    to: optionalTextParameter(
      4000,
      "A directory of the library, from its root on; made where it is not there. Absent: by the templates."
    )
  },
  takes: takenTypes,
  successes: [{ status: 200, description: "The track as it is in the library.", contentType: "application/json", schema: Track }],
  problems: ["busy", "offline", "storage"],
  handle: Effect.fnUntraced(function* ({ raw, query: { name, to } }) {
    if (!isFileName(name)) return yield* badName
    const bytes = yield* readBytesBody(raw, takenTypes, mostTrackBytes)
    const cache = yield* LibraryCache
    const options = to === undefined ? {} : { to: `${cache.library.root}/${to}`.replace(/(?<=.)\/+$/, "") }
    const track = yield* cache.addTrack({ name, bytes }, options).pipe(
      Effect.catchIf(
        (error) => error.reason === "usage",
        () => Effect.fail(unfit)
      )
    )
    return track === undefined ? yield* unfit : answerJson(track)
  })
})

export const addTrackRoutes: ReadonlyArray<Route> = [addTrack]
