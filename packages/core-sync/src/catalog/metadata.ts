/**
 * What a look at a source writes into the catalog: what is there, and what is gone. It touches no column that says what became of an item
 * here (C3): those are written once, by the insert, and from then on by whoever works on the item.
 */
import type { Database } from "@deadwax/core-async"
import { isDiscName } from "@deadwax/core-cache"
import { isAudioPath } from "@deadwax/core-tags"
import { folderOf } from "../folder-of.ts"
import type { Entry } from "../sources/source.ts"
import { identityKey } from "./identity-key.ts"
import { type CatalogItem, hashText, itemColumns, itemOf } from "./item.ts"

/** Who looked, and when. */
export interface Look {
  readonly sourceNo: number
  readonly jobNo: number
  readonly nowUs: number
  /** An incremental job's finds go before those of a full listing (D5). */
  readonly priority: 0 | 1
  /** Does the source's policy want it? Asked when it is first seen. */
  readonly wants: (entry: Entry) => boolean
}

/** How many entries were not in the catalog, came back or were another, and were as they were known. */
export interface Upserted {
  readonly added: number
  readonly changed: number
  readonly unchanged: number
}

const insert = `insert into catalog
    (source_no, remote_id, path, size_bytes, modified_us, revision, hash, is_music, release_folder, added_job, seen_job, seen_in_source_us, priority,
      ignored_by)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`

const update = `update catalog set path = ?, size_bytes = ?, modified_us = ?, revision = ?, hash = ?, is_music = ?, release_folder = ?, seen_job = ?,
    seen_in_source_us = ?, deleted_us = null, priority = ?
  where no = ?`

/** The folder at the source in which the release of a file lies: `Album` for `Album/CD1/x.mp3`. */
export const releaseFolder = (path: string): string => {
  let folder = folderOf(path)
  while (folder.includes("/") && isDiscName(folder.slice(folder.lastIndexOf("/") + 1))) folder = folderOf(folder)
  return folder
}

/** The columns that say what an entry is, as they would be written. */
const described = (entry: Entry) => [
  entry.path,
  entry.sizeBytes,
  entry.modifiedAtUs,
  entry.revision,
  hashText(entry.hash),
  isAudioPath(entry.path) ? 1 : 0
]

/**
 * Takes in what a source has, and adds the numbers of all these items to `seen`. A row that says so already is not written, so that a look
 * at a source where nothing happened writes nothing (Y17). In a transaction of the caller's.
 */
export const upsertEntries = (database: Database, look: Look, entries: Iterable<Entry>, seen?: Set<number>): Upserted => {
  const { sourceNo, jobNo, nowUs, priority } = look
  // Compared where the row is: to make texts of it here, only to compare them, was most of the memory that a large listing took.
  const known = database.prepare(
    `select no, path is ? and size_bytes is ? and modified_us is ? and revision is ? and hash is ? and is_music is ? and deleted_us is null,
      deleted_us is not null
    from catalog where source_no = ? and remote_id = ?`
  )
  const inserting = database.prepare(insert)
  const updating = database.prepare(update)
  const doubting = database.prepare("insert or ignore into catalog_doubts (catalog_no) values (?)")
  const lastNo = database.prepare("select last_insert_rowid()")
  const counts = { added: 0, changed: 0, unchanged: 0 }
  for (const entry of entries) {
    const columns = described(entry)
    const [row] = known.values(...columns, sourceNo, entry.id)
    if (row === undefined) {
      const ignoredBy = look.wants(entry) ? null : "policy"
      inserting.run(sourceNo, entry.id, ...columns, releaseFolder(entry.path), jobNo, jobNo, nowUs, priority, ignoredBy)
      seen?.add(Number(lastNo.values()[0]?.[0]))
      counts.added++
      continue
    }
    const [no = null, isSame, wasGone] = row
    seen?.add(Number(no))
    if (isSame !== 1) updating.run(...columns, releaseFolder(entry.path), jobNo, nowUs, priority, no)
    // What was not looked for while it was gone has to be looked for again.
    if (wasGone === 1) doubting.run(no)
    counts[isSame === 1 ? "unchanged" : "changed"]++
  }
  return counts
}

/** What the tags of a source's file say, read there or of the file that came from it; null: they do not say it. */
export interface RemoteTags {
  readonly title: string | null
  readonly artist: string | null
  readonly album: string | null
  readonly albumArtist: string | null
  readonly durationMs: number | null
}

/** Music that is not here and whose tags were not read in its present revision: the next `limit` with a number above `after`. */
export const listUntagged = (
  database: Database,
  sourceNo: number,
  { after, limit }: { readonly after: number; readonly limit: number }
): ReadonlyArray<CatalogItem> =>
  database
    .prepare(
      `select ${itemColumns} from catalog
      where source_no = ? and no > ? and status in ('missing', 'failed') and is_music = 1 and deleted_us is null and ignored_by is null
        and tags_revision is not revision
      order by no limit ?`
    )
    .all(sourceNo, after, limit)
    .map(itemOf)

