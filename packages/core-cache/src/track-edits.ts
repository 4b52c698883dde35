/** What changes tracks, by the names under which programs call it; each needs the `LibraryCache` of one library, which says what it does. */
import * as Effect from "effect/Effect"
import type { CacheError } from "./cache-error.ts"
import type { AddOptions, TrackSource } from "./edits/add-track.ts"
import { LibraryCache, type LibraryCacheShape } from "./library-cache.ts"
import type { PlayReport, StateImport, Track, TrackChange } from "./model/model.ts"

type Answer<A> = Effect.Effect<A, CacheError, LibraryCache>

const using = <A>(use: (cache: LibraryCacheShape) => Effect.Effect<A, CacheError>): Answer<A> => Effect.flatMap(LibraryCache, use)

/** Copies a file from elsewhere into the library and scans it; the track, or undefined when there is no such file. */
export const addTrack = (source: TrackSource, options?: AddOptions): Answer<Track | undefined> =>
  using((cache) => cache.addTrack(source, options))

/** Changes what the user decided about a track; the track as it is then, undefined when there is none of this id. */
export const updateTrack = (id: string, change: TrackChange): Answer<Track | undefined> =>
  using((cache) => cache.updateTrack(id, change))

/** Moves a track's file to the trash; false when there is none of this id. */
export const deleteTrack = (id: string): Answer<boolean> => using((cache) => cache.deleteTrack(id))

/** Makes a track a favourite, or none; false when no track ever had this id. */
export const setTrackFavorite = (id: string, isFavorite: boolean): Answer<boolean> =>
  using((cache) => cache.setTrackFavorite(id, isFavorite))

/** Rates a track from 1 to 5, 0 or null for none; false when no track ever had this id. */
export const setTrackRating = (id: string, rating: number | null): Answer<boolean> =>
  using((cache) => cache.setTrackRating(id, rating))

/** A track was played; with its key a play that is told again counts once. False when no track ever had this id. */
export const recordTrackPlay = (id: string, report?: PlayReport): Answer<boolean> =>
  using((cache) => cache.recordTrackPlay(id, report))

/** All favourites, ratings and plays, as lines of JSON. */
export const exportState = (): Answer<string> => using((cache) => cache.exportState())

/** Joins such lines with what is there. */
export const importState = (source: string | Uint8Array): Answer<StateImport> => using((cache) => cache.importState(source))
