/**
 * A change feed for a source that has none of its own: what is there is compared with what was told last.
 *
 * What makes it hard: a cursor must stay good until the one after it is, through crashes; so what was told is kept under the cursor, and only
 * whoever owns the cursors says which are still needed. And what could not be looked at is not gone: it is carried over as it was.
 */
import { sha256 } from "@noble/hashes/sha2.js"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Stream from "effect/Stream"
import { isBelow } from "./fold-changes.ts"
import {
  type ChangePage,
  type Entry,
  type EntryProblem,
  type ListOptions,
  type ListPage,
  maxPageEntries,
  type Source
} from "./source.ts"
import { failingAs, type SourceError } from "./source-error.ts"

/**
 * Where sources keep what they told, by cursor. It can all be lost: then a cursor has expired. So nothing here fails; what cannot be kept is
 * absent later.
 */
export interface Snapshots {
  /** Undefined when nothing is kept under the key. */
  readonly load: (key: string) => Effect.Effect<Uint8Array | undefined>
  readonly save: (key: string, content: Uint8Array) => Effect.Effect<void>
  /** Drops whatever was kept for a source but for these cursors. To be called once a new one is the source's cursor. */
  readonly keepOnly: (fingerprint: string, cursors: ReadonlyArray<string>) => Effect.Effect<void>
}

/** A folder and its own revision, where the source has such. */
export interface FolderState {
  readonly path: string
  readonly revision: string
}

/** Everything that was told, under one cursor. */
export interface Snapshot {
  readonly entries: ReadonlyArray<Entry>
  readonly folders: ReadonlyArray<FolderState>
}

/** A page of a walk: a page of a listing, with the folders that were seen. */
export interface WalkPage extends ListPage {
  readonly folders: ReadonlyArray<FolderState>
}

/** What a source gives to have a feed. */
export interface Compared {
  readonly name: string
  readonly fingerprint: string
  /** Walks all of it. What was told last may be used to leave out what cannot have changed, and is then told from there. */
  readonly walk: (operation: "list" | "changes", last: Snapshot | undefined) => Stream.Stream<WalkPage, SourceError>
  /** Without it there is no feed. */
  readonly snapshots: Snapshots | undefined
}

