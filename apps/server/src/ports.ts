/**
 * What the app needs from where it runs, and nothing more: Bun, Node and a browser's worker each bring these few things.
 *
 * The library and its files come through `run`, with the services that every runtime of core-async has. Pictures are made smaller by a
 * port of the app's own, since each runtime has its own means (Bun's codecs, sharp, a canvas).
 */
import type { Bodies, Files } from "@deadwax/core-async"
import type { CacheError, LibraryCache, LibraryCacheShape } from "@deadwax/core-cache"
import type { SyncFailure, SyncReport, SyncSource } from "@deadwax/core-sync"
import type * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"

/** What an effect of the app may use. */
export type LibraryServices = LibraryCache | Files | Bodies

/** A picture as it is sent. `mime` is what its bytes are, whatever anybody called them. */
export interface Picture {
  readonly mime: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Makes pictures smaller. Called for pictures whose dimensions were found harmless; at most a few at a time. */
export interface PictureResizer {
  /** The type of what it makes, as `image/webp`. */
  readonly mime: string
  /** Fits the picture into a square of `sizePx`, never larger than it is. Undefined when it cannot read the picture. */
  readonly resize: (picture: Uint8Array<ArrayBuffer>, sizePx: number) => Promise<Uint8Array<ArrayBuffer> | undefined>
}

/** Who may ask. */
export interface AccessRules {
  /** Whoever asks must bring it; undefined: only the hosts are checked. */
  readonly token?: string
  /** Names (without port) by which the app may be addressed; undefined: any, which is safe only with a token or without a network. */
  readonly hosts?: ReadonlyArray<string>
}

/** A file of the web app's build. */
export interface WebAsset {
  readonly body: Uint8Array<ArrayBuffer> | Blob
  readonly mime: string
  /** Its name holds a hash of its content, so it never changes. */
  readonly isImmutable: boolean
  readonly etag: string
}

/** The web app's build: the file at a path as "/assets/main-1f2e.js"; undefined when there is none. */
export interface WebAssets {
  readonly find: (path: string) => Promise<WebAsset | undefined>
}

/** What the app needs from where it runs. */
export interface AppPorts {
  /** The program's version, shown by /health and /openapi.json. */
  readonly version: string
  /** Runs an effect on the open library; the signal interrupts it. Rejects never. */
  readonly run: <A, E>(
    effect: Effect.Effect<A, E, LibraryServices>,
    signal?: AbortSignal
  ) => Promise<Exit.Exit<A, E | CacheError>>
  /** The library that `run` would use, where that is known without waiting; an answer that is still true is then given at once. */
  readonly atHand?: () => LibraryCacheShape | undefined
  /** Syncs a source, with the means of this place; undefined: sources cannot be synced here. */
  readonly sync?: (request: Omit<SyncSource, "opening">) => Effect.Effect<SyncReport, SyncFailure, LibraryServices>
  /** Undefined: covers are sent as they are, whatever size is asked for. */
  readonly resizer?: PictureResizer
  /** A directory of the app's own for covers that were made smaller; it may be deleted at any time. */
  readonly coverDirectory: string
  readonly access: AccessRules
  readonly assets?: WebAssets
}

/** What is known of who asks. `address`: one text for one client; it is what failed tokens are counted by. */
export interface Connection {
  readonly address: string
}
