/** Releases and tracks that are shown as copies, because their files carry an id that another has (U17). */
import type { Database } from "@deadwax/core-async"
import { absolutePath } from "../scan/paths.ts"
import { type Finding, problem } from "./finding.ts"

/** One copy. Paths are relative to the root; `originalPath` null: the original is not in the cache any more. */
export interface Copy {
  readonly kind: "release" | "track"
  /** The id under which the copy is shown. */
  readonly id: string
  readonly path: string
  readonly originalId: string
  readonly originalPath: string | null
  /** Of a release: how many of its tracks are copies, too. Of a track: whether its release is one, as 0 or 1. */
  readonly others: number
}

const releaseCopies = `select copy.id, copy.source_path as path, copy.duplicate_of as originalId, original.source_path as originalPath,
    (select count(*) from tracks where release_no = copy.no and duplicate_of is not null) as others
  from releases as copy left join releases as original on original.id = copy.duplicate_of
  where copy.duplicate_of is not null order by copy.source_path`
const trackCopies = `select copy.id, copy.source_path as path, copy.duplicate_of as originalId, original.source_path as originalPath,
    releases.duplicate_of is not null as others
  from tracks as copy join releases on releases.no = copy.release_no left join tracks as original on original.id = copy.duplicate_of
  where copy.duplicate_of is not null order by copy.source_path`

/** All copies that the cache knows. */
export const readCopies = (cache: Database): ReadonlyArray<Copy> => {
  const read = (kind: Copy["kind"], sql: string): ReadonlyArray<Copy> =>
    (cache.prepare(sql).all() as unknown as ReadonlyArray<Omit<Copy, "kind">>).map((row) => ({ kind, ...row }))
  return [...read("release", releaseCopies), ...read("track", trackCopies)]
}

/** What to say of copies: a copied release is one thing, with its tracks. */
export const decideCopyFindings = (copies: ReadonlyArray<Copy>, root: string): ReadonlyArray<Finding> =>
  copies.flatMap((copy) => {
    if (copy.kind === "track" && copy.others === 1) return []
    const what = copy.kind === "release" && copy.others > 0 ? `release, with ${copy.others} of its tracks,` : copy.kind
    const original = copy.originalPath === null ? null : absolutePath(root, copy.originalPath)
    const of = original ?? `what has the id ${copy.originalId}`
    const message = `This ${what} is a copy of ${of}: its files carry the same id. It is shown under an id of its own (${copy.id}).`
    const remedy = "Delete one of the two, or run deadwax doctor --fix to give the copy its own id for good."
    return [problem("copy", absolutePath(root, copy.path), message, remedy, { otherPath: original, fixable: true })]
  })
