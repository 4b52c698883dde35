/** What an examination of a library finds: one thing at a time, with what to do about it. */
import * as Schema from "effect/Schema"

const MaybeText = Schema.NullOr(Schema.String)

/**
 * - `storage`: the root is away, or its marker is missing or another's
 * - `database`: library.db or cache.db is damaged, or of another version than this program makes
 * - `copy`: a release or track whose files carry an id that another has
 * - `no-id`: a track whose file does not hold its id, in a library that keeps ids in the files
 * - `name`: a name that is not UTF-8, or that some disks take for another one beside it
 * - `datafile`: a directory with several datafiles, which one release cannot have
 * - `leftover`: a temporary file of a write that was cut off
 * - `renames`: renames that were cut off
 * - `lock`: a lock whose holder is gone
 * - `trash`: something in the trash of which it is not known where it was
 * - `collection`: a collage or playlist that cannot be read or written
 * - `file`: a file that the last scan could not read
 */
export const FindingKind = Schema.Literals([
  ...([
    "storage",
    "database",
    "copy",
    "no-id",
    "name",
    "datafile",
    "leftover",
    "renames",
    "lock",
    "trash",
    "collection",
    "file"
  ] as const)
])
export type FindingKind = typeof FindingKind.Type

/**
 * One finding. `severity`: a `note` is as it has to be and needs nothing done. `path` is absolute; `otherPath`: where the original of a copy
 * is, or the name that clashes. `message` says what is so, `remedy` what to do. `fixable`: `mend` does it, by the user's consent.
 */
export const Finding = Schema.Struct({
  kind: FindingKind,
  severity: Schema.Literals(["problem", "note"]),
  path: MaybeText,
  otherPath: MaybeText,
  message: Schema.String,
  remedy: Schema.String,
  fixable: Schema.Boolean
}).annotate({ identifier: "Finding" })
export type Finding = typeof Finding.Type

/** A problem that a person has to see to. */
export const problem = (
  kind: FindingKind,
  path: string | null,
  message: string,
  remedy: string,
  more: Partial<Pick<Finding, "otherPath" | "fixable" | "severity">> = {}
): Finding => ({ kind, severity: "problem", path, otherPath: null, message, remedy, fixable: false, ...more })

/** One thing that `mend` did. `path` is absolute; `message` says what is so now. */
export const Mended = Schema.Struct({ kind: FindingKind, path: Schema.String, message: Schema.String }).annotate({
  identifier: "Mended"
})
export type Mended = typeof Mended.Type
