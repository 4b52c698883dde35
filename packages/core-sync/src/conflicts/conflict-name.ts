/** What the second version of a file is called. */
import { byteLength, cutName, extensionPart } from "@deadwax/core-cache"
import { safeName } from "../placement/safe-name.ts"

const longestNameBytes = 255
/** A source's name is the user's own, and may be as long as they like. */
const longestSourceBytes = 60

/** Where the other version came from, and when both were found. `day`: `2026-11-28`. */
export interface ConflictOrigin {
  readonly source: string
  readonly day: string
}

/**
 * The `number`-th name for a conflict's copy beside `path`: `Title (conflict, SOURCE, 2026-11-28).flac`, then `Title (conflict, SOURCE,
 * 2026-11-28) [2].flac` … A title that leaves no room for that is cut.
 */
export const conflictPath = (path: string, { source, day }: ConflictOrigin, number: number): string => {
  const slash = path.lastIndexOf("/") + 1
  const name = path.slice(slash)
  const extension = extensionPart(name)
  const shownSource = cutName(safeName(source), longestSourceBytes)
  const suffix = ` (conflict, ${shownSource}, ${day})${number === 1 ? "" : ` [${number}]`}${extension}`
  const stem = cutName(name.slice(0, name.length - extension.length), longestNameBytes - byteLength(suffix))
  return `${path.slice(0, slash)}${stem}${suffix}`
}
