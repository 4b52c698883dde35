/**
 * The record of writes in cache.db: one row a write with what it changed, the newest only, and one row for each entity that the change feed
 * has not taken yet. Both are written in the transaction of the write itself, so no crash comes between.
 *
 * What makes it hard: a reader may be another process, any time later. Each write that touched something raises the sequence by one, so who
 * knows how far it has read sees whether rows are missing. A write of more than fits into a row leaves none, and takes the older ones away:
 * that is how "everything may have changed" is written.
 */
import type { Database } from "@deadwax/core-async"
import type { Change, EntityChangeKind, Fact, NarrowingValues, WriteRecord } from "./change.ts"

/** So many of the newest writes are kept. */
export const mostKept = 1000
/** A longer record costs its readers more than to begin anew. */
const mostCharacters = 200_000

/** In place of an id: the feed must look at everything. */
export const everything = "everything"

/** Keeps the record of the write with this sequence; undefined: it may have changed everything. */
export const keepRecord = (cache: Database, sequence: number, record: WriteRecord | undefined): void => {
  const text = record === undefined ? undefined : encodeRecord(record)
  const isKept = text !== undefined && text.length <= mostCharacters
  cache.prepare("delete from writes where sequence <= ?").run(isKept ? sequence - mostKept : sequence)
  if (isKept) cache.prepare("insert into writes (sequence, changes) values (?, ?)").run(sequence, text)
  leaveForFeed(cache, sequence, record)
}

const newer = "on conflict (kind, id) do update set sequence = excluded.sequence"

const leaveForFeed = (cache: Database, sequence: number, record: WriteRecord | undefined): void => {
  const insert = cache.prepare(`insert into unfed (kind, id, sequence) values (?, ?, ?) ${newer}`)
  if (record === undefined) {
    insert.run(everything, "", sequence)
    return
  }
  for (const change of record.changes) {
    insert.run(change.kind, change.id, sequence)
    // Each of its tracks says how many there are.
    if (change.kind === "release" && change.fields.some((field) => field === "trackTotal" || field === "discTotal"))
      cache
        .prepare(`insert into unfed (kind, id, sequence) select 'track', id, ? from tracks where release_no = ? ${newer}`)
        .run(sequence, change.no)
  }
}

/** The records of the writes after `since`, up to `until`, in order; undefined when they are not all there. */
export const readRecords = (cache: Database, since: number, until: number): ReadonlyArray<WriteRecord> | undefined => {
  if (until === since) return []
  if (until < since || until - since > mostKept) return undefined
  const rows = cache
    .prepare("select changes from writes where sequence > ? and sequence <= ? order by sequence")
    .values(since, until) as Array<[string]>
  return rows.length === until - since ? rows.map(([text]) => decodeRecord(text)) : undefined
}

/** As it is stored: sets of values stand once, since the tracks of a release share theirs. */
interface Encoded {
  readonly v: ReadonlyArray<NarrowingValues>
  readonly c: ReadonlyArray<EncodedChange>
  readonly r: ReadonlyArray<readonly [no: number, values: number]>
  readonly f: ReadonlyArray<Fact>
}

type EncodedChange =
  | readonly [kind: "collage" | "playlist", id: string, operation: Change["operation"]]
  | readonly [
      kind: EntityChangeKind,
      id: string,
      operation: Change["operation"],
      no: number,
      fields: ReadonlyArray<string>,
      values: number,
      releaseNos: ReadonlyArray<number>
    ]

/** A record as text. */
export const encodeRecord = (record: WriteRecord): string => {
  const sets = new Map<string, number>()
  const v: Array<NarrowingValues> = []
  const place = (values: NarrowingValues): number => {
    const text = JSON.stringify(values)
    const known = sets.get(text) ?? v.push(values) - 1
    sets.set(text, known)
    return known
  }
  const c = record.changes.map((change): EncodedChange => {
    if (!("fields" in change)) return [change.kind, change.id, change.operation]
    const { kind, id, operation, no, fields, values } = change
    return [kind, id, operation, no, fields, place(values), "releaseNos" in change ? change.releaseNos : []]
  })
  const r = Object.entries(record.releases).map(([no, values]) => [Number(no), place(values)] as const)
  return JSON.stringify({ v, c, r, f: record.facts } satisfies Encoded)
}

/** What `encodeRecord` wrote. */
export const decodeRecord = (text: string): WriteRecord => {
  const { v, c, r, f } = JSON.parse(text) as Encoded
  return {
    changes: c.map((change) => decodeChange(change, v)),
    releases: Object.fromEntries(r.map(([no, values]) => [no, v[values]!])),
    facts: f
  }
}

const decodeChange = (encoded: EncodedChange, sets: ReadonlyArray<NarrowingValues>): Change => {
  if (encoded.length === 3) return { kind: encoded[0], id: encoded[1], operation: encoded[2] }
  const [kind, id, operation, no, fields, values, releaseNos] = encoded
  // The text was written by encodeRecord, of the same types.
  return { kind, id, operation, no, fields, values: sets[values]!, ...(kind === "track" && { releaseNos }) } as Change
}
