/**
 * A library on a simulated disk with a real library.db, its sources, and programs that die: with the real coordinator and the real carrier. A
 * look at the library is a scan in short: it writes an id into each song that has none, into the file itself.
 *
 * A program is dead from its n-th change of the disk or call of the database on: nothing that it would tidy up happens either.
 */
import { type Database, type Digests, Files, listTrash, Parts, Processes, partPathOf } from "@deadwax/core-async"
import { crash, SimulatedCrash, SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import { CacheError } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as TestClock from "effect/testing/TestClock"
import { layer as runtimeLayer } from "#runtime"
import { holdLock, underLock } from "../../../core-cache/src/locks/lock.ts"
import { noteWrittenIds } from "../../../core-cache/src/scan/note-written-ids.ts"
import { audioIn, mp3, retaggedMp3 } from "../../../core-cache/test/world.ts"
import type { LocalFile } from "../../src/catalog/reconcile.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync, type SyncLibrary } from "../../src/coordinator.ts"
import type { LocalLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { makeIsSame } from "../../src/processing/same-file.ts"
import { SimulatedRemote } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import type { Source, SourceCapabilities } from "../../src/sources/source.ts"
import { FileHistory, filesIn } from "../catalog/catalog-world.ts"
import { openLibraryDb } from "../downloads/download-world.ts"

/** One program, until it dies. */
export class Program {
  steps = 0
  isDead = false
  readonly #diesBefore: number

  constructor(diesBefore = Number.POSITIVE_INFINITY) {
    this.#diesBefore = diesBefore
  }

  /** Something that takes a while, or may: what happens meanwhile happens before. */
  meanwhile: (() => void) | undefined

  waited = 0

  wait<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.waited++
      this.meanwhile?.()
      return effect
    })
  }

  /** One change, if the program lives to make it. */
  step<A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> {
    return Effect.suspend(() => {
      this.steps++
      if (this.steps >= this.#diesBefore) this.isDead = true
      return this.isDead ? Effect.die(new SimulatedCrash(`before step ${this.#diesBefore}`)) : effect
    })
  }

  /** The program dies with its n-th rename: when a file has its new name, and nobody was told. */
  diesOfRename: number | undefined

  #renames = 0

  readonly #renamed = Effect.sync(() => {
    this.#renames++
    if (this.#renames === this.diesOfRename) this.isDead = true
  })

  files(files: Files["Service"]): Files["Service"] {
    return Files.of({
      ...files,
      writeAtomic: (...parameters) => this.step(files.writeAtomic(...parameters)),
      makeDirectory: (path) => this.step(files.makeDirectory(path)),
      remove: (path) => this.step(files.remove(path)),
      rename: (...parameters) => Effect.tap(this.step(files.rename(...parameters)), this.#renamed)
    })
  }

  parts(parts: Parts["Service"]): Parts["Service"] {
    return Parts.of({
      ...parts,
      open: (path, keepBytes) =>
        Effect.map(this.step(parts.open(path, keepBytes)), (part) => ({
          ...part,
          append: (bytes) => this.step(part.append(bytes)),
          flush: () => this.step(part.flush())
        }))
    })
  }
}

export interface CrashWorld {
  readonly disk: SimulatedDisk["Service"]
  readonly files: Files["Service"]
  readonly parts: Parts["Service"]
  readonly database: Database
  /** The sources, by name. */
  readonly remotes: ReadonlyMap<string, SimulatedRemote>
  readonly numbers: ReadonlyMap<string, number>
  policy: SyncPolicy
  /** May much be gone? It may, unless told. */
  allowRemoval: boolean
  /** Which files were where at each look. */
  readonly history: FileHistory
  /** How many ids were given to songs. */
  ids: number
}

export type Needs = Files | Parts | Digests | SimulatedDisk | Scope.Scope

/** Runs in an empty world with two sources; ids of their files are no paths, unless told. */
export const inCrashWorld = <A, E>(
  body: (world: CrashWorld) => Effect.Effect<A, E, Needs>,
  capabilities: Partial<SourceCapabilities> = { stableIds: true }
): Promise<A> =>
  Effect.gen(function* () {
    const files = yield* Files
    yield* files.makeDirectory("/music/.deadwax")
    yield* files.writeAtomic("/music/.deadwax/library.toml", new TextEncoder().encode("here"))
    const database = yield* openLibraryDb(":memory:")
    const numbers = new Map(
      ["NAS", "Cloud"].map((name) => {
        const added = { name, kind: "simulated", address: `simulated:${name}`, settings: {}, policy: {} }
        return [name, addSource(database, added, 0)?.no ?? 0] as const
      })
    )
    const remotes = new Map([...numbers.keys()].map((name) => [name, new SimulatedRemote({ capabilities })]))
    const [disk, parts] = [yield* SimulatedDisk, yield* Parts]
    return yield* body({
      disk,
      files,
      parts,
      database,
      remotes,
      numbers,
      policy: defaultSyncPolicy,
      allowRemoval: true,
      history: new FileHistory(),
      ids: 0
    })
  }).pipe(
    Effect.scoped,
    Effect.provide(Layer.mergeAll(runtimeLayer, simulated, TestClock.layer()), { local: true }),
    Effect.runPromise
  )

