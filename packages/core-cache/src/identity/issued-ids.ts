/**
 * Every id ever given (library.db): which path had it last. Written before the cache, so that an id is never given twice by a crash.
 * Paths are relative to the root; kind 0 is a release, 1 a track.
 */

import type { Database } from "@deadwax/core-async"
import { lookupText } from "../lookup-text.ts"
import { mergeTrackState } from "../user-state/track-state.ts"

export type IdKind = 0 | 1
export const releaseKind: IdKind = 0
export const trackKind: IdKind = 1

/** The ids as one scan asks for them. */
export interface IssuedIds {
  /** None was ever given when the record was opened: every question below is answered with nothing. */
  readonly wasEmpty: boolean
  /** The id that a path had when it was seen last, if any. */
  readonly knownIdOf: (kind: IdKind, path: string) => string | null
  /** Was a file ever seen to carry this id? */
  readonly isEmbedded: (kind: IdKind, id: string) => boolean
  /** The path where an id was seen last, if it was ever given. */
  readonly lastPathOf: (kind: IdKind, id: string) => string | null
  /** When a scan saw that no file is this track any more, in microseconds; null: none did, or it came back. */
  readonly goneUsOf: (trackId: string) => number | null
  /** The id that stands for this one now: itself, unless it was merged into another. */
  readonly survivorOf: (kind: IdKind, id: string) => string
  /** The ids of copies whose files carry this id, and that have none of their own by the user's consent. */
  readonly copiesOf: (kind: IdKind, copiedId: string) => ReadonlyArray<string>
  /** Ids of tracks last seen at this path with any extension. */
  readonly withStem: (stem: string) => ReadonlyArray<string>
  /** Are there tracks' ids besides these many that files hold? */
  readonly areMoreThan: (held: number) => boolean
  /** From now on `id` stands for `survivor`; what stood for `id` follows. */
  readonly merge: (kind: IdKind, id: string, survivor: string) => void
  /**
   * Records where an id is now, as an entity of its own; another id that had this path keeps its row without one, so that it resolves for
   * ever. `copiedId`: what its files carry, where that is another's.
   */
  readonly record: (kind: IdKind, id: string, path: string, nowUs: number, now: Carried) => void
}

/** Which id the files of an entity carry: its own, another's, or neither (false and null). */
export interface Carried {
  readonly isEmbedded: boolean
  readonly copiedId: string | null
}

/** Opens the record. A library that never gave an id is not asked for each of its files whether it did. */
export const openIssuedIds = (library: Database): IssuedIds => {
  const wasEmpty = library.prepare("select 1 as one from ids limit 1").get() === undefined
  return {
    wasEmpty,
    knownIdOf: (kind, path) => (wasEmpty ? null : knownIdOf(library, kind, path)),
    lastPathOf: (kind, id) => (wasEmpty ? null : lastPathOf(library, kind, id)),
    goneUsOf: (trackId) => (wasEmpty ? null : (issuedId(library, trackKind, trackId)?.goneUs ?? null)),
    isEmbedded: (kind, id) => !wasEmpty && issuedId(library, kind, id)?.isEmbedded === true,
    survivorOf: (kind, id) => (wasEmpty ? id : survivorOf(library, kind, id)),
    copiesOf: (kind, copiedId) => (wasEmpty ? [] : copiesOf(library, kind, copiedId)),
    withStem: (stem) => (wasEmpty ? [] : withStem(library, stem)),
    areMoreThan: (held) => !wasEmpty && countTracks(library) > held,
    merge: (kind, id, survivor) => mergeIds(library, kind, id, survivor),
    record: (kind, id, path, nowUs, now) => {
      if (!wasEmpty) {
        const was = issuedId(library, kind, id)
        if (was !== undefined && isAsRecorded(kind, was, { ...now, lastPath: path, goneUs: null })) return
        // Asked for by path alone, an update would go through all ids of the kind: the index is not taken for a column that changes.
        const before = knownIdOf(library, kind, path)
        if (before !== null) library.prepare("update ids set last_path = null where kind = ? and id = ?").run(kind, before)
      }
      library
        .prepare(
          `insert into ids (id, kind, last_path, first_seen_us, is_embedded, copied_id) values (?, ?, ?, ?, ?, ?)
          on conflict (kind, id) do update set last_path = excluded.last_path, merged_into = null, copied_id = excluded.copied_id,
            gone_us = null, is_embedded = case when kind = 0 then excluded.is_embedded else max(is_embedded, excluded.is_embedded) end`
        )
        .run(id, kind, path, nowUs, now.isEmbedded, now.copiedId)
    }
  }
}

interface IssuedId extends Carried {
  readonly lastPath: string | null
  readonly goneUs: number | null
}

const issuedId = (library: Database, kind: IdKind, id: string): IssuedId | undefined => {
  const row = library
    .prepare("select last_path, is_embedded, copied_id, gone_us from ids where kind = ? and id = ?")
    .get(kind, id)
  if (row === undefined) return undefined
  const [lastPath, copiedId] = [row["last_path"], row["copied_id"]] as [string | null, string | null]
  return { lastPath, copiedId, isEmbedded: row["is_embedded"] === 1, goneUs: row["gone_us"] as number | null }
}

// By the order alone SQLite would go through all ids.
const copiesOf = (library: Database, kind: IdKind, copiedId: string): ReadonlyArray<string> =>
  library
    .prepare("select id from ids indexed by ids_copied where kind = ? and copied_id = ? and merged_into is null order by id")
    .values(kind, copiedId)
    .flat() as Array<string>

