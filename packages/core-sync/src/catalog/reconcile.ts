/**
 * Bringing the catalog in step with the files that the library has: what lies there is downloaded, what does not is missing (C2). It is asked at
 * the start of a sync and after it, never for a single item (C7), and only about a library that is there (C17: the caller looks first).
 *
 * A file that moved here is found by its track's id, which follows it. A file that moved at the source, where ids are paths, comes as a new
 * item beside one that is gone: with the same hash and size it is the same file, and is not fetched again (C12).
 *
 * Where the cache can tell which tracks came, moved or went since the catalog was in step last, only the items of those are looked at, and those
 * that were in doubt; that comes to the same as looking at all of them, which a test compares.
 */
import { type Database, transaction } from "@deadwax/core-async"
import { whereCan } from "./item-states.ts"
import { noFailure } from "./item-work.ts"
import { relinkMoved } from "./relink.ts"
import { agreeOnWritten } from "./written-ids.ts"

/** A file of the library, as its last scan saw it. */
export interface LocalFile {
  /** Relative to the library's root. */
  readonly path: string
  readonly trackId: string
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** The library's files by path and by track; undefined: there is none. */
export interface LocalFiles {
  readonly at: (path: string) => LocalFile | undefined
  readonly of: (trackId: string) => LocalFile | undefined
}

/** The library's files, by a look at the disk. */
export interface LocalLook {
  /** A text for this state of the files: while it is the same, the same files lie at the same paths. */
  readonly version: string
  /** Ids of all tracks that may have come, moved or gone since the version of `readStep`; undefined: any may have. */
  readonly moved: ReadonlyArray<string> | undefined
  readonly files: LocalFiles
  /**
   * What is no track is looked at again where it lies at one of these paths; undefined: everywhere. `none`: what is not known to be a track is left
   * alone, since no scan may have seen it yet.
   */
  readonly paths: ReadonlyArray<string> | "none" | undefined
  /** Of the paths of `listDoubtful`: where something lies. */
  readonly present: Pick<ReadonlySet<string>, "has">
}

/** With which state of the library's files the catalog is in step; undefined: it may lie behind any. */
export const readStep = (database: Database): string | undefined => {
  const step = database.prepare("select files_version from catalog_steps").get()?.["files_version"]
  return step === undefined ? undefined : String(step)
}

/**
 * Paths at which an item is held to lie and no track does: covers, music that cannot be read, and what vanished. Somebody has to look whether
 * something is there before it is reconciled.
 */
export const listDoubtful = (database: Database, look: Omit<LocalLook, "present">): ReadonlyArray<string> => {
  const paths: Array<string> = []
  for (const { localPath } of heldRows(database, look))
    if (localPath !== null && look.files.at(localPath) === undefined) paths.push(localPath)
  return paths
}

/** How many items were found that were held to be missing, vanished, were found at another path, and taken over from one that is gone. */
export interface Reconciled {
  readonly found: number
  readonly vanished: number
  readonly moved: number
  readonly relinked: number
}

/** What is known of an item that was, or may be, here. */
interface HeldRow {
  readonly no: number
  readonly status: string
  readonly localPath: string | null
  readonly trackId: string | null
  /** 1: the look before could not settle it. */
  readonly isDoubted: number
}

/**
 * Items that something is or was known of here and that no job works on. What was taken away because its source has it no more is not looked
 * for: a person who puts it back wants it, and it is theirs alone then.
 */
const held = `select no, status, local_path as localPath, track_id as trackId,
    exists (select 1 from catalog_doubts where catalog_no = no) as isDoubted
  from catalog
  where lease_job is null and (local_path is not null or track_id is not null) and (local_path is not null or deleted_us is null)`

/** Those that a look may say something new about, by number. */
const heldRows = (database: Database, look: Omit<LocalLook, "present">): Iterable<HeldRow> =>
  look.moved === undefined ? allHeld(database) : heldOf(database, look, look.moved)

const rowsAtOnce = 500

/** All of them, some at a time; what comes of a row is written before the next ones are read. */
function* allHeld(database: Database): Iterable<HeldRow> {
  for (let after = 0; ; ) {
    const rows = database
      .prepare(`${held} and no > ? order by no limit ${rowsAtOnce}`)
      .all(after) as unknown as ReadonlyArray<HeldRow>
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.no
  }
}

const isUnmet = "status = 'downloaded' and track_id is null"

/** Those of tracks that moved, those that are no tracks, and those that were in doubt. */
const heldOf = (
  database: Database,
  { files, paths }: Pick<LocalLook, "files" | "paths">,
  moved: ReadonlyArray<string>
): ReadonlyArray<HeldRow> => {
  const found = new Map<number, HeldRow>()
  const take = (condition: string) => {
    const find = database.prepare(`${held} and ${condition}`)
    return (...parameters: ReadonlyArray<string>): void => {
      for (const row of find.all(...parameters) as unknown as ReadonlyArray<HeldRow>) found.set(row.no, row)
    }
  }
  const [ofTrack, at] = [take("track_id = ?"), take("local_path = ?")]
  for (const trackId of moved) {
    ofTrack(trackId)
    const file = files.of(trackId)
    if (file !== undefined) at(file.path)
  }
  for (const path of paths === "none" ? [] : (paths ?? [])) at(path)
  // A cover is no track for ever: it is looked for where something was done, and when all is looked at.
  take(paths === undefined ? isUnmet : `${isUnmet} and is_music = 1`)()
  take("no in (select catalog_no from catalog_doubts)")()
  return [...found.values()].sort((a, b) => a.no - b.no)
}

const hasLeased = "select 1 as one from catalog where lease_job is not null limit 1"

/** What a job works on was left out: only without such items is all in step. The version of before stays good otherwise. */
const noteStep = (database: Database, { version, moved }: Pick<LocalLook, "version" | "moved">): void => {
  if (readStep(database) === version) return
  const isBehind = database.prepare(hasLeased).get() !== undefined
  if (!isBehind || moved === undefined) database.prepare("delete from catalog_steps").run()
  if (!isBehind) database.prepare("insert into catalog_steps (one, files_version) values (1, ?)").run(version)
}

/** Brings every item that is or was here in step. In one transaction; what is as it was is not written, and not compared again. */
export const reconcile = (database: Database, look: LocalLook, nowUs: number): Reconciled =>
  transaction(database, () => {
    agreeOnWritten(database, look.files)
    const relinked = relinkMoved(database)
    const counts = { found: 0, vanished: 0, moved: 0, relinked }
    const write = writerOf(database, nowUs)
    const noteDoubt = doubtNoter(database)
    const isTaken = takenIn(database)
    for (const row of heldRows(database, look)) {
      if (look.paths === "none" && row.trackId === null) continue
      const { change, isInDoubt } = decideHeld(row, look, isTaken)
      noteDoubt(row, isInDoubt)
      if (change === undefined) continue
      write(row.no, change)
      if (change.kind !== "met" && change.kind !== "retracked") counts[change.kind]++
    }
    noteStep(database, look)
    return counts
  })

/** Is a path an item's? */
const takenIn = (database: Database) => {
  const holder = database.prepare("select 1 as one from catalog where local_path = ? limit 1")
  return (path: string): boolean => holder.get(path) !== undefined
}

const doubtNoter = (database: Database) => {
  const doubting = database.prepare("insert into catalog_doubts (catalog_no) values (?)")
  const settling = database.prepare("delete from catalog_doubts where catalog_no = ?")
  return ({ no, isDoubted }: HeldRow, isInDoubt: boolean): void => {
    if (isInDoubt !== (isDoubted === 1)) (isInDoubt ? doubting : settling).run(no)
  }
}

/** What a look at the files says about one item. `met`: its file is seen for the first time since a job placed it. */
type Change =
  | { readonly kind: "vanished" }
  | { readonly kind: "met"; readonly trackId: string }
  | { readonly kind: "found" | "moved" | "retracked"; readonly path: string; readonly trackId: string }

/** No change: the item is as it was. In doubt: another look may say more of it, though no track moves. */
interface Decided {
  readonly change: Change | undefined
  readonly isInDoubt: boolean
}

const settled = (change: Change | undefined): Decided => ({ change, isInDoubt: false })

/** A path that is another item's is no proof of this one. */
const decideHeld = (
  { localPath, trackId }: HeldRow,
  { files, present }: Pick<LocalLook, "files" | "present">,
  isTaken: (path: string) => boolean
): Decided => {
  const at = localPath === null ? undefined : files.at(localPath)
  if (at !== undefined) {
    if (trackId === null) return settled({ kind: "met", trackId: at.trackId })
    return settled(trackId === at.trackId ? undefined : { kind: "retracked", path: at.path, trackId: at.trackId })
  }
  const elsewhere = trackId === null ? undefined : files.of(trackId)
  const isOthers = elsewhere !== undefined && isTaken(elsewhere.path)
  if (elsewhere !== undefined && !isOthers)
    return settled({ kind: localPath === null ? "found" : "moved", path: elsewhere.path, trackId: elsewhere.trackId })
  const lies = localPath !== null && present.has(localPath)
  // What is no track and has none is looked at by each look anyway.
  const isInDoubt = isOthers || (lies && trackId !== null)
  return { change: localPath === null || lies ? undefined : { kind: "vanished" }, isInDoubt }
}

const writerOf = (database: Database, nowUs: number) => {
  // What vanished has no cooldown: nothing failed (D7). Which revision it was is kept: it may come back, from the trash or another disk.
  const vanishing = database.prepare(
    `update catalog set status = 'missing', local_path = null, seen_on_disk_us = null, ${noFailure}
    where no = ? and ${whereCan("vanished")}`
  )
  const finding = database.prepare(
    `update catalog set status = 'downloaded', local_path = ?, track_id = ?, seen_on_disk_us = ?, wanted_back = 0, ${noFailure} where no = ? and ${whereCan("found")}`
  )
  const moving = database.prepare("update catalog set local_path = ?, track_id = ? where no = ?")
  const meeting = database.prepare("update catalog set track_id = ? where no = ?")
  return (no: number, change: Change): void => {
    if (change.kind === "vanished") vanishing.run(no)
    else if (change.kind === "found") finding.run(change.path, change.trackId, nowUs, no)
    else if (change.kind === "met") meeting.run(change.trackId, no)
    else moving.run(change.path, change.trackId, no)
  }
}
