/** Single runs of a sync in a calm world, on the test clock. */
import { type Database, Sqlite } from "@deadwax/core-async"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as TestClock from "effect/testing/TestClock"
import { layer } from "#runtime"
import { libraryMigrations } from "../../../core-cache/src/open/schema.gen.ts"
import { executeSync, type SyncRequest } from "../../src/coordinator.ts"
import type { Carrier } from "../../src/processing/carrier.ts"
import { simulatedSource } from "../../src/simulated.ts"
import type { SourceCapabilities } from "../../src/sources/source.ts"
import type { SyncEvent } from "../../src/sync-events.ts"
import { shelfCarrier } from "./shelf-carrier.ts"
import { ShelfWorld } from "./shelf-world.ts"

export const bytes = (text: string) => new TextEncoder().encode(text)

/** A calm world with some files at its source. */
export const inWorld = (
  files: number,
  body: (world: ShelfWorld, database: Database) => Effect.Effect<void, unknown>,
  capabilities: Partial<SourceCapabilities> = {}
): Promise<void> =>
  Effect.runPromise(
    Effect.scoped(
      Effect.gen(function* () {
        const sqlite = yield* Sqlite
        const database = yield* sqlite.open(":memory:")
        for (const { sql } of libraryMigrations) database.exec(sql)
        const world = new ShelfWorld(database, capabilities)
        for (let at = 0; at < files; at++) world.remote.put(`a/${at}.mp3`, bytes(`content ${at}`))
        yield* body(world, database)
      })
    ).pipe(Effect.provide([layer, TestClock.layer()]))
  )

export const requestFor = (world: ShelfWorld, more: Partial<SyncRequest> = {}): SyncRequest => {
  const source = more.source ?? simulatedSource(world.remote, { name: "NAS" })
  return {
    library: world.library(),
    local: world.local(),
    source,
    sourceNo: world.sourceNo,
    kind: "full",
    carrier: shelfCarrier(world, source),
    concurrency: 4,
    wants: () => true,
    ...more
  }
}

export const sync = (world: ShelfWorld, more: Partial<SyncRequest> = {}) => executeSync(requestFor(world, more))

/** A run that fails: with which reason. */
export const failing = <A, E>(effect: Effect.Effect<A, E>) =>
  Effect.map(Effect.flip(effect as Effect.Effect<A, E & { readonly reason: string }>), ({ reason }) => reason)

/** All events of a run, and how it ended. */
export const observed = (world: ShelfWorld, more: Partial<SyncRequest> = {}) => {
  const events: Array<SyncEvent> = []
  return Effect.map(Effect.exit(sync(world, { ...more, onEvent: (event) => events.push(event) })), (exit) => ({
    exit,
    events,
    kinds: events.map(({ kind }) => kind)
  }))
}

/** A carrier that waits in each item until it is let on. */
export const waiting = (carrier: Carrier) => {
  const state = { now: 0, most: 0, started: 0 }
  const gate = Deferred.makeUnsafe<void>()
  const held: Carrier = {
    ...carrier,
    prepare: (work) =>
      Effect.map(carrier.prepare(work), (prepared) => ({
        ...prepared,
        carryOut: (item) =>
          Effect.acquireUseRelease(
            Effect.sync(() => {
              state.started++
              state.now++
              state.most = Math.max(state.most, state.now)
            }),
            () => Effect.andThen(Deferred.await(gate), prepared.carryOut(item)),
            () => Effect.sync(() => void state.now--)
          )
      }))
  }
  return { state, gate, carrier: held }
}

export const turns = (count: number) => Effect.repeat(Effect.yieldNow, { times: count })
