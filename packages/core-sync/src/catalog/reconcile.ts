/**
 * Bringing the catalog in step with the files that the library has: what lies there is downloaded, what does not is missing (C2). It is asked at
 * the start of a sync and after it, never for a single item (C7), and only about a library that is there (C17: the caller looks first).
 *
 * A file that moved here is found by its track's id, which follows it. A file that moved at the source, where ids are paths, comes as a new
 * item beside one that is gone: with the same hash and size it is the same file, and is not fetched again (C12).
 */
import { type Database, transaction } from "@deadwax/core-async"
import { whereCan } from "./item-states.ts"
import { noAgreement, noFailure } from "./item-work.ts"

/** A file of the library, as its last scan saw it. */
export interface LocalFile {
  /** Relative to the library's root. */
  readonly path: string
  readonly trackId: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** The library's files, by a look at the disk. */
export interface LocalLook {
  /** A text for this state of the files: while it is the same, the same files lie at the same paths. */
  readonly version: string
  readonly files: ReadonlyArray<LocalFile>
  /**
   * Paths of files that a job placed, that no look had seen yet, and that were just as the job left them until this look, which wrote ids into
   * them, began. What became of them in it is agreed on; of any other such file it is not.
   */
  readonly intact: ReadonlySet<string>
  /** Of the paths of `listDoubtful`: where something lies. */
  readonly present: ReadonlySet<string>
}

/** A file as a job left it. */
export type UnmetFile = Omit<LocalFile, "trackId">

/** Files that jobs placed and that no look has seen since. */
export const listUnmet = (database: Database): ReadonlyArray<UnmetFile> =>
  database
    .prepare(
      `select local_path as path, local_size_bytes as sizeBytes, local_modified_us as modifiedAtUs from catalog
      where status = 'downloaded' and track_id is null and local_size_bytes is not null and is_music = 1 order by no`
    )
    .all() as unknown as ReadonlyArray<UnmetFile>

/**
 * Paths at which an item is held to lie and no track does: covers, music that cannot be read, and what vanished. Somebody has to look whether
 * something is there before it is reconciled.
 */
export const listDoubtful = (
  database: Database,
  { version, files }: Pick<LocalLook, "version" | "files">
): ReadonlyArray<string> => {
  const paths = database
    .prepare(
      `select local_path from catalog where local_path is not null and ${isInStep(database, version) ? "track_id is null" : "1"}`
    )
    .values()
    .map(([path]) => String(path))
  const tracks = paths.length === 0 ? new Set() : new Set(files.map(({ path }) => path))
  return paths.filter((path) => !tracks.has(path))
}

/** How many items were found that were held to be missing, vanished, were found at another path, and taken over from one that is gone. */
export interface Reconciled {
  readonly found: number
  readonly vanished: number
  readonly moved: number
  readonly relinked: number
}

/** What the library has, by both ways in which an item can be found again. */
interface LocalFiles {
  readonly byPath: ReadonlyMap<string, LocalFile>
  readonly byTrack: ReadonlyMap<string, LocalFile>
  /** Where something lies that is no track. */
  readonly present: ReadonlySet<string>
}

/** What is known of an item that was, or may be, here. */
interface HeldRow {
  readonly no: number
  readonly status: string
  readonly localPath: string | null
  readonly trackId: string | null
}

/**
 * Items that something is or was known of here and that no job works on. What was taken away because its source has it no more is not looked
 * for: a person who puts it back wants it, and it is theirs alone then.
 */
const held = (isPart: boolean): string => `select no, status, local_path as localPath, track_id as trackId from catalog
  where lease_job is null and ${isPart ? "local_path is not null and track_id is null" : isHeld} order by no`
const isHeld = "(local_path is not null or track_id is not null) and (local_path is not null or deleted_us is null)"

const hasLeased = "select 1 as one from catalog where lease_job is not null limit 1"

/** Is the catalog in step with this state of the library's files? */
const isInStep = (database: Database, version: string): boolean =>
  database.prepare("select files_version from catalog_steps").get()?.["files_version"] === version

/** What a job works on was left out: only without such items is all in step. */
const noteStep = (database: Database, version: string): void => {
  if (isInStep(database, version)) return
  database.prepare("delete from catalog_steps").run()
  if (database.prepare(hasLeased).get() === undefined)
    database.prepare("insert into catalog_steps (one, files_version) values (1, ?)").run(version)
}

/** Brings every item that is or was here in step. In one transaction; what is as it was is not written, and not compared again. */
export const reconcile = (database: Database, look: LocalLook, nowUs: number): Reconciled =>
  transaction(database, () => {
    const relinked = relinkMoved(database)
    const counts = { found: 0, vanished: 0, moved: 0, relinked }
    const taken = new Set<string>()
    const rows = database.prepare(held(isInStep(database, look.version))).all() as unknown as ReadonlyArray<HeldRow>
    const local = rows.length === 0 ? nothing : byBoth(look)
    for (const row of rows) if (row.localPath !== null) taken.add(row.localPath)
    const write = writerOf(database, look.intact, nowUs)
    for (const row of rows) {
      const change = decideHeld(row, local, taken)
      if (change === undefined) continue
      write(row.no, change)
      if (change.kind !== "met" && change.kind !== "retracked") counts[change.kind]++
    }
    noteStep(database, look.version)
    return counts
  })

const nothing: LocalFiles = { byPath: new Map(), byTrack: new Map(), present: new Set() }

const byBoth = ({ files, present }: LocalLook): LocalFiles => {
  const byPath = new Map<string, LocalFile>()
  const byTrack = new Map<string, LocalFile>()
  for (const file of files) {
    byPath.set(file.path, file)
    byTrack.set(file.trackId, file)
  }
  return { byPath, byTrack, present }
}

/** What a look at the files says about one item. `met`: its file is seen for the first time since a job placed it. */
type Change =
  | { readonly kind: "vanished" }
  | { readonly kind: "met"; readonly file: LocalFile }
  | { readonly kind: "found" | "moved" | "retracked"; readonly path: string; readonly trackId: string }

/** Nothing: the item is as it was. A path that is another item's is no proof of this one. */
const decideHeld = (row: HeldRow, { byPath, byTrack, present }: LocalFiles, taken: Set<string>): Change | undefined => {
  const at = row.localPath === null ? undefined : byPath.get(row.localPath)
  if (at !== undefined) {
    if (row.trackId === null) return { kind: "met", file: at }
    return row.trackId === at.trackId ? undefined : { kind: "retracked", path: at.path, trackId: at.trackId }
  }
  const elsewhere = row.trackId === null ? undefined : byTrack.get(row.trackId)
  if (elsewhere !== undefined && !taken.has(elsewhere.path)) {
    taken.add(elsewhere.path)
    return { kind: row.localPath === null ? "found" : "moved", path: elsewhere.path, trackId: elsewhere.trackId }
  }
  return row.localPath === null || present.has(row.localPath) ? undefined : { kind: "vanished" }
}

const writerOf = (database: Database, intact: ReadonlySet<string>, nowUs: number) => {
  // What vanished has no cooldown: nothing failed (D7). Which revision it was is kept: it may come back, from the trash or another disk.
  const vanishing = database.prepare(
    `update catalog set status = 'missing', local_path = null, seen_on_disk_us = null, ${noFailure}
    where no = ? and ${whereCan("vanished")}`
  )
  const finding = database.prepare(
    `update catalog set status = 'downloaded', local_path = ?, track_id = ?, seen_on_disk_us = ?, ${noFailure} where no = ? and ${whereCan("found")}`
  )
  const moving = database.prepare("update catalog set local_path = ?, track_id = ? where no = ?")
  // The first look at a file that a job placed: the ids that it wrote into it belong to what both sides agree on.
  const agreeing = database.prepare("update catalog set track_id = ?, local_size_bytes = ?, local_modified_us = ? where no = ?")
  const meeting = database.prepare("update catalog set track_id = ? where no = ?")
  return (no: number, change: Change): void => {
    if (change.kind === "vanished") vanishing.run(no)
    else if (change.kind === "found") finding.run(change.path, change.trackId, nowUs, no)
    else if (change.kind === "met" && intact.has(change.file.path))
      agreeing.run(change.file.trackId, change.file.sizeBytes, change.file.modifiedAtUs, no)
    else if (change.kind === "met") meeting.run(change.file.trackId, no)
    else moving.run(change.path, change.trackId, no)
  }
}

/** Items that are gone from their source, whose file is here as it was there last. */
const gone = `select no, source_no, hash, size_bytes from catalog
  where deleted_us is not null and local_path is not null and local_revision = revision and hash is not null and lease_job is null
  order by no`

/** Hands the file of an item that is gone to a new one with the same content; answers how often. In a transaction of the caller's. */
export const relinkMoved = (database: Database): number => {
  const heir = database.prepare(
    `select no from catalog where source_no = ? and hash = ? and size_bytes is ? and deleted_us is null and local_path is null
      and lease_job is null and ignored_by is null order by no limit 1`
  )
  const inheriting = database.prepare(
    `update catalog set status = 'downloaded', local_revision = revision,
      (local_path, track_id, local_source_path, local_place, local_hash, local_size_bytes, local_modified_us, seen_on_disk_us) =
        (select local_path, track_id, local_source_path, local_place, local_hash, local_size_bytes, local_modified_us, seen_on_disk_us
        from catalog where no = ?), ${noFailure} where no = ? and ${whereCan("found")}`
  )
  const leaving = database.prepare(`update catalog set status = 'missing', ${noAgreement}, ${noFailure} where no = ?`)
  let relinked = 0
  for (const [no = null, sourceNo = null, hash = null, size = null] of database.prepare(gone).values()) {
    const [next] = heir.values(sourceNo, hash, size)
    if (next === undefined) continue
    inheriting.run(no, next[0] ?? null)
    leaving.run(no)
    relinked++
  }
  return relinked
}
