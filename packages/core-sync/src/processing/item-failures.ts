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

/** The failure of an item; `path` names it where the failure does not. */
export const itemFailed =
  (path: string) =>
  (error: SourceError | DownloadError | FileError | CacheError): ItemFailed => {
    const told = error instanceof FileError ? ofDisk(path)(error) : error
    const { reason, remedy } = told
    const message = told._tag === "CacheError" ? toldFailure(told) : told.message
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
