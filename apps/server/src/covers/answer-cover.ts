/** The answer to a request for a cover. */
import type { CoverPlace } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type { AppState } from "../app-state.ts"
import { isUnchanged } from "../bodies/validators.ts"
import type { Answered } from "../routes/route.ts"
import { coverSizeFor } from "./cover-sizes.ts"
import { findCover, originalPicture, smallPicture } from "./covers.ts"

interface CoverRequest {
  /** Where it may be, the best first. */
  readonly places: ReadonlyArray<CoverPlace>
  readonly request: Request
  /** Undefined: the picture as it is. */
  readonly size: number | undefined
  /** Not empty: the address names a version, and what it leads to is kept without asking again. */
  readonly version: string
}

/** The tag is made of the picture's content, so it holds across restarts, renames and retags. */
export const answerCover = ({ places, request, size, version }: CoverRequest, app: AppState): Answered =>
  Effect.gen(function* () {
    const cover = yield* findCover(app, places)
    const kept = size === undefined ? undefined : coverSizeFor(size)
    const headers = new Headers({
      etag: `"${cover.hash}-${kept ?? "full"}"`,
      "cache-control": version === "" ? "private, no-cache" : "private, max-age=31536000, immutable"
    })
    if (isUnchanged(request.headers, { etag: headers.get("etag") ?? "" })) return new Response(null, { status: 304, headers })
    const picture = yield* kept === undefined ? originalPicture(cover) : smallPicture(app, cover, kept)
    headers.set("content-type", picture.mime)
    headers.set("content-length", String(picture.bytes.length))
    return new Response(request.method === "HEAD" ? null : picture.bytes, { status: 200, headers })
  })
