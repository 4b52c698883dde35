/**
 * Which releases are still to be named (cache.db). A release is marked in the transaction that stores it and unmarked when its names were
 * looked at, so a crash between the two is healed by the next scan.
 */
import type { Database } from "@deadwax/core-async"
import { readMeta, writeMeta } from "../store/meta.ts"
import type { Store } from "../store/store.ts"
import type { Naming } from "./names.ts"

/** Marks one release, in the caller's transaction. */
export const markUnnamed = (cache: Database, releaseNo: number): void =>
  void cache.prepare("insert into unnamed (release_no) values (?) on conflict do nothing").run(releaseNo)

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
