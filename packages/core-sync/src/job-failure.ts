/** Why a job failed, as its row keeps it: with what a person can do, which must make sense later and elsewhere, and holds no path. */
import type { CacheError } from "@deadwax/core-cache"
import type { JobFailure } from "./catalog/jobs.ts"
import type { ItemFailed } from "./processing/carrier.ts"
import type { SourceError } from "./sources/source-error.ts"
import type { SyncError } from "./sync-error.ts"
import { toldFailure } from "./told-failure.ts"

/** The library's own remedies are about the command that met it. */
const ofLibrary: Readonly<Record<CacheError["reason"], string>> = {
  usage: "Check the library: the doctor says what is wrong with it.",
  offline: "Connect the disk that holds the library, and sync again.",
  "mass-change": "Bring the library's files back, or scan the library and let them go there; then sync again.",
  busy: "Sync again when the other work on the library is done.",
  damaged: "Check the library: the doctor says what is wrong with it.",
  newer: "Use the version of Deadwax that this library is of.",
  "not-initialised": "Check the library: the doctor says what is wrong with it.",
  storage: "Check that the disk has room and can be written, and sync again."
}

/** What is written down of a failure that ended a job. */
export const failureOf = (error: SyncError | SourceError | CacheError | ItemFailed): JobFailure => {
  switch (error._tag) {
    case "ItemFailed":
      return { reason: error.errorClass, text: error.message, ...(error.remedy !== undefined && { remedy: error.remedy }) }
    case "CacheError":
      return { reason: error.reason, text: toldFailure(error), remedy: ofLibrary[error.reason] }
    case "SyncError":
      return {
        reason: error.reason,
        text: error.message,
        remedy: error.remedy,
        ...(error.loss !== undefined && { loss: error.loss }),
        ...(error.moves !== undefined && { moves: error.moves })
      }
    case "SourceError":
      return { reason: error.reason, text: error.message, remedy: error.remedy }
  }
}
