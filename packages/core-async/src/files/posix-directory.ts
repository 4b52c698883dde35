/** Changes of names on a POSIX disk: making, removing and renaming, none of which replaces anything. */
import {
  type BigIntStats,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync
} from "node:fs"
import { FileError } from "./files.ts"
import { checkPath, isWithin, nameOf, parentOf } from "./path.ts"
import { codeOf } from "./posix-error.ts"
import { lstat } from "./posix-stat.ts"

/** Makes the names in a directory durable. Some network file systems refuse to; their server decides then. */
export const flushDirectory = (directory: string): void => {
  const descriptor = openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    fsyncSync(descriptor)
  } catch (cause) {
    if (codeOf(cause) !== "EINVAL" && codeOf(cause) !== "ENOTSUP") throw cause
  } finally {
    closeSync(descriptor)
  }
}

/** Flushes every directory in which a new one appeared, from the deepest up. */
const flushMade = (firstMade: string, last: string): void => {
  for (let directory = parentOf(last); isWithin(parentOf(firstMade), directory); directory = parentOf(directory)) {
    flushDirectory(directory)
    if (directory === parentOf(firstMade)) return
  }
}

/** Makes the topmost directory that is missing; answers its path. */
const makeFirst = (path: string): string => {
  const parent = parentOf(path)
  if (parent !== path && lstat(parent) === undefined) return makeFirst(parent)
  mkdirSync(path)
  return path
}

/** Answers the first directory that was made. On a read-only disk Node says ENOENT of all together, and of the first alone what is true. */
const makeAll = (path: string): string | undefined => {
  try {
    return mkdirSync(path, { recursive: true })
  } catch (cause) {
    if (codeOf(cause) !== "ENOENT") throw cause
    const first = makeFirst(path)
    mkdirSync(path, { recursive: true })
    return first
  }
}

export const makeDirectory = (given: string): void => {
  const path = checkPath("makeDirectory", given)
  const there = lstat(path)
  if (there?.isFile() === true) throw new FileError({ reason: "exists", operation: "makeDirectory", path })
  try {
    const firstMade = makeAll(path)
    if (firstMade !== undefined) flushMade(firstMade, path)
  } catch (cause) {
    // Bun and Node disagree about the code when a parent is a file.
    if (codeOf(cause) === "EEXIST" && there === undefined) {
      throw new FileError({ reason: "not-a-directory", operation: "makeDirectory", path, cause })
    }
    throw cause
  }
}

export const remove = (given: string): void => {
  const path = checkPath("remove", given)
  const stats = lstat(path)
  if (stats === undefined) return
  try {
    if (stats.isDirectory()) rmdirSync(path)
    else unlinkSync(path)
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return
    // POSIX allows both codes for a directory that still holds something.
    if (stats.isDirectory() && codeOf(cause) === "EEXIST")
      throw new FileError({ reason: "not-empty", operation: "remove", path, cause })
    throw cause
  }
}

/** Hard links are missing on some disks (FAT, some shares), and forbidden for files of others. */
const withoutLinks = new Set(["EPERM", "EACCES", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"])

/**
 * Gives a file its new name so that an existing one is never replaced, whoever makes it meanwhile: `link` refuses, `rename` would
 * not. A crash between the two steps leaves the file under both names, with nothing lost. Where links are not to be had, a look
 * precedes `rename`, and only a file made in the instant between would be replaced.
 */
export const moveFile = (from: string, to: string): void => {
  try {
    linkSync(from, to)
  } catch (cause) {
    const code = codeOf(cause)
    if (code === undefined || !withoutLinks.has(code)) throw cause
    if (lstat(to) !== undefined) throw new FileError({ reason: "exists", operation: "rename", path: to })
    renameSync(from, to)
    return
  }
  try {
    unlinkSync(from)
  } catch (cause) {
    unlinkSync(to)
    throw cause
  }
}

const isOneEntry = (a: BigIntStats, b: BigIntStats): boolean => a.ino === b.ino && a.dev === b.dev

/** Also where one of the paths leads there through a symbolic link. */
const isOneDirectory = (a: string, b: string): boolean =>
  a === b || isOneEntry(statSync(a, { bigint: true }), statSync(b, { bigint: true }))

const isListed = (path: string): boolean => readdirSync(parentOf(path)).includes(nameOf(path))

/**
 * Two spellings of one entry, on a disk that ignores case or Unicode form? Else both names are in their directories: they are two names
 * of one file, as a crash inside `moveFile` leaves it.
 */
const isRespelled = (from: string, to: string, source: BigIntStats): boolean => {
  if (source.isDirectory() || source.nlink === 1n) return true
  const isSameName = nameOf(from) === nameOf(to) && isOneDirectory(parentOf(from), parentOf(to))
  return isSameName || !isListed(from) || !isListed(to)
}

export const rename = (givenFrom: string, givenTo: string, flush = true): void => {
  const from = checkPath("rename", givenFrom)
  const to = checkPath("rename", givenTo)
  const source = lstat(from)
  if (source === undefined) throw new FileError({ reason: "not-found", operation: "rename", path: from })
  const target = lstat(to)
  if (target !== undefined && (from === to || !isOneEntry(source, target)))
    throw new FileError({ reason: "exists", operation: "rename", path: to })
  // `rename` of a directory replaces an empty directory at most.
  if (target === undefined) source.isDirectory() ? renameSync(from, to) : moveFile(from, to)
  else if (isRespelled(from, to, source)) renameSync(from, to)
  else unlinkSync(from)
  if (flush || parentOf(from) !== parentOf(to)) flushDirectory(parentOf(to))
  if (parentOf(from) !== parentOf(to)) flushDirectory(parentOf(from))
}
