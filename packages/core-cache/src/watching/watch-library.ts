/**
 * Keeps the cache in step with the files while it runs (U21): looks at all of the library once, then scans what changes.
 *
 * What makes it hard: changes come in bursts and while a scan runs, a copy in progress must not be read half, a watcher may lose changes,
 * and the disk may go away. So changes only say where to look; a directory is scanned once nothing has happened in it for a moment;
 * lost changes mean a scan of everything; and storage that went away is waited for. Nothing is decided here that a scan
 * does not decide: without a watcher the next scan reaches the same state.
 */
import { type FileChange, Files } from "@deadwax/core-async"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import { CacheError } from "../cache-error.ts"
import { type CollectionKind, collectionKinds } from "../collections/kind.ts"
import { LibraryCache, type ScanOptions } from "../library-cache.ts"
import type { ScanReport } from "../model/model.ts"
import { type ContentRules, collectionDirectories } from "../scan/entry-names.ts"
import { absolutePath, relativePath } from "../scan/paths.ts"
import { changedDirectory, directoryOfUnknown } from "./changed-directory.ts"
import { dueInMs, makePending, notePending, notePendingAgain, noteWhole, type Pending, takeDue } from "./pending.ts"

/**
 * - `scanned`: a scan ended; `directories` are those that were looked at, absolute, null for all. Scans that found nothing are not told,
 *   the first one always is, and the first after storage was away: it says that it is back.
 * - `collections`: the files of these kinds changed, by whomever, and what is known of them is in step.
 * - `offline`, `busy`: storage went away, or another process holds the library: waited for.
 */
export type WatchUpdate =
  | { readonly kind: "scanned"; readonly report: ScanReport; readonly directories: ReadonlyArray<string> | null }
  | { readonly kind: "collections"; readonly kinds: ReadonlyArray<CollectionKind["name"]> }
  | { readonly kind: "offline"; readonly message: string; readonly remedy: string }
  | { readonly kind: "busy"; readonly message: string; readonly remedy: string }

/** How a library is watched: its scans, and what they go by. */
export interface WatchOptions extends Pick<ScanOptions, "workers" | "onProgress"> {
  /** The rules that the library was opened with. */
  readonly rules: ContentRules
}

/** How often storage that is there is looked for when nothing happens, and storage that is not. */
const heartbeat = "5 seconds"
const retry = "2 seconds"

interface Watching {
  readonly cache: LibraryCache["Service"]
  readonly options: WatchOptions
  readonly pending: Pending
  readonly bell: Queue.Queue<void>
  readonly tell: (update: WatchUpdate) => Effect.Effect<unknown>
}

const noteChange = ({ cache, options, pending, bell }: Watching) =>
  Effect.fnUntraced(function* ({ path, overflow }: FileChange) {
    const { root } = cache.library
    const nowMs = yield* Clock.currentTimeMillis
    const relative = relativePath(root, path) ?? ""
    if (overflow || relative === "") noteWhole(pending, nowMs)
    else {
      const files = yield* Files
      const decided = changedDirectory(relative, options.rules)
      const directory =
        typeof decided === "object"
          ? directoryOfUnknown(relative, yield* Effect.orElseSucceed(files.stat(path), () => undefined))
          : decided
      if (directory === undefined) return
      notePending(pending, directory, nowMs)
    }
    yield* Queue.offer(bell, undefined)
  })

const isNews = ({ releases, tracks }: ScanReport): boolean =>
  [releases, tracks].some(({ added, updated, removed }) => added + updated + removed > 0)

/** What was due and could not be scanned waits again. */
const putBack = (pending: Pending, due: ReadonlyArray<string> | undefined, nowMs: number): void => {
  if (due === undefined) noteWhole(pending, nowMs)
  for (const directory of due ?? []) notePending(pending, directory, nowMs)
}

/** Reads the collections of these kinds; a scan of some directories looks at those alone that hold what changed. */
const refreshCollections = Effect.fnUntraced(function* ({ cache, tell }: Watching, kinds: ReadonlyArray<CollectionKind>) {
  for (const { name } of kinds) {
    const collections = name === "collage" ? cache.collages : cache.playlists
    yield* collections.update()
    yield* collections.evict()
  }
  if (kinds.length > 0) yield* tell({ kind: "collections", kinds: kinds.map(({ name }) => name) })
})

/** Scans these directories, or all of the library, and tells of it. */
const scanDirectories = Effect.fnUntraced(function* (
  watching: Watching,
  due: ReadonlyArray<string> | undefined,
  isFirst: boolean
) {
  const { cache, pending, tell } = watching
  const { workers, onProgress } = watching.options
  const directories = due?.map((directory) => absolutePath(cache.library.root, directory))
  const report = yield* cache.scan({
    ...(directories !== undefined && { directories }),
    ...(workers !== undefined && { workers }),
    ...(onProgress !== undefined && { onProgress })
  })
  if (cache.library.identity === "tags" && due !== undefined) notePendingAgain(pending, due, yield* Clock.currentTimeMillis)
  if (isFirst || isNews(report)) yield* tell({ kind: "scanned", report, directories: directories ?? null })
})

