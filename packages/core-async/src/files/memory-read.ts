/** Walking and reading the disk in memory. */
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import { attemptFile, awaitAnswer } from "./answer.ts"
import { type Answer, FileError, type FileInfo, type OpenFile, type Walk, type WalkOptions, type WalkProblem } from "./files.ts"
import {
  type DirectoryNode,
  type Disk,
  type FileNode,
  fail,
  find,
  locate,
  type Node,
  type Place,
  undecodable,
  unlink
} from "./memory-disk.ts"
import { checkPath, isWithin, joinPath } from "./path.ts"

interface Walker {
  readonly disk: Disk
  readonly options: WalkOptions
  readonly root: string
  readonly realRoot: string
  readonly paths: Array<string>
  readonly sizesBytes: Array<number>
  readonly modifiedAtUs: Array<number>
  readonly linked: Array<0 | 1>
  readonly directories: Array<string>
  readonly problems: Array<WalkProblem>
  readonly pending: Array<{ readonly path: string; readonly node: DirectoryNode }>
}

const take = (walker: Walker, path: string, node: FileNode, linked: boolean): void => {
  walker.paths.push(path)
  walker.sizesBytes.push(node.data.length)
  walker.modifiedAtUs.push(node.modifiedAtUs)
  walker.linked.push(linked || node.names > 1 ? 1 : 0)
}

/** Undefined also where a link leads to itself. */
const targetOf = (walker: Walker, path: string): Place | undefined => {
  try {
    return find(walker.disk, "walk", joinPath(walker.root, path), true)
  } catch (cause) {
    if (cause instanceof FileError && cause.reason === "linked") return undefined
    throw cause
  }
}

const leaveOut = (walker: Walker, path: string): void => {
  if (walker.options.tellsLinkedDirectories === true) walker.problems.push({ path, reason: "linked-directory" })
}

const takeLink = (walker: Walker, path: string): void => {
  const target = targetOf(walker, path)
  if (target?.node === undefined) walker.problems.push({ path, reason: "vanished" })
  else if (target.node.kind === "directory") leaveOut(walker, path)
  else if (target.node.kind !== "file") return
  else if (isWithin(walker.realRoot, target.path)) take(walker, path, target.node, true)
  else walker.problems.push({ path, reason: "outside-root" })
}

const visit = (
  walker: Walker,
  directory: { readonly path: string; readonly node: DirectoryNode },
  key: string,
  node: Node
): void => {
  const isDecodable = !key.startsWith(undecodable)
  const name = isDecodable ? key : key.slice(undecodable.length)
  const path = joinPath(directory.path, name)
  const asked = node.kind === "directory" ? walker.options.enter : walker.options.wants
  if (asked?.(name, path) === false) return
  const absolute = joinPath(walker.realRoot, path)
  if (!isDecodable) walker.problems.push({ path, reason: "name-not-utf8" })
  else if (node.kind === "directory") walker.pending.push({ path, node })
  else if (walker.disk.faults.vanishing.get(absolute) === "during-walk") {
    unlink(directory.node, key)
    walker.problems.push({ path, reason: "vanished" })
  } else if (node.kind === "link") takeLink(walker, path)
  else take(walker, path, node, false)
}

/** Files that were to go away between the walk and whatever comes next. */
const letVanish = ({ disk }: Walker): void => {
  for (const [path, when] of disk.faults.vanishing) {
    const place = when === "after-walk" ? find(disk, "walk", path, false) : undefined
    if (place !== undefined) unlink(place.parent, place.name)
  }
  disk.faults.vanishing.clear()
}

const startWalk = (disk: Disk, given: string, options: WalkOptions): Walker => {
  const root = checkPath("walk", given)
  const { node, path } = locate(disk, "walk", root, true)
  if (node === undefined) return fail("not-found", "walk", root)
  if (node.kind !== "directory") return fail("not-a-directory", "walk", root)
  if (node.unreadable) return fail("permission", "walk", root)
  const arrays = { paths: [], sizesBytes: [], modifiedAtUs: [], linked: [], directories: [], problems: [] }
  return { disk, options, root, realRoot: path, ...arrays, pending: [{ path: "", node }] }
}

