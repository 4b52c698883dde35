/** `deadwax tracks list|show|delete`; what the user makes of tracks, `lyrics`, `lost` and `relink` are beside it. */
import { LibraryCache } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { copyFields } from "../print/release.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { trackFields } from "../print/track.ts"
import { tracksAdd } from "./add-tracks.ts"
import { listChoice, listOptions, trackSorts } from "./list-options.ts"
import { tracksLost, tracksRelink } from "./lost-tracks.ts"
import { pageOptions, pageRequest } from "./page-options.ts"
import { tracksLyrics } from "./track-lyrics.ts"
import {
  tracksFavorite,
  tracksFavorites,
  tracksMostPlayed,
  tracksPlay,
  tracksPlayed,
  tracksRate,
  tracksRecent
} from "./track-state.ts"
import { printTracks } from "./tracks-list.ts"

const showTrack = Effect.fnUntraced(function* (idOrPath: string) {
  const cache = yield* LibraryCache
  const track = yield* findByIdOrPath("track", idOrPath, cache.getTrack)
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(track)
  else yield* printFields([...trackFields(track), ...copyFields(yield* cache.getOriginal("track", track.id))])
  return 1
})

const list = Command.make(
  "list",
  { ...listOptions("tracks list", trackSorts), ...pageOptions("tracks list") },
  Effect.fnUntraced(function* (options) {
    const request = { ...(yield* pageRequest(options)), ...(yield* listChoice(trackSorts, options)) }
    yield* withFilledLibrary(printTracks(request))
  })
).pipe(Command.withDescription(outlineOf("tracks list").summary))

const show = Command.make(
  "show",
  { idOrPath: Argument.String("ID|PATH").pipe(Argument.withDescription("the track's id, or its file")) },
  ({ idOrPath }) => withFilledLibrary(showTrack(idOrPath))
).pipe(Command.withDescription(outlineOf("tracks show").summary))

const deleteTrack = Effect.fnUntraced(function* (idOrPath: string) {
  const cache = yield* LibraryCache
  const track = yield* findByIdOrPath("track", idOrPath, cache.getTrack)
  yield* cache.deleteTrack(track.id)
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(track)
  else if (!manner.quiet) yield* printLines([`Moved to the trash: ${visible(track.sourcePath)}`])
  return 1
})

const remove = Command.make(
  "delete",
  { idOrPath: Argument.String("ID|PATH").pipe(Argument.withDescription("the track's id, or its file")) },
  ({ idOrPath }) => withFilledLibrary(deleteTrack(idOrPath))
).pipe(Command.withDescription(outlineOf("tracks delete").summary))

export const tracksCommand = Command.make("tracks").pipe(
  Command.withDescription(groups.tracks ?? ""),
  Command.withSubcommands([
    list,
    show,
    tracksLyrics,
    remove,
    tracksAdd,
    tracksFavorite,
    tracksRate,
    tracksPlay,
    tracksRecent,
    tracksPlayed,
    tracksFavorites,
    tracksMostPlayed,
    tracksLost,
    tracksRelink
  ])
)
