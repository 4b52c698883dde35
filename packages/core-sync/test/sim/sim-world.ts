/**
 * A simulated machine for one life: a disk with a library on it, two sources, and databases that are the real ones, in a directory of their own. It
 * begins as a copy of a library that was made once, since making one is most of what a short life would cost.
 */
import { copyFileSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Database, Digests, Files, Parts, Sqlite, Workers } from "@deadwax/core-async"
import { SimulatedDisk, layer as simulated } from "@deadwax/core-async/simulated"
import { initLibrary, type Library, LibraryCache, layer as libraryLayer } from "@deadwax/core-cache"
import { TagWriter } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Random from "effect/Random"
import { layer as runtimeLayer } from "#runtime"
import { addSource } from "../../src/catalog/source-rows.ts"
import { SimulatedRemote } from "../../src/simulated.ts"
import { Connections } from "./connections.ts"
import { Contents, directoryAt } from "./contents.ts"
import type { Settings, SourceName } from "./operations.ts"
import { SimClock } from "./sim-clock.ts"

export const root = "/music"
const markerPath = `${root}/.deadwax/library.toml`
const startMs = 1_790_000_000_000
const databases = ["library.db", "cache.db"]

/** All that programs are given. */
export type Services = Digests | Files | Parts | Sqlite | Workers | TagWriter | SimulatedDisk

export interface SimWorld {
  readonly settings: Settings
  readonly library: Library
  /** The real directory with cache.db and library.db. */
  readonly folder: string
  readonly clock: SimClock
  readonly disk: SimulatedDisk["Service"]
  /** What programs are given, before it is made theirs. Persons use it as it is: they do not die. */
  readonly services: Context.Context<Services>
  readonly connections: Connections
  readonly remotes: Readonly<Record<SourceName, SimulatedRemote>>
  readonly numbers: Readonly<Record<SourceName, number>>
  readonly contents: Contents
  /** Programs that are alive, by number. */
  readonly alive: Set<number>
  readonly log: Array<string>
  programs: number
  /** The last sync came to its end: the catalog knows every file here. */
  isKnown: boolean
  /** What took another's place since the last look at the whole library: whether it is the same track is not decided before the next. */
  undecided: ReadonlySet<string>
}

/** What is real: SQLite, and TagLib, which is loaded once. */
const machine = ManagedRuntime.make(Layer.merge(runtimeLayer, TagWriter.layer()))

export const closeMachine = (): Promise<void> => machine.dispose()

/** A library with two sources and no file, as every life of an identity begins. */
interface Template {
  readonly folder: string
  readonly library: Library
  /** Of the sources in the catalog. */
  readonly numbers: Readonly<Record<SourceName, number>>
  readonly marker: Uint8Array
}

const templates = new Map<Settings["identity"], Promise<Template>>()

const makeTemplate = Effect.fnUntraced(
  function* (identity: Settings["identity"]) {
    const folder = mkdtempSync(join(tmpdir(), "deadwax-sim-template-"))
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
    const files = yield* Files
    yield* files.makeDirectory(root)
    const library = yield* initLibrary({ root, identity, layout: "flat", registered: [] })
    // TagLib is loaded by whoever needs it first: no life is to wait for that.
    yield* (yield* TagWriter).withTagLib(() => Effect.void)
    const adding = Effect.gen(function* () {
      const cache = yield* LibraryCache
      yield* cache.scan()
      return yield* cache.inLibraryDb((database) => ({ NAS: addNamed(database, "NAS"), Cloud: addNamed(database, "Cloud") }))
    })
    const opened = { library, cachePath: join(folder, "cache.db"), libraryPath: join(folder, "library.db") }
    const numbers = yield* Effect.provide(adding, libraryLayer(opened), { local: true })
    return { folder, library, numbers, marker: yield* files.readFile(markerPath) } satisfies Template
  },
  Effect.provide(simulated, { local: true })
)

const addNamed = (database: Database, name: SourceName): number =>
  addSource(database, { name, kind: "simulated", address: `simulated:${name}`, settings: {}, policy: {} }, 0)?.no ?? 0

const templateOf = (identity: Settings["identity"]): Promise<Template> => {
  const made = templates.get(identity) ?? machine.runPromise(makeTemplate(identity))
  templates.set(identity, made)
  return made
}

/** A database as a test that looks at each of its statements wants it. */
export type Seen = (database: Database) => Database

/** Runs on a machine of its own, whose time and chance are the seed's. */
export const inSimWorld = async <A, E>(
  settings: Settings,
  body: (world: SimWorld) => Effect.Effect<A, E>,
  seen: Seen = (database) => database
): Promise<A> => {
  const template = await templateOf(settings.identity)
  const folder = mkdtempSync(join(tmpdir(), "deadwax-sim-"))
  for (const name of databases) copyFileSync(join(template.folder, name), join(folder, name))
  const clock = new SimClock(startMs)
  const living = Effect.scoped(Effect.flatMap(makeWorld(settings, template, folder, clock, seen), body))
  try {
    return await machine.runPromise(
      Random.withSeed(Effect.provideService(Effect.provide(living, simulated, { local: true }), Clock.Clock, clock), "life")
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const makeWorld = Effect.fnUntraced(function* (
  settings: Settings,
  template: Template,
  folder: string,
  clock: SimClock,
  seen: Seen
) {
  const services = Context.pick(
    Digests,
    Files,
    Parts,
    Sqlite,
    Workers,
    TagWriter,
    SimulatedDisk
  )(yield* Effect.context<Services>())
  const connections = new Connections(Context.get(services, Sqlite), yield* Effect.scope, seen)
  const files = yield* Files
  yield* files.makeDirectory(`${root}/.deadwax`)
  yield* files.writeAtomic(markerPath, template.marker)
  const remote = (name: SourceName) =>
    new SimulatedRemote({ capabilities: settings.capabilities[name], pageEntries: settings.pageEntries })
  const world: SimWorld = {
    settings,
    library: template.library,
    folder,
    clock,
    disk: yield* SimulatedDisk,
    services: Context.add(services, Sqlite, connections.port),
    connections,
    remotes: { NAS: remote("NAS"), Cloud: remote("Cloud") },
    numbers: template.numbers,
    contents: new Contents(),
    alive: new Set(),
    log: [],
    programs: 0,
    isKnown: true,
    undecided: new Set()
  }
  world.disk.listeners.add((path) => watchNames(world, path))
  return world
})

/** Every name that a file gets is seen at once: what has one of its own must be whole. */
const watchNames = ({ disk, contents }: SimWorld, path: string): void => {
  if (!path.startsWith(`${root}/`) || path.includes("/.")) return
  const slash = path.lastIndexOf("/")
  const node = directoryAt(disk, path.slice(0, slash))?.entries.get(path.slice(slash + 1))
  if (node?.kind === "file") contents.checkWhole(path, node)
}
