/** What a change feed comes to, once it was told whole. */
import type { ChangePage, Entry, Removal } from "./source.ts"

/** A whole feed, without order: what is there now, and what went. What is in `upserts` is there, whatever the removals say. */
export interface FoldedChanges {
  /** By id. */
  readonly upserts: ReadonlyMap<string, Entry>
  readonly removedIds: ReadonlySet<string>
  /** Paths of folders that went with everything below them, but for what is in `upserts`. */
  readonly removedFolders: ReadonlySet<string>
  /** The next cursor; undefined when the feed was not told whole, and then nothing of it may be applied. */
  readonly next: string | undefined
}

/** Is a path the folder's own or below it? */
export const isBelow = (folder: string, path: string): boolean => path === folder || path.startsWith(`${folder}/`)

const applyRemoval = (upserts: Map<string, Entry>, ids: Set<string>, folders: Set<string>, removal: Removal): void => {
  if (removal.kind === "entry") {
    upserts.delete(removal.id)
    ids.add(removal.id)
    return
  }
  folders.add(removal.path)
  for (const [id, entry] of upserts) if (isBelow(removal.path, entry.path)) upserts.delete(id)
}

/** Folds the pages of one feed, in their order: a later page has the last word, and within a page its upserts. */
export const foldChanges = (pages: Iterable<ChangePage>): FoldedChanges => {
  const upserts = new Map<string, Entry>()
  const removedIds = new Set<string>()
  const removedFolders = new Set<string>()
  let next: string | undefined
  for (const page of pages) {
    for (const removal of page.removals) applyRemoval(upserts, removedIds, removedFolders, removal)
    for (const entry of page.upserts) {
      upserts.set(entry.id, entry)
      removedIds.delete(entry.id)
    }
    next = page.next
  }
  return { upserts, removedIds, removedFolders, next }
}