const walkAll = (disk: Disk, given: string, options: WalkOptions): Walk => {
  const walker = startWalk(disk, given, options)
  for (let next = walker.pending.pop(); next !== undefined; next = walker.pending.pop()) {
    if (next.node.unreadable) {
      walker.problems.push({ path: next.path, reason: "unreadable" })
      continue
    }
    if (next.path !== "") walker.directories.push(next.path)
    for (const [key, node] of [...next.node.entries]) visit(walker, next, key, node)
    options.onProgress?.(walker.paths.length)
  }
  letVanish(walker)
  const { root, paths, sizesBytes, modifiedAtUs, linked, directories, problems } = walker
  return { root, paths, sizesBytes, modifiedAtUs, linked, directories, problems }
}

export const walk = (disk: Disk, root: string, options: WalkOptions = {}): Effect.Effect<Walk, FileError> =>
  attemptFile(() => walkAll(disk, root, options))

const fileAt = (disk: Disk, operation: string, path: string): { readonly node: FileNode; readonly throughLink: boolean } => {
  const own = locate(disk, operation, path, false)
  const { node } = own.node?.kind === "link" ? locate(disk, operation, path, true) : own
  if (node === undefined) return fail("not-found", operation, path)
  if (node.kind !== "file") return fail("is-a-directory", operation, path)
  const reason = disk.faults.broken.get(own.path)
  if (reason !== undefined) return fail(reason, operation, path)
  return { node, throughLink: own.node?.kind === "link" }
}

export interface OpenedFile {
  readonly file: OpenFile
  readonly close: () => void
}

/** Opens what lies at `path`, to be called by the name `shownAs`. Throws a `FileError`. */
export const openFile = (disk: Disk, operation: string, path: string, shownAs: string = path): OpenedFile => {
  const { node, throughLink } = fileAt(disk, operation, path)
  let open = true
  const read: OpenFile["read"] = (target, position) => {
    if (!open) throw new FileError({ reason: "io", operation: "read", path: shownAs, cause: "read after the file was closed" })
    if (!Number.isSafeInteger(position) || position < 0) throw new RangeError(`position ${position}`)
    const part = node.data.subarray(position, position + target.length)
    target.set(part)
    return part.length
  }
  const linked = throughLink || node.names > 1
  const file = { path: shownAs, sizeBytes: node.data.length, modifiedAtUs: node.modifiedAtUs, linked, read }
  return {
    file,
    close: () => {
      open = false
    }
  }
}

/** Uses an open file and closes it, whatever comes of it. */
export const useFile = <A>(opened: () => OpenedFile, use: (file: OpenFile) => Answer<A>): Effect.Effect<A, FileError> =>
  Effect.acquireUseRelease(
    attemptFile(opened),
    ({ file }) =>
      Effect.flatMap(
        attemptFile(() => use(file)),
        awaitAnswer
      ),
    ({ close }) => Effect.sync(close)
  )

export const readEach = Effect.fnUntraced(function* <A>(
  disk: Disk,
  paths: ReadonlyArray<string>,
  use: (file: OpenFile, index: number) => Answer<A>
): Effect.fn.Return<ReadonlyArray<Result.Result<A, FileError>>> {
  const results: Array<Result.Result<A, FileError>> = []
  for (const [index, path] of paths.entries()) {
    results.push(
      yield* Effect.result(
        useFile(
          () => openFile(disk, "readEach", path),
          (file) => use(file, index)
        )
      )
    )
  }
  return results
})

export const readFile = (disk: Disk, path: string): Effect.Effect<Uint8Array, FileError> =>
  attemptFile(() => fileAt(disk, "readFile", path).node.data.slice())

const infoOf = (node: Node, throughLink: boolean): FileInfo => {
  if (node.kind === "file") {
    return { kind: "file", sizeBytes: node.data.length, modifiedAtUs: node.modifiedAtUs, linked: throughLink || node.names > 1 }
  }
  return { kind: node.kind === "directory" ? "directory" : "other", sizeBytes: 0, modifiedAtUs: 0, linked: throughLink }
}

export const stat = (disk: Disk, path: string): Effect.Effect<FileInfo | undefined, FileError> =>
  attemptFile(() => {
    const own = find(disk, "stat", path, false)?.node
    if (own === undefined) return undefined
    if (own.kind !== "link") return infoOf(own, false)
    return infoOf(find(disk, "stat", path, true)?.node ?? own, true)
  })
