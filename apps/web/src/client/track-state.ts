/** What a person makes of tracks, and the lists that follow. None of it waits for a scan. */
import type { Page, Track } from "@deadwax/core-cache"
import type { Client, PageOptions } from "./client.ts"
import { successOf } from "./problem.ts"
import { queryOf, readJson } from "./reads.ts"

export type TrackListKind = "favorites" | "recently-played" | "most-played" | "recently-added"

export interface HeardTrack {
  readonly trackId: string
  /** The play's own name: told again, it counts once. */
  readonly key: string
  /** ISO 8601. */
  readonly playedAt: string
}

export interface TrackStateClient {
  readonly trackList: (kind: TrackListKind, options?: PageOptions) => Promise<Page<Track>>
  readonly setFavorite: (trackId: string, isFavorite: boolean) => Promise<void>
  /** 1 to 5; null takes the rating away. */
  readonly setRating: (trackId: string, rating: number | null) => Promise<void>
  readonly recordPlay: (heard: HeardTrack) => Promise<void>
}

export const makeTrackState = (request: Client["request"]): TrackStateClient => {
  const send = async (method: string, trackId: string, what: string, body: unknown): Promise<void> => {
    await successOf(await request(`/api/v1/tracks/${encodeURIComponent(trackId)}/${what}`, { method, body }))
  }
  return {
    trackList: (kind, options = {}) => readJson<Page<Track>>(request, `/api/v1/${kind}${queryOf(options)}`, options.signal),
    setFavorite: (trackId, isFavorite) => send("PUT", trackId, "favorite", { isFavorite }),
    setRating: (trackId, rating) => send("PUT", trackId, "rating", { rating }),
    recordPlay: ({ trackId, key, playedAt }) => send("POST", trackId, "plays", { key, playedAt })
  }
}
