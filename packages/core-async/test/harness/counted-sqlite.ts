/** SQLite as it is, with a count of what is asked of it: statements that were run, and rows that they answered, by the name of the database's file. */

import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Database, Sqlite, type Statement } from "../../src/index.ts"

/** What was asked of one database. */
export interface Asked {
  statements: number
  rows: number
  /** How often each text was run. */
  readonly texts: Map<string, number>
  /** Milliseconds that went by in each text. */
  readonly spentMs: Map<string, number>
}

/** A count that can be begun anew. */
export class SqliteCount {
  readonly #asked = new Map<string, Asked>()

  /** Of a database, by the last name of its path. */
  of(name: string): Asked {
    const known = this.#asked.get(name) ?? { statements: 0, rows: 0, texts: new Map(), spentMs: new Map() }
    this.#asked.set(name, known)
    return known
  }

  reset(): void {
    this.#asked.clear()
  }

  /** The same database, counted under a name. */
  counted(database: Database, name = database.path.slice(database.path.lastIndexOf("/") + 1)): Database {
    const note = <A>(sql: string, rows: (answer: A) => number, call: () => A): A => {
      const startedMs = performance.now()
      const answer = call()
      const asked = this.of(name)
      asked.statements++
      asked.rows += rows(answer)
      asked.texts.set(sql, (asked.texts.get(sql) ?? 0) + 1)
      asked.spentMs.set(sql, (asked.spentMs.get(sql) ?? 0) + performance.now() - startedMs)
      return answer
    }
    const prepare = (sql: string): Statement => {
      const { run, get, all, values } = database.prepare(sql)
      return {
        run: (...given) =>
          note(
            sql,
            () => 0,
            () => run(...given)
          ),
        get: (...given) =>
          note(
            sql,
            (row) => (row === undefined ? 0 : 1),
            () => get(...given)
          ),
        all: (...given) =>
          note(
            sql,
            (rows) => rows.length,
            () => all(...given)
          ),
        values: (...given) =>
          note(
            sql,
            (rows) => rows.length,
            () => values(...given)
          )
      }
    }
    return { ...database, path: database.path, prepare }
  }

  /** The port, counted. */
  get layer(): Layer.Layer<Sqlite, never, Sqlite> {
    return Layer.effect(
      Sqlite,
      Effect.map(Sqlite, (sqlite) =>
        Sqlite.of({ ...sqlite, open: (path, options) => Effect.map(sqlite.open(path, options), (one) => this.counted(one)) })
      )
    )
  }
}
