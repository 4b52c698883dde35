/** Which files the tracks are, for who keeps something about them: one by one, and which of them may have changed since a look before. */
import type { Database } from "@deadwax/core-async"
import { areCopiesAlone } from "../identity/lone-copies.ts"
import { makeLasting } from "../store/lasting.ts"
import { readMeta } from "../store/meta.ts"
import { readMoved } from "../store/moved-tracks.ts"

/** A track's file as the last scan saw it. */
export interface TrackFile {
  readonly trackId: string
  /** Relative to the library's root. */
  readonly path: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/**
 * Looks up single tracks' files. Plain and synchronous, for work inside `inLibraryDb`, which turns the `SqliteError` that it may throw into a
 * `CacheError`; undefined: the cache knows of none.
 */
export interface TrackFileLookup {
  /** The track at a path relative to the root. */
  readonly at: (path: string) => TrackFile | undefined
  /** The file of a track. */
  readonly of: (trackId: string) => TrackFile | undefined
  /** Lay a file at this path that could not be read? */
  readonly isUnreadable: (path: string) => boolean
  /**
   * Has a scan of a part of the library left what only a scan of all can settle: a track of which it can tell which it is, or a copy whose original
   * went and whose id it takes over? To be asked with library.db.
   */
  readonly isAnyUnsettled: (library: Database) => boolean
  /** False while something is changing the library or was cut off at it: a track on its way from one path to another is at neither then. */
  readonly isAtRest: () => boolean
}

const versionOf = (cache: Database): readonly [generation: string, sequence: number] => [
  readMeta(cache, "generation") ?? "",
  Number(readMeta(cache, "sequence") ?? "0")
]

/** One state of the tracks' files, also over restarts: while it is the same, so are they. It may change without them. */
export const trackFilesVersion = (cache: Database): string => versionOf(cache).join(".")

/** The same, good over losses of power too: none takes back what it stands for. */
export const lastingTrackFilesVersion = (cache: Database): string => {
  const version = trackFilesVersion(cache)
  makeLasting(cache)
  return version
}

/** Ids of all tracks that may have come, moved or gone since a version of before; undefined: any of them. */
export const tracksMovedSince = (cache: Database, version: string): ReadonlyArray<string> | undefined => {
  const [generation, sequence] = versionOf(cache)
  if (!version.startsWith(`${generation}.`)) return undefined
  return readMoved(cache, Number(version.slice(generation.length + 1)), sequence)
}

// A path with a slash in front is one that a scan is just giving up.
const columns = "select id, source_path, size_bytes, modified_us from tracks where source_path not like '/%' and"

const isAnyParked = "select 1 as one from tracks where source_path >= '/' and source_path < '0' limit 1"

const isAnyInDoubt = "select 1 as one from tracks where is_doubtful = 1 limit 1"

/** Look-ups in a cache. `isWorkedOn`: does somebody scan or edit the library? */
export const trackFileLookup = (cache: Database, isWorkedOn: () => boolean): TrackFileLookup => {
  const find = (condition: string) => (value: string) => {
    const [row] = cache.prepare(`${columns} ${condition}`).values(value)
    if (row === undefined) return undefined
    const [trackId, path, sizeBytes, modifiedAtUs] = row
    return { trackId: String(trackId), path: String(path), sizeBytes: Number(sizeBytes), modifiedAtUs: Number(modifiedAtUs) }
  }
  const unreadable = cache.prepare("select 1 as one from failures where path = ? and is_read = 0")
  return {
    at: find("source_path = ?"),
    of: find("id = ?"),
    isUnreadable: (path) => unreadable.get(path) !== undefined,
    isAnyUnsettled: (library) => cache.prepare(isAnyInDoubt).get() !== undefined || areCopiesAlone(library, cache),
    isAtRest: () => !isWorkedOn() && cache.prepare(isAnyParked).get() === undefined
  }
}
