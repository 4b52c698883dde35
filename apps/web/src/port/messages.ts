/**
 * What crosses between the page and the worker that owns the library: whole requests and their answers, commands with their progress, and
 * the library's state. Every request and command has a number of the page's choosing; what comes back bears the same.
 *
 * Bodies of answers come in chunks, of which at most `chunksAhead` are under way that nobody has read: a page that stops reading stops the
 * worker from producing. A small body comes with its head, in one message. The start of a worker is one message, `open`; its end is that the page terminates it.
 */
import type { ImportFile, ImportProgress, ImportReport, LibraryState } from "../library/browser-library.ts"

/** How many chunks of a body are sent ahead of its reader. */
export const chunksAhead = 4

/** A body of a known size up to this comes in one message with its head: each message of its own costs a wake-up on either side. */
export const mostBytesAtOnce = 64 * 1024

/** What a worker has to know of the times before it. */
export interface Opening {
  /** This site remembers that there was a library here. */
  readonly wasThere: boolean
}

/** A request as it crosses. `path` with its query, from /api/v1 on. */
export interface RequestMessage {
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** What is the owner's to do, besides what the HTTP app does. */
export type OwnerCommand =
  /** Removes the library. Refused while there is an import. */
  | "reset"
  /** Leaves a library.db that cannot be read where it is, and begins another. */
  | "rebuild"
  /** Tries again what could not be opened. */
  | "reopen"
  | "dismiss-unfinished-import"

/** What a page can tell its worker to do. */
export type Command =
  /** Copies the files that `offer` messages of the same number have brought before, then has them scanned. */
  | { readonly kind: "import" }
  /** Takes the library from a tab that does not answer. */
  | { readonly kind: "take-over" }
  | { readonly kind: OwnerCommand }

/** From the page. `cancel` is about a request or a command. */
export type ToWorker =
  | { readonly kind: "open"; readonly opening: Opening }
  | { readonly kind: "request"; readonly id: number; readonly request: RequestMessage }
  /** So many chunks of the body, counted from its start, may be sent. */
  | { readonly kind: "pull"; readonly id: number; readonly upTo: number }
  | { readonly kind: "offer"; readonly id: number; readonly files: ReadonlyArray<ImportFile> }
  | { readonly kind: "command"; readonly id: number; readonly command: Command }
  | { readonly kind: "cancel"; readonly id: number }

/** The answer to a request. */
export type AnswerWord =
  /** All of it. */
  | {
      readonly kind: "whole"
      readonly id: number
      readonly status: number
      readonly headers: Array<[string, string]>
      readonly bytes: Uint8Array<ArrayBuffer>
    }
  | { readonly kind: "head"; readonly id: number; readonly status: number; readonly headers: Array<[string, string]> }
  | { readonly kind: "chunk"; readonly id: number; readonly bytes: Uint8Array }
  /** The end of a body. */
  | { readonly kind: "end"; readonly id: number }
  /** A request could not be answered, or its body broke off. */
  | { readonly kind: "broken"; readonly id: number; readonly message: string }

/** From the worker. */
export type FromWorker =
  /** `isOwner`: this very worker owns the library, and no other one. */
  | { readonly kind: "state"; readonly state: LibraryState; readonly isOwner: boolean }
  /** This worker has let go of the library and is good for nothing more: another one is to be started. */
  | { readonly kind: "over" }
  | AnswerWord
  | { readonly kind: "progress"; readonly id: number; readonly progress: ImportProgress }
  /** A command has ended; `report` where it was an import. */
  | { readonly kind: "done"; readonly id: number; readonly report: ImportReport | undefined }
  | { readonly kind: "refused"; readonly id: number; readonly message: string }
