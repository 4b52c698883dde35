/**
 * A disk in memory for the simulated runtime: directories, files, links, times, modes and attributes, as a POSIX disk has them.
 *
 * What makes it hard: it keeps two states. What programs see changes at once; what a crash leaves is what was flushed: a file's
 * content by flushing the file, its name by flushing the directory. `crash` goes back to that.
 * What it does not do: sparse files, times of directories, quotas of users.
 */
import * as Context from "effect/Context"
import { FileError, type FileErrorReason } from "./files.ts"
import { checkPath, joinPath, maxNameBytes } from "./path.ts"

export interface FileNode {
  readonly kind: "file"
  data: Uint8Array
  /** What the disk would hold after a crash. */
  flushed: Uint8Array
  modifiedAtUs: number
  mode: number
  /** How many names lead here. */
  names: number
  readonly extended: Map<string, string>
}

export interface LinkNode {
  readonly kind: "link"
  readonly target: string
}

export interface DirectoryNode {
  readonly kind: "directory"
  entries: Map<string, Node>
  /** The entries that a crash would leave. */
  flushed: Map<string, Node>
  unreadable: boolean
}

export type Node = FileNode | LinkNode | DirectoryNode

/** The steps of a write at which a simulated crash can strike: it happens just before the step. */
export type WriteStep = "create" | "write" | "flush" | "verify" | "rename" | "flush-directory"

/** Thrown, as a defect, where a crash was asked for: the program is dead, so nothing is tidied up. */
export class SimulatedCrash extends Error {
  override readonly name = "SimulatedCrash"
}

/** What is to go wrong. Mutable, for tests to set between operations. */
export interface Faults {
  /** Bytes that can still be written before the disk is full. */
  freeBytes: number
  /** Paths whose content cannot be read, with the reason. */
  readonly broken: Map<string, FileErrorReason>
  /** Files that go away as soon as a walk has listed their names (false: once it has ended). */
  readonly vanishing: Map<string, "during-walk" | "after-walk">
  /** The disk takes names that differ in case or Unicode form alone for one, and keeps the spelling of the first. */
  ignoresCase: boolean
  /** Which disk this is: another name acts out another disk in its place. */
  device: string
  crashBefore: WriteStep | undefined
  /** The crash has struck, and `crash` has not been called yet. */
  stopped: boolean
}

/** Where a path leads. `node` is undefined when nothing is there; `path` has no symbolic link but, maybe, the last name. */
export interface Place {
  readonly path: string
  readonly parent: DirectoryNode
  readonly name: string
  readonly node: Node | undefined
}

export interface Disk {
  readonly root: DirectoryNode
  readonly faults: Faults
  /** Told the path of everything that is made, changed or removed. */
  readonly listeners: Set<(path: string) => void>
}

/** The disk under the simulated `Files`, for tests that need things to go wrong. */
export class SimulatedDisk extends Context.Service<SimulatedDisk, Disk>()("@deadwax/core-async/SimulatedDisk") {}

export const makeDirectoryNode = (): DirectoryNode => ({
  kind: "directory",
  entries: new Map(),
  flushed: new Map(),
  unreadable: false
})

export const makeDisk = (): Disk => ({
  root: makeDirectoryNode(),
  faults: {
    freeBytes: Number.POSITIVE_INFINITY,
    broken: new Map(),
    vanishing: new Map(),
    ignoresCase: false,
    device: "memory",
    crashBefore: undefined,
    stopped: false
  },
  listeners: new Set()
})

/** In a name's place: one whose bytes are no UTF-8, as `escapeUndecodable` writes it. No path can hold it. */
export const undecodable = "\0"

export const fail = (reason: FileErrorReason, operation: string, path: string): never => {
  throw new FileError({ reason, operation, path })
}

export const notify = (disk: Disk, path: string): void => {
  for (const listener of disk.listeners) listener(path)
}

const encoder = new TextEncoder()
const mostLinks = 40

const fold = (name: string): string => name.normalize("NFC").toLowerCase()

/** The spelling under which an entry is kept; the given one where there is none. */
const keptName = ({ faults }: Disk, { entries }: DirectoryNode, name: string): string => {
  if (!faults.ignoresCase || entries.has(name)) return name
  const folded = fold(name)
  for (const kept of entries.keys()) if (fold(kept) === folded) return kept
  return name
}

const step = (directory: DirectoryNode, name: string, operation: string, path: string): Node | undefined => {
  if (encoder.encode(name).length > maxNameBytes) return fail("name", operation, path)
  return directory.entries.get(name)
}

/** Finds `given`, following the symbolic links on the way, and the last one when `follow` says so. Throws `FileError`. */
export const locate = (disk: Disk, operation: string, given: string, follow: boolean): Place => {
  let names = checkPath(operation, given)
    .split("/")
    .filter((part) => part !== "" && part !== ".")
  let links = 0
  let trail: ReadonlyArray<{ readonly name: string; readonly directory: DirectoryNode }> = []
  while (true) {
    const directory = trail.at(-1)?.directory ?? disk.root
    const [part, ...rest] = names
    const path = `/${trail.map((one) => one.name).join("/")}`
    if (part === undefined)
      return { path, parent: trail.at(-2)?.directory ?? disk.root, name: trail.at(-1)?.name ?? "", node: directory }
    if (part === "..") {
      trail = trail.slice(0, -1)
      names = rest
      continue
    }
    const name = keptName(disk, directory, part)
    const node = step(directory, name, operation, given)
    const isLast = rest.length === 0
    if (node?.kind === "link" && (!isLast || follow)) {
      links++
      if (links > mostLinks) return fail("linked", operation, given)
      if (node.target.startsWith("/")) trail = []
      names = [...node.target.split("/").filter((part) => part !== "" && part !== "."), ...rest]
      continue
    }
    if (isLast && node?.kind !== "directory") return { path: joinPath(path, name), parent: directory, name, node }
    if (node === undefined) return fail("not-found", operation, given)
    if (node.kind !== "directory") return fail("not-a-directory", operation, given)
    trail = [...trail, { name, directory: node }]
    names = rest
  }
}

/** Undefined when nothing is there, also when a parent is missing or a file. */
export const find = (disk: Disk, operation: string, path: string, follow: boolean): Place | undefined => {
  try {
    return locate(disk, operation, path, follow)
  } catch (cause) {
    if (cause instanceof FileError && (cause.reason === "not-found" || cause.reason === "not-a-directory")) return undefined
    throw cause
  }
}

/** Makes the names in a directory survive a crash. */
export const flushDirectory = (directory: DirectoryNode): void => {
  directory.flushed = new Map(directory.entries)
}

/** Takes an entry away; a file's other names stay. */
export const unlink = (directory: DirectoryNode, name: string): void => {
  const node = directory.entries.get(name)
  directory.entries.delete(name)
  if (node?.kind === "file") node.names--
}

const settle = (directory: DirectoryNode, seen: Set<FileNode>): void => {
  directory.entries = new Map(directory.flushed)
  for (const node of directory.entries.values()) {
    if (node.kind === "directory") settle(node, seen)
    if (node.kind !== "file") continue
    node.names = seen.has(node) ? node.names + 1 : 1
    node.data = node.flushed
    seen.add(node)
  }
}

/** The machine stops: what was not flushed is gone. Faults that were set stay, but for the crash itself. */
export const crash = (disk: Disk): void => {
  disk.faults.crashBefore = undefined
  disk.faults.stopped = false
  settle(disk.root, new Set())
}
