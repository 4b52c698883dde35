/**
 * Which files are which tracks again: the ladder below the embedded id, as a pure decision over what one scan has found.
 *
 * Essence, then MusicBrainz's recording and release, then the path itself, then the path with another extension. Only ids that no file
 * holds are given, so a copy never takes its original's. Where several files and several ids share a rung (silent tracks sound alike),
 * whoever kept its path comes first, then size and time, then its name, then the order of paths: the same world is always matched the same
 * way.
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
}

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
    for (const [filePreference, idPreference] of preferences) {
      const waiting = queues(
        ids.filter(({ id }) => !given.has(id)),
        (id) => joined(idKey(id), idPreference(id))
      )
      for (const file of sought) {
        if (matches.has(file.path)) continue
        const key = joined(fileKey(file), filePreference(file))
        const next = key === null ? undefined : waiting.get(key)?.pop()
        if (next === undefined) continue
        given.add(next.id)
        matches.set(file.path, { id: next.id, by })
      }
    }
  }
  return matches
}

const joined = (a: string | null, b: string | null): string | null => (a === null || b === null ? null : `${a}\0${b}`)

const queues = (ids: ReadonlyArray<FreeId>, keyOf: Key<FreeId>): ReadonlyMap<string, Array<FreeId>> => {
  const byKey = new Map<string, Array<FreeId>>()
  for (const id of ids) {
    const key = keyOf(id)
    if (key === null) continue
    const queue = byKey.get(key)
    if (queue === undefined) byKey.set(key, [id])
    else queue.push(id)
  }
  // Taken from the end, which is cheap however many share a key.
  for (const queue of byKey.values()) queue.reverse()
  return byKey
}
