/**
 * A world in memory for single runs of the coordinator: a remote, a library's files as a shelf of contents, and library.db with its real schema. What
 * becomes of real files is the simulation's (`test/sim`).
 */
import { type Database, Processes } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { attempt } from "../../../core-cache/src/cache-error.ts"
import { holdLock, underLock } from "../../../core-cache/src/locks/lock.ts"
import type { LocalFile } from "../../src/catalog/reconcile.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import type { SyncLibrary } from "../../src/coordinator.ts"
import type { LocalLibrary, SeenFiles } from "../../src/local/local-library.ts"
import { SimulatedRemote } from "../../src/simulated.ts"
import type { SourceCapabilities } from "../../src/sources/source.ts"
import { FileHistory, filesIn } from "../catalog/catalog-world.ts"

/** A file of the library. Its content stands for its sound: ids that a scan writes change size and time, not content. */
export interface ShelfFile {
  content: string
  sizeBytes: number
  modifiedAtUs: number
  trackId: string | null
}

export class ShelfWorld {
  readonly remote: SimulatedRemote
  readonly shelf = new Map<string, ShelfFile>()
  /** Contents of what was moved to the trash. */
  readonly trash: Array<string> = []
  /** Ids that the remote ever lost. */
  readonly everRemoved = new Set<string>()
  readonly sourceNo: number
  readonly database: Database
  readonly #history = new FileHistory()
  #seen = 0
  #programs = 0
  #timeUs = 1_600_000_000_000_000
  #tracks = 0

  constructor(database: Database, capabilities: Partial<SourceCapabilities>) {
    this.database = database
    this.remote = new SimulatedRemote({ capabilities, pageEntries: 2 })
    this.sourceNo = addSource(database, { name: "sim", kind: "simulated", address: "sim:", settings: {}, policy: {} }, 0)?.no ?? 0
  }

  newTimeUs(): number {
    this.#timeUs += 1_000_000
    return this.#timeUs
  }

  put(path: string, content: string, trackId: string | null = null): ShelfFile {
    const file = { content, sizeBytes: content.length, modifiedAtUs: this.newTimeUs(), trackId }
    this.shelf.set(path, file)
    return file
  }

  /** The library as a program of its own has it open. */
  library(): SyncLibrary {
    const { database } = this
    const no = `${++this.#programs}`
    const processes = Processes.of({
      self: { host: "sim", pid: 1, startedAt: no },
      isAlive: ({ startedAt }) => startedAt === `${this.#programs}`
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
  local(): LocalLibrary {
    const look = (step: string | undefined, paths: ReadonlyArray<string> | undefined): SeenFiles => {
      for (const [path, file] of this.shelf) {
        if (file.trackId !== null) continue
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
      tags: () => Effect.succeed(new Map())
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
}
