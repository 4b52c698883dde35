/** A whole simulated life: its operations one after another, then calm weather, in which all must come together and come to rest. */
import type { Database } from "@deadwax/core-async"
import { assert } from "chai"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { readSource, updateSource } from "../../src/catalog/source-rows.ts"
import { makeChange } from "./changes.ts"
import { checkAfterSync, checkConverged, checkInStep, checkQuiet, everything, writtenBy } from "./checks.ts"
import type { Mistakes } from "./mistakes.ts"
import { type Life, type Operation, type SourceName, type SyncOperation, sourceNames, undisturbed } from "./operations.ts"
import { forgetCache, inDatabase, performScan, performSync, type Synced } from "./perform.ts"
import { inSimWorld, type Seen, type SimWorld } from "./sim-world.ts"

const dayMs = 86_400_000
const minuteMs = 60_000

const told = ({ exit, events, program }: Synced): string => {
  const items = events.flatMap((event) => (event.kind === "item" ? [`${event.path} ${event.action} ${event.outcome}`] : []))
  const ended = program.isDead ? "it dies" : Exit.isSuccess(exit) ? "completed" : Cause.pretty(exit.cause).split("\n")[0]
  return `  ${ended} after ${program.steps} steps, ${program.changes} changes: ${items.join(", ")}`
}

/** Who asks the catalog what is wanted asks by the policies that stand beside it. */
const keepPolicies = (database: Database, { numbers, settings }: SimWorld): void => {
  for (const name of sourceNames) {
    const row = readSource(database, name)
    if (row !== undefined) updateSource(database, numbers[name], { ...row, policy: { ...settings.policies[name] } })
  }
}

const sync = Effect.fnUntraced(function* (world: SimWorld, operation: SyncOperation, mistakes: Mistakes) {
  const synced = yield* performSync(world, operation, mistakes)
  world.log.push(told(synced))
  checkAfterSync(world, operation.of, synced)
  // What a person does while a sync is at work the next one sees.
  if (Exit.isSuccess(synced.exit) && operation.meanwhile.length === 0)
    yield* inDatabase(world, (database) => checkInStep(database, world, operation.of))
  return synced
})

const perform = (world: SimWorld, operation: Operation, mistakes: Mistakes): Effect.Effect<unknown> => {
  if (!("at" in operation)) world.log.push(JSON.stringify(operation))
  switch (operation.do) {
    case "sync":
      return sync(world, operation, mistakes)
    case "scan":
      return performScan(world)
    case "wait":
      return Effect.sync(() => world.clock.pass(operation.minutes * minuteMs))
    case "clock":
      return Effect.sync(() => world.clock.set(operation.days * dayMs))
    case "forget-cache":
      return Effect.sync(() => forgetCache(world))
    default:
      return Effect.sync(() => makeChange(world, operation, true))
  }
}

/** The first brings everything, the next ones tidy up after what went wrong before. */
const mostCalmRounds = 4

/** One sync of each source; false: none wrote anything, and each was as quiet as it must be then. */
const calmRound = Effect.fnUntraced(function* (world: SimWorld, mistakes: Mistakes) {
  const round: Array<readonly [SourceName, Synced]> = []
  for (const name of sourceNames) {
    world.clock.pass(400 * minuteMs)
    const synced = yield* sync(world, undisturbed(name, "incremental"), mistakes)
    if (Exit.isFailure(synced.exit)) throw new Error("a sync in calm weather is not completed")
    round.push([name, synced])
  }
  if (round.some(([, synced]) => writtenBy(synced).length > 0)) return true
  for (const [name, synced] of round) checkQuiet(synced, world.settings.policies[name].deletedHere === "leave")
  return false
})

/** Calm weather: rounds of syncs until one has nothing to do, and then one that looks at everything and finds nothing either. */
const comeToRest = Effect.fnUntraced(function* (world: SimWorld, mistakes: Mistakes) {
  world.log.push("calm")
  world.clock.setRight()
  world.clock.pass(400 * minuteMs)
  yield* performScan(world)
  let rounds = 0
  while (yield* calmRound(world, mistakes)) assert.isBelow(++rounds, mostCalmRounds, "it does not come to rest")
  yield* inDatabase(world, (database) => checkConverged(database, world))
  const before = yield* inDatabase(world, (database) => everything(database, world))
  for (const name of sourceNames)
    checkQuiet(yield* sync(world, undisturbed(name, "full"), mistakes), world.settings.policies[name].deletedHere === "leave")
  const after = yield* inDatabase(world, (database) => everything(database, world))
  assert.strictEqual(after, before, "a sync with nothing to do changes something")
})

/** What came of a life. */
export interface Lived {
  /** What went wrong; undefined: nothing. */
  readonly trouble: string | undefined
  readonly log: ReadonlyArray<string>
}

/** Lives a life from its beginning to its end, or until something does not hold. The same life comes to the same again. */
export const live = ({ settings, operations }: Life, mistakes: Mistakes = {}, seen?: Seen): Promise<Lived> =>
  inSimWorld(settings, living(operations, mistakes), seen)

const living =
  (operations: Life["operations"], mistakes: Mistakes) =>
  (world: SimWorld): Effect.Effect<Lived> => {
    const whole = Effect.gen(function* () {
      yield* inDatabase(world, (database) => keepPolicies(database, world))
      for (const operation of operations) yield* perform(world, operation, mistakes)
      yield* comeToRest(world, mistakes)
    })
    return whole.pipe(
      Effect.as(undefined),
      Effect.catchCause((cause) => Effect.succeed(Cause.pretty(cause))),
      Effect.map((trouble): Lived => ({ trouble, log: world.log }))
    )
  }
