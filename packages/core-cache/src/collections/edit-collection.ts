/**
 * Edits of a collection's entries, file first: read, edit, replace if it is still what was read, then the rows.
 *
 * A file that changed in between is read again and the edit made on what it says now. If it cannot be read any more (someone is in the
 * midst of saving it, or broke it), what this edit would have written is kept beside it as a collection of its own, and said.
 */
import type { FileError } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import { absolutePath } from "../scan/paths.ts"
import { isRead, type ReadCollection, readCollection, type UnreadCollection, writeCollection } from "./collection-file.ts"
import { describeMembers } from "./describe.ts"
import type { PlacedEntry } from "./entry.ts"
import { findCollections } from "./find-collections.ts"
import { type CollectionKind, collectionPath } from "./kind.ts"
import { resolveMerged } from "./member-records.ts"
import { type CollectionEdit, planEdit } from "./plan-edit.ts"
import { planEntries, planMembers } from "./plan-entries.ts"
import { type CollectionRun, knownMembers, refreshCollection } from "./refresh.ts"
import { rewriteCollection } from "./rewrite-collection.ts"

const mostTries = 5

/** True when the file was changed, false when there was nothing to do, undefined when there is no such collection. */
export const editCollection = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  edit: CollectionEdit
) {
  let refused: string | undefined
  for (let tries = 1; tries <= mostTries; tries++) {
    const read = yield* readCollection(run.library, kind, name)
    if (!isRead(read)) {
      if (refused !== undefined) return yield* keepCopy(run, kind, name, refused, read)
      if (read.failure.reason === "vanished") return undefined
      return yield* unusable(run, kind, name, read)
    }
    const wanted = yield* attempt(() => editedText(run, kind, name, read, edit))
    if (wanted === read.text) {
      yield* refresh(run, kind, name)
      return false
    }
    const written = yield* writeCollection(run.library, kind, name, wanted, read.stamp).pipe(
      Effect.as(true),
      Effect.catch((error) => (isMoved(error) ? Effect.succeed(false) : Effect.fail(notWritten(error))))
    )
    if (written) {
      yield* refresh(run, kind, name)
      return true
    }
    refused = wanted
  }
  return yield* keepsChanging(run, kind, name)
})

const isMoved = ({ reason }: FileError): boolean => reason === "changed" || reason === "busy" || reason === "not-found"

/** Brings the rows in step with the file as it is now, with its cover. */
export const refresh = Effect.fnUntraced(function* (run: CollectionRun, kind: CollectionKind, name: string) {
  const found = yield* findCollections(run.library, run.rules, kind)
  yield* refreshCollection(run, kind, name, found.collections.get(name)?.cover)
})

/** The file's text after the edit; marks and descriptions of all entries are brought up to date by the way. Throws `CacheError`. */
const editedText = (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  { text, parsed }: ReadCollection,
  edit: CollectionEdit
): string => {
  const merged = resolveMerged(
    run.userDb,
    kind,
    parsed.entries.map((entry) => entry.id)
  )
  const edited = planEdit(kind, parsed.entries, withKnownIds(run, kind, edit), (id) => merged.get(id) ?? id)
  if (typeof edited === "string") throw senseless(`the ${kind.name} "${name}" ${edited}`)
  const isAsItWas = (entry: PlacedEntry, i: number) => entry.from === i && entry.id === parsed.entries[i]?.id
  if (edited.length === parsed.entries.length && edited.every(isAsItWas)) return text
  const wanted = rewriteCollection(text, kind, parsed, currentEntries(run, kind, edited))
  if (wanted === undefined) throw unknownLayout(run, kind, name)
  return wanted
}

const currentEntries = (
  run: CollectionRun,
  kind: CollectionKind,
  edited: ReadonlyArray<PlacedEntry>
): ReadonlyArray<PlacedEntry> => {
  const known = knownMembers(
    run,
    kind,
    edited.map((entry) => entry.id)
  )
  return planEntries(planMembers(edited, known)).map((entry, i) => ({ ...entry, from: edited[i]!.from }))
}

