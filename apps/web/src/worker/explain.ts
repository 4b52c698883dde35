/** What a person is told when the library of this browser cannot be opened. */
import { SqliteError } from "@deadwax/core-async"
import { CacheError } from "@deadwax/core-cache"
import type { LibraryState } from "../library/browser-library.ts"

type Trouble = Extract<LibraryState, { kind: "unavailable" | "damaged" }>

const unavailable = (reason: Extract<Trouble, { kind: "unavailable" }>["reason"], message: string, remedy: string): Trouble => ({
  kind: "unavailable",
  reason,
  message,
  remedy
})

const full = unavailable(
  "full",
  "The storage of this browser is full, and the library cannot be opened without some room.",
  "Free some space on the disk, or remove data of other sites, and try again. Nothing of the library was changed."
)

const noPrivateFiles = unavailable(
  "no-private-files",
  "This browser does not let the site keep files: a private window, or a setting, forbids it.",
  "Open Deadwax in an ordinary window, or allow the site to keep data."
)

const ofCache = (error: CacheError, libraryPath: string): Trouble => {
  if (error.cause instanceof SqliteError && error.cause.reason === "full") return full
  if (error.path === libraryPath && (error.reason === "storage" || error.reason === "usage")) {
    return {
      kind: "damaged",
      message: "The database that keeps this library's ids and your marks (library.db) cannot be read.",
      remedy:
        "Your music is there. A new database can be begun: ids are taken from the cache where it still has them, and the damaged one is kept."
    }
  }
  if (error.reason === "newer")
    return unavailable(
      "newer",
      "This library was last opened by a newer version of Deadwax.",
      "Load the page again to get that version."
    )
  return unavailable(
    "failed",
    `The library cannot be opened: ${error.message}.`,
    "Try again; if it stays so, restart the browser."
  )
}

/** `libraryPath`: the library.db that was being opened. */
export const explain = (error: unknown, libraryPath: string): Trouble => {
  if (error instanceof CacheError) return ofCache(error, libraryPath)
  if (error instanceof SqliteError && error.reason === "full") return full
  if (error instanceof DOMException && error.name === "QuotaExceededError") return full
  if (error instanceof DOMException && (error.name === "SecurityError" || error.name === "NotAllowedError")) return noPrivateFiles
  const what = error instanceof Error ? error.message : String(error)
  return unavailable("failed", `The library cannot be opened (${what}).`, "Try again; if it stays so, restart the browser.")
}