/** A song of about 4 KB; another number is another sound. */
export const song = (number: number, title = `Song ${number}`): Uint8Array => mp3({ title, album: "Velvet" }, 10 + number)

const idIn = (bytes: Uint8Array): string | undefined =>
  /ROSEID\0(t\d+)/.exec(new TextDecoder("latin1").decode(bytes.subarray(0, 400)))?.[1]

/** Written into the file, and then told to library.db, as a scan does. */
const writeId = Effect.fnUntraced(function* (world: CrashWorld, files: Files["Service"], path: string, bytes: Uint8Array) {
  const trackId = `t${++world.ids}`
  const before = yield* Effect.orDie(files.stat(`/music/${path}`))
  const tagged = retaggedMp3(bytes, { title: "known", trackId })
  const { sizeBytes, modifiedAtUs } = yield* Effect.orDie(files.writeAtomic(`/music/${path}`, tagged))
  if (before !== undefined) noteWrittenIds(world.database, [{ path, trackId, before, sizeBytes, modifiedAtUs }] as never)
  return trackId
})

/** A look of any program at the library. */
const localOf = (world: CrashWorld, files: Files["Service"]): LocalLibrary => {
  const look: LocalLibrary["look"] = Effect.fnUntraced(function* (step, paths) {
    yield* checkOnline(files)
    const found: Array<LocalFile> = []
    for (const path of (yield* Effect.orDie(walk(files))).filter((name) => name.endsWith(".mp3"))) {
      const bytes = yield* Effect.orDie(files.readFile(`/music/${path}`))
      const trackId = idIn(bytes) ?? (yield* writeId(world, files, path, bytes))
      const info = yield* Effect.orDie(files.stat(`/music/${path}`))
      found.push({ path, trackId, sizeBytes: info?.sizeBytes ?? 0, modifiedAtUs: info?.modifiedAtUs ?? 0 })
    }
    const version = world.history.see(found)
    return { version, moved: world.history.movedSince(step), files: filesIn(found), paths }
  })
  const lies = (path: string) => Effect.map(Effect.orDie(files.stat(`/music/${path}`)), (info) => info !== undefined)
  const present: LocalLibrary["present"] = Effect.fnUntraced(function* (paths) {
    const there = yield* Effect.filter(paths, lies)
    if (there.length < paths.length) yield* checkOnline(files)
    return new Set(there)
  })
  return { look, present, tags: () => Effect.succeed(new Map()) }
}

const walk = (files: Files["Service"]) =>
  Effect.map(files.walk("/music", { enter: (name) => name !== ".deadwax" }), ({ paths }) => [...paths].sort())

const checkOnline = (files: Files["Service"]): Effect.Effect<void, CacheError> =>
  Effect.filterOrFail(Effect.orDie(files.stat("/music/.deadwax/library.toml")), (info) => info !== undefined, offline)

const offline = (): CacheError =>
  new CacheError({ reason: "offline", message: "storage offline", remedy: "Mount it.", path: "/music" })

/** Another program looks at the library, and writes ids. */
export const scan = (world: CrashWorld) => localOf(world, world.files).look(undefined)

const libraryOf = (world: CrashWorld, program: Program, no: number): SyncLibrary => {
  const processes = Processes.of({
    self: { host: "sim", pid: no, startedAt: `${no}` },
    isAlive: ({ startedAt }) => startedAt === `${no}`
  })
  return {
    inLibraryDb: (work) => program.wait(program.step(Effect.sync(() => work(world.database)))),
    withLock: (name, purpose, effect, waitMs) =>
      Effect.scoped(underLock(holdLock(world.database, name, purpose, waitMs), effect)).pipe(
        Effect.provideService(Processes, processes)
      ) as typeof effect
  }
}

let programs = 0

