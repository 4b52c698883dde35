/** One seed: a stormy time of syncs, changes and deaths, then calm, in which all must come together. */
import type { Database } from "@deadwax/core-async"
import { assert } from "chai"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { countCatalog, listItems } from "../../src/catalog/catalog.ts"
import { type JobKind, readJob } from "../../src/catalog/jobs.ts"
import { executeSync, type SyncReport, type SyncRequest } from "../../src/coordinator.ts"
import { simulatedSource } from "../../src/simulated.ts"
import { contentBytes } from "../../src/sources/simulated/remote.ts"
import type { SyncEvent } from "../../src/sync-events.ts"
import { changeSomething } from "./changes.ts"
import { type Mistakes, simCarrier } from "./sim-carrier.ts"
import type { Life, SimWorld } from "./sim-world.ts"
import { type SourceMistakes, stormySource } from "./stormy-source.ts"

/** How programs can be wrong on purpose. */
export type LifeMistakes = Mistakes & SourceMistakes

const requestOf = (world: SimWorld, life: Life, kind: JobKind, events: Array<SyncEvent>, mistakes: LifeMistakes): SyncRequest => {
  const source = stormySource(world, simulatedSource(world.remote, { name: "sim" }), mistakes)
  return {
    library: world.library(life),
    local: world.local(life),
    source,
    sourceNo: world.sourceNo,
    kind,
    carrier: simCarrier(world, life, source, mistakes),
    concurrency: 1 + world.random.below(3),
    wants: () => true,
    allowRemoval: !world.isStormy || world.random.chance(60),
    onEvent: (event) => {
      events.push(event)
      world.tell(`  ${JSON.stringify(event)}`)
    }
  }
}

/** Runs one sync in a program of its own, which may die or be told to stop. */
const runSync = Effect.fnUntraced(function* (world: SimWorld, kind: JobKind, mistakes: LifeMistakes) {
  const { random } = world
  const life = world.begin(world.isStormy && random.chance(40) ? random.below(random.pick([30, 100, 300])) : undefined)
  world.tell(`life ${life.no}: ${kind}`)
  const events: Array<SyncEvent> = []
  const fiber = yield* Effect.forkChild(executeSync(requestOf(world, life, kind, events, mistakes)))
  if (world.isStormy && random.chance(10)) {
    for (let turns = random.below(30); turns > 0; turns--) yield* Effect.yieldNow
    world.tell("  it is told to stop")
    yield* Fiber.interrupt(fiber)
  }
  const exit: Exit.Exit<SyncReport, unknown> = yield* Fiber.await(fiber)
  checkEnd(world, life, exit, events)
  checkPrecious(world)
  return exit
})

/** A program that lives tells one beginning and one end, and the end is what is stored (Y11). */
const checkEnd = (world: SimWorld, life: Life, exit: Exit.Exit<SyncReport, unknown>, events: ReadonlyArray<SyncEvent>): void => {
  if (life.isDead) return
  if (Exit.isFailure(exit)) {
    world.tell(`  ${Cause.pretty(exit.cause).split("\n")[0]}`)
    const defect = exit.cause.reasons.find((reason) => reason._tag === "Die")
    if (defect !== undefined) throw defect.defect
  }
  const started = events.filter(({ kind }) => kind === "started")
  const ends = events.flatMap((event) => (event.kind === "ended" ? [event] : []))
  const [end] = ends
  assert.deepEqual([started.length, ends.length], started.length === 0 ? [0, 0] : [1, 1], "one beginning and one end")
  if (end === undefined) return
  const job = readJob(world.database, end.jobNo)
  assert.deepEqual([job?.status, job?.stats], [end.status, end.stats], "the end that was told is the one that is stored")
  const { items, pending, added, updated, deleted, skipped, failed } = end.stats
  assert.strictEqual(pending + added + updated + deleted + skipped + failed, items)
  assert.isTrue(Exit.isSuccess(exit) === (end.status === "completed"))
  const done = events.flatMap((event) => (event.kind === "item" ? [event.done] : []))
  assert.deepEqual(
    done,
    [...done].sort((a, b) => a - b),
    "progress never falls"
  )
  if (end.status === "completed") assert.strictEqual(pending, 0)
}

/** Whatever the user made and did not delete is here or in the trash (I4). */
const checkPrecious = ({ precious, shelf, trash }: SimWorld): void => {
  const held = new Set([...[...shelf.values()].map(({ content }) => content), ...trash])
  for (const content of precious) assert.isTrue(held.has(content), `${content} is lost`)
}

/** All rows but those of jobs, cursors and locks. */
const dump = (database: Database): string => JSON.stringify(database.prepare("select * from catalog order by no").all())

const shelfText = ({ shelf }: SimWorld): string => JSON.stringify([...shelf].sort(([a], [b]) => (a < b ? -1 : 1)))

/** Everything that the source has is here, or is a conflict that was kept. */
const checkConverged = (world: SimWorld): void => {
  const { remote, shelf, database, sourceNo, precious } = world
  const there = listItems(database, sourceNo).filter(({ deletedAtUs }) => deletedAtUs === null)
  assert.deepEqual(
    there.map(({ path }) => path).sort(),
    remote
      .ids()
      .map((id) => remote.file(id)?.path ?? "")
      .sort()
  )
  const contents = new Set([...shelf.values()].map(({ content }) => content))
  for (const item of there) {
    const file = remote.file(item.remoteId)
    assert.strictEqual(item.status, "downloaded", item.path)
    assert.strictEqual(item.localRevision, file?.revision, item.path)
    const content = new TextDecoder().decode(contentBytes(file?.content ?? new Uint8Array()))
    // What the user changed here since, or before the first sync, is kept as it is while the source has no news.
    const isOurs = precious.has(shelf.get(item.localPath ?? "")?.content ?? "")
    assert.isTrue(isOurs || contents.has(content), `${item.path} is not here`)
  }
  const counts = countCatalog(database, 0, sourceNo)
  assert.deepEqual([counts.songs, counts.downloaded, counts.queued], [there.length, there.length, 0])
}

const mostCalmSyncs = 4

/** Lives through one seed. Throws, with what happened in `world.log`, when something that must hold does not. */
export const liveThrough = Effect.fnUntraced(function* (world: SimWorld, mistakes: LifeMistakes = {}) {
  const { random } = world
  for (let at = 5 + random.below(25); at >= 0; at--) changeSomething(world)
  for (let at = 3 + random.below(5); at >= 0; at--) {
    yield* runSync(world, random.pick(["full", "incremental"] as const), mistakes)
    yield* TestClock.adjust(`${random.pick([1, 30, 400])} minutes`)
    for (let changes = random.below(7); changes > 0; changes--) changeSomething(world)
  }
  world.isStormy = false
  for (let at = 0; at < mostCalmSyncs; at++) {
    yield* TestClock.adjust("400 minutes")
    const exit = yield* runSync(world, random.chance(20) ? "full" : "incremental", mistakes)
    assert.isTrue(Exit.isSuccess(exit), "a sync in calm weather is completed")
  }
  checkConverged(world)
  for (const kind of ["incremental", "full"] as const) {
    const before = [dump(world.database), shelfText(world)]
    const exit = yield* runSync(world, kind, mistakes)
    assert.deepEqual([dump(world.database), shelfText(world)], before, "another sync changes nothing")
    if (Exit.isSuccess(exit)) assert.strictEqual(exit.value.stats.items, 0)
  }
})
