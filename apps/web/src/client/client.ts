/**
 * How the app reaches a library, in either of two places: a server's, or the one that lives in this browser. Both answer the same requests
 * with the same objects; what differs is `place`.
 *
 * Every promise that is refused is refused with a `ClientError`, or with the signal's reason when its caller gave up.
 */
import type { Page, Release, ScanProgress, ScanReport, SearchPage, Track } from "@deadwax/core-cache"
import type { LibraryStatus, SyncJob } from "@deadwax/core-sync"
import type { SyncProgress } from "@deadwax/server"
import type { ClientError } from "./client-error.ts"
import type { Edits } from "./edits.ts"
import type { SmartPlaylistsClient } from "./smart-playlists.ts"
import type { TrackStateClient } from "./track-state.ts"

/** Where the library is. */
export type Place = "server" | "browser"

export interface RequestOptions {
  /** Default GET. */
  readonly method?: string
  /** Sent as JSON. */
  readonly body?: unknown
  /** Default application/json. */
  readonly accept?: string
  readonly signal?: AbortSignal
}

/** Which part of a list: limit 50 unless told, at most 1,000. */
export interface PageOptions {
  readonly limit?: number
  readonly offset?: number
  readonly signal?: AbortSignal
}

/** What leads from one release to others. */
export type ShelfKind = "artist" | "genre" | "label" | "descriptor"

/** What releases have to share. Names are compared as the library does it: an artist's aliases, and the genres below a genre, count. */
export interface ReleaseFilter extends Readonly<Partial<Record<ShelfKind, string>>> {
  readonly type?: string
  readonly new?: "true" | "false"
}

/** Of a list of releases, or of tracks by what their releases are. */
export interface ListOptions extends PageOptions {
  readonly filter?: ReleaseFilter
  /** path (unless told), title, artist, date or added; with `-` before it downwards. */
  readonly sort?: string
}

/** Something happened to the library, wherever it was caused. */
export type ClientEvent =
  | { readonly kind: "scan-progress"; readonly progress: ScanProgress }
  | { readonly kind: "scan-finished"; readonly report: ScanReport }
  | { readonly kind: "scan-failed"; readonly error: ClientError }
  /** The syncs that the server runs, at the beginning of each connection. */
  | { readonly kind: "syncs"; readonly running: ReadonlyArray<SyncProgress> }
  | { readonly kind: "sync-progress"; readonly progress: SyncProgress }
  | { readonly kind: "sync-finished"; readonly job: SyncJob }
  | { readonly kind: "sync-failed"; readonly source: string; readonly error: ClientError }
  /** What lists and searches answer may be different now: ask again. */
  | { readonly kind: "library-changed" }
  /** The server answers again after it was out of reach, or the databases of this browser were opened again: ask again. */
  | { readonly kind: "reconnected" }
  | { readonly kind: "disconnected" }

/** An address for `src`, valid for as long as the page keeps the client. */
export interface MediaAddress {
  readonly url: string
}

export interface ScanRequest {
  /** Let go what a scan was refused for as `mass-change`. */
  readonly allowRemoval?: boolean
}

export interface Client extends Edits, SmartPlaylistsClient, TrackStateClient {
  readonly place: Place
  /** A request to the HTTP app, wherever it runs. `path` begins with /api/v1. Answers any status; refused only when nobody answers. */
  readonly request: (path: string, options?: RequestOptions) => Promise<Response>
  readonly releases: (options?: ListOptions) => Promise<Page<Release>>
  /** With its tracks. Refused as `not-found`. */
  readonly release: (id: string, signal?: AbortSignal) => Promise<Release>
  readonly tracks: (options?: ListOptions) => Promise<Page<Track>>
  /** Refused as `not-found`. */
  readonly track: (id: string, signal?: AbortSignal) => Promise<Track>
  readonly search: (text: string, options?: PageOptions) => Promise<SearchPage>
  readonly status: (signal?: AbortSignal) => Promise<LibraryStatus>
  /**
   * A release's cover for a square of `sizePx` device pixels. At once where the address is known; undefined where there is no cover.
   * In the browser place only the last few hundred stay valid: ask anew for each element that is made.
   */
  readonly cover: (releaseId: string, sizePx: number) => MediaAddress | undefined | Promise<MediaAddress | undefined>
  /** The same of a playlist that has a cover of its own. */
  readonly playlistCover: (name: string, sizePx: number) => MediaAddress | undefined | Promise<MediaAddress | undefined>
  /** What an audio element plays. In the browser place the last few stay valid: ask just before playing. Refused as `not-found`. */
  readonly audio: (trackId: string) => Promise<string>
  /** Brings the library in step with its files. Refused as `busy` when one is running, as `mass-change` before it removes much. */
  readonly scan: (
    onProgress: (progress: ScanProgress) => void,
    signal?: AbortSignal,
    request?: ScanRequest
  ) => Promise<ScanReport>
  /** Tells the listener of everything that happens from now on; the answer ends that. */
  readonly events: (listener: (event: ClientEvent) => void) => () => void
}
