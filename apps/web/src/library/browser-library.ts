/** The library that lives in this browser, the same one in all its tabs: its state, which is always one of these and always shown, and what is done to it. */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"

/** What a person needs to know: what is the matter, and what to do. */
export interface Explanation {
  readonly message: string
  readonly remedy: string
}

/** An import that ended before its end, because the tab was closed or the browser stopped. What was copied is whole. */
export interface UnfinishedImport {
  /** UTC ISO. */
  readonly startedAt: string
  readonly filesTotal: number
}

export type LibraryState =
  /** The databases are being opened; it takes a part of a second. */
  | { readonly kind: "opening" }
  /** There is no music in this browser yet: offer to import some. */
  | { readonly kind: "absent" }
  /** Everything works. `notices` are sentences to show once. */
  | {
      readonly kind: "open"
      readonly notices: ReadonlyArray<string>
      readonly unfinishedImport: UnfinishedImport | undefined
    }
  /** Another tab is importing the first music into it. */
  | { readonly kind: "filling" }
  /** The tab that has it open does not answer: it sleeps, or is of another version. Opens by itself when that changes. */
  | { readonly kind: "elsewhere" }
  /** It cannot be opened in this browser, or not now. */
  | ({
      readonly kind: "unavailable"
      readonly reason: "no-private-files" | "insecure" | "no-locks" | "full" | "newer" | "failed"
    } & Explanation)
  /** library.db cannot be read. The music is there: `rebuild` begins a new one and keeps the damaged one. */
  | ({ readonly kind: "damaged" } & Explanation)
  /** There was a library, and the browser has cleared this site's storage: offer to import it again. */
  | { readonly kind: "evicted" }

/** One file to import, with its path from the chosen folder on ("Albums/One/01.mp3"). */
export interface ImportFile {
  readonly path: string
  readonly file: File
}

export interface ImportProgress {
  /** `look`: what is there already is compared; `copy`: files are copied; `scan`: they are read. */
  readonly phase: "look" | "copy" | "scan"
  /** Files. */
  readonly done: number
  /** 0 while it is not known. */
  readonly total: number
  readonly copiedBytes: number
  readonly totalBytes: number
  readonly failed: number
  /** Only while `phase` is `scan`. */
  readonly scan?: ScanProgress
}

/** Why one file was not copied; `message` is for people. */
export interface ImportFailure {
  readonly path: string
  readonly reason: "name" | "unreadable" | "full"
  readonly message: string
}

/**
 * What an import did. `outcome`:
 * - `done`: everything was tried; `failed` names what could not be copied
 * - `no-music`: there was no audio file among what was chosen; nothing was copied
 * - `no-room`: it would not fit; nothing was copied
 * - `full`: the storage ran full in the midst; what was copied stays and is playable
 * - `cancelled`: ended by the caller; what was copied stays
 */
export interface ImportReport {
  readonly outcome: "done" | "no-music" | "no-room" | "full" | "cancelled"
  /** One sentence for people, whatever the outcome. */
  readonly message: string
  readonly copied: number
  /** Of the same name and size, and there already. */
  readonly skipped: number
  /** Neither music nor what belongs to it. */
  readonly leftOut: number
  readonly copiedBytes: number
  /** The first 50. */
  readonly failed: ReadonlyArray<ImportFailure>
  readonly failedTotal: number
  /** Missing when nothing was copied, and when the scan failed. */
  readonly scan?: ScanReport
  /** Why what was copied could not be scanned; the next scan takes it in. */
  readonly scanFailure?: string
}

/** What the site remembers of its library outside the storage that browsers clear first. */
export interface LastSeen {
  readonly tracks: number
  /** UTC ISO. */
  readonly at: string
}

export interface StorageUse {
  /** Of this site, music and databases together. */
  readonly usedBytes: number
  readonly quotaBytes: number
  /** The browser has promised not to clear it by itself. */
  readonly persisted: boolean
}

export interface BrowserLibrary {
  /** The same object until the state changes. */
  readonly state: () => LibraryState
  /** Calls after every change of state; the answer ends that. Fits `useSyncExternalStore` with `state`. */
  readonly subscribe: (listener: () => void) => () => void
  /**
   * Copies files into this browser and scans them. What is there already under the same path and size is skipped, so importing the same
   * folder again goes on where the last import stopped. One at a time, in all tabs. Never refused but as `busy` and `failed`.
   */
  readonly import: (
    files: ReadonlyArray<ImportFile>,
    options: { readonly onProgress: (progress: ImportProgress) => void; readonly signal?: AbortSignal }
  ) => Promise<ImportReport>
  /** The user has seen that an import was not finished. */
  readonly dismissUnfinishedImport: () => void
  readonly storage: () => Promise<StorageUse>
  /** Asks the browser to keep the storage; false when it does not promise to. */
  readonly persist: () => Promise<boolean>
  /** In the state `elsewhere`: takes the library from the tab that does not answer. It may still keep its files from being opened. */
  readonly takeOver: () => Promise<void>
  /** In the state `damaged`: begins a new library.db beside the damaged one; a scan follows, as every scan told by `Client.events`. */
  readonly rebuild: () => void
  /**
   * Removes the library of this browser with all its copies of files, for all tabs. The files that were imported from are not touched.
   * Refused as `busy` during an import.
   */
  readonly reset: () => Promise<void>
  /** Is it this tab's worker that has the library open? The other tabs ask it. */
  readonly isOwner: () => boolean
  /** What is remembered of the library that was here, for the state `evicted`. */
  readonly lastSeen: () => LastSeen | undefined
  /** Tries again to open; for the state `unavailable`. */
  readonly retry: () => void
}