const isAsRecorded = (kind: IdKind, was: IssuedId, now: IssuedId): boolean =>
  was.lastPath === now.lastPath &&
  was.copiedId === now.copiedId &&
  was.goneUs === now.goneUs &&
  !isNews(kind, now.isEmbedded, was.isEmbedded)

// A track's id stays embedded wherever its file is; a release may lose its datafile, or be shown as a copy.
const isNews = (kind: IdKind, embedded: boolean, wasEmbedded: boolean): boolean =>
  kind === releaseKind ? embedded !== wasEmbedded : embedded && !wasEmbedded

const knownIdOf = (library: Database, kind: IdKind, path: string): string | null =>
  (library.prepare("select id from ids where kind = ? and last_path = ?").get(kind, path)?.["id"] as string | undefined) ?? null

/** The path where an id was seen last (see `IssuedIds`). */
export const lastPathOf = (library: Database, kind: IdKind, id: string): string | null =>
  (library.prepare("select last_path from ids where kind = ? and id = ?").get(kind, id)?.["last_path"] as
    | string
    | null
    | undefined) ?? null

/** The id that stands for this one now (see `IssuedIds`). */
export const survivorOf = (library: Database, kind: IdKind, id: string): string =>
  (library.prepare("select merged_into from ids where kind = ? and id = ?").get(kind, lookupText(id))?.["merged_into"] as
    | string
    | null
    | undefined) ?? id

/** How often an id was merged into another, or was itself again; library.db counts that by itself. */
export const countMerges = (library: Database): number =>
  Number(library.prepare("select merges from library where one = 1").get()?.["merges"] ?? 0)

/** Chains are cut as they arise, so that each id leads to its survivor in one step. What the user made of a track goes to the survivor. */
export const mergeIds = (library: Database, kind: IdKind, id: string, survivor: string): void => {
  if (id === survivor) return
  library.prepare("update ids set merged_into = ? where kind = ? and (id = ? or merged_into = ?)").run(survivor, kind, id, id)
  library.prepare("update ids set merged_into = null where kind = ? and id = ?").run(kind, survivor)
  if (kind === trackKind) mergeTrackState(library, id, survivor)
}

/** Notes that no file is these tracks any more. */
export const markGone = (library: Database, trackIds: Iterable<string>, nowUs: number): void => {
  const mark = library.prepare("update ids set gone_us = ? where kind = ? and id = ?")
  for (const id of trackIds) mark.run(nowUs, trackKind, id)
}

// So many ids are looked at at once: a question for each would be one statement a track of a first scan, all of them at once a list of the library.
const lookedAtAtOnce = 2000

/**
 * Notes the same of tracks that went unseen, as while there was no cache: all that no file holds and of which it is not known. `heldBetween`: the
 * ids that files hold, of those after the first up to the second.
 */
export const markUnseen = (
  library: Database,
  heldBetween: (after: string, last: string) => ReadonlySet<string>,
  nowUs: number
): void => {
  const next = library.prepare(
    "select id from ids where kind = ? and id > ? and gone_us is null and merged_into is null order by id limit ?"
  )
  for (let after = ""; ; ) {
    const ids = next.values(trackKind, after, lookedAtAtOnce).flat() as Array<string>
    const last = ids.at(-1)
    if (last === undefined) return
    const held = heldBetween(after, last)
    markGone(
      library,
      ids.filter((id) => !held.has(id)),
      nowUs
    )
    after = last
  }
}

const withStem = (library: Database, stem: string): ReadonlyArray<string> =>
  library
    .prepare("select id from ids where kind = 1 and last_path > ? || '.' and last_path < ? || '/' and merged_into is null")
    .values(stem, stem)
    .flat() as Array<string>

const countTracks = (library: Database): number =>
  library.prepare("select count(*) as count from ids where kind = 1 and merged_into is null").get()!["count"] as number

/** State of a release that no datafile holds. `isChosen`: the user said so, which in `fingerprint` counts for more than a datafile. */
export interface ReleaseState {
  readonly isNew: boolean
  readonly addedAt: string
  readonly isChosen: boolean
}

const readState = (library: Database, releaseId: string): ReleaseState | undefined => {
  const row = library.prepare("select is_new, added_at, is_chosen from release_state where release_id = ?").get(releaseId)
  if (row === undefined) return undefined
  return { isNew: row["is_new"] === 1, addedAt: String(row["added_at"]), isChosen: row["is_chosen"] === 1 }
}

/** Reads a release's state, made with the given values when there is none yet. */
export const ensureReleaseState = (library: Database, releaseId: string, addedAt: string): ReleaseState => {
  const state = readState(library, releaseId)
  if (state !== undefined) return state
  library.prepare("insert into release_state (release_id, is_new, added_at) values (?, 1, ?)").run(releaseId, addedAt)
  return { isNew: true, addedAt, isChosen: false }
}

/** The state that the user chose, if any. */
export const chosenState = (library: Database, releaseId: string): ReleaseState | undefined => {
  const state = readState(library, releaseId)
  return state?.isChosen === true ? state : undefined
}

/** Keeps what the user chose. */
export const chooseIsNew = (library: Database, releaseId: string, isNew: boolean, addedAt: string): void =>
  void library
    .prepare(
      `insert into release_state (release_id, is_new, added_at, is_chosen) values (?, ?, ?, 1)
      on conflict (release_id) do update set is_new = excluded.is_new, is_chosen = 1`
    )
    .run(releaseId, isNew, addedAt)
