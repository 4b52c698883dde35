/**
 * Which releases are still to be named (cache.db). A release is marked in the transaction that stores it and unmarked when its names were
 * looked at, so a crash between the two is healed by the next scan.
 */
import type { Database } from "@deadwax/core-async"
import { nameOf } from "../scan/paths.ts"
import { readMeta, writeMeta } from "../store/meta.ts"
import type { Store } from "../store/store.ts"
import { candidateName } from "./fit-name.ts"
import type { Naming } from "./names.ts"

/** Marks one release, in the caller's transaction. */
export const markUnnamed = (cache: Database, releaseNo: number): void =>
  void cache.prepare("insert into unnamed (release_no) values (?) on conflict do nothing").run(releaseNo)

/**
 * Marks the releases that have a number because the name of a directory that left `path` was taken, in the caller's transaction; answers
 * which. Other directories that end in brackets are looked at in vain.
 */
export const markNumbered = (cache: Database, path: string, maxBytes: number): ReadonlyArray<number> => {
  const find = cache.prepare("select no from releases where kind = 0 and source_path >= ? and source_path < ?")
  const numbered = numberedNames(path, maxBytes).flatMap((beginning) => find.values(`${beginning}[`, `${beginning}\\`))
  const found = [...new Set(numbered.map(([no]) => Number(no)))]
  for (const no of found) markUnnamed(cache, no)
  return found
}

/** How the paths begin that a release gets where `path` is taken, up to the bracket; `path` may have a number itself. */
const numberedNames = (path: string, maxBytes: number): ReadonlyArray<string> => {
  const parent = path.slice(0, path.length - nameOf(path).length)
  const stems = [nameOf(path), nameOf(path).replace(/ \[\d+\]$/, "")]
  return [...new Set(stems)].map((stem) => parent + candidateName({ stem, extension: "" }, 2, maxBytes).slice(0, -"[2]".length))
}

/**
 * Notes by which rules files are named. When they changed, or names were not looked after for a while, every release is marked; where
 * files keep their names (undefined) nothing is.
 */
export const noteNaming = (store: Store, naming: Naming | undefined): void => {
  const before = readMeta(store.cache, "naming")
  const now = naming === undefined ? undefined : JSON.stringify(naming)
  if (before === now) return
  store.write(({ cache }) => {
    if (now !== undefined) {
      writeMeta(cache, "naming", now)
      cache.exec("insert into unnamed (release_no) select no from releases where true on conflict do nothing")
      return
    }
    cache.exec("delete from meta where key = 'naming'; delete from unnamed; delete from naming_failures;")
  })
}

/** A release that is to be named. Paths are relative to the root. */
export interface MarkedRelease {
  readonly no: number
  readonly id: string
  readonly path: string
}

/** The marked releases, by path. */
export const readMarked = (cache: Database, isInScope: (path: string) => boolean): ReadonlyArray<MarkedRelease> =>
  (
    cache
      .prepare("select no, id, source_path as path from releases join unnamed on release_no = no order by source_path")
      .all() as unknown as ReadonlyArray<MarkedRelease>
  ).filter((release) => isInScope(release.path))

/** A file or directory, relative to the root, that could not be given its name. */
export interface NamingFailure {
  readonly path: string
  readonly message: string
}

/** What became of the marked releases that were looked at. */
export interface Named {
  readonly release: MarkedRelease
  readonly failures: ReadonlyArray<NamingFailure>
}

/** Unmarks the releases whose names are right now, and keeps the failures of the others; writes nothing where nothing is new. */
export const settleMarks = (store: Store, named: ReadonlyArray<Named>): void => {
  const known = store.cache.prepare("select path, message from naming_failures where release_no = ? order by path")
  const changed = named.filter(({ release, failures }) => {
    const sorted = [...failures].sort((a, b) => (a.path < b.path ? -1 : 1))
    return failures.length === 0 || JSON.stringify(known.all(release.no)) !== JSON.stringify(sorted)
  })
  if (changed.length === 0) return
  store.write(({ cache }) => {
    const insert = cache.prepare(
      "insert into naming_failures (path, release_no, message) values (?, ?, ?) on conflict (path) do update set release_no = excluded.release_no, message = excluded.message"
    )
    for (const { release, failures } of changed) {
      cache.prepare("delete from naming_failures where release_no = ?").run(release.no)
      for (const { path, message } of failures) insert.run(path, release.no, message)
      if (failures.length === 0) cache.prepare("delete from unnamed where release_no = ?").run(release.no)
    }
  })
}
