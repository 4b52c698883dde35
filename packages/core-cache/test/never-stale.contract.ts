/**
 * Random changes and questions: what is answered from the query cache equals what is answered without one (Q6), whoever writes: this
 * connection, another one, or many fibers by turns. The last case takes one dependency after another away and must see the difference, so
 * that it is known that all of this would notice.
 */
import { Sqlite } from "@deadwax/core-async"
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { type Random, seeded, zipf } from "../../../tools/bench/random.ts"
import type { ContractCase } from "../../core-async/src/contract.ts"
import { attempt } from "../src/cache-error.ts"
import { trackSortKeys } from "../src/filter/sort.ts"
import { type PageRequest, type Sort, sortKeys, type ValueKind } from "../src/index.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import type { Reader } from "../src/reader.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { favorites, mostPlayed } from "../src/user-state/lists.ts"
import { people, randomFilter } from "./made-library.ts"
import { changeAnything, makeStored, nothingKept, openStored, readerOf, type Sizes, type Stored } from "./stored-library.ts"
import type { World } from "./world.ts"

/** Small ones, where changes and questions meet often, and one of 500 tracks. */
const small: Sizes = { releases: 20, tracks: 60 }
const large: Sizes = { releases: 160, tracks: 500 }

/** One question, asked of any reader. */
interface Question {
  readonly text: string
  readonly ask: (reads: Asked) => Effect.Effect<unknown, unknown>
}

interface Asked extends LibraryReads {
  readonly search: (text: string, page: PageRequest) => Effect.Effect<unknown, unknown>
}

const askedOf = (reader: Reader): Asked => ({
  ...makeReads(reader, attempt),
  search: (text, page) => attempt(() => askSearch(reader, text, { limit: page.limit ?? 50, offset: page.offset ?? 0 }))
})

const anyPage = (random: Random): PageRequest => ({ limit: random.below(12), offset: random.chance(70) ? 0 : random.below(30) })

const question = (text: string, ask: Question["ask"]): Question => ({ text, ask })

const anyList = (random: Random): Question => {
  const filter = random.chance(25) ? undefined : randomFilter(random, random.below(3))
  const down = random.chance(50) ? "-" : ""
  const page = anyPage(random)
  if (random.chance(60)) {
    const request = { ...page, filter, sort: `${down}${random.pick(trackSortKeys)}` as const }
    return question(`listTracks ${JSON.stringify(request)}`, (reads) => reads.listTracks(request))
  }
  const request = { ...page, filter, sort: `${down}${random.pick(sortKeys)}` as Sort, tracks: random.chance(30) }
  return question(`listReleases ${JSON.stringify(request)}`, (reads) => reads.listReleases(request))
}

const anyOne = (random: Random, sizes: Sizes): Question => {
  const track = random.chance(70)
    ? `t${random.below(sizes.tracks)}`
    : `/music/d${random.below(sizes.releases)}/${random.below(3)}.flac`
  const release = random.chance(70) ? `r${random.below(sizes.releases)}` : `/music/d${random.below(sizes.releases)}`
  return random.pick([
    question(`getTrack ${track}`, (reads) => reads.getTrack(track)),
    question(`getRelease ${release}`, (reads) => reads.getRelease(release)),
    question(`getTracksOfRelease ${release}`, (reads) => reads.getTracksOfRelease(release)),
    question(`getTrackLogtext ${track}`, (reads) => reads.getTrackLogtext(track))
  ])
}

const names: Readonly<Record<ValueKind, ReadonlyArray<string>>> = {
  artist: people,
  genre: ["Techno", "Dub", "Reggae", "hip hop", "Noise Nobody Knows"],
  descriptor: ["warm", "cold", "none"],
  label: ["Moss", "moss"]
}