/** Brings in step what is due. Answers false when the storage is gone; other failures than a busy library end the watching. */
const scanDue = Effect.fnUntraced(function* (watching: Watching, due: ReadonlyArray<string> | undefined, isFirst: boolean) {
  const { pending, tell } = watching
  const kinds = collectionKinds.filter(({ directory }) => due?.includes(directory))
  const rest = due?.filter((directory) => !collectionDirectories.includes(directory))
  const scanned = yield* Effect.result(
    Effect.andThen(
      refreshCollections(watching, kinds),
      rest?.length === 0 ? Effect.void : scanDirectories(watching, rest, isFirst)
    )
  )
  if (Result.isSuccess(scanned)) return true
  const { reason, message, remedy } = scanned.failure
  putBack(pending, due, yield* Clock.currentTimeMillis)
  if (reason === "offline") return false
  // A directory that an ignore file leaves out, or a link has replaced: all of the library tells what is true now.
  if (reason === "usage" && due !== undefined) noteWhole(pending, yield* Clock.currentTimeMillis)
  else if (reason === "busy") {
    yield* tell({ kind: "busy", message, remedy })
    yield* Effect.sleep(retry)
  } else return yield* scanned.failure
  return true
})

const isOnline = ({ cache }: Watching) => Effect.map(Effect.result(cache.checkOnline()), Result.isSuccess)

/** Takes changes until the storage goes away or the watcher ends, which means the same. */
const follow = Effect.fnUntraced(function* (watching: Watching, hasEnded: () => boolean, isFirst: boolean) {
  const { pending, bell } = watching
  let first = isFirst
  while (!hasEnded()) {
    const waitMs = dueInMs(pending, yield* Clock.currentTimeMillis)
    if (waitMs === 0) {
      const due = takeDue(pending, yield* Clock.currentTimeMillis)
      if (!(yield* scanDue(watching, due, first))) return
      first = false
      continue
    }
    yield* Effect.timeoutOption(Queue.take(bell), waitMs ?? heartbeat)
    const isQuiet = dueInMs(pending, yield* Clock.currentTimeMillis) === undefined
    if (isQuiet && !(yield* isOnline(watching))) return
  }
})

/** One life of a watcher, from the scan of everything that its first change asks for to its end. */
const watchOnce = (watching: Watching, isFirst: boolean) =>
  Effect.scoped(
    Effect.gen(function* () {
      const files = yield* Files
      let ended = false
      yield* files.watch(watching.cache.library.root).pipe(
        Stream.runForEach(noteChange(watching)),
        Effect.exit,
        Effect.andThen(
          Effect.suspend(() => {
            ended = true
            return Queue.offer(watching.bell, undefined)
          })
        ),
        Effect.forkScoped
      )
      yield* follow(watching, () => ended, isFirst)
    })
  )

/** Waits until the library's disk is there, and says once that it is not. Answers whether it was away. */
const waitForStorage = Effect.fnUntraced(function* ({ cache, tell }: Watching) {
  for (let isTold = false; ; isTold = true) {
    const checked = yield* Effect.result(cache.checkOnline())
    if (Result.isSuccess(checked)) return isTold
    const { message, remedy } = checked.failure
    if (!isTold) yield* tell({ kind: "offline", message, remedy })
    yield* Effect.sleep(retry)
  }
})

const unwatchable = (root: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `changes of ${root} cannot be watched here`,
    remedy: "Scan it when something has changed: a scan finds the same.",
    path: root
  })

/**
 * Watches the library until the stream is ended. Fails as `usage` where nothing can be watched (a browser's own files), and as a scan does,
 * but for `offline` and `busy`, which are waited for. Ending the stream ends a scan that is under way, as interrupting it would.
 */
export const watchLibrary = (options: WatchOptions): Stream.Stream<WatchUpdate, CacheError, LibraryCache | Files> =>
  Stream.callback<WatchUpdate, CacheError, LibraryCache | Files>((updates) =>
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      const files = yield* Files
      if (!files.capabilities.watch) return yield* Queue.fail(updates, unwatchable(cache.library.root))
      const bell = yield* Queue.sliding<void>(1)
      const tell = (update: WatchUpdate) => Queue.offer(updates, update)
      const watching: Watching = { cache, options, pending: makePending(), bell, tell }
      for (let isFirst = true; ; isFirst = false) {
        // A watcher that ended on a disk that is there will hardly do better at once.
        const wasAway = yield* waitForStorage(watching)
        if (!wasAway && !isFirst) yield* Effect.sleep(retry)
        yield* watchOnce(watching, isFirst || wasAway)
      }
    }).pipe(Effect.catch((error) => Queue.fail(updates, error)))
  )
