/**
 * Keeps a query cache in step with the record of writes, whoever wrote: this connection, another of this process, another program.
 *
 * What makes it hard: it must cost next to nothing when nothing happened. SQLite counts other connections' commits (data_version, which reads
 * no page of the file), the gate this one's. Only when one of them moved is the record read, from where it was read last; what is missing
 * there, or another building of the cache, means that everything may have changed.
 */
import type { Database, SqlValue } from "@deadwax/core-async"
import type { WriteRecord } from "../store/change.ts"
import { ownWrites } from "../store/own-writes.ts"
import { readRecords } from "../store/record.ts"
import { changedBy, type GenreKeys } from "./apply-record.ts"
import type { ChangeLog } from "./change-log.ts"
import type { Versions } from "./versions.ts"

/** Brings versions up to date. Inside a transaction: to what that one sees. Throws `SqliteError`. */
export type Follow = () => void

/** What is kept in step. */
interface Following {
  readonly versions: Versions
  readonly log: ChangeLog
}

/** Begins to follow from now on. */
export const followRecord = (cache: Database, following: Following, genreKeys: GenreKeys): Follow => {
  const own = ownWrites(cache)
  const dataVersion = cache.prepare("pragma data_version")
  let seen: Position | undefined
  let seenOwn = -1
  let seenOthers: SqlValue | undefined
  return () => {
    const { count } = own
    const others = dataVersion.values()[0]?.[0]
    if (count === seenOwn && others === seenOthers) return
    const position = readPosition(cache)
    const records = seen?.generation === position.generation ? readRecords(cache, seen.sequence, position.sequence) : undefined
    apply(following, records, genreKeys)
    seen = position
    // Taken before the record was read: what came between is looked for again.
    seenOwn = count
    seenOthers = others
  }
}

const apply = ({ versions, log }: Following, records: ReadonlyArray<WriteRecord> | undefined, genreKeys: GenreKeys): void => {
  if (records === undefined) {
    versions.raiseAll()
    log.forget(versions.epoch())
    return
  }
  for (const record of records) {
    for (const dependency of changedBy(record, genreKeys)) versions.raise(dependency)
    log.add(versions.epoch(), record)
  }
}

interface Position {
  readonly generation: string
  readonly sequence: number
}

const readPosition = (cache: Database): Position => {
  const facts = cache.prepare("select key, value from meta where key in ('generation', 'sequence')").values()
  const { generation = "", sequence = "0" } = Object.fromEntries(facts) as Readonly<Record<string, string>>
  return { generation, sequence: Number(sequence) }
}
