/** `deadwax tracks lyrics`: the words of a track, as they are beside it or in its tags. */
import { LibraryCache } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"

const wordless = (path: string): Failure =>
  new Failure({
    code: "not-found",
    message: `${path} has no lyrics beside it nor in its tags`,
    remedy: "Put a file of its name that ends with .lrc beside it, and run deadwax scan.",
    path
  })

const showLyrics = Effect.fnUntraced(function* (idOrPath: string) {
  const cache = yield* LibraryCache
  const track = yield* findByIdOrPath("track", idOrPath, cache.getTrack)
  const lyrics = yield* cache.getLyrics(track.id)
  if (lyrics === undefined) return yield* wordless(track.sourcePath)
  const { manner } = yield* Screen
  yield* manner.json ? printJson(lyrics) : printLines(lyrics.text.split("\n").map(visible))
  return 1
})

export const tracksLyrics = Command.make(
  "lyrics",
  { idOrPath: Argument.String("ID|PATH").pipe(Argument.withDescription("the track's id, or its file")) },
  ({ idOrPath }) => withFilledLibrary(showLyrics(idOrPath))
).pipe(Command.withDescription(outlineOf("tracks lyrics").summary))
