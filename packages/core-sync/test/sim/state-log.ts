/**
 * Which statements change what the catalog says became of an item (C9): in simulated lives each change of such a column is traced to the statement that
 * made it, and that statement must be one that a worker, a look at the library, the end of a lease, or a person's word is made of.
 */
import type { Database, Statement } from "@deadwax/core-async"
import { ignoreItem, retryItem, wantItem } from "../../src/catalog/choices.ts"
import {
  completeItem,
  expireLeases,
  failItem,
  forgetItem,
  leaseItem,
  noteAgreement,
  noteRemoval,
  removeItem,
  renewLeases,
  returnItem,
  returnItemsOf
} from "../../src/catalog/item-work.ts"
import { reconcile } from "../../src/catalog/reconcile.ts"
import { relinkMoved } from "../../src/catalog/relink.ts"
import { filesIn, placed, stocked, withDatabase } from "../catalog/catalog-world.ts"

/** All that says what became of an item, but for when its source was seen to have it. */
export const stateColumns = [
  "status",
  "local_path",
  "seen_on_disk_us",
  "last_error",
  "error_class",
  "attempts",
  "retry_after_us",
  "lease_job",
  "lease_until_us"
] as const

/** The texts of a call's statements that change rows of the catalog. */
const textsOf = (database: Database, call: (database: Database) => unknown): ReadonlyArray<string> => {
  const texts: Array<string> = []
  const noting = (sql: string): Statement => {
    texts.push(sql)
    return database.prepare(sql)
  }
  call({ ...database, path: database.path, prepare: noting })
  return texts.filter((text) => /^update catalog\b/.test(text))
}

/** Who may write the columns, each by all the calls that it is made of. */
export const writersOfState = async (): Promise<ReadonlyMap<string, string>> => {
  const known = new Map<string, string>()
  await withDatabase((database) => {
    const { source, worker } = stocked(database, "a.mp3")
    const look = { version: "1", moved: undefined, files: filesIn([]), paths: undefined, present: new Set<string>() }
    const agreed = { ...placed("a.mp3"), sourcePath: "a.mp3" }
    const failure = { errorClass: "io", message: "x" }
    const calls: ReadonlyArray<readonly [who: string, ...calls: ReadonlyArray<(database: Database) => unknown>]> = [
      ["a worker", (db) => leaseItem(db, 1, worker), (db) => renewLeases(db, worker), (db) => failItem(db, 1, failure, worker)],
      ["a worker", (db) => completeItem(db, 1, agreed, worker), (db) => removeItem(db, 1, worker), (db) => forgetItem(db, 1)],
      ["a worker", (db) => returnItem(db, 1, worker.jobNo)],
      ...[true, false].map((keepsLease) => {
        const end = { nowUs: 0, keepsLease }
        return [
          "a worker",
          (db: Database) => noteAgreement(db, 1, agreed, end),
          (db: Database) => noteRemoval(db, 1, end)
        ] as const
      }),
      ["the end of a lease", (db) => returnItemsOf(db, worker.jobNo), (db) => expireLeases(db, 0, source.no)],
      ["a look at the library", (db) => reconcile(db, look, 0), (db) => relinkMoved(db)],
      ["a person", (db) => retryItem(db, 1), (db) => ignoreItem(db, 1), (db) => wantItem(db, 1)]
    ]
    for (const [who, ...made] of calls)
      for (const call of made) {
        // At work on it, so that none is refused before it comes to its statement.
        database.exec(
          `update catalog set status = 'downloading', lease_job = ${worker.jobNo}, lease_until_us = 1, local_path = null`
        )
        for (const text of textsOf(database, call)) known.set(text, who)
      }
  })
  return known
}

const logging = `create temp table if not exists state_log (said text not null);
create temp trigger if not exists state_insert after insert on main.catalog begin
  insert into state_log values (new.status || ' ' || ${stateColumns
    .slice(1)
    .map((column) => `ifnull(new.${column}, '-')`)
    .join(" || ' ' || ")});
end;
${stateColumns
  .map(
    (column) => `create temp trigger if not exists state_${column} after update of ${column} on main.catalog
    when old.${column} is not new.${column} begin insert into state_log values ('${column}'); end;`
  )
  .join("\n")}`

/** Notes which statement changed which column of state. */
export class StateLog {
  /** By a statement's text, the columns that it changed. */
  readonly changed = new Map<string, Set<string>>()

  readonly seen = (database: Database): Database => {
    if (!database.path.endsWith("library.db")) return database
    database.exec(logging)
    const read = database.prepare("select said from temp.state_log")
    const noted = (sql: string, count: number): number => {
      const said = read.values().flat().map(String)
      if (said.length === 0) return count
      database.exec("delete from temp.state_log")
      const columns = this.changed.get(sql) ?? new Set()
      this.changed.set(sql, columns)
      for (const one of said) columns.add(one)
      return count
    }
    const prepare = (sql: string): Statement => {
      const statement = database.prepare(sql)
      return /\bcatalog\b/.test(sql) && !/^select\b/.test(sql)
        ? { ...statement, run: (...given) => noted(sql, statement.run(...given)) }
        : statement
    }
    return { ...database, path: database.path, prepare }
  }
}
