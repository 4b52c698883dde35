/** What the cache knows to be amiss: copies, failures of the last scan, files that do not hold their ids. */
import type { Database } from "@deadwax/core-async"
import { trackKind } from "../identity/issued-ids.ts"
import { failureRemedies } from "../model/failure-remedies.ts"
import type { FailureReason, Library } from "../model/model.ts"
import { type CachedFailure, loadFailures } from "../scan/cached-state.ts"
import { collectionDirectories } from "../scan/entry-names.ts"
import { absolutePath, compareBytewise, nameOf, relativePath } from "../scan/paths.ts"
import { standingFailures } from "../scan/report.ts"
import { decideCopyFindings, readCopies } from "./copies.ts"
import { type Finding, type FindingKind, problem } from "./finding.ts"

/** Reads both databases, in one snapshot of the cache. */
export const lookAtCache = (cache: Database, userDb: Database, library: Library): ReadonlyArray<Finding> => {
  const failures = loadFailures(cache)
  const found = [...decideCopyFindings(readCopies(cache), library.root), ...failureFindings(cache, library, failures)]
  return library.identity === "tags"
    ? [...found, ...decideUnwritten(readUnwritten(cache, userDb, failures), library.root)]
    : found
}

/** The failures that stand, by reason and path. */
const failureFindings = (cache: Database, { root }: Library, failures: ReadonlyMap<string, CachedFailure>) =>
  standingFailures(cache, root)
    .map((failure) => {
      const relative = relativePath(root, failure.path) ?? ""
      const kind = kindOf(relative, failure.reason, failures.get(relative)?.isRead === true)
      return {
        reason: failure.reason,
        finding: problem(kind, failure.path, asSentence(failure.message), failureRemedies[failure.reason])
      }
    })
    .sort((a, b) => compareBytewise(a.reason, b.reason) || compareBytewise(a.finding.path ?? "", b.finding.path ?? ""))
    .map(({ finding }) => finding)

const asSentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`

const kindOf = (path: string, reason: FailureReason, isRead: boolean): FindingKind => {
  if (collectionDirectories.includes(path.split("/")[0]!)) return "collection"
  if (reason === "name-not-utf8") return "name"
  return isRead ? "no-id" : "file"
}

/** Tracks whose id no file holds, though ids are kept in the files and nothing is known to have failed: how many by kind of file. */
const readUnwritten = (
  cache: Database,
  userDb: Database,
  failures: ReadonlyMap<string, CachedFailure>
): ReadonlyMap<string, ReadonlyArray<string>> => {
  const track = cache.prepare(
    "select source_path from tracks where id = ? and duplicate_of is null and source_path not like '/%'"
  )
  const byExtension = new Map<string, Array<string>>()
  const ids = userDb.prepare("select id from ids where kind = ? and is_embedded = 0 and merged_into is null").values(trackKind)
  for (const [id] of ids as Array<[string]>) {
    const path = track.get(id)?.["source_path"]
    if (typeof path !== "string" || failures.has(path)) continue
    const extension = nameOf(path)
      .slice(nameOf(path).lastIndexOf(".") + 1)
      .toLowerCase()
    const paths = byExtension.get(extension)
    if (paths === undefined) byExtension.set(extension, [path])
    else paths.push(path)
  }
  return byExtension
}

const decideUnwritten = (byExtension: ReadonlyMap<string, ReadonlyArray<string>>, root: string): ReadonlyArray<Finding> =>
  [...byExtension]
    .sort(([a], [b]) => compareBytewise(a, b))
    .map(([extension, paths]) => {
      const [first] = [...paths].sort(compareBytewise)
      const many = paths.length === 1 ? "1 file" : `${paths.length} files`
      const message = `${many} of the kind .${extension} hold no id: this kind has no field for it, or the file was taken in without one. Their ids are in Deadwax's library.db alone.`
      const remedy = "Nothing needs to be done; keep a backup of library.db."
      return problem("no-id", paths.length === 1 ? absolutePath(root, first!) : root, message, remedy, { severity: "note" })
    })
