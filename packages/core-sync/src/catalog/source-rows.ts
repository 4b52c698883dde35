/** The sources that a library knows. */
import { type Database, type SqlRow, transaction } from "@deadwax/core-async"

/** A remote place as it was told to the library. No field holds a secret. */
export interface SourceRow {
  readonly no: number
  readonly name: string
  /** Which kind of place: `directory`, `webdav`, … */
  readonly kind: string
  /** A path or URL without user or password. */
  readonly address: string
  /** How it is reached: what its kind needs, and where its password is to be found. */
  readonly settings: Readonly<Record<string, unknown>>
  /** What is fetched and what a deletion does. */
  readonly policy: Readonly<Record<string, unknown>>
  readonly addedAtUs: number
}

/** A source that is to be added. */
export type NewSource = Omit<SourceRow, "no" | "addedAtUs">

const columns = "no, name, kind, address, settings, policy, added_us as addedAtUs"

const sourceOf = (row: SqlRow): SourceRow => {
  const { settings, policy, ...rest } = row as unknown as Omit<SourceRow, "settings" | "policy"> &
    Record<"settings" | "policy", string>
  return { ...rest, settings: JSON.parse(settings), policy: JSON.parse(policy) }
}

/** All sources, by name. */
export const listSources = (database: Database): ReadonlyArray<SourceRow> =>
  database.prepare(`select ${columns} from sources order by name`).all().map(sourceOf)

/** The source of this name; undefined when there is none. */
export const readSource = (database: Database, name: string): SourceRow | undefined => {
  const row = database.prepare(`select ${columns} from sources where name = ?`).get(name)
  return row === undefined ? undefined : sourceOf(row)
}

/** Adds a source; undefined when one has this name. */
export const addSource = (database: Database, source: NewSource, nowUs: number): SourceRow | undefined =>
  transaction(database, () => {
    if (readSource(database, source.name) !== undefined) return undefined
    const { name, kind, address, settings, policy } = source
    database
      .prepare("insert into sources (name, kind, address, settings, policy, added_us) values (?, ?, ?, ?, ?, ?)")
      .run(name, kind, address, JSON.stringify(settings), JSON.stringify(policy), nowUs)
    return readSource(database, name)
  })

/** Gives a source another address, other settings or another policy; false when there is none of this number. */
export const updateSource = (
  database: Database,
  no: number,
  { address, settings, policy }: Pick<SourceRow, "address" | "settings" | "policy">
): boolean =>
  database
    .prepare("update sources set address = ?, settings = ?, policy = ? where no = ?")
    .run(address, JSON.stringify(settings), JSON.stringify(policy), no) === 1

/** The disk on which a source was looked at last; "": it may be any, null: that is not known. */
export const readSourceDisk = (database: Database, no: number): string | null => {
  const disk = database.prepare("select disk from sources where no = ?").get(no)?.["disk"]
  return typeof disk === "string" ? disk : null
}

/** From now on a source lies on this disk; "": on whichever it is found next. False: there is none of this number. */
export const keepSourceDisk = (database: Database, no: number, disk: string): boolean =>
  database.prepare("update sources set disk = ? where no = ?").run(disk, no) === 1

/**
 * Forgets a source with its catalog, jobs and cursor; files that came from it stay where they are. A job of it that is running finds itself
 * lost at its next write. False: there is none of this number.
 */
export const removeSource = (database: Database, no: number): boolean =>
  database.prepare("delete from sources where no = ?").run(no) === 1
