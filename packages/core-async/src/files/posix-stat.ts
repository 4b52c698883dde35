/** What a POSIX disk tells about one path, in the port's terms. */
import { type BigIntStats, lstatSync, statSync } from "node:fs"
import type { FileInfo } from "./files.ts"

/** Nanoseconds to microseconds, floored, also before 1970. */
export const toMicroseconds = (nanoseconds: bigint): number => {
  const quotient = nanoseconds / 1000n
  return Number(nanoseconds < 0n && quotient * 1000n !== nanoseconds ? quotient - 1n : quotient)
}

const kindOf = (stats: BigIntStats): FileInfo["kind"] => (stats.isFile() ? "file" : stats.isDirectory() ? "directory" : "other")

export const toFileInfo = (stats: BigIntStats, throughLink: boolean): FileInfo => ({
  kind: kindOf(stats),
  sizeBytes: Number(stats.size),
  modifiedAtUs: toMicroseconds(stats.mtimeNs),
  // A directory's link count says how many directories it holds.
  linked: throughLink || (stats.nlink > 1n && !stats.isDirectory())
})

/** Undefined when nothing is there, also when a parent is a file. Throws the system's error for the rest. */
export const lstat = (path: string): BigIntStats | undefined => {
  try {
    return lstatSync(path, { bigint: true, throwIfNoEntry: false })
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOTDIR") return undefined
    throw cause
  }
}

/** A symbolic link is followed; one that leads nowhere is itself, of kind "other". */
export const statPath = (path: string): FileInfo | undefined => {
  const own = lstat(path)
  if (own === undefined) return undefined
  if (!own.isSymbolicLink()) return toFileInfo(own, false)
  const target = statSync(path, { bigint: true, throwIfNoEntry: false })
  return toFileInfo(target ?? own, true)
}
