/**
 * A world in memory for one sync after another: a remote, a library's files, library.db with its real schema, and programs that die.
 *
 * A program (`Life`) has its own connection to the database. When it dies, in the middle of any statement or step on the disk, every later
 * call of it dies too, so that nothing tidies up; what was committed and what was renamed stays.
 */
import { type Database, Processes, type SqlInput, type Statement } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Random, seeded } from "../../../../tools/bench/random.ts"
import { attempt } from "../../../core-cache/src/cache-error.ts"
import { holdLock, underLock } from "../../../core-cache/src/locks/lock.ts"
import type { LocalFile } from "../../src/catalog/reconcile.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import type { SyncLibrary } from "../../src/coordinator.ts"
import type { LocalLibrary, SeenFiles } from "../../src/local/local-library.ts"
import { SimulatedRemote } from "../../src/simulated.ts"
import type { SourceCapabilities } from "../../src/sources/source.ts"
import { FileHistory, filesIn } from "../catalog/catalog-world.ts"

/** The program is dead. Thrown as a defect, so that nobody handles it. */
export class Died extends Error {
  override readonly name = "Died"
}

/** A file of the library. Its content stands for its sound: ids that a scan writes change size and time, not content. */
export interface ShelfFile {
  content: string
  sizeBytes: number
  modifiedAtUs: number
  trackId: string | null
}

/** One program, until it dies or ends. */
export interface Life {
  readonly no: number
  isDead: boolean
  /** How many statements and steps it still does. */
  left: number
}

export class SimWorld {
  readonly random: Random
  readonly remote: SimulatedRemote
  readonly shelf = new Map<string, ShelfFile>()
  /** Contents of what was moved to the trash. */
  readonly trash: Array<string> = []
  /** Contents that the user made here, and did not delete. */
  readonly precious = new Set<string>()
  /** Ids that the remote ever lost. */
  readonly everRemoved = new Set<string>()
  readonly log: Array<string> = []
  readonly sourceNo: number
  /** The one connection underneath; programs have theirs through it. */
  readonly database: Database
  /** Is anything going wrong, or changing, while a sync runs? */
  isStormy = true
  readonly #history = new FileHistory()
  #seen = 0
  #lives = 0
  #current = 0
  #timeUs = 1_600_000_000_000_000
  #made = 0
  #tracks = 0

  constructor(database: Database, seed: number, capabilities: Partial<SourceCapabilities>) {
    this.random = seeded(seed)
    this.database = database
    this.remote = new SimulatedRemote({ capabilities, pageEntries: 1 + this.random.below(4) })
    this.sourceNo = addSource(database, { name: "sim", kind: "simulated", address: "sim:", settings: {}, policy: {} }, 0)?.no ?? 0
  }

  tell(line: string): void {
    this.log.push(line)
  }

  /** A content that never was. */
  newContent(kind: "remote" | "user"): string {
    this.#made++
    return `${kind} ${this.#made} ${".".repeat(this.random.below(40))}`
  }

  newTimeUs(): number {
    this.#timeUs += 1_000_000
    return this.#timeUs
  }

  /** Begins a program that dies after so many statements and steps, or does not. */
  begin(left = Number.POSITIVE_INFINITY): Life {
    this.#lives++
    this.#current = this.#lives
    if (this.database.inTransaction()) this.database.exec("rollback")
    return { no: this.#lives, isDead: false, left }
  }

  /** One statement or one step on the disk: the program may be dead before it. */
  step(life: Life): void {
    if (!life.isDead && life.left-- <= 0) {
      life.isDead = true
      this.tell("  the program dies")
    }
    if (life.isDead) throw new Died("the program is dead")
  }

  put(path: string, content: string, trackId: string | null = null): ShelfFile {
    const file = { content, sizeBytes: content.length, modifiedAtUs: this.newTimeUs(), trackId }
    this.shelf.set(path, file)
    return file
  }

  library(life: Life): SyncLibrary {
    const database = this.#connection(life)
    const processes = Processes.of({
      self: { host: "sim", pid: life.no, startedAt: `${life.no}` },
      isAlive: ({ startedAt }) => startedAt === `${this.#current}`
    })
    return {
      inLibraryDb: (work) => attempt(() => work(database)),
      withLock: (name, purpose, effect, waitMs) =>
        Effect.scoped(underLock(holdLock(database, name, purpose, waitMs), effect)).pipe(
          Effect.provide(Layer.succeed(Processes, processes))
        ) as typeof effect
    }
  }

  /** A look is a scan: files without an id get one, which changes their size and time. */
  local(life: Life): LocalLibrary {
    const look = (step: string | undefined, paths: ReadonlyArray<string> | undefined): SeenFiles => {
      this.step(life)
      for (const [path, file] of this.shelf) {
        if (file.trackId !== null) continue
        this.step(life)
        this.#writeIds(path, file)
      }
      const files = [...this.shelf].map(
        ([path, { sizeBytes, modifiedAtUs, trackId }]): LocalFile => ({ path, sizeBytes, modifiedAtUs, trackId: trackId ?? "" })
      )
      const version = this.#history.see(files)
      this.#seen++
      // Every now and then too much happened to tell.
      const moved = this.#seen % 9 === 0 ? undefined : this.#history.movedSince(step)
      return { version, moved, files: filesIn(files), paths }
    }
    return {
      look: (step, paths) => Effect.sync(() => look(step, paths)),
      present: (paths) => Effect.sync(() => new Set(paths.filter((path) => this.shelf.has(path)))),
      tags: () => Effect.succeed(undefined)
    }
  }

  /** Written into the file, and told to library.db. */
  #writeIds(path: string, file: ShelfFile): void {
    this.#tracks++
    const after = { trackId: `t${this.#tracks}`, sizeBytes: file.sizeBytes + 36, modifiedAtUs: this.newTimeUs() }
    this.database
      .prepare(
        `insert into written_ids (path, track_id, before_size_bytes, before_modified_us, after_size_bytes, after_modified_us)
        values (?, ?, ?, ?, ?, ?)`
      )
      .run(path, after.trackId, file.sizeBytes, file.modifiedAtUs, after.sizeBytes, after.modifiedAtUs)
    Object.assign(file, after)
  }

  #connection(life: Life): Database {
    const { database } = this
    /** The program lives for one more statement, or no more. */
    const alive =
      <Arguments extends ReadonlyArray<SqlInput>, A>(call: (...given: Arguments) => A) =>
      (...given: Arguments): A => {
        this.step(life)
        return call(...given)
      }
    const guard = ({ run, get, all, values }: Statement): Statement => ({
      run: alive(run),
      get: alive(get),
      all: alive(all),
      values: alive(values)
    })
    return {
      path: database.path,
      prepare: (sql) => guard(database.prepare(sql)),
      exec: alive((sql: string) => database.exec(sql)),
      inTransaction: () => database.inTransaction(),
      close: () => undefined
    }
  }
}
