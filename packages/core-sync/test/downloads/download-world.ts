/** A simulated remote, a simulated disk with a library on it, and a real library.db beside: what downloads are tried in. */
import { readdirSync, readFileSync } from "node:fs"
import { type Database, type Digests, Files, Parts, Sqlite, transaction } from "@deadwax/core-async"
import { crash, SimulatedCrash, SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import type { CacheError } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as TestClock from "effect/testing/TestClock"
import { layer as runtimeLayer } from "#runtime"
import { mp3 } from "../../../core-cache/test/world.ts"
import { type DownloadRecords, downloadRecords } from "../../src/downloads/download-records.ts"
import type { DownloadRequest, DownloadTarget } from "../../src/downloads/download-target.ts"
import { entryOf, SimulatedRemote, type SimulatedRemoteOptions } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"

const sqlFolder = new URL("../../../core-cache/sql/library/", import.meta.url)

/** library.db as every library has it. */
export const openLibraryDb = Effect.fnUntraced(function* (path: string) {
  const sqlite = yield* Sqlite
  const database = yield* sqlite.open(path, { durable: true })
  for (const [index, name] of readdirSync(sqlFolder).sort().entries()) {
    if (Number(database.prepare("pragma user_version").get()?.["user_version"]) > index) continue
    transaction(database, () => {
      database.exec(readFileSync(new URL(name, sqlFolder), "utf8"))
      database.exec(`pragma user_version = ${index + 1}`)
    })
  }
  return database
})

/** Work in a database that is open. */
const workIn =
  (database: Database) =>
  <A>(work: (database: Database) => A): Effect.Effect<A, CacheError> =>
    Effect.sync(() => work(database))

/** Records in a database that is open. */
export const recordsIn = (database: Database): DownloadRecords => downloadRecords(workIn(database))

export interface DownloadWorld {
  readonly remote: SimulatedRemote
  readonly target: DownloadTarget
  readonly inLibraryDb: ReturnType<typeof workIn>
  readonly files: Files["Service"]
  readonly disk: SimulatedDisk["Service"]
}

/** Music of about 30 KB; another number is other music. */
export const music = (number: number): Uint8Array => mp3({ title: `Song ${number}`, album: "Velvet" }, 70 + number)

/** Runs in an empty world; the clock stands still. */
export const inWorld = <A, E>(
  options: SimulatedRemoteOptions,
  body: (world: DownloadWorld) => Effect.Effect<A, E, Files | Parts | Digests | Scope.Scope>
): Promise<A> =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music")
    const database = yield* openLibraryDb(":memory:")
    const target = { root: "/music", records: recordsIn(database), checkpointBytes: 10_000 }
    const inLibraryDb = workIn(database)
    return yield* body({ remote: new SimulatedRemote(options), target, inLibraryDb, files, disk: yield* SimulatedDisk })
  }).pipe(
    Effect.scoped,
    Effect.provide(Layer.mergeAll(runtimeLayer, simulated, TestClock.layer()), { local: true }),
    Effect.runPromise
  )

/** The request for what the remote has at a path now. */
export const requestOf = ({ remote }: DownloadWorld, path: string, more: Partial<DownloadRequest> = {}): DownloadRequest => {
  const file = remote.fileAt(path)
  if (file === undefined) throw new Error(`nothing is at ${path}`)
  return { source: simulatedSource(remote), entry: entryOf(file), path, over: null, ...more }
}

/** Reads in small pieces, so that there are many moments between them. */
export const inPieces = (request: DownloadRequest, pieceBytes: number): DownloadRequest => {
  const { source } = request
  return { ...request, source: { ...source, read: (wanted) => Effect.map(source.read(wanted), (body) => cut(body, pieceBytes)) } }
}

type Body = Effect.Success<ReturnType<DownloadRequest["source"]["read"]>>

const cut = (body: Body, pieceBytes: number): Body => ({
  ...body,
  bytes: Stream.flatMap(body.bytes, (chunk) =>
    Stream.fromIterable(
      Array.from({ length: Math.ceil(chunk.length / pieceBytes) }, (_, i) => chunk.subarray(i * pieceBytes, (i + 1) * pieceBytes))
    )
  )
})

/** A kill that strikes before the n-th change of the disk or of the records, counted from 1. */
export class Killer {
  changes = 0
  readonly #at: number

  constructor(at: number) {
    this.#at = at
  }

  /** The change, unless the kill comes first. */
  change<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.changes++
      return this.changes === this.#at ? Effect.die(new SimulatedCrash(`before change ${this.#at}`)) : effect
    })
  }

  /** The same records, struck. */
  records(records: DownloadRecords): DownloadRecords {
    const write = (record: Parameters<DownloadRecords["write"]>[0]) => this.change(records.write(record))
    return { ...records, write, remove: (path) => this.change(records.remove(path)) }
  }

  /** The same disk, struck. */
  layer(files: Files["Service"], parts: Parts["Service"]): Layer.Layer<Files | Parts> {
    const struckFiles = Files.of({
      ...files,
      writeAtomic: (...parameters) => this.change(files.writeAtomic(...parameters)),
      makeDirectory: (path) => this.change(files.makeDirectory(path)),
      remove: (path) => this.change(files.remove(path)),
      rename: (...parameters) => this.change(files.rename(...parameters))
    })
    const struckParts = Parts.of({
      ...parts,
      open: (path, keepBytes) =>
        Effect.map(this.change(parts.open(path, keepBytes)), (part) => ({
          ...part,
          append: (bytes) => this.change(part.append(bytes)),
          flush: () => this.change(part.flush())
        }))
    })
    return Layer.mergeAll(Layer.succeed(Files, struckFiles), Layer.succeed(Parts, struckParts))
  }
}

/** The machine stops, and what was being written comes back longer than it was flushed, with anything at its end. */
export const crashTorn = ({ disk }: DownloadWorld): void => {
  crash(disk)
  const tear = (directory: (typeof disk)["root"]): void => {
    for (const [name, node] of directory.entries) {
      if (node.kind === "directory") tear(node)
      else if (node.kind === "file" && name.endsWith(".deadwax-part")) {
        const torn = new Uint8Array(node.data.length + 777)
        torn.set(node.data)
        node.data = torn
      }
    }
  }
  tear(disk.root)
}
