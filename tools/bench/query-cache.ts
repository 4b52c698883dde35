/**
 * What the query cache is worth (Q10): the same questions of 20,000 tracks, answered without it and from it, what a thousand cost who ask for the
 * same at once (Q9), and what a change costs by the number of kept answers. `bun --conditions=source tools/bench/query-cache.ts`, or `node --conditions=source …`.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as root } from "../../packages/core-async/test/harness/root-posix.ts"
import { attempt } from "../../packages/core-cache/src/cache-error.ts"
import { type LibraryReads, makeReads } from "../../packages/core-cache/src/library-reads.ts"
import type { Reader } from "../../packages/core-cache/src/reader.ts"
import { askSearch } from "../../packages/core-cache/src/search/ask-search.ts"
import { makeStore } from "../../packages/core-cache/src/store/store.ts"
import { favorites } from "../../packages/core-cache/src/user-state/lists.ts"
import { layer as sample } from "../../packages/core-cache/test/sample-posix.ts"
import {
  changeState,
  makeStored,
  nothingKept,
  readerOf,
  type Stored,
  settle,
  storeOne
} from "../../packages/core-cache/test/stored-library.ts"
import type { World } from "../../packages/core-cache/test/world.ts"
import { tell } from "./measures.ts"
import { seeded } from "./random.ts"
import { genreNames, inventArtists, inventTitle } from "./vocabulary.ts"

const releases = 2000
const tracksEach = 10
const samples = 60

const nobody = { main: [], guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }

const fill = (stored: Stored): void => {
  const random = seeded(1)
  const artists = inventArtists(random, 400)
  // One writer: so many releases are recorded as everything.
  const writer: Stored = { ...stored, store: makeStore(stored.cache, () => true) }
  for (let i = 0; i < releases; i++) {
    const artist = { ...nobody, main: [random.pick(artists)] }
    const tracks = Array.from({ length: tracksEach }, (_, n) => ({
      id: `track-${i}-${n}`,
      path: `${String(i).padStart(4, "0")}/${n}.flac`,
      said: { title: inventTitle(random), trackNumber: String(n + 1), artists: artist }
    }))
    const said = {
      releaseTitle: inventTitle(random),
      releaseArtists: artist,
      genres: [random.pick(genreNames)],
      releaseDate: String(1960 + random.below(60))
    }
    storeOne(writer, { id: `release-${i}`, path: String(i).padStart(4, "0"), said, tracks })
  }
  settle(writer)
  for (let i = 0; i < 200; i++) changeState(stored, `track-${i * 9}-3`, { isFavorite: true }, (i + 1) * 1_000_000)
}

type Ask = (reads: LibraryReads, reader: Reader) => Effect.Effect<unknown, unknown>

const questions: Readonly<Record<string, Ask>> = {
  "50 of all tracks": (reads) => reads.listTracks(),
  "50 of all tracks by title": (reads) => reads.listTracks({ sort: "title" }),
  "50 of all tracks by title, from 15,000": (reads) => reads.listTracks({ sort: "title", offset: 15_000 }),
  "50 tracks of a genre": (reads) => reads.listTracks({ filter: { kind: "genre", name: "Ambient" } }),
  "50 favourites": (reads) => reads.listTracks(favorites()),
  "50 releases": (reads) => reads.listReleases(),
  "one release with its tracks": (reads) => reads.getRelease("release-77"),
  "one track": (reads) => reads.getTrack("track-77-7"),
  "a search": (_, reader) => attempt(() => askSearch(reader, "ca", { limit: 50, offset: 0 })),
  "50 artists": (reads) => reads.listArtists()
}

interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

const spreadOf = (times: ReadonlyArray<number>): Spread => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!
  return { median: at(0.5), low: at(0.1), high: at(0.9) }
}

/** Microseconds of processor time of one of so many calls: others on the machine make a call wait, not work. */
const processorTime = (calls: number, call: () => void): number => {
  const begun = process.cpuUsage()
  for (let i = 0; i < calls; i++) call()
  const { user, system } = process.cpuUsage(begun)
  return (user + system) / calls
}

const shown = ({ median, low, high }: Spread): string => `${median.toFixed(1)} (${low.toFixed(1)}–${high.toFixed(1)})`

const coldCalls = 4
const warmCalls = 1000

/** Pairs: what the machine does to one of them it does to the other. */
const compare = (stored: Stored): void => {
  const kept = readerOf(stored, {})
  const fresh = readerOf(stored, nothingKept)
  const [keptReads, freshReads] = [makeReads(kept, attempt), makeReads(fresh, attempt)]
  console.log("| question | without, µs | kept, µs | times faster, by pairs |\n|---|---|---|---|")
  for (const [name, ask] of Object.entries(questions)) {
    const cold = () => processorTime(coldCalls, () => Effect.runSync(ask(freshReads, fresh)))
    const warm = () => processorTime(warmCalls, () => Effect.runSync(ask(keptReads, kept)))
    for (let i = 0; i < 5; i++) void (cold() + warm())
    const pairs = Array.from({ length: samples }, () => [cold(), warm()] as const)
    const [without, from] = [pairs.map(([time]) => time), pairs.map(([, time]) => time)].map(spreadOf)
    const ratio = spreadOf(pairs.map(([slow, quick]) => slow / quick))
    tell(
      `from the query cache ÷ without, ${name}`,
      "ratio",
      pairs.map(([slow, quick]) => quick / slow)
    )
    const ratios = [ratio.median, ratio.low, ratio.high].map((times) => times.toFixed(0))
    console.log(`| ${name} | ${shown(without!)} | ${shown(from!)} | ${ratios[0]} (${ratios[1]}–${ratios[2]}) |`)
  }
}

