/**
 * After library.db was lost, or replaced by another or an older one: the ids that only the cache still knows are recorded again.
 *
 * What makes it hard: in a library whose files carry no ids the cache is the only other place that has them, and the next rebuild would
 * give new ones. library.db's random generation tells another one; an older copy has counted fewer scans than the cache knows of.
 * Order: first library.db, in one transaction; then the cache notes whose ids it holds. A crash between adopts again, which changes
 * nothing. Merged ids and ids of files long gone are beyond recall.
 */
import { type Database, transaction } from "@deadwax/core-async"
import { type IdKind, openIssuedIds, releaseKind, trackKind } from "../identity/issued-ids.ts"
import { openTraces, type Trace } from "../identity/traces.ts"
import { scanFence } from "../locks/lock.ts"
import type { Identity } from "../model/model.ts"
import { isParked } from "../scan/paths.ts"
import { readMeta, writeMeta } from "../store/meta.ts"
import { readLibraryRow } from "./library-row.ts"

interface Databases {
  readonly cache: Database
  readonly userDb: Database
}

/** Records the cache's ids and release states in library.db unless that knows them. Throws `SqliteError`. */
export const adoptIds = (databases: Databases, identity: Identity, nowUs: number): void => {
  const { cache, userDb } = databases
  if (isBehind(databases)) {
    transaction(userDb, () => {
      // Another process may have adopted, and scanned since: these rows would be the older knowledge then.
      if (!isBehind(databases)) return
      recordIds(cache, userDb, identity, nowUs)
      recordStates(cache, userDb, identity)
    })
  }
  noteLibrary(databases)
}

/**
 * Notes in the cache how far library.db is; to be called when a scan has ended. A cache that was not changed since is left alone: every
 * library.db that was there then, or is later, knows its ids. Throws `SqliteError`.
 */
export const noteLibrary = ({ cache, userDb }: Databases): void => {
  const facts = {
    library_generation: readLibraryRow(userDb).generation,
    library_sequence: readMeta(cache, "sequence") ?? "0"
  } as const
  if (
    readMeta(cache, "library_generation") === facts.library_generation &&
    readMeta(cache, "library_sequence") === facts.library_sequence
  )
    return
  transaction(cache, () => {
    writeMeta(cache, "library_generation", facts.library_generation)
    writeMeta(cache, "library_fence", String(scanFence(userDb)))
    writeMeta(cache, "library_sequence", facts.library_sequence)
  })
}

const isBehind = ({ cache, userDb }: Databases): boolean =>
  readMeta(cache, "library_generation") !== readLibraryRow(userDb).generation ||
  Number(readMeta(cache, "library_fence") ?? 0) > scanFence(userDb)

const recordIds = (cache: Database, userDb: Database, identity: Identity, nowUs: number): void => {
  const ids = openIssuedIds(userDb)
  const unwritten = new Set(cache.prepare("select path from failures").values().flat())
  const record = (kind: IdKind, table: "releases" | "tracks") => {
    const rows = cache.prepare(`select id, source_path, duplicate_of from ${table}`).values()
    for (const [id, path, copiedId] of rows as Array<[string, string, string | null]>) {
      if (isParked(path)) continue
      ids.record(kind, id, path, nowUs, {
        isEmbedded: identity === "tags" && copiedId === null && !unwritten.has(path),
        copiedId
      })
    }
  }
  record(releaseKind, "releases")
  record(trackKind, "tracks")
  recordTraces(cache, userDb)
}

// The cache knows no MusicBrainz ids, and of a track in doubt not what it sounded like before: an older library.db may.
const recordTraces = (cache: Database, userDb: Database): void => {
  const traces = openTraces(userDb)
  const rows = cache
    .prepare(
      `select tracks.id as trackId, releases.id as releaseId, tracks.title, essence, is_doubtful as isDoubtful
      from tracks join releases on releases.no = release_no where tracks.source_path not like '/%'`
    )
    .all() as unknown as Array<Omit<Trace, "musicbrainz"> & { readonly isDoubtful: number }>
  for (const { isDoubtful, ...row } of rows) {
    const known = traces.of(row.trackId)
    const essence = isDoubtful === 1 ? (known?.essence ?? row.essence) : row.essence
    traces.record({ ...row, essence, musicbrainz: known?.musicbrainz ?? null })
  }
}

// With ids in tags a datafile holds the whole state; else one may be there and lack something, which only library.db has.
const recordStates = (cache: Database, userDb: Database, identity: Identity): void => {
  const insert = userDb.prepare(
    "insert into release_state (release_id, is_new, added_at) values (?, ?, ?) on conflict (release_id) do nothing"
  )
  const rows = cache
    .prepare("select id, is_new, added_at from releases where added_at is not null and (datafile_path is null or ?)")
    .values(identity === "fingerprint")
  for (const [id, isNew, addedAt] of rows as Array<[string, number, string]>) insert.run(id, isNew, addedAt)
}
