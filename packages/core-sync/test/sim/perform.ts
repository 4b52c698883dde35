/** One sync as a program does it, with whatever the operation says that goes wrong, and what a scan by another program is. */
import { copyFileSync, existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Database, Sqlite } from "@deadwax/core-async"
import { LibraryCache } from "@deadwax/core-cache"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { type Job, readJob } from "../../src/catalog/jobs.ts"
import { executeSync, type SyncFailure, type SyncReport } from "../../src/coordinator.ts"
import { localLibrary } from "../../src/local/local-library.ts"
import { isWantedBy } from "../../src/planning/policy.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { makeIsSame } from "../../src/processing/same-file.ts"
import { simulatedSource } from "../../src/simulated.ts"
import type { SyncEvent } from "../../src/sync-events.ts"
import { makeChange, signAt } from "./changes.ts"
import { flushDisk, stopMachine, unmountLibrary } from "./disk-events.ts"
import { type Mistakes, mistakenParts, mistakenSource } from "./mistakes.ts"
import type { Meanwhile, SourceName, SyncOperation } from "./operations.ts"
import { Program } from "./program.ts"
import { beginProgram, type Crew, exitOf, untilDone } from "./run-program.ts"
import { root, type SimWorld } from "./sim-world.ts"
import { weatheredSource } from "./weather.ts"

/** What came of a sync. */
export interface Synced {
  readonly program: Program
  readonly exit: Exit.Exit<SyncReport, SyncFailure>
  readonly events: ReadonlyArray<SyncEvent>
  /** The job that was told to have ended, as it is stored; undefined: none was told, or nobody could look. */
  readonly job: Job | undefined
}

const dayMs = 86_400_000

const lastTold = (events: ReadonlyArray<SyncEvent>): number | undefined => events.findLast(({ kind }) => kind === "ended")?.jobNo

const syncing = (world: SimWorld, program: Program, operation: SyncOperation, events: Array<SyncEvent>, mistakes: Mistakes) =>
  Effect.gen(function* () {
    const { of: name, kind, concurrency, allowRemoval } = operation
    const cache = yield* LibraryCache
    const { checkOnline, inLibraryDb, placeByTemplates: placeByTags } = cache
    const [sourceNo, policy] = [world.numbers[name], world.settings.policies[name]]
    const raw = { ...simulatedSource(world.remotes[name], { name }), fingerprint: name }
    const source = mistakenSource(weatheredSource(raw, program, operation), mistakes, world.remotes[name], inLibraryDb)
    const isWanted = isWantedBy(policy)
    const carrier = yield* libraryCarrier({ source, sourceNo, policy, root, inLibraryDb, checkOnline, placeByTags })
    const running = executeSync({
      library: cache,
      local: yield* localLibrary(cache),
      source,
      sourceNo,
      kind,
      carrier,
      concurrency,
      wants: ({ path }) => isWanted(path),
      isSame: yield* makeIsSame({ source, root, checkOnline }),
      allowRemoval,
      duplicates: { library: cache, policy: policy.duplicates },
      onEvent: (event) => events.push(event)
    })
    const exit = yield* Effect.exit(running)
    const jobNo = lastTold(events)
    const job = jobNo === undefined ? undefined : yield* inLibraryDb((database) => readJob(database, jobNo))
    return { exit, job }
  })

/** Another program scans the library, and the person at it lets go what is gone. */
const beginScan = (world: SimWorld) =>
  beginProgram(
    world,
    new Program(++world.programs),
    Effect.flatMap(LibraryCache, (cache) => cache.scan({ allowRemoval: true }))
  )

const happen = (world: SimWorld, crew: Crew, what: Meanwhile["what"]): void => {
  switch (what.do) {
    case "scan":
      crew.wanted.push(beginScan(world))
      return
    case "clock":
      world.clock.set(what.days * dayMs)
      return
    case "full":
      world.disk.faults.freeBytes = what.freeBytes
      return
    default:
      makeChange(world, what, false)
  }
}

/** What else happens is put beside the program's steps. Answers how to mend it. */
const prepareEnding = (world: SimWorld, program: Program, crew: Crew, { ending, meanwhile }: SyncOperation) => {
  const gone: Array<ReturnType<typeof unmountLibrary>> = []
  for (const { step, what } of meanwhile) program.at(step, () => happen(world, crew, what))
  if (ending?.kind === "interrupted") program.at(ending.step, () => crew.stopping.push(program))
  if (ending?.kind === "unmounted") program.at(ending.step, () => gone.push(unmountLibrary(world.disk)))
  return () => {
    for (const { written, mountAgain } of gone) {
      if (written().length > 0) throw new Error(`written into the mount point: ${written().join(", ")}`)
      mountAgain()
    }
    world.disk.faults.freeBytes = Number.POSITIVE_INFINITY
  }
}

