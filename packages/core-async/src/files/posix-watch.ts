/**
 * Watching a tree on a POSIX disk.
 *
 * What makes it hard: the runtimes' own recursive watchers differ, and Node's takes one of the system's few watches for every
 * file. So each directory is watched by itself, new ones as they appear: watched first and listed after, so that nothing made in
 * between is missed. What it does not do: tell what happened; a change is a path to look at again.
 */
import { type Dirent, type FSWatcher, readdirSync, watch as watchDirectory } from "node:fs"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import type { FileChange, FileError } from "./files.ts"
import { checkPath, isWithin, joinPath } from "./path.ts"
import { attempt, codeOf } from "./posix-error.ts"
import { lstat } from "./posix-stat.ts"

/** How long changes are gathered before they are told. */
const gather = "20 millis"
/** More paths than this at once are told as one `overflow`: walking again is cheaper. */
const manyChanges = 10_000
/** Directories taken up before others get their turn on the thread. */
const directoriesPerTurn = 100

interface Tree {
  readonly root: string
  readonly watchers: Map<string, FSWatcher>
  /** Directories to be watched and listed. */
  readonly pending: Array<{ readonly path: string; readonly isNew: boolean }>
  readonly changed: Set<string>
  /** True from the start: what happened before is not known. */
  overflow: boolean
  readonly wake: () => void
}

const touch = (tree: Tree, path: string): void => {
  if (tree.changed.size >= manyChanges) {
    tree.changed.clear()
    tree.overflow = true
  }
  if (!tree.overflow) tree.changed.add(path)
  tree.wake()
}

/** Ends the watches of a directory that is gone or was renamed, and of all below it. */
const forget = (tree: Tree, directory: string): void => {
  for (const [path, watcher] of tree.watchers) {
    if (!isWithin(directory, path)) continue
    watcher.close()
    tree.watchers.delete(path)
  }
}

const loseTrack = (tree: Tree): void => {
  tree.overflow = true
  tree.wake()
}

const onEvent = (tree: Tree, directory: string, event: string, name: string | null): void => {
  if (name === null || name.includes("\uFFFD")) {
    touch(tree, directory)
    return
  }
  const path = joinPath(directory, name)
  touch(tree, path)
  if (event !== "rename") return
  try {
    const isDirectory = lstat(path)?.isDirectory() === true
    // Something else may have taken the name: the old watch would follow the old directory.
    forget(tree, path)
    if (isDirectory) tree.pending.push({ path, isNew: true })
  } catch (cause) {
    if (codeOf(cause) === undefined) throw cause
    loseTrack(tree)
  }
}

/** Watches one directory, then lists it. Throws the system's error. */
const takeUp = (tree: Tree, path: string, isNew: boolean): void => {
  if (tree.watchers.has(path)) return
  const watcher = watchDirectory(path, (event, name) => onEvent(tree, path, event, name))
  watcher.on("error", () => {
    forget(tree, path)
    loseTrack(tree)
  })
  tree.watchers.set(path, watcher)
  const entries: ReadonlyArray<Dirent> = readdirSync(path, { withFileTypes: true })
  for (const entry of entries) {
    const below = joinPath(path, entry.name)
    if (isNew) touch(tree, below)
    if (entry.isDirectory()) tree.pending.push({ path: below, isNew })
  }
}

/** Takes up some of the pending directories; one that cannot be watched means that changes may be lost. */
const takeUpSome = (tree: Tree): void => {
  for (let count = 0; count < directoriesPerTurn; count++) {
    const next = tree.pending.pop()
    if (next === undefined) return
    try {
      takeUp(tree, next.path, next.isNew)
    } catch (cause) {
      const code = codeOf(cause)
      if (code === undefined) throw cause
      forget(tree, next.path)
      if (code !== "ENOENT" && code !== "ENOTDIR") loseTrack(tree)
    }
  }
}

const takeUpAll = Effect.fnUntraced(function* (tree: Tree) {
  while (tree.pending.length > 0) {
    takeUpSome(tree)
    yield* Effect.yieldNow
  }
})

const drain = (tree: Tree): ReadonlyArray<FileChange> => {
  const changes = tree.overflow
    ? [{ path: tree.root, overflow: true }]
    : Array.from(tree.changed, (path) => ({ path, overflow: false }))
  tree.changed.clear()
  tree.overflow = false
  return changes
}

const openTree = (given: string, wake: () => void): Tree => {
  const root = checkPath("watch", given)
  const tree: Tree = { root, watchers: new Map(), pending: [], changed: new Set(), overflow: true, wake }
  takeUp(tree, root, false)
  return tree
}

/** See `Files.watch`. */
export const watch = (root: string): Stream.Stream<FileChange, FileError> =>
  Stream.callback<FileChange, FileError>((changes) =>
    Effect.gen(function* () {
      const bell = yield* Queue.sliding<void>(1)
      const tree = yield* Effect.acquireRelease(
        attempt("watch", root, () => openTree(root, () => Queue.offerUnsafe(bell, undefined))),
        (open) => Effect.sync(() => forget(open, open.root))
      )
      yield* takeUpAll(tree)
      yield* Queue.offerAll(changes, drain(tree))
      while (true) {
        yield* Queue.take(bell)
        yield* Effect.sleep(gather)
        yield* takeUpAll(tree)
        yield* Queue.offerAll(changes, drain(tree))
      }
    })
  )
