/**
 * Covers as they are sent: found, told apart by their content, and made smaller once for each size.
 *
 * What makes it hard: a page of an album grid asks for fifty at once, from files of any size and with any content. So reading and
 * resizing happen a few at a time, equal requests share one piece of work, and a result is kept in a file named by the content's hash.
 * That directory may be deleted at any time; a result that cannot be kept is sent all the same.
 */
import { type Body, Files } from "@deadwax/core-async"
import type { CacheError, CoverPlace } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Semaphore from "effect/Semaphore"
import { Problem } from "../answers/problem.ts"
import type { AppState } from "../app-state.ts"
import { validatorsOf } from "../bodies/answer-body.ts"
import type { LibraryServices, Picture } from "../ports.ts"
import { type RecentMap, recentMap } from "../recent-map.ts"
import { readPlace, withPlace } from "./cover-source.ts"
import { isHarmless, type PictureKind, pictureKind } from "./picture-kind.ts"

/** What is known of the picture at a place, in one state of its file. */
interface KnownCover {
  /** Of the picture's bytes; 32 hexadecimal digits. */
  readonly hash: string
  readonly kind: PictureKind
}

/** A cover that was found. */
export interface FoundCover extends KnownCover {
  readonly place: CoverPlace
  /** In which state its file was looked at. */
  readonly state: string
}

type Failed = Problem | CacheError

/** What all requests for covers share. */
export interface Covers {
  /** By place and state of its file; null: no picture there. */
  readonly known: RecentMap<string, KnownCover | null>
  /** Work under way, by the file that it will make. */
  readonly flights: Map<string, Promise<Exit.Exit<Picture, Failed>>>
  readonly permits: Semaphore.Semaphore
}

const atOnce = 2
const mostFlights = 256

export const makeCovers = (): Covers => ({
  known: recentMap(20_000),
  flights: new Map(),
  permits: Semaphore.makeUnsafe(atOnce)
})

const hashOf = (bytes: Uint8Array<ArrayBuffer>): Effect.Effect<string> =>
  Effect.map(
    Effect.promise(() => crypto.subtle.digest("SHA-256", bytes)),
    (digest) => [...new Uint8Array(digest, 0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  )

const lookAt = (place: CoverPlace, body: Body): Effect.Effect<KnownCover | null> =>
  Effect.gen(function* () {
    const bytes = yield* readPlace(place, body)
    const kind = bytes === undefined ? undefined : pictureKind(bytes)
    return bytes === undefined || kind === undefined ? null : { hash: yield* hashOf(bytes), kind }
  })

const stateOf = (body: Body): string => validatorsOf(body).etag

const identify = (app: AppState, place: CoverPlace) =>
  withPlace(place, (body) => {
    const state = stateOf(body)
    const key = `${place.path} ${state}`
    const known = app.covers.known.get(key)
    const looked = known === undefined ? Semaphore.withPermit(app.covers.permits, lookAt(place, body)) : Effect.succeed(known)
    return Effect.map(looked, (found) => {
      if (known === undefined) app.covers.known.set(key, found)
      return found === null ? undefined : { ...found, place, state }
    })
  })

/** The first place that holds a picture. */
export const findCover = Effect.fnUntraced(function* (app: AppState, places: ReadonlyArray<CoverPlace>) {
  for (const place of places) {
    const found: FoundCover | undefined = yield* identify(app, place)
    if (found !== undefined) return found
  }
  return yield* new Problem({
    code: "no-cover",
    detail: "The release has no cover beside its files nor inside them.",
    remedy: "Put a cover.jpg beside them."
  })
})

const changed = new Problem({
  code: "vanished",
  detail: "The picture is gone or became another one just now.",
  remedy: "Ask again."
})

/** The picture as it is in the library; another one by now would be sent, and kept, under the name of this one. */
export const originalPicture = Effect.fnUntraced(function* ({ place, kind, state }: FoundCover) {
  const bytes = yield* withPlace(place, (body) => (stateOf(body) === state ? readPlace(place, body) : Effect.succeed(undefined)))
  return bytes === undefined ? yield* changed : ({ mime: kind.mime, bytes } satisfies Picture)
})

/** The original where that is small enough, cannot be read by us, or must not be. */
const makeSmaller = Effect.fnUntraced(function* (app: AppState, cover: FoundCover, sizePx: number) {
  const original = yield* originalPicture(cover)
  const { resizer } = app.ports
  const fits = Math.max(cover.kind.widthPx, cover.kind.heightPx) <= sizePx
  if (resizer === undefined || fits || !isHarmless(cover.kind)) return original
  const bytes = yield* Effect.promise(() => resizer.resize(original.bytes, sizePx))
  return bytes === undefined ? original : { mime: resizer.mime, bytes }
})

const keep = (path: string, { bytes }: Picture): Effect.Effect<void, never, Files> =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory(path.slice(0, path.lastIndexOf("/")))
    yield* files.writeAtomic(path, bytes)
  }).pipe(Effect.catch((error) => Effect.logWarning(`a cover could not be kept: ${error.message}`)))

const fetchKept = (path: string): Effect.Effect<Uint8Array<ArrayBuffer> | undefined, never, Files> =>
  Effect.flatMap(Files, (files) => files.readFile(path)).pipe(
    Effect.map((bytes) => new Uint8Array(bytes)),
    Effect.orElseSucceed(() => undefined)
  )

/** Shares the work with whoever asks for the same; it goes on when its first asker leaves. */
const shared = (
  app: AppState,
  key: string,
  work: Effect.Effect<Picture, Failed, LibraryServices>
): Effect.Effect<Picture, Failed> =>
  Effect.suspend(() => {
    const { flights, permits } = app.covers
    const joined = flights.get(key)
    if (joined === undefined && flights.size >= mostFlights)
      return Effect.fail(
        new Problem({
          code: "unavailable",
          detail: "Too many covers are being made.",
          remedy: "Ask again.",
          headers: { "retry-after": "2" }
        })
      )
    const flight = joined ?? app.ports.run(Semaphore.withPermit(permits, work), app.closing)
    if (joined === undefined) {
      flights.set(key, flight)
      void flight.then(() => flights.delete(key))
    }
    return Effect.flatMap(
      Effect.promise(() => flight),
      Exit.match({ onSuccess: Effect.succeed, onFailure: Effect.failCause })
    )
  })

/** The picture in a square of `sizePx`: the kept one, or one made now. */
export const smallPicture = (app: AppState, cover: FoundCover, sizePx: number): Effect.Effect<Picture, Failed, LibraryServices> =>
  Effect.gen(function* () {
    const path = `${app.ports.coverDirectory}/${cover.hash.slice(0, 2)}/${cover.hash}-${sizePx}`
    const kept = yield* fetchKept(path)
    const kind = kept === undefined ? undefined : pictureKind(kept)
    if (kept !== undefined && kind !== undefined) return { mime: kind.mime, bytes: kept }
    return yield* shared(
      app,
      path,
      Effect.tap(makeSmaller(app, cover, sizePx), (picture) => keep(path, picture))
    )
  })
