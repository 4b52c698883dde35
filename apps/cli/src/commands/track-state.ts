/**
 * `deadwax tracks favorite|rate|play` and the lists that follow from them. Nothing here waits for a scan that is under way: what the user
 * says of a track is kept at once.
 */
import {
  type CacheError,
  LibraryCache,
  type LibraryCacheShape,
  type PageRequest,
  type Track,
  type TrackListRequest,
  trackLists
} from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { Failure } from "../errors/failure.ts"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary, withLibrary } from "../library/open-library.ts"
import { scanWithProgress } from "../library/scan-with-progress.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { pageOptions, pageRequest } from "./page-options.ts"
import { printTracks } from "./tracks-list.ts"

const which = Argument.String("ID|PATH").pipe(Argument.withDescription("the track's id, or its file"))

/** The id that is meant. Of a track that is gone only its id is known; a cache that is lost is filled before anything is not found. */
const idOf = Effect.fnUntraced(function* (idOrPath: string) {
  const cache = yield* LibraryCache
  const found = (yield* cache.getTrack(idOrPath)) ?? (yield* cache.getTrack(yield* realPathOf(idOrPath)))
  if (found !== undefined) return found.id
  if (cache.needsScan) yield* scanWithProgress({})
  const track = cache.needsScan ? yield* cache.getTrack(idOrPath) : undefined
  return track?.id ?? idOrPath
})

type Change = (cache: LibraryCacheShape, id: string) => Effect.Effect<boolean, CacheError>

const change = (idOrPath: string, set: Change, sentence: (track: Track) => string) =>
  withLibrary(
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      const { manner } = yield* Screen
      const id = yield* idOf(idOrPath)
      const isKnown = yield* set(cache, id)
      const track = isKnown ? yield* cache.getTrack(id) : yield* findByIdOrPath("track", idOrPath, cache.getTrack)
      if (manner.json) yield* printJson(track ?? null)
      else if (!manner.quiet)
        yield* printLines([track === undefined ? `Kept for a track that is gone: ${visible(id)}` : sentence(track)])
    })
  )

export const tracksFavorite = Command.make(
  "favorite",
  { which, state: Argument.Literals("on|off", ["on", "off"]).pipe(Argument.withDescription("on: it is one")) },
  ({ which, state }) =>
    change(
      which,
      (cache, id) => cache.setTrackFavorite(id, state === "on"),
      ({ isFavorite, sourcePath }) => `${isFavorite ? "Favourite" : "No favourite"}: ${visible(sourcePath)}`
    )
).pipe(Command.withDescription(outlineOf("tracks favorite").summary))

const stars = ["0", "1", "2", "3", "4", "5"] as const

export const tracksRate = Command.make(
  "rate",
  { which, rating: Argument.Literals("0..5", stars).pipe(Argument.withDescription("0: none")) },
  ({ which, rating }) =>
    change(
      which,
      (cache, id) => cache.setTrackRating(id, Number(rating)),
      (track) => `${track.rating === null ? "No rating" : `Rated ${track.rating}`}: ${visible(track.sourcePath)}`
    )
).pipe(Command.withDescription(outlineOf("tracks rate").summary))

const textOption = (name: string, metavar: string) =>
  Flag.String(name).pipe(Flag.withMetavar(metavar), Flag.withDescription(optionSummary("tracks play", name)), Flag.optional)

const momentOf = (text: string): Effect.Effect<number, Failure> => {
  const ms = Date.parse(text)
  const [day] = /^\d{4}-\d\d-\d\d/.exec(text) ?? []
  // The 31st of February would count as a day of March.
  const isDay = day !== undefined && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true
  if (isDay && !Number.isNaN(ms)) return Effect.succeed(ms)
  const message = `--at is "${text}", which is no time`
  return Effect.fail(new Failure({ code: "usage", message, remedy: "Write it as 2026-11-28T17:19:41Z." }))
}

export const tracksPlay = Command.make(
  "play",
  { which, at: textOption("at", "TIME"), key: textOption("key", "KEY") },
  Effect.fnUntraced(function* ({ which, at, key }) {
    const playedAtMs = Option.isSome(at) ? yield* momentOf(at.value) : undefined
    const report = {
      ...Option.match(key, { onNone: () => ({}), onSome: (key) => ({ key }) }),
      ...(playedAtMs !== undefined && { playedAtMs })
    }
    yield* change(
      which,
      (cache, id) => cache.recordTrackPlay(id, report),
      ({ playCount, sourcePath }) => `Played ${playCount === 1 ? "once" : `${playCount} times`}: ${visible(sourcePath)}`
    )
  })
).pipe(Command.withDescription(outlineOf("tracks play").summary))

const listCommand = (name: string, requestOf: (page: PageRequest) => TrackListRequest) =>
  Command.make(
    name,
    pageOptions(`tracks ${name}`),
    Effect.fnUntraced(function* (options) {
      const request = yield* pageRequest(options)
      yield* withFilledLibrary(printTracks(requestOf(request)))
    })
  ).pipe(Command.withDescription(outlineOf(`tracks ${name}`).summary))

export const tracksRecent = listCommand("recent", trackLists.recentlyAdded)
export const tracksPlayed = listCommand("played", trackLists.recentlyPlayed)
export const tracksFavorites = listCommand("favorites", trackLists.favorites)
export const tracksMostPlayed = listCommand("most-played", trackLists.mostPlayed)
