/**
 * Which files are which tracks again: the ladder below the embedded id, as a pure decision over what one scan has found.
 *
 * Essence, then MusicBrainz's recording and release, then the path itself, then the path with another extension. Only ids that no file
 * holds are given, so a copy never takes its original's. Where several files and several ids share a rung (silent tracks sound alike),
 * whoever kept its path comes first, then size and time, then its name, then the order of paths: the same world is always matched the same
 * way. Where there are more ids than files, those that files held last are given: a track that moved is not taken for one like it that
 * was gone before.
 */
import { compareBytewise, nameOf, stemOf } from "../scan/paths.ts"

/** A file without an id of its own. */
export interface SoughtFile {
  readonly path: string
  readonly essence: string | null
  readonly musicbrainz: string | null
  /** Its size and time. */
  readonly stamp: string
}

/** An id that no file holds now. */
export interface FreeId {
  readonly id: string
  readonly lastPath: string | null
  readonly essence: string | null
  readonly musicbrainz: string | null
  /** Size and time that its file had, where they are still known. */
  readonly stamp: string | null
  /** Until when a file held it, to be compared with other ids; `heldTillNow`: until this scan. */
  readonly heldUntilUs: number
}

export const heldTillNow = Number.POSITIVE_INFINITY

/** Orders times until which ids were held: a difference of two infinities is none. */
export const latestFirst = (a: number, b: number): number => (a === b ? 0 : b > a ? 1 : -1)

/** The step on which a file was recognised. */
export type Rung = "essence" | "musicbrainz" | "path" | "stem"

export interface Match {
  readonly id: string
  readonly by: Rung
}

type Key<A> = (value: A) => string | null

const pathOf = (id: FreeId): string | null => id.lastPath
const onLastPath =
  (of: (path: string) => string): Key<FreeId> =>
  ({ lastPath }) =>
    lastPath === null ? null : of(lastPath)

/** Within one rung, in turn: what else two must have in common. */
const preferences: ReadonlyArray<readonly [Key<SoughtFile>, Key<FreeId>]> = [
  [(file) => file.path, pathOf],
  [(file) => joined(nameOf(file.path), file.stamp), ({ lastPath, stamp }) => joined(lastPath && nameOf(lastPath), stamp)],
  [(file) => file.stamp, ({ stamp }) => stamp],
  [(file) => nameOf(file.path), onLastPath(nameOf)],
  [(file) => nameOf(stemOf(file.path)), onLastPath((path) => nameOf(stemOf(path)))],
  [() => "", () => ""]
]

const rungs: ReadonlyArray<readonly [Rung, Key<SoughtFile>, Key<FreeId>]> = [
  ["essence", (file) => file.essence, (id) => id.essence],
  ["musicbrainz", (file) => file.musicbrainz, (id) => id.musicbrainz],
  ["path", (file) => file.path, pathOf],
  ["stem", (file) => stemOf(file.path), onLastPath(stemOf)]
]

/** Decides for all files at once; those that are no known track are not in the answer. */
export const matchTracks = (files: ReadonlyArray<SoughtFile>, free: ReadonlyArray<FreeId>): ReadonlyMap<string, Match> => {
  const matches = new Map<string, Match>()
  const given = new Set<string>()
  const sought = [...files].sort((a, b) => compareBytewise(a.path, b.path))
  const ids = [...free].sort((a, b) => compareBytewise(a.lastPath ?? "", b.lastPath ?? "") || compareBytewise(a.id, b.id))
  for (const [by, fileKey, idKey] of rungs) {
    const waiting = grouped(
      ids.filter(({ id }) => !given.has(id)),
      idKey
    )
    const unmatched = sought.filter(({ path }) => !matches.has(path))
    for (const [key, alike] of grouped(unmatched, fileKey)) {
      for (const [file, { id }] of matchAlike(alike, waiting.get(key) ?? [])) {
        given.add(id)
        matches.set(file.path, { id, by })
      }
    }
  }
  return matches
}

/** Files and ids that share a rung, each in their order. */
const matchAlike = (files: ReadonlyArray<SoughtFile>, ids: ReadonlyArray<FreeId>): ReadonlyMap<SoughtFile, FreeId> => {
  const matches = new Map<SoughtFile, FreeId>()
  const { isLast, kept, mostLast } = heldLast(ids, files.length)
  const given = new Set<FreeId>()
  let lastGiven = 0
  const isOpen = (id: FreeId) => !given.has(id) && !(isLast(id) && lastGiven === mostLast)
  for (const [filePreference, idPreference] of kept.length === 0 ? [] : preferences) {
    const waiting = queues(kept.filter(isOpen), idPreference)
    for (const file of files) {
      const key = matches.has(file) ? null : filePreference(file)
      const queue = key === null ? undefined : waiting.get(key)
      let next = queue?.pop()
      while (next !== undefined && !isOpen(next)) next = queue?.pop()
      if (next === undefined) continue
      given.add(next)
      if (isLast(next)) lastGiven++
      matches.set(file, next)
    }
  }
  return matches
}

/** The `count` ids that were held last. Where several were held as long as the last of them, `mostLast` of those may be given. */
const heldLast = (ids: ReadonlyArray<FreeId>, count: number) => {
  const times = ids.map(({ heldUntilUs }) => heldUntilUs).sort(latestFirst)
  const lastUs = times[Math.min(count, times.length) - 1]
  const isLast = ({ heldUntilUs }: FreeId) => heldUntilUs === lastUs
  const kept = lastUs === undefined ? [] : ids.filter(({ heldUntilUs }) => heldUntilUs >= lastUs)
  return { isLast, kept, mostLast: count - kept.filter((id) => !isLast(id)).length }
}

const joined = (a: string | null, b: string | null): string | null => (a === null || b === null ? null : `${a}\0${b}`)

const grouped = <A>(values: ReadonlyArray<A>, keyOf: Key<A>): Map<string, Array<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const value of values) {
    const key = keyOf(value)
    if (key === null) continue
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [value])
    else group.push(value)
  }
  return groups
}

const queues = (ids: ReadonlyArray<FreeId>, keyOf: Key<FreeId>): ReadonlyMap<string, Array<FreeId>> => {
  const byKey = grouped(ids, keyOf)
  // Taken from the end, which is cheap however many share a key.
  for (const queue of byKey.values()) queue.reverse()
  return byKey
}
