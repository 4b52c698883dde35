/** What a person can do about a file that failed, by why. */
import type { FailureReason } from "./model.ts"

/** One sentence or two a reason, to be read beside the file's own message. */
export const failureRemedies: Readonly<Record<FailureReason, string>> = {
  "not-audio": "Look at what it is: rename it if it is no music, or get the file anew.",
  corrupt: "Mend it, or get the file anew, and scan again.",
  unreadable: "Check its permissions and the disk, and scan again.",
  vanished: "Scan again.",
  "name-not-utf8": "Rename it, and scan again.",
  linked: "Put a copy in the place of the link if it should be a file of its own, and scan again.",
  "read-only":
    "If nothing but its permissions forbids it, make it writable and scan again; else keep a backup of library.db, where its id is.",
  refused: "Keep a backup of library.db, where its id is; or write its tags anew with a tagger, and scan again.",
  "too-large": "Make its pictures smaller if its id should be in it, and scan again."
}