const prefixOf = (fingerprint: string): string =>
  Array.from(sha256(new TextEncoder().encode(fingerprint)).subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0")).join("")

const newCursor = (fingerprint: string): Effect.Effect<string> =>
  Effect.map(
    Effect.all([Random.nextIntBetween(0, 0xffff_ffff), Random.nextIntBetween(0, 0xffff_ffff)]),
    (numbers) => `${prefixOf(fingerprint)}-${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`
  )

/** Is it a cursor of the source with this fingerprint? Then it is also a plain name. Stores find by it what may go. */
export const isCursorOf = (fingerprint: string, cursor: string): boolean =>
  /^[0-9a-f]{16}-[0-9a-f]{16}$/.test(cursor) && cursor.startsWith(prefixOf(fingerprint))

/** Folders that need not be looked at again while they have this revision: not those in which, or below which, something could not be read. */
const knownFolders = (folders: ReadonlyArray<FolderState>, problems: ReadonlyArray<EntryProblem>): ReadonlyArray<FolderState> => {
  const unread = problems.filter(({ reason }) => reason === "unreadable")
  return unread.length === 0 ? folders : folders.filter(({ path }) => !unread.some((problem) => isBelow(path, problem.path)))
}

const encode = (snapshot: Snapshot): Uint8Array => new TextEncoder().encode(JSON.stringify(snapshot))

const isSnapshot = (value: unknown): value is Snapshot =>
  typeof value === "object" && value !== null && "entries" in value && Array.isArray(value.entries) && "folders" in value

/** What cannot be read was lost. */
const decode = (content: Uint8Array): Snapshot | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(content))
    return isSnapshot(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** A listing that keeps what it told under its cursor, before its last page is out. */
const list = ({ walk, snapshots }: Compared, { cursor }: ListOptions): Stream.Stream<ListPage, SourceError> =>
  Stream.suspend(() => {
    const entries = new Map<string, Entry>()
    const folders = new Map<string, FolderState>()
    const problems: Array<EntryProblem> = []
    return Stream.mapEffect(walk("list", undefined), (page): Effect.Effect<ListPage> => {
      const told: ListPage = { entries: page.entries, problems: page.problems, complete: page.complete }
      if (cursor === undefined || snapshots === undefined) return Effect.succeed(told)
      for (const entry of page.entries) entries.set(entry.id, entry)
      for (const folder of page.folders) folders.set(folder.path, folder)
      problems.push(...page.problems)
      if (!page.complete) return Effect.succeed(told)
      const snapshot = { entries: [...entries.values()], folders: knownFolders([...folders.values()], problems) }
      return Effect.as(snapshots.save(cursor, encode(snapshot)), told)
    })
  })

const isSame = (left: Entry, right: Entry): boolean =>
  left.revision === right.revision &&
  left.path === right.path &&
  left.sizeBytes === right.sizeBytes &&
  left.modifiedAtUs === right.modifiedAtUs &&
  left.hash?.hex === right.hash?.hex

/** A feed's pages: removals first, in as many as they need. */
const pagesOf = (
  upserts: ReadonlyArray<Entry>,
  removed: ReadonlyArray<string>,
  last: Omit<ChangePage, "upserts" | "removals">
) => {
  const count = Math.max(1, Math.ceil(upserts.length / maxPageEntries), Math.ceil(removed.length / maxPageEntries))
  return Array.from({ length: count }, (_, at): ChangePage => {
    const [from, to] = [at * maxPageEntries, (at + 1) * maxPageEntries]
    const isLast = at === count - 1
    return {
      upserts: upserts.slice(from, to),
      removals: removed.slice(from, to).map((id) => ({ kind: "entry", id })),
      problems: isLast ? last.problems : [],
      next: isLast ? last.next : undefined
    }
  })
}

/** The difference between what was told last and what is there, as the pages of a feed, and what to keep for the next. */
export const diffSnapshots = (last: Snapshot, pages: ReadonlyArray<WalkPage>) => {
  const problems = pages.flatMap((page) => page.problems)
  const before = new Map(last.entries.map((entry) => [entry.id, entry]))
  const now = new Map(pages.flatMap((page) => page.entries).map((entry) => [entry.id, entry]))
  const unseen = (path: string): boolean => problems.some((problem) => isBelow(problem.path, path))
  const carried = problems.length === 0 ? [] : last.entries.filter(({ id, path }) => !now.has(id) && unseen(path))
  const upserts = [...now.values()].filter((entry) => {
    const old = before.get(entry.id)
    return old === undefined || !isSame(old, entry)
  })
  for (const entry of carried) now.set(entry.id, entry)
  const removed = [...before.keys()].filter((id) => !now.has(id))
  const folders = [...new Map(pages.flatMap((page) => page.folders).map((folder) => [folder.path, folder])).values()]
  return { upserts, removed, problems, snapshot: { entries: [...now.values()], folders: knownFolders(folders, problems) } }
}

const isSameFolders = (left: ReadonlyArray<FolderState>, right: ReadonlyArray<FolderState>): boolean => {
  const revisions = new Map(left.map(({ path, revision }) => [path, revision]))
  return left.length === right.length && right.every(({ path, revision }) => revisions.get(path) === revision)
}

const changes = (compared: Compared, cursor: string): Stream.Stream<ChangePage, SourceError> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const { name, fingerprint, walk, snapshots } = compared
      const failing = failingAs(name, "changes")
      if (snapshots === undefined) return yield* failing("unsupported", "has no feed of changes")
      const kept = isCursorOf(fingerprint, cursor) ? yield* snapshots.load(cursor) : undefined
      const last = kept === undefined ? undefined : decode(kept)
      if (last === undefined) return yield* failing("cursor-expired", "is no longer known as it was at the last sync")
      const pages = yield* Stream.runCollect(walk("changes", last))
      if (pages.at(-1)?.complete !== true) return yield* failing("interrupted", "was not listed whole")
      const { upserts, removed, problems, snapshot } = diffSnapshots(last, pages)
      const isSame = upserts.length + removed.length === 0 && isSameFolders(last.folders, snapshot.folders)
      // Where nothing happened nothing is written.
      const next = isSame ? cursor : yield* newCursor(fingerprint)
      if (!isSame) yield* snapshots.save(next, encode(snapshot))
      return Stream.fromArray(pagesOf(upserts, removed, { problems, next }))
    })
  )

/** The three members of the port that a comparing feed makes up. */
export const comparedFeed = (compared: Compared): Pick<Source, "list" | "startCursor" | "changes"> => ({
  list: (options = {}) => list(compared, options),
  startCursor: () => (compared.snapshots === undefined ? Effect.succeed(undefined) : newCursor(compared.fingerprint)),
  changes: (cursor) => changes(compared, cursor)
})

/** Snapshots in memory: for tests, and for programs that live as long as their cursors. */
export const memorySnapshots = (): Snapshots => {
  const kept = new Map<string, Uint8Array>()
  return {
    load: (key) => Effect.sync(() => kept.get(key)),
    save: (key, content) => Effect.sync(() => void kept.set(key, content)),
    keepOnly: (fingerprint, cursors) =>
      Effect.sync(() => {
        for (const key of [...kept.keys()]) if (isCursorOf(fingerprint, key) && !cursors.includes(key)) kept.delete(key)
      })
  }
}
