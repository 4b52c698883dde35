/** Programs of a simulated machine at work: each with a library of its own open, as real ones are, and time passing while all of them wait. */
import { join } from "node:path"
import { type Digests, Files, Parts, Processes, Sqlite, type Workers } from "@deadwax/core-async"
import { type CacheError, type LibraryCache, layer as libraryLayer } from "@deadwax/core-cache"
import type { TagWriter } from "@deadwax/core-tags"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import type { Program } from "./program.ts"
import type { SimWorld } from "./sim-world.ts"

/** What a program works with. */
export type ProgramServices = LibraryCache | Digests | Files | Parts | Processes | Sqlite | Workers | TagWriter

/** A program that was begun. */
export interface AtWork<out A, out E> {
  readonly program: Program
  readonly fiber: Fiber.Fiber<A, E>
}

/** Programs that are at work at the same time. More may be begun by what happens meanwhile. */
export interface Crew {
  readonly members: Array<AtWork<unknown, unknown>>
  /** To be begun at the next turn. */
  readonly wanted: Array<Effect.Effect<AtWork<unknown, unknown>>>
  /** To be told to stop at the next turn. */
  readonly stopping: Array<Program>
}

const partsOf = (world: SimWorld, program: Program, wrapParts: (parts: Parts["Service"]) => Parts["Service"]) => {
  const { services } = world
  const { faults } = world.disk
  const processes = Processes.of({
    self: { host: "sim", pid: program.no, startedAt: `${program.no}` },
    isAlive: ({ pid }) => world.alive.has(pid)
  })
  return services.pipe(
    Context.add(Files, program.files(Context.get(services, Files), faults)),
    Context.add(Parts, program.parts(wrapParts(Context.get(services, Parts)), faults)),
    Context.add(Sqlite, program.sqlite(Context.get(services, Sqlite))),
    Context.add(Processes, processes)
  )
}

/** Begins a program that opens the library, does something with it, and ends. */
export const beginProgram = <A, E>(
  world: SimWorld,
  program: Program,
  body: Effect.Effect<A, E, ProgramServices>,
  wrapParts: (parts: Parts["Service"]) => Parts["Service"] = (parts) => parts
): Effect.Effect<AtWork<A, E | CacheError>> => {
  const { library, folder } = world
  const opened = { library, cachePath: join(folder, "cache.db"), libraryPath: join(folder, "library.db") }
  const running = Effect.provideContext(
    Effect.provide(body, libraryLayer(opened), { local: true }),
    partsOf(world, program, wrapParts)
  )
  const living = Effect.ensuring(
    running,
    Effect.sync(() => world.alive.delete(program.no))
  )
  return Effect.suspend(() => {
    world.alive.add(program.no)
    return Effect.map(Effect.forkChild(living), (fiber) => ({ program, fiber }))
  })
}

/** So many turns in which nobody does anything: all wait. */
const quietTurns = 40
/** So often in a row all wait and nobody sleeps: they wait for each other. */
const mostStandstills = 50
/** A sync looks each second whether it is to end: more of those, and somebody waits for hours. */
const mostWakes = 5000

const isAtWork = ({ fiber }: AtWork<unknown, unknown>): boolean => fiber.pollUnsafe() === undefined

const stepsOf = ({ members }: Crew): number => members.reduce((sum, { program }) => sum + program.steps, 0)

/** Lets all of a crew work until the last has ended; while all wait, time passes. */
export const untilDone = Effect.fnUntraced(function* (world: SimWorld, crew: Crew) {
  let quiet = 0
  let steps = -1
  let standstills = 0
  let wakes = 0
  while (crew.wanted.length > 0 || crew.members.some(isAtWork)) {
    for (const begin of crew.wanted.splice(0)) crew.members.push(yield* begin)
    for (const program of crew.stopping.splice(0)) {
      const told = crew.members.find((one) => one.program === program)
      if (told !== undefined) yield* Effect.forkChild(Fiber.interrupt(told.fiber))
    }
    yield* Effect.yieldNow
    const now = stepsOf(crew)
    quiet = now === steps ? quiet + 1 : 0
    steps = now
    if (quiet < quietTurns) continue
    quiet = 0
    standstills = world.clock.wakeNext() ? 0 : standstills + 1
    if (standstills > mostStandstills) return yield* Effect.die(new Error("all programs wait, and nobody sleeps"))
    if (++wakes > mostWakes) return yield* Effect.die(new Error("a program waits without end"))
  }
})

/** What came of a program that has ended. */
export const exitOf = <A, E>({ fiber }: AtWork<A, E>): Effect.Effect<Exit.Exit<A, E>> => Fiber.await(fiber)