/** Music that lies here as its source has it now, and whose tags were not taken in for that revision: the next `limit` with a number above `after`. */
export const listUntaggedHere = (
  database: Database,
  sourceNo: number,
  { after, limit }: { readonly after: number; readonly limit: number }
): ReadonlyArray<{ readonly no: number; readonly trackId: string; readonly revision: string }> =>
  database
    .prepare(
      `select no, track_id as trackId, revision from catalog
      where source_no = ? and no > ? and status = 'downloaded' and is_music = 1 and deleted_us is null and track_id is not null
        and local_revision is revision and tags_revision is not revision
      order by no limit ?`
    )
    .all(sourceNo, after, limit) as never

/** Takes in the tags of one revision of an item; false when that is not the present one any more. */
export const noteTags = (database: Database, no: number, revision: string, tags: RemoteTags): boolean =>
  database
    .prepare(
      `update catalog set title = ?, artist = ?, album = ?, album_artist = ?, duration_ms = ?, identity_key = ?, tags_revision = revision
      where no = ? and revision = ?`
    )
    .run(tags.title, tags.artist, tags.album, tags.albumArtist, tags.durationMs, identityKey(tags), no, revision) === 1

const numbersAtOnce = 1000

/** Numbers of the items that a complete listing did not hold. */
export const listUnseen = (database: Database, sourceNo: number, seen: ReadonlySet<number>): ReadonlyArray<number> => {
  const unseen: Array<number> = []
  // Along the table, in its own order: by an index of the source's rows (which the sign keeps away) each thousand would be found by sorting all.
  const reading = database.prepare(
    `select no from catalog where +source_no = ? and no > ? and deleted_us is null order by no limit ${numbersAtOnce}`
  )
  for (let after = 0; ; ) {
    const numbers = reading.values(sourceNo, after).map(([no]) => Number(no))
    for (const no of numbers) if (!seen.has(no)) unseen.push(no)
    const last = numbers.at(-1)
    if (last === undefined) return unseen
    after = last
  }
}

/** Numbers of the items that a feed says are gone; `removedFolders` take all below them along, but for what the feed says is there. */
export const listRemoved = (
  database: Database,
  sourceNo: number,
  removals: {
    readonly removedIds: Iterable<string>
    readonly removedFolders: Iterable<string>
    readonly upserts: ReadonlyMap<string, unknown>
  }
): ReadonlyArray<number> => {
  const byId = database.prepare("select no, remote_id from catalog where source_no = ? and remote_id = ? and deleted_us is null")
  // "0" is the character after "/": the range holds what lies below the folder, and the index on paths finds it.
  const byFolder = database.prepare(
    `select no, remote_id from catalog where source_no = ? and deleted_us is null and (path = ? or (path > ? and path < ?))`
  )
  const rows = [
    ...[...removals.removedIds].flatMap((id) => byId.values(sourceNo, id)),
    ...[...removals.removedFolders].flatMap((path) => byFolder.values(sourceNo, path, `${path}/`, `${path}0`))
  ]
  const gone = rows.filter(([, remoteId]) => !removals.upserts.has(String(remoteId))).map(([no]) => Number(no))
  return [...new Set(gone)].sort((a, b) => a - b)
}

/** Marks items as gone from their source; they stay in the catalog, so that they can come back as what they were. */
export const markGone = (database: Database, nos: Iterable<number>, { nowUs, priority }: Look): void => {
  const marking = database.prepare("update catalog set deleted_us = ?, priority = ? where no = ? and deleted_us is null")
  for (const no of nos) marking.run(nowUs, priority, no)
}

/** How many items a source has that a job did not see first, or of those that lie here; it is not counted further than `limit`. */
export const countKnown = (database: Database, { sourceNo, jobNo }: Look, limit: number, which: "all" | "here"): number =>
  Number(
    database
      .prepare(
        `select count(*) as count from
          (select 1 from catalog where source_no = ? and deleted_us is null and added_job <> ?
            ${which === "here" ? "and local_source_path is not null and local_path is not null" : ""} limit ?)`
      )
      .get(sourceNo, jobNo, limit)?.["count"]
  )

/** Which of these items, which are gone, a job has seen come in elsewhere: with the same hash and size, each new one for one of them. */
export const findMoved = (database: Database, gone: Iterable<number>, { sourceNo, jobNo }: Look): ReadonlySet<number> => {
  const isNew = database.prepare(
    "select count(*) as count from catalog where source_no = ? and added_job = ? and hash = ? and size_bytes is ? and deleted_us is null"
  )
  const held = database.prepare("select hash, size_bytes from catalog where no = ?")
  const left = new Map<string, number>()
  const moved = new Set<number>()
  for (const no of gone) {
    const [row] = held.values(no)
    const [hash = null, size = null] = row ?? []
    if (hash === null) continue
    const key = `${hash} ${size}`
    const unmatched = left.get(key) ?? Number(isNew.get(sourceNo, jobNo, hash, size)?.["count"])
    left.set(key, unmatched - 1)
    if (unmatched > 0) moved.add(no)
  }
  return moved
}