/** One sync of a source by a program of its own. */
export const syncIn = Effect.fnUntraced(function* (world: CrashWorld, name: string, program = new Program(), concurrency = 1) {
  const remote = world.remotes.get(name)
  const sourceNo = world.numbers.get(name)
  if (remote === undefined || sourceNo === undefined) throw new Error("no such source")
  const files = program.files(world.files)
  const simulated = { ...simulatedSource(remote, { name }), fingerprint: name }
  const source: Source = { ...simulated, read: (request) => program.wait(simulated.read(request)) }
  const library = libraryOf(world, program, ++programs)
  const local = localOf(world, files)
  const options = {
    source,
    sourceNo,
    policy: world.policy,
    root: "/music",
    inLibraryDb: library.inLibraryDb,
    checkOnline: () => checkOnline(files)
  }
  const ports = Layer.mergeAll(Layer.succeed(Files, files), Layer.succeed(Parts, program.parts(world.parts)))
  const carrier = yield* Effect.provide(libraryCarrier(options), ports)
  const isSame = yield* Effect.provide(makeIsSame(options), ports)
  const request = {
    library,
    local,
    source,
    sourceNo,
    kind: "incremental",
    carrier,
    concurrency,
    wants: () => world.policy.what === "everything",
    isSame
  } as const
  return yield* executeSync({ ...request, allowRemoval: world.allowRemoval })
})

/** Bytes in a few signs: of a song its sound alone, since ids change the rest. */
export const shown = (bytes: Uint8Array, path: string): string => {
  const content = path.endsWith(".mp3") ? audioIn(bytes) : bytes
  return `${content.length} ${content.reduce((sum, byte, i) => (sum * 31 + byte * (i + 1)) % 1_000_003, 7)}`
}

/** All that a library holds, in the trash as well: paths and contents. What is beside files counts, too. */
export const holdings = Effect.fnUntraced(function* ({ files }: CrashWorld) {
  const here: Array<string> = []
  for (const path of yield* walk(files)) here.push(`${path}: ${shown(yield* files.readFile(`/music/${path}`), path)}`)
  const trash: Array<string> = []
  for (const { id, path } of (yield* listTrash("/music")).entries)
    trash.push(`${path}: ${shown(yield* files.readFile(`/music/.deadwax/trash/${id}/content.trashed`), path)}`)
  return { here, trash: trash.sort() }
})

/** Everything that a sync remembers, and every file with its time. */
export const everything = Effect.fnUntraced(function* ({ database, files }: CrashWorld) {
  const rows = (table: string) => database.prepare(`select * from ${table}`).all()
  const disk = yield* files.walk("/music")
  return {
    catalog: rows("catalog"),
    downloads: rows("downloads"),
    begun: rows("begun_changes"),
    disk: disk.paths.map((path, i) => `${path} ${disk.sizesBytes[i]} ${disk.modifiedAtUs[i]}`).sort()
  }
})

/** Something that a person does. */
export const put = Effect.fnUntraced(function* ({ files }: CrashWorld, path: string, content: Uint8Array) {
  yield* files.makeDirectory(`/music/${path}`.replace(/\/[^/]*$/, ""))
  yield* TestClock.adjust(1000)
  yield* files.writeAtomic(`/music/${path}`, content)
})

type Directory = SimulatedDisk["Service"]["root"]

const flushBelow = (directory: Directory): void => {
  directory.flushed = new Map(directory.entries)
  for (const node of directory.entries.values()) if (node.kind === "directory") flushBelow(node)
}

/** The library's disk goes: its mount point is there, and empty. Answers how to bring it back, and what was written into the mount point. */
export const unmount = ({ disk }: CrashWorld) => {
  const mounted = disk.root.entries.get("music")
  if (mounted?.kind !== "directory") throw new Error("no disk")
  const point: Directory = { ...mounted, entries: new Map(), flushed: new Map() }
  disk.root.entries.set("music", point)
  return {
    mountAgain: () => void disk.root.entries.set("music", mounted),
    written: () => [...point.entries.keys()]
  }
}

/** All that was done so far survives everything. */
export const flushAll = ({ disk }: CrashWorld): void => flushBelow(disk.root)

const unlinkParts = ({ entries }: Directory, path: string, known: ReadonlySet<string>): void => {
  for (const [name, node] of [...entries]) {
    const at = `${path}/${name}`
    if (node.kind === "directory") unlinkParts(node, at, known)
    else if (name.endsWith(".deadwax-part") && !known.has(at)) entries.delete(name)
  }
}

/**
 * The machine stops. Bytes beside a file that had been thrown away may come back then, with no record of them: that is room lost and nothing else,
 * so those are taken away here.
 */
export const loseUnflushed = (world: CrashWorld): void => {
  const { disk, database } = world
  crash(disk)
  const begun = database.prepare("select path from downloads").values()
  unlinkParts(disk.root, "", new Set(begun.map(([path]) => partPathOf(`/music/${path}`))))
}
