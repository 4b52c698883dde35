/**
 * A program of the simulated machine: all that it asks of disks, databases and sources goes through it, so that it can die between any two of these,
 * and so that something can happen in between. A dead program does nothing more: what it would tidy up stays.
 */
import { type Database, Files, Parts, type SqlInput, Sqlite, type Statement } from "@deadwax/core-async"
import { SimulatedCrash, type SimulatedDisk } from "@deadwax/core-async/simulated"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Source } from "../../src/sources/source.ts"
import { wrapSource } from "../../src/sources/wrappers/wrap.ts"
import type { Ending } from "./operations.ts"

/** When a program dies. */
type Death = Extract<Ending, { readonly kind: "killed" | "power" | "torn" }>

type Faults = SimulatedDisk["Service"]["faults"]

const isDeath = (ending: Ending | null): ending is Death =>
  ending !== null && ending.kind !== "interrupted" && ending.kind !== "unmounted"

/** The table that a statement changes. */
const changedTable = /^\s*(?:insert(?:\s+or\s+\w+)?\s+into|replace\s+into|update|delete\s+from)\s+(\w+)/i

/** What a full-text index is told to do, as `insert into t (t) values ('optimize')`, is no row. */
const isCommand = /^\s*insert\s+into\s+(\w+)\s*\(\s*\1\b/i

/** A database is to wait for its disk, or not any more. Nothing of this machine does. */
const isWaiting = /^pragma synchronous=(full|normal)$/

export class Program {
  readonly no: number
  /** What happens when all that is committed in a database was made to last. */
  onLasting: (database: Database) => void = () => {}
  /** What happens at which step. */
  readonly meanwhile = new Map<number, Array<() => void>>()
  /** How many rows of which table it changed. */
  readonly written = new Map<string, number>()
  steps = 0
  changes = 0
  isDead = false
  readonly #death: Death | undefined

  constructor(no: number, ending: Ending | null = null) {
    this.no = no
    this.#death = isDeath(ending) ? ending : undefined
  }

  at(step: number, happen: () => void): void {
    this.meanwhile.set(step, [...(this.meanwhile.get(step) ?? []), happen])
  }

  /** One step, if the program lives to make it. */
  step(isChange: boolean): void {
    if (!this.isDead) {
      this.steps++
      if (isChange) this.changes++
      for (const happen of this.meanwhile.get(this.steps) ?? []) happen()
      const death = this.#death
      if (death !== undefined && death.kind !== "torn")
        this.isDead = (death.before === "step" ? this.steps : isChange ? this.changes : -1) === death.no
    }
    if (this.isDead) throw new SimulatedCrash("the program is dead")
  }

  #asking<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.step(false)
      return effect
    })
  }

  #changing<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.step(true)
      return effect
    })
  }

  /** A change of a disk that is made in steps: the program may die between those as well. */
  #writing<A, E, R>(effect: Effect.Effect<A, E, R>, faults: Faults | undefined): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.step(true)
      const death = this.#death
      if (faults === undefined || death?.kind !== "torn" || this.changes < death.from) return effect
      faults.crashBefore = death.moment
      return Effect.ensuring(
        effect,
        Effect.sync(() => {
          faults.crashBefore = undefined
          this.isDead ||= faults.stopped
        })
      )
    })
  }

  /** The disk as this program has it. `faults`: those of a simulated one. */
  files(files: Files["Service"], faults?: Faults): Files["Service"] {
    return Files.of({
      ...files,
      walk: (...given) => this.#asking(files.walk(...given)),
      readEach: (...given) => this.#asking(files.readEach(...given)),
      readFile: (path) => this.#asking(files.readFile(path)),
      stat: (path) => this.#asking(files.stat(path)),
      realPath: (path) => this.#asking(files.realPath(path)),
      deviceOf: (path) => this.#asking(files.deviceOf(path)),
      writeAtomic: (...given) => this.#writing(files.writeAtomic(...given), faults),
      makeDirectory: (path) => this.#changing(files.makeDirectory(path)),
      remove: (path) => this.#changing(files.remove(path)),
      rename: (...given) => this.#changing(files.rename(...given))
    })
  }

  parts(parts: Parts["Service"], faults?: Faults): Parts["Service"] {
    return Parts.of({
      freeBytes: (directory) => this.#asking(parts.freeBytes(directory)),
      open: (path, keepBytes) =>
        Effect.map(this.#writing(parts.open(path, keepBytes), faults), (part) => ({
          ...part,
          append: (bytes) => this.#writing(part.append(bytes), faults),
          flush: () => this.#writing(part.flush(), faults)
        }))
    })
  }

  /** What a machine that stops would lose of a database is acted out by the world: nothing waits for a real disk. */
  sqlite(sqlite: Sqlite["Service"]): Sqlite["Service"] {
    return Sqlite.of({
      ...sqlite,
      open: (path, options) =>
        Effect.map(this.#asking(sqlite.open(path, { ...options, durable: false })), (database) => this.#database(database))
    })
  }

  source(source: Source): Source {
    const stepped = wrapSource(source, {
      call: (_, effect) => this.#asking(effect),
      stream: (_, stream) => Stream.mapEffect(stream, (page) => this.#asking(Effect.succeed(page)))
    })
    return {
      ...stepped,
      read: (request) =>
        Effect.map(stepped.read(request), (body) => ({
          ...body,
          bytes: Stream.mapEffect(body.bytes, (chunk) => this.#asking(Effect.succeed(chunk)))
        }))
    }
  }

  #database(database: Database): Database {
    return {
      path: database.path,
      prepare: (sql) => this.#statement(sql, database.prepare(sql)),
      exec: (sql) => {
        this.step(true)
        const waiting = isWaiting.exec(sql)?.[1]
        if (waiting === undefined) database.exec(sql)
        else if (waiting === "normal") this.onLasting(database)
      },
      inTransaction: () => database.inTransaction(),
      close: () => database.close()
    }
  }

  #statement(sql: string, statement: Statement): Statement {
    const table = isCommand.test(sql) ? undefined : changedTable.exec(sql)?.[1]
    const alive =
      <A>(call: (...given: ReadonlyArray<SqlInput>) => A) =>
      (...given: ReadonlyArray<SqlInput>): A => {
        this.step(false)
        return call(...given)
      }
    return {
      run: (...given) => {
        this.step(true)
        const count = statement.run(...given)
        if (table !== undefined && count > 0) this.written.set(table, (this.written.get(table) ?? 0) + count)
        return count
      },
      get: alive(statement.get),
      all: alive(statement.all),
      values: alive(statement.values)
    }
  }
}
