/**
 * Random changes and questions: what is answered from the query cache equals what is answered without one (Q6), whoever writes: this
 * connection, another one, or many fibers by turns. The last cases take one dependency after another away and must see the difference, so
 * that it is known that all of this would notice. What another program writes is never-stale-processes.ts.
 */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { seeded } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { ChangedEntities } from "../src/query-cache/change-log.ts"
import type { Reader } from "../src/reader.ts"
import { usual } from "./never-stale-questions.ts"
import { askBoth, beginTrial, changeSomething, fill, insist, large, small, step, type Trialling } from "./never-stale-trial.ts"
import { makeStored, openStored, readerOf, type Sizes, type Stored } from "./stored-library.ts"
import type { World } from "./world.ts"

/** So little that entries have to go all the time. */
const crowded = { mostEntries: 60 } as const

export const titled = (what: string, { seed }: Trialling): string => `[Q6] never stale: ${what}, seed ${seed}`

/** Makes a case of so many operations. */
export type Kind = (of: Trialling) => ContractCase<World>

interface Parties {
  readonly reading: Stored
  readonly writer: Stored
}

const runTrial = (
  { reading, writer }: Parties,
  { seed, count }: Trialling,
  sizes: Sizes,
  limits: { readonly mostEntries?: number }
): void => {
  const trial = beginTrial(reading, readerOf(reading, limits), { seed, sizes })
  fill(writer, trial.random, sizes)
  for (let i = 0; i < count; i++) insist(step(trial, writer), seed, i)
}

const oneWriter: Kind = (of) => ({
  title: titled("reads and writes of one connection", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const parties = { reading: stored, writer: stored }
      const half = { seed: of.seed, count: of.count / 2 }
      runTrial(parties, half, small, {})
      runTrial(parties, half, small, crowded)
    })
  )
})

const manyTracks: Kind = (of) => ({
  title: titled("a library of 500 tracks", of),
  run: Effect.scoped(
    Effect.map(makeStored, (stored) =>
      runTrial({ reading: stored, writer: stored }, of, large, seeded(of.seed).chance(50) ? {} : crowded)
    )
  )
})

/** Only where databases are shared between connections. */
export const twoConnections: Kind = (of) => ({
  title: titled("another connection writes", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const reading = yield* makeStored
      runTrial({ reading, writer: yield* openStored }, of, small, {})
    })
  )
})

const fibers: Kind = (of) => ({
  title: titled("eight fibers read and write by turns", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const trial = beginTrial(stored, readerOf(stored, {}), { seed: of.seed, sizes: small })
      fill(stored, trial.random, small)
      const life = Effect.gen(function* () {
        for (let i = 0; i < of.count / 8; i++) {
          insist(step(trial, stored), of.seed, i)
          if (trial.random.chance(50)) yield* Effect.yieldNow
        }
      })
      yield* Effect.all(
        Array.from({ length: 8 }, () => life),
        { concurrency: "unbounded" }
      )
    })
  )
})

/** What is left out on purpose, one after another: whoever forgets to raise it is found out. */
const dependencies: ReadonlyArray<string> = [
  "track #",
  "tracks field isFavorite",
  "playlist ",
  "tracks member",
  "values genre",
  "release #",
  "totals #",
  "tracklist #",
  "tracks field title",
  "tracks field rating",
  "tracks field playCount",
  "tracks field artists",
  "tracks field sourcePath",
  "releases field isNew",
  "releases field genres",
  "releases field title",
  "releases member",
  "releases tracks",
  "values artist",
  "search",
  "playlists",
  "collage "
]

const brokenOnPurpose = (skipped: string): ContractCase<World> => ({
  title: `[Q6] broken on purpose: answers differ when "${skipped}" is never raised`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const reader = readerOf(stored, {})
      const { versions } = reader.queries.cache
      const { raise } = versions
      Object.assign(versions, { raise: (name: string) => (name.startsWith(skipped) ? undefined : raise(name)) })
      assert.isTrue(differsSoon(stored, reader, 41), `nobody noticed that "${skipped}" is never raised`)
    })
  )
})