const anyValue = (random: Random): Question => {
  const kind = random.pick(["artist", "genre", "descriptor", "label"] as const)
  const name = random.pick(names[kind])
  const page = anyPage(random)
  const lists = { artist: "listArtists", genre: "listGenres", descriptor: "listDescriptors", label: "listLabels" } as const
  const gets = { artist: "getArtist", genre: "getGenre", descriptor: "getDescriptor", label: "getLabel" } as const
  return random.pick([
    question(`${lists[kind]} ${JSON.stringify(page)}`, (reads) => reads[lists[kind]](page)),
    question(`${gets[kind]} ${name}`, (reads) => reads[gets[kind]](name)),
    question(`hasValue ${kind} ${name}`, (reads) => reads.hasValue(kind, name))
  ])
}

const anySearch = (random: Random): Question => {
  const text = random.pick(["o", "one", "two", "東", "bts", "eclair", "zug one", ""])
  const page = anyPage(random)
  return question(`search ${text} ${JSON.stringify(page)}`, (reads) => reads.search(text, page))
}

const anyQuestion = (random: Random, sizes: Sizes): Question => {
  const dice = random.below(10)
  return dice < 6 ? anyList(random) : dice < 8 ? anyOne(random, sizes) : dice < 9 ? anyValue(random) : anySearch(random)
}

/** What asks and what it is compared with. */
interface Trial {
  readonly random: Random
  readonly sizes: Sizes
  /** Who writes; may be another connection than the one that reads. */
  readonly writer: Stored
  readonly kept: Asked
  readonly fresh: Asked
  readonly next: () => Question
}

/** What is asked most, so that each kind of dependency has somebody who minds. */
const usual: ReadonlyArray<Question> = [
  question("favourites", (reads) => reads.listTracks(favorites({ limit: 5 }))),
  question("favourites by title", (reads) =>
    reads.listTracks({ filter: { kind: "favorite", isFavorite: true }, sort: "title", limit: 5 })
  ),
  question("well rated", (reads) => reads.listTracks({ filter: { kind: "rating", from: 4, to: null }, limit: 5 })),
  question("most played", (reads) => reads.listTracks(mostPlayed({ limit: 5 }))),
  question("new releases", (reads) => reads.listReleases({ filter: { kind: "new", isNew: true }, limit: 5 })),
  question("releases of a genre", (reads) => reads.listReleases({ filter: { kind: "genre", name: "Techno" } })),
  question("releases with an artist's tracks", (reads) => reads.listReleases({ filter: { kind: "trackArtist", name: "BTS" } })),
  question("tracks by title", (reads) => reads.listTracks({ sort: "title", limit: 5 })),
  question("tracks by artist", (reads) => reads.listTracks({ sort: "artist", limit: 5 })),
  question("releases by title", (reads) => reads.listReleases({ sort: "title", tracks: true, limit: 3 })),
  question("all tracks", (reads) => reads.listTracks({ limit: 5 })),
  question("artists", (reads) => reads.listArtists()),
  question("genres", (reads) => reads.listGenres()),
  question("a search", (reads) => reads.search("one", {}))
]

const beginTrial = (reading: Stored, writer: Stored, seed: number, kept: Reader, sizes = small): Trial => {
  const random = seeded(seed)
  const questions = [...usual, ...Array.from({ length: 80 }, () => anyQuestion(random, sizes))]
  const place = zipf(random, questions.length)
  for (let i = 0; i < 3 * sizes.releases; i++) changeAnything(writer, random, sizes)
  return {
    random,
    sizes,
    writer,
    kept: askedOf(kept),
    fresh: askedOf(readerOf(reading, nothingKept)),
    // Most are asked again and again, some once.
    next: () => (random.chance(5) ? anyQuestion(random, sizes) : questions[place()]!)
  }
}

/** What is answered otherwise than without a cache; undefined: nothing. */
const step = ({ random, sizes, writer, kept, fresh, next }: Trial): string | undefined => {
  if (random.chance(20)) {
    changeAnything(writer, random, sizes)
    return undefined
  }
  const { text, ask } = next()
  const answers = [kept, fresh].map((reads) => JSON.stringify(Effect.runSync(ask(reads))) ?? "none")
  if (answers[0] === answers[1]) return undefined
  return `${text}\n kept  ${answers[0]}\n fresh ${answers[1]}`
}