/** Looks into library.db while no program is at work. */
export const inDatabase = <A>(world: SimWorld, look: (database: Database) => A): Effect.Effect<A> =>
  Effect.gen(function* () {
    const database = yield* Context.get(world.services, Sqlite).open(join(world.folder, "library.db"))
    return look(database)
  }).pipe(Effect.scoped, Effect.orDie)

const cachePathOf = ({ folder }: SimWorld): string => join(folder, "cache.db")

/** What of cache.db is surely on the disk. */
const keepCommitted = (world: SimWorld): void => {
  const path = cachePathOf(world)
  world.connections.close(path)
  rmSync(`${path}.before`, { force: true })
  if (existsSync(path)) copyFileSync(path, `${path}.before`)
}

/** The same while a program is at work on it. */
const keepLasting = (world: SimWorld, database: Database): void => {
  const path = cachePathOf(world)
  if (database.path !== path) return
  rmSync(`${path}.before`, { force: true })
  database.exec(`vacuum into '${path}.before'`)
}

/** Somebody deletes cache.db. */
export const forgetCache = (world: SimWorld): void => {
  world.connections.close(cachePathOf(world))
  rmSync(cachePathOf(world), { force: true })
}

/** The machine stops: what was not flushed is gone, and of cache.db perhaps what was committed last. */
const losePower = Effect.fnUntraced(function* (world: SimWorld, losesCommits: boolean) {
  const cachePath = cachePathOf(world)
  world.connections.close(cachePath)
  if (losesCommits && existsSync(`${cachePath}.before`)) copyFileSync(`${cachePath}.before`, cachePath)
  const begun = yield* inDatabase(world, (database) => database.prepare("select path from downloads").values().flat().map(String))
  stopMachine(world.disk, begun)
})

const losesPower = ({ ending }: SyncOperation): boolean =>
  ending !== null && (ending.kind === "power" || (ending.kind === "torn" && ending.power))

/** Contents that took another's place. */
const updatesOf = (world: SimWorld, name: SourceName, events: ReadonlyArray<SyncEvent>): ReadonlySet<string> =>
  new Set(
    events.flatMap((event) =>
      event.kind === "item" && event.outcome === "updated" ? (signAt(world, name, event.path) ?? []) : []
    )
  )

/** Runs a sync to whatever end it comes to, and what it was cut off by. */
export const performSync = Effect.fnUntraced(function* (world: SimWorld, operation: SyncOperation, mistakes: Mistakes = {}) {
  const program = new Program(++world.programs, operation.ending)
  const events: Array<SyncEvent> = []
  const crew: Crew = { members: [], wanted: [], stopping: [] }
  const mend = prepareEnding(world, program, crew, operation)
  if (losesPower(operation)) {
    keepCommitted(world)
    program.onLasting = (database) => keepLasting(world, database)
  }
  const wrapParts = mistakenParts(world.disk, mistakes)
  const work = yield* beginProgram(world, program, syncing(world, program, operation, events, mistakes), wrapParts)
  crew.members.push(work)
  yield* untilDone(world, crew)
  const ended = yield* exitOf(work)
  mend()
  world.disk.faults.stopped = false
  if (losesPower(operation) && program.isDead) yield* losePower(world, operation.order % 2 === 0)
  else flushDisk(world.disk)
  const exit = Exit.isSuccess(ended) ? ended.value.exit : Exit.failCause(ended.cause)
  world.isKnown = Exit.isSuccess(exit)
  world.undecided = updatesOf(world, operation.of, events)
  return { program, exit, events, job: Exit.isSuccess(ended) ? ended.value.job : undefined } satisfies Synced
})

/** A scan that nothing disturbs. */
export const performScan = Effect.fnUntraced(function* (world: SimWorld) {
  const crew: Crew = { members: [], wanted: [beginScan(world)], stopping: [] }
  yield* untilDone(world, crew)
  for (const member of crew.members) yield* exitOf(member)
  world.undecided = new Set()
  flushDisk(world.disk)
})