/** After each change asks all that is usual, and some other things. */
const differsSoon = (stored: Stored, reader: Reader, seed: number): boolean => {
  const trial = beginTrial(stored, reader, { seed, sizes: small })
  fill(stored, trial.random, small)
  for (let n = 0; n < 1000; n++) {
    changeSomething(stored, trial.random, trial.sizes)
    const questions = [...usual, ...Array.from({ length: 8 }, trial.next)]
    if (questions.some((question) => askBoth(trial, question) !== undefined)) return true
  }
  return false
}

/** The same with what changed: whoever does not tell it all leaves lists as they were. */
const toldTooLittle = (key: keyof ChangedEntities): ContractCase<World> => ({
  title: `[Q6] broken on purpose: answers differ when mending is told of no ${key}`,
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const reader = readerOf(stored, {})
      const { since } = reader.queries.log
      const less = (changed: ChangedEntities | undefined) => changed && { ...changed, [key]: [] }
      Object.assign(reader.queries.log, { since: (epoch: number) => less(since(epoch)) })
      assert.isTrue(differsSoon(stored, reader, 43), `nobody noticed that no ${key} are told`)
    })
  )
})

const told = ["tracks", "releases", "releasesOfTracks"] as const

/** So many operations in all, in cases of at most `mostACase`, of each kind as many. */
export const neverStaleContract = (
  count: number,
  {
    mostACase = Number.POSITIVE_INFINITY,
    others = []
  }: { readonly mostACase?: number; readonly others?: ReadonlyArray<Kind> } = {}
): ReadonlyArray<ContractCase<World>> => {
  const kinds = [oneWriter, fibers, ...others, manyTracks]
  const rounds = Math.max(1, Math.ceil(count / kinds.length / mostACase))
  const cases = rounds * kinds.length
  return Array.from({ length: cases }, (_, i) => kinds[i % kinds.length]!({ seed: 11 + 5 * i, count: Math.ceil(count / cases) }))
}

/** How much is tried where: `whole` as the requirement says, `usual` in an ordinary run. */
interface Amount {
  readonly whole: number
  readonly usual: number
  /** A case has a minute, on a machine that is busy. */
  readonly mostACase: number
  readonly leftOut: { readonly whole: number; readonly usual: number }
}

const amounts = {
  bun: { whole: 1_000_000, usual: 6000, mostACase: 4000, leftOut: { whole: dependencies.length, usual: 4 } },
  node: { whole: 100_000, usual: 4000, mostACase: 4000, leftOut: { whole: dependencies.length, usual: 4 } },
  browser: { whole: 100_000, usual: 900, mostACase: 2500, leftOut: { whole: 4, usual: 2 } }
} satisfies Readonly<Record<string, Amount>>

/**
 * The cases of a runtime, and a line for the report of a soak. `scale`: the share of the whole count, from 0.1, an ordinary run, to 1.
 * `others`: what can be tried there besides.
 */
export const neverStaleOn = (runtime: keyof typeof amounts, scale: number, others: ReadonlyArray<Kind> = []) => {
  const { whole, usual, mostACase, leftOut } = amounts[runtime]
  const isOrdinary = scale <= 0.1
  const count = isOrdinary ? usual : Math.round(whole * scale)
  const trials = neverStaleContract(count, { mostACase, others })
  const most = isOrdinary ? leftOut.usual : leftOut.whole
  const broken = [...dependencies.slice(0, most).map(brokenOnPurpose), ...told.slice(0, most).map(toldTooLittle)]
  return {
    cases: [...trials, ...broken],
    line: `soak: ${count} operations against the uncached in ${trials.length} cases, seeds from 11 by 5; ${broken.length} dependencies left out on purpose were missed`
  }
}
