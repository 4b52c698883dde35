/** A library in a case's own directory and the whole engine over it: each run is a program that opens it, syncs once, and ends or dies. */
import { type Database, type Digests, Files, listTrash, Parts, Processes, Sqlite, type Workers } from "@deadwax/core-async"
import { initLibrary, type Library, LibraryCache, layer as libraryLayer } from "@deadwax/core-cache"
import type { TagWriter } from "@deadwax/core-tags"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { ContractRoot } from "../../../core-async/src/contract.ts"
import { audioIn, mp3 } from "../../../core-cache/test/world.ts"
import type { JobKind } from "../../src/catalog/jobs.ts"
import { addSource } from "../../src/catalog/source-rows.ts"
import { executeSync } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { defaultSyncPolicy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { makeIsSame } from "../../src/processing/same-file.ts"
import type { Source } from "../../src/sources/source.ts"
import { Program } from "../sim/program.ts"

/** What an engine runs on. */
export type EnginePorts = ContractRoot | Digests | Files | Parts | Sqlite | TagWriter | Workers

export interface Engine {
  readonly library: Library
  readonly directory: string
  readonly sourceNo: number
  readonly source: Source
  /** Programs so far. */
  programs: number
}

const policy = { ...defaultSyncPolicy, removed: "mirror" as const }

/** Opens the library as a program that may die. */
const opened = <A, E>(
  { library, directory, programs }: Pick<Engine, "library" | "directory" | "programs">,
  program: Program,
  body: Effect.Effect<A, E, LibraryCache | Files | Parts | Digests>
) =>
  Effect.gen(function* () {
    const given = yield* Effect.context<EnginePorts>()
    const processes = Processes.of({
      self: { host: "engine", pid: programs, startedAt: `${programs}` },
      isAlive: ({ pid }) => pid === programs
    })
    const ports = given.pipe(
      Context.add(Files, program.files(Context.get(given, Files))),
      Context.add(Parts, program.parts(Context.get(given, Parts))),
      Context.add(Sqlite, program.sqlite(Context.get(given, Sqlite))),
      Context.add(Processes, processes)
    )
    const paths = { cachePath: `${directory}/state/cache.db`, libraryPath: `${directory}/state/library.db` }
    return yield* Effect.provide(body, libraryLayer({ library, ...paths }), { local: true }).pipe(Effect.provideContext(ports))
  })

/** An empty library that knows a source. */
export const beginEngine = Effect.fnUntraced(function* (source: Source, identity: Library["identity"]) {
  const { directory } = yield* ContractRoot
  yield* (yield* Files).makeDirectory(`${directory}/music`)
  const library = yield* initLibrary({ root: `${directory}/music`, identity, layout: "flat", registered: [] })
  const row = { name: "Attic", kind: "simulated", address: "simulated:", settings: {}, policy: {} }
  const adding = Effect.flatMap(LibraryCache, (cache) => cache.inLibraryDb((database) => addSource(database, row, 0)?.no ?? 0))
  const sourceNo = yield* opened({ library, directory, programs: 0 }, new Program(0), adding)
  return { library, directory, sourceNo, source, programs: 0 } satisfies Engine as Engine
})

/** One sync, by a program of its own. */
export const syncOnce = (engine: Engine, kind: JobKind, program = new Program(0)) =>
  Effect.suspend(() => {
    engine.programs++
    const { source, sourceNo, library } = engine
    const syncing = Effect.gen(function* () {
      const cache = yield* LibraryCache
      const { inLibraryDb, checkOnline, placeByTemplates: placeByTags } = cache
      const carrier = yield* libraryCarrier({
        source,
        sourceNo,
        policy,
        root: library.root,
        inLibraryDb,
        checkOnline,
        placeByTags
      })
      const local = yield* localLibrary(cache)
      const duplicates = { library: cache, policy: policy.duplicates }
      const request = { library: cache, local, source, sourceNo, kind, carrier, concurrency: 3, duplicates, allowRemoval: true }
      return (yield* executeSync({
        ...request,
        wants: () => true,
        isSame: yield* makeIsSame({ source, root: library.root, checkOnline })
      })).stats
    })
    return opened(engine, program, syncing)
  })

const inLibraryDb = <A>(engine: Engine, look: (database: Database) => A) =>
  opened(
    engine,
    new Program(0),
    Effect.flatMap(LibraryCache, (cache) => cache.inLibraryDb(look))
  )

/** Everything that a sync remembers, and every file with its time. */
export const everything = Effect.fnUntraced(function* (engine: Engine) {
  const tables = ["catalog", "downloads", "begun_changes", "written_ids", "duplicates", "ids"]
  const rows = yield* inLibraryDb(engine, (database) =>
    tables.map((table) => `${table}: ${JSON.stringify(database.prepare(`select * from ${table}`).values())}`)
  )
  const disk = yield* (yield* Files).walk(engine.library.root)
  const files = disk.paths.map((path, i) => `${path} ${disk.sizesBytes[i]} ${disk.modifiedAtUs[i]}`).sort()
  return [...rows, ...files].join("\n")
})

/** Titles of all tracks. */
export const titlesIn = (engine: Engine) =>
  opened(
    engine,
    new Program(0),
    Effect.flatMap(LibraryCache, (cache) =>
      Effect.map(cache.listTracks({ all: true }), ({ items }) => items.map(({ title }) => title).sort())
    )
  )

/** A song; another number is another sound. */
export const song = (number: number, title = `Song ${number}`): Uint8Array =>
  mp3({ title, album: "Velvet", albumArtist: "Reds", artist: "Reds", sound: number }, 10 + number)

/** Bytes in a few signs: of a song its sound alone, since ids change the rest. */
export const shown = (bytes: Uint8Array): string => {
  const content = audioIn(bytes)
  return `${content.length} ${content.reduce((sum, byte, i) => (sum * 31 + byte * (i + 1)) % 1_000_003, 7)}`
}

/** All that a library holds, and what lies in its trash: paths and contents. Names that begin with a dot are told where something is left half done. */
export const holdings = Effect.fnUntraced(function* ({ library: { root } }: Engine) {
  const files = yield* Files
  const here: Array<string> = []
  const { paths } = yield* files.walk(root, { enter: (name) => name !== ".deadwax" })
  for (const path of paths.filter((name) => !name.includes(".rose.")).sort())
    here.push(`${path}: ${shown(yield* files.readFile(`${root}/${path}`))}`)
  const trash: Array<string> = []
  for (const { id, path } of (yield* listTrash(root)).entries)
    trash.push(`${path}: ${shown(yield* files.readFile(`${root}/.deadwax/trash/${id}/content.trashed`))}`)
  return { here, trash: trash.sort() }
})

/** Something that a person does. */
export const put = Effect.fnUntraced(function* ({ library: { root } }: Engine, path: string, content: Uint8Array) {
  const files = yield* Files
  yield* files.makeDirectory(`${root}/${path}`.replace(/\/[^/]*$/, ""))
  yield* files.writeAtomic(`${root}/${path}`, content)
})
