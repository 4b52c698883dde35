/** What goes wrong with one item, as the job and the catalog tell of it. */
import { FileError } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import { DownloadError, ofDisk } from "../downloads/download-error.ts"
import { SourceError } from "../sources/source-error.ts"
import { toldFailure } from "../told-failure.ts"
import { ItemFailed } from "./carrier.ts"

/** What every other item would fail with, too: nothing but the user can help. */
const ofAllItems: ReadonlySet<string> = new Set([
  "credentials",
  "certificate",
  "redirect",
  "plain-http",
  "full",
  "unwritable",
  "root-absent"
])

/** A source's failure about the item itself: whoever shows it shows the item's path beside it. */
const messageOf = (told: SourceError | DownloadError | CacheError, path: string): string => {
  if (told._tag === "CacheError") return toldFailure(told)
  return told instanceof SourceError && told.path === path ? `${told.source}: ${told.detail}` : told.message
}

/** The failure of an item; `path`: that at the source. */
export const itemFailed =
  (path: string) =>
  (error: SourceError | DownloadError | FileError | CacheError): ItemFailed => {
    const told = error instanceof FileError ? ofDisk(path)(error) : error
    const { reason, remedy } = told
    const message = messageOf(told, path)
    const retryAfterMs = told instanceof SourceError ? told.retryAfterMs : undefined
    return new ItemFailed({
      errorClass: reason,
      message,
      remedy,
      stopsJob: ofAllItems.has(reason) || !(told instanceof SourceError || told instanceof DownloadError),
      cause: error,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs })
    })
  }
