/**
 * Is what lies at the paths of the databases still what was opened there?
 *
 * A file that was deleted, or replaced by another, goes on for whoever has it open: a server would answer from a cache that nobody else sees
 * any more, for weeks, and never hear of a change. SQLite cannot tell that by itself.
 */
import { statSync } from "node:fs"
import type { OpenLibrary } from "@deadwax/core-cache"

/** What tells one file from every other that exists; undefined: nothing is there, or nobody can say. */
const identityOf = (path: string): string | undefined => {
  try {
    const info = statSync(path, { bigint: true, throwIfNoEntry: false })
    return info === undefined ? undefined : `${info.dev}:${info.ino}`
  } catch {
    return undefined
  }
}

/** Looking costs little, but more than an answer that is kept. */
const lookEveryMs = 50

/**
 * Notes which files the databases are now, and answers whether they still are. A cache that is gone is made again by another opening. A
 * library.db that is gone is not: its user's data are in the open one alone, and a new one would hold none of them.
 */
export const noteFiles = ({ cachePath, libraryPath }: OpenLibrary, nowMs: () => number): (() => boolean) => {
  const [cache, library] = [identityOf(cachePath), identityOf(libraryPath)]
  const isSame = (): boolean => identityOf(cachePath) === cache && [library, undefined].includes(identityOf(libraryPath))
  let looked = { isSame: true, untilMs: nowMs() + lookEveryMs }
  return () => {
    if (!looked.isSame || nowMs() < looked.untilMs) return looked.isSame
    looked = { isSame: isSame(), untilMs: nowMs() + lookEveryMs }
    return looked.isSame
  }
}
