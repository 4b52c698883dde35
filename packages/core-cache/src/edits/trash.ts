/** The trash of a library, as people meet it: what is in it, putting back, emptying. */
import { type Files, listTrash as listEntries, removeFromTrash, restoreFromTrash, type TrashEntry } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { CacheError } from "../cache-error.ts"
import { type CollectionKind, collectionKinds } from "../collections/kind.ts"
import { runUpdate } from "../collections/run-collections.ts"
import type { Page, TrashedItem } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { absolutePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { type Edited, editFailed, runEdit } from "./edit-library.ts"

const readEntries = Effect.fnUntraced(function* ({ library }: ScanTarget) {
  return yield* Effect.mapError(listEntries(library.root), editFailed("read the trash"))
})

/** What a person has put into the trash: what went with something that is there is a part of that. */
const wholeThings = (entries: ReadonlyArray<TrashEntry>): ReadonlyArray<TrashEntry> => {
  const ids = new Set(entries.map(({ id }) => id))
  return entries.flatMap((entry) => {
    if (entry.goesWith !== undefined && ids.has(entry.goesWith)) return []
    const parts = entries.filter(({ goesWith }) => goesWith === entry.id)
    return [{ ...entry, files: parts.reduce((files, part) => files + part.files, entry.files) }]
  })
}

/** What is in the trash, oldest first. */
export const listTrash = Effect.fnUntraced(function* (target: ScanTarget, bounds: PageBounds) {
  const entries = wholeThings((yield* readEntries(target)).entries)
  const limit = bounds.limit < 0 ? entries.length : bounds.limit
  const items = entries.slice(bounds.offset, bounds.offset + limit).map(
    (entry): TrashedItem => ({
      id: entry.id,
      path: absolutePath(target.library.root, entry.path),
      kind: entry.kind,
      files: entry.files,
      trashedAt: new Date(entry.trashedAtMs).toISOString()
    })
  )
  return { items, total: entries.length, limit, offset: bounds.offset } satisfies Page<TrashedItem>
}) satisfies (...args: never) => Effect.Effect<Page<TrashedItem>, CacheError, Files>

/** Puts one thing back where it was; answers its path, or undefined when the trash holds nothing of this id. */
export const restoreTrash = (target: ScanTarget, id: string) =>
  Effect.tap(restore(target, id), (path) => {
    const kind = path === undefined ? undefined : kindAt(target, path)
    return kind === undefined ? Effect.void : runUpdate(target, kind, {})
  })

// What lies where collages and playlists are is none of a release's files.
const kindAt = ({ library }: ScanTarget, path: string): CollectionKind | undefined =>
  collectionKinds.find((kind) => path.startsWith(`${absolutePath(library.root, kind.directory)}/`))

const restore = (target: ScanTarget, id: string) =>
  runEdit(
    target,
    "restoring from the trash",
    Effect.fnUntraced(function* () {
      const { entries, unreadable } = yield* readEntries(target)
      if (unreadable.includes(id)) return yield* damagedRecord(target, id)
      const entry = entries.find((one) => one.id === id)
      if (entry === undefined) return { value: undefined, directories: undefined } satisfies Edited<string | undefined>
      const { root } = target.library
      const path = yield* Effect.mapError(restoreFromTrash(root, id), editFailed("put it back"))
      for (const part of entries.filter(({ goesWith }) => goesWith === id)) yield* restorePart(root, part)
      if (kindAt(target, path) !== undefined) return { value: path, directories: undefined } satisfies Edited<string | undefined>
      const slash = path.lastIndexOf("/")
      const directory = entry.kind === "directory" ? path : path.slice(0, slash)
      // What comes back carries ids and may lack a datafile: it is no copy in progress.
      return { value: path, directories: [directory], force: true } satisfies Edited<string | undefined>
    })
  )

/** Where another file has its place by now, it stays in the trash, and is a thing of its own there. */
const restorePart = (root: string, { id }: TrashEntry) =>
  restoreFromTrash(root, id).pipe(
    Effect.catchIf(
      (error) => error.reason === "exists",
      () => Effect.void
    ),
    Effect.mapError(editFailed("put it back"))
  )

const damagedRecord = ({ library }: ScanTarget, id: string): CacheError =>
  new CacheError({
    reason: "storage",
    message: `the record of ${id} in the trash is missing or damaged, so it is not known where it was`,
    remedy: `Look at it in ${library.root}/.deadwax/trash/${id} and move it back by hand.`,
    path: `${library.root}/.deadwax/trash/${id}`
  })

/** Removes everything in the trash for good; answers how many things. One whose record is damaged is left alone. */
export const emptyTrash = (target: ScanTarget) =>
  runEdit(
    target,
    "emptying the trash",
    Effect.fnUntraced(function* () {
      const { entries } = yield* readEntries(target)
      for (const { id } of entries) {
        yield* Effect.mapError(removeFromTrash(target.library.root, id), editFailed("empty the trash"))
      }
      return { value: wholeThings(entries).length, directories: undefined } satisfies Edited<number>
    })
  )