/** An edit names what is there now: an id that was merged means the one that stands for it. Unknown ids are refused. */
const withKnownIds = (run: CollectionRun, kind: CollectionKind, edit: CollectionEdit): CollectionEdit => {
  if (edit.kind === "remove" || edit.kind === "move") return { ...edit, id: resolved(run, kind, [edit.id])[0] ?? edit.id }
  if (edit.kind === "add") return { ...edit, ids: knownIds(run, kind, edit.ids) }
  const [from, to] = [resolved(run, kind, [...edit.by.keys()]), knownIds(run, kind, [...edit.by.values()])]
  return { ...edit, by: new Map(from.map((id, i) => [id, to[i]!])) }
}

const resolved = (run: CollectionRun, kind: CollectionKind, ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  const merged = resolveMerged(run.userDb, kind, ids)
  return ids.map((id) => merged.get(id) ?? id)
}

const knownIds = (run: CollectionRun, kind: CollectionKind, given: ReadonlyArray<string>): ReadonlyArray<string> => {
  const ids = resolved(run, kind, given)
  const known = describeMembers(run.store.cache, kind, ids)
  const unknown = ids.find((id) => !known.has(id))
  if (unknown !== undefined) throw senseless(`there is no ${kind.member} ${unknown} in the library`)
  return ids
}

const senseless = (message: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy: "Look at what is there and try again; nothing was changed." })

const unusable = (run: CollectionRun, kind: CollectionKind, name: string, { failure }: UnreadCollection): CacheError =>
  new CacheError({
    reason: "storage",
    message: `${absolutePath(run.library.root, collectionPath(kind, name))} cannot be used, so it was not changed: ${failure.message}`,
    remedy: "Mend or restore that file and try again.",
    path: absolutePath(run.library.root, collectionPath(kind, name))
  })

const unknownLayout = (run: CollectionRun, kind: CollectionKind, name: string): CacheError =>
  new CacheError({
    reason: "storage",
    message: `${absolutePath(run.library.root, collectionPath(kind, name))} is written in a layout that cannot be edited without loss; it was not changed`,
    remedy: `Write its entries as [[${kind.table}]] tables, one after the other, and try again.`,
    path: absolutePath(run.library.root, collectionPath(kind, name))
  })

/** The file cannot be replaced, for a reason that trying again does not mend. */
export const notWritten = ({ path, reason, cause }: FileError): CacheError => {
  const why: Partial<Record<FileError["reason"], readonly [string, string]>> = {
    linked: ["it is a link, or has a second name", "Edit the file that it leads to by hand, or make it a file of its own."],
    "read-only": ["it is read-only", "Make it writable and try again."],
    permission: ["it may not be written", "Check its permissions and those of its directory."],
    full: ["the disk is full", "Free some space and try again."],
    "is-a-directory": ["a directory stands there", "Move or rename that directory, and try again."],
    name: ["this disk does not take its name", "Choose another name."]
  }
  const [text, remedy] = why[reason] ?? [reason, "Check that the disk is there and may be written."]
  return new CacheError({ reason: "storage", message: `${path} was not changed: ${text}`, remedy, path, cause })
}

const keepsChanging = (run: CollectionRun, kind: CollectionKind, name: string): CacheError =>
  new CacheError({
    reason: "busy",
    message: `another program keeps changing ${absolutePath(run.library.root, collectionPath(kind, name))}`,
    remedy: "Wait until it has finished and try again; nothing was changed."
  })

/** Keeps what was to be written beside a file that cannot be read any more. */
const keepCopy = Effect.fnUntraced(function* (
  run: CollectionRun,
  kind: CollectionKind,
  name: string,
  text: string,
  read: UnreadCollection
) {
  for (let no = 1; ; no++) {
    const copy = `${name} (conflict${no === 1 ? "" : ` ${no}`})`
    const isMade = yield* writeCollection(run.library, kind, copy, text, null).pipe(
      Effect.as(true),
      Effect.catch((error) => (error.reason === "exists" ? Effect.succeed(false) : Effect.fail(notWritten(error))))
    )
    if (!isMade) continue
    yield* refresh(run, kind, copy)
    const path = absolutePath(run.library.root, collectionPath(kind, name))
    return yield* new CacheError({
      reason: "storage",
      message: `${path} was changed by another program at the same moment and cannot be read now: ${read.failure.message}`,
      remedy: `It was left alone; what this edit would have made of it is the ${kind.name} "${copy}".`,
      path
    })
  }
})