/** A change that concerns a question, another one each turn. */
interface Mending {
  readonly question: string
  readonly change: (stored: Stored, turn: number) => void
}

const oneComes = (stored: Stored, turn: number): void => {
  const [id, path] = [`single-${turn}`, `0000 ${turn}`]
  const tracks = [{ id, path: `${path}/1.flac`, said: { title: `${"AMZ"[turn % 3]} ${turn}` } }]
  storeOne(stored, { id, path, said: { genres: ["Ambient"] }, tracks })
}

const tenChange = (stored: Stored, turn: number): void => {
  const tracks = Array.from({ length: tracksEach }, (_, n) => ({
    id: `track-7-${n}`,
    path: `0007/${n}.flac`,
    said: { title: `${"AMZ"[(n + turn) % 3]} ${turn} ${n}` }
  }))
  storeOne(stored, { id: "release-7", path: "0007", tracks })
}

const oneIsLiked = (stored: Stored, turn: number): void =>
  changeState(stored, "track-5-5", { isFavorite: turn % 2 === 0 }, (turn + 1000) * 1_000_000)

const mendings: Readonly<Record<string, Mending>> = {
  "all tracks, one came": { question: "50 of all tracks", change: oneComes },
  "all tracks by title, one came": { question: "50 of all tracks by title", change: oneComes },
  "all tracks by title, ten changed": { question: "50 of all tracks by title, from 15,000", change: tenChange },
  "tracks of a genre, one came": { question: "50 tracks of a genre", change: oneComes },
  "favourites, one came or went": { question: "50 favourites", change: oneIsLiked }
}

/** What a page costs after a change: the list read whole, and mended. What the change itself and the tracks on the page cost is in both. */
const mending = (stored: Stored): void => {
  console.log("\n| 50 of a list after a change | list read, µs | list mended, µs |\n|---|---|---|")
  const [mended, read] = [readerOf(stored, {}), readerOf(stored, {})]
  Object.assign(read.queries.log, { since: () => undefined })
  let turn = 0
  for (const [name, { question, change }] of Object.entries(mendings)) {
    const ask = (reader: Reader) => Effect.runSync(questions[question]!(makeReads(reader, attempt), reader))
    const times = Array.from({ length: samples + 5 }, () => {
      change(stored, turn++)
      // By turns the first, who finds less in SQLite's memory.
      const readers = turn % 2 === 0 ? [read, mended] : [mended, read]
      const took = new Map(readers.map((reader) => [reader, processorTime(1, () => ask(reader))]))
      return [took.get(read)!, took.get(mended)!] as const
    }).slice(5)
    console.log(`| ${name} | ${shown(spreadOf(times.map(([a]) => a)))} | ${shown(spreadOf(times.map(([, b]) => b)))} |`)
  }
  console.log(`\n${mended.queries.cache.stats().mended} of ${turn} were mended.`)
}

/** One favourite, noticed by the next question, with more and more answers kept. */
const invalidation = (stored: Stored): void => {
  console.log("\n| kept answers | noticing a favourite, µs |\n|---|---|")
  for (const count of [10, 1000, 10_000, 40_000]) {
    const reader = readerOf(stored, {})
    const reads = makeReads(reader, attempt)
    for (let i = 0; i < count; i++) Effect.runSync(reads.getTrack(`track-${i % releases}-nothing-${i}`))
    let turn = 0
    const times = Array.from({ length: samples }, () => {
      changeState(stored, "track-5-5", { isFavorite: turn++ % 2 === 0 }, turn * 1_000_000)
      return processorTime(1, () => reader.queries.ask("nothing", { condition: "nothing", read: () => 1, bytesOf: () => 1 }))
    })
    console.log(`| ${reader.queries.cache.stats().size} | ${shown(spreadOf(times))} |`)
  }
}

const crowd = 1000

/** What nobody has asked yet, asked by a thousand fibers at once: how many read it, and what all of them cost next to one alone. */
const together = (stored: Stored): void => {
  console.log("\n| asked for the first time | reads | by one, µs | by 1,000 at once, µs |\n|---|---|---|---|")
  for (const name of ["50 of all tracks by title", "50 favourites"]) {
    const reads = new Set<number>()
    const costs = (askers: number): number => {
      const reader = readerOf(stored, {})
      const asked = questions[name]!(makeReads(reader, attempt), reader)
      const all = Effect.all(
        Array.from({ length: askers }, () => asked),
        { concurrency: "unbounded", discard: true }
      )
      const us = processorTime(1, () => Effect.runSync(all))
      if (askers === crowd) reads.add(reader.queries.cache.stats().misses)
      return us
    }
    const pairs = Array.from({ length: samples + 5 }, () => [costs(1), costs(crowd)] as const).slice(5)
    const [one, many] = [0, 1].map((which) => shown(spreadOf(pairs.map((pair) => pair[which]!))))
    console.log(`| ${name} | ${[...reads].join(", ")} | ${one} | ${many} |`)
  }
}

const bench: Effect.Effect<void, unknown, World> = Effect.scoped(
  Effect.gen(function* () {
    const stored = yield* makeStored
    fill(stored)
    compare(stored)
    together(stored)
    mending(stored)
    invalidation(stored)
  })
)

const runtime = process.versions.bun === undefined ? "node" : "bun"
const { layer } = (await import(
  `../../packages/core-cache/test/runtime.${runtime}.ts`
)) as typeof import("../../packages/core-cache/test/runtime.bun.ts")
console.log(`${runtime}: ${releases * tracksEach} tracks, ${samples} samples each, median (10th–90th percentile)\n`)
await Effect.runPromise(Effect.provide(bench, Layer.mergeAll(layer, root, sample)))