const agree = (trial: Trial, seed: number, count: number): void => {
  for (let i = 0; i < count; i++) {
    const difference = step(trial)
    if (difference !== undefined) assert.fail(`seed ${seed}, operation ${i}: ${difference}`)
  }
}

/** So little that entries have to go all the time. */
const crowded = { mostEntries: 60 } as const

/** What one case does with its libraries. */
interface Trialling {
  readonly seed: number
  readonly count: number
}

const titled = (what: string, { seed }: Trialling): string => `[Q6] never stale: ${what}, seed ${seed}`

const oneWriter = (of: Trialling): ContractCase<World> => ({
  title: titled("reads and writes of one connection", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      for (const [i, limits] of [{}, crowded, {}].entries()) {
        const sizes = i === 2 ? large : small
        agree(beginTrial(stored, stored, of.seed + i, readerOf(stored, limits), sizes), of.seed + i, of.count / 3)
      }
    })
  )
})

const twoConnections = (of: Trialling): ContractCase<World> => ({
  title: titled("another connection writes, as another program does", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const { sharedBetweenProcesses } = (yield* Sqlite).capabilities
      // Where nobody else can have the database there is nobody else to write.
      const writer = sharedBetweenProcesses ? yield* openStored : stored
      agree(beginTrial(stored, writer, of.seed, readerOf(stored, {})), of.seed, of.count)
    })
  )
})

const fibers = (of: Trialling): ContractCase<World> => ({
  title: titled("eight fibers read and write by turns", of),
  run: Effect.scoped(
    Effect.gen(function* () {
      const stored = yield* makeStored
      const trial = beginTrial(stored, stored, of.seed, readerOf(stored, {}))
      const life = Effect.gen(function* () {
        for (let i = 0; i < of.count / 8; i++) {
          const difference = step(trial)
          if (difference !== undefined) assert.fail(`seed ${of.seed}: ${difference}`)
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
  "search"
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
      const trial = beginTrial(stored, stored, 41, reader)
      let isSeen = false
      for (let n = 0; n < 20_000 && !isSeen; n++) isSeen = step(trial) !== undefined
      assert.isTrue(isSeen, `nobody noticed that "${skipped}" is never raised`)
    })
  )
})

const kinds = [oneWriter, twoConnections, fibers] as const

/** So many operations in all, in cases of at most `mostACase`, and so many dependencies left out. */
export const neverStaleContract = (count: number, leftOut: number, mostACase = 9000): ReadonlyArray<ContractCase<World>> => {
  const cases = Math.max(kinds.length, Math.ceil(count / mostACase))
  return [
    ...Array.from({ length: cases }, (_, i) => kinds[i % kinds.length]!({ seed: 11 + 5 * i, count: Math.ceil(count / cases) })),
    ...dependencies.slice(0, leftOut).map(brokenOnPurpose)
  ]
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
  bun: { whole: 1_000_000, usual: 6000, mostACase: 6000, leftOut: { whole: dependencies.length, usual: 4 } },
  node: { whole: 100_000, usual: 6000, mostACase: 6000, leftOut: { whole: dependencies.length, usual: 4 } },
  browser: { whole: 100_000, usual: 900, mostACase: 1500, leftOut: { whole: 2, usual: 2 } }
} satisfies Readonly<Record<string, Amount>>

/** The cases of a runtime, and a line for the report of a soak. `scale`: the share of the whole count, from 0.1, an ordinary run, to 1. */
export const neverStaleOn = (runtime: keyof typeof amounts, scale: number) => {
  const { whole, usual, mostACase, leftOut } = amounts[runtime]
  const isOrdinary = scale <= 0.1
  const count = isOrdinary ? usual : Math.round(whole * scale)
  const cases = neverStaleContract(count, isOrdinary ? leftOut.usual : leftOut.whole, mostACase)
  return { cases, line: `soak: ${count} operations against the uncached in ${cases.length} cases, seeds from 11 by 5` }
}
