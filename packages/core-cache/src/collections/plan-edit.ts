/**
 * What an edit makes of a collection's entries: pure decisions. An edit says what is meant (this release, that place), not what the
 * whole list shall be, so it can be made again on a file that somebody else changed in between, and both changes stay.
 */
import type { Entry, PlacedEntry } from "./entry.ts"
import type { CollectionKind } from "./kind.ts"

/** One edit of a collage or playlist. Positions count from 1; an id may be one that was merged into another. */
export type CollectionEdit =
  /** At the end, or so that the first one has this position. A release that a collage has already stays where it is. */
  | { readonly kind: "add"; readonly ids: ReadonlyArray<string>; readonly position?: number }
  /** Every entry of this id, or only the one at this position. None is no mistake, unless one is `required`. */
  | { readonly kind: "remove"; readonly id: string; readonly at?: number; readonly required?: boolean }
  /** To this position; `at` tells which one is meant when the id stands there more than once. */
  | { readonly kind: "move"; readonly id: string; readonly position: number; readonly at?: number }
  /** Every entry of one of these ids becomes one of the id beside it, in its place. */
  | { readonly kind: "replace"; readonly by: ReadonlyMap<string, string> }

/** The entries after an edit; a text says why it makes no sense, as the end of a sentence that begins with the collection. */
export type EditedEntries = ReadonlyArray<PlacedEntry> | string

/** Entries of replaced ids; `standing`: which id stands for another today. What the entry says besides stays, and so does its place. */
const planReplace = (
  placed: ReadonlyArray<PlacedEntry>,
  by: ReadonlyMap<string, string>,
  standing: (id: string) => string
): ReadonlyArray<PlacedEntry> =>
  placed.map((entry) => {
    const id = by.get(entry.id) ?? by.get(standing(entry.id))
    return id === undefined ? entry : { ...entry, id }
  })

/** Applies an edit. `standing`: which id stands for another today, itself unless it was merged. The same entries in the same order: nothing to do. */
export const planEdit = (
  kind: CollectionKind,
  entries: ReadonlyArray<Entry>,
  edit: CollectionEdit,
  standing: (id: string) => string
): EditedEntries => {
  const placed = entries.map((entry, from): PlacedEntry => ({ ...entry, from }))
  const stands = (entry: Entry, id: string): boolean => entry.id === id || standing(entry.id) === id
  if (edit.kind === "replace") return planReplace(placed, edit.by, standing)
  if (edit.kind === "add") return planAdd(kind, placed, edit.ids, edit.position, stands)
  const found = placed.filter((entry) => stands(entry, edit.id)).map((entry) => entry.from! + 1)
  if (edit.at !== undefined && !found.includes(edit.at)) return `has no ${kind.member} ${edit.id} at position ${edit.at}`
  const isNeeded = edit.kind === "move" || edit.required === true
  if (found.length === 0 && isNeeded) return `has no ${kind.member} ${edit.id}`
  if (edit.kind === "remove") {
    const gone = new Set(edit.at === undefined ? found : [edit.at])
    return placed.filter((entry) => !gone.has(entry.from! + 1))
  }
  if (edit.at === undefined && found.length > 1)
    return `has the ${kind.member} ${edit.id} at the positions ${found.join(", ")}: say which one is to move`
  return planMove(placed, edit.at ?? found[0]!, edit.position)
}

const planAdd = (
  kind: CollectionKind,
  placed: ReadonlyArray<PlacedEntry>,
  ids: ReadonlyArray<string>,
  position: number | undefined,
  stands: (entry: Entry, id: string) => boolean
): EditedEntries => {
  const at = position ?? placed.length + 1
  if (!isPosition(at, placed.length + 1)) return `has no position ${at} to add at: it has ${placed.length} entries`
  const isOnce = kind.member === "release"
  const wanted = isOnce ? [...new Set(ids)].filter((id) => !placed.some((entry) => stands(entry, id))) : ids
  const fresh = wanted.map((id): PlacedEntry => ({ id, description: null, isMissing: false, from: null }))
  return [...placed.slice(0, at - 1), ...fresh, ...placed.slice(at - 1)]
}

const planMove = (placed: ReadonlyArray<PlacedEntry>, from: number, to: number): EditedEntries => {
  if (!isPosition(to, placed.length)) return `has no position ${to}: it has ${placed.length} entries`
  const others = placed.filter((_, i) => i !== from - 1)
  return [...others.slice(0, to - 1), placed[from - 1]!, ...others.slice(to - 1)]
}

const isPosition = (value: number, most: number): boolean => Number.isSafeInteger(value) && value >= 1 && value <= most
