/**
 * How long searches and filters take in process, and what a track costs on disk (P6, P8, R9).
 *
 *     bun --conditions=source packages/core-cache/test/search-times.ts [--tracks 100000] [--in DIR]
 *
 * Makes a library of small files in DIR (kept there, and used again) or in a directory that is removed, scans it, types titles and artists of it
 * letter by letter, and asks for lists by filters of every sort. Times are the processor's, which other work on the machine changes little.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { makeLibrary } from "../../../tools/bench/make-library.ts"
import { tell } from "../../../tools/bench/measures.ts"
import { seeded } from "../../../tools/bench/random.ts"
import { initLibrary, type Library, LibraryCache, layer as libraryLayer, parseFilter } from "../src/index.ts"
import { layer as ports } from "./runtime.bun.ts"

const { values } = parseArgs({ options: { tracks: { type: "string", default: "100000" }, in: { type: "string" } } })
const usualTracks = 100_000
const tracks = Number(values.tracks)
const directory = values.in ?? mkdtempSync(join(tmpdir(), "deadwax-search-"))
mkdirSync(directory, { recursive: true })
const music = join(directory, "music")
const registration = join(directory, "library.json")

const register = async (): Promise<Library> => {
  if (existsSync(registration)) return JSON.parse(readFileSync(registration, "utf8")) as Library
  if (!existsSync(music)) makeLibrary(music, { releases: tracks / 10, tracksPerRelease: 10, small: true, layout: "nested" })
  const init = initLibrary({ root: music, identity: "fingerprint", layout: "nested", registered: [] })
  const library = await Effect.runPromise(Effect.provide(init, ports))
  writeFileSync(registration, JSON.stringify(library))
  return library
}

const percentile = (sorted: ReadonlyArray<number>, share: number): string =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(2)

const say = (what: string, timesMs: ReadonlyArray<number>, more = ""): void => {
  const sorted = timesMs.toSorted((a, b) => a - b)
  const [p50, p95, most] = [0.5, 0.95, 1].map((share) => percentile(sorted, share))
  console.log(`| ${what} | ${sorted.length} | ${p50} | ${p95} | ${most} |${more}`)
  tell(tracks === usualTracks ? what : `${what}, ${tracks} tracks`, "ms", timesMs)
}

const timed = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const before = process.cpuUsage()
  const value = yield* effect
  const { user, system } = process.cpuUsage(before)
  return { value, ms: (user + system) / 1000 }
})

/** Every beginning of each text. */
const typed = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  texts.flatMap((text) => [...text].map((_, i) => [...text].slice(0, i + 1).join("")))

const searches = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const random = seeded(7)
  const { total } = yield* cache.listTracks({ limit: 0 })
  const texts: Array<string> = []
  for (let i = 0; i < 100; i++) {
    const [track] = (yield* cache.listTracks({ limit: 1, offset: random.below(total) })).items
    texts.push(track?.title ?? "", track?.artists.main[0]?.name ?? "")
  }
  for (const text of typed(texts.slice(0, 6))) yield* cache.search(text)
  for (const [what, find] of [
    ["search", cache.search],
    ["searchTracks", cache.searchTracks],
    ["searchReleases", cache.searchReleases],
    ["searchArtists", cache.searchArtists]
  ] as const) {
    const slow: Array<readonly [number, string]> = []
    const few: Array<number> = []
    for (const text of typed(texts)) {
      const { ms, value } = yield* timed(find(text) as Effect.Effect<unknown>)
      slow.push([ms, text])
      if ((value as { readonly totalCapped?: boolean }).totalCapped === false) few.push(ms)
    }
    const worst = slow.toSorted(([a], [b]) => b - a).slice(0, 3)
    if (what === "search") say("search that finds at most 1,000", few)
    say(
      `${what}, letter by letter`,
      slow.map(([ms]) => ms),
      ` slowest: ${worst.map(([, text]) => JSON.stringify(text)).join(" ")}`
    )
  }
  const [first = "", artist = ""] = texts
  for (const text of [
    `${first.slice(0, 3)} year:1990..1999`,
    `artist:${artist.slice(0, 4)}`,
    "title:~ove",
    "genre:rock -is:new"
  ]) {
    const times: Array<number> = []
    for (let i = 0; i < 30; i++) times.push((yield* timed(cache.search(text))).ms)
    say(`search ${text}`, times)
  }
})

const filters = [
  "love",
  "title:love",
  "title:~ove",
  "title:^the",
  "title:e$",
  "artist:~an",
  "composer:~a",
  "genre:rock",
  "label:~rec",
  "path:~9",
  "format:mp3",
  "edition:deluxe",
  "releasedate:^199",
  "year:1990..1999 -genre:rock",
  "is:favorite or rating:4..",
  "added:30d"
]

/** The first answer puts the whole list in order, so each asks for a list that was not asked for before. */
const lists = Effect.gen(function* () {
  const cache = yield* LibraryCache
  for (const text of filters) {
    const times: Array<number> = []
    let total = 0
    for (let i = 0; i < 30; i++) {
      const filter = Result.getOrThrow(parseFilter(`${text} -label:==none${i}`))
      const page = yield* timed(cache.listTracks({ filter, limit: 50 }))
      times.push(page.ms)
      total = page.value.total
    }
    say(`tracks list \`${text}\`, ${total} found`, times)
  }
})

type AskPage = (page: { readonly offset: number; readonly limit: number }) => Effect.Effect<{ readonly total: number }, unknown>

/** Pages of lists that are there already, at any place of them. The first page, which puts the list in order, is told apart. */
const pages = Effect.gen(function* () {
  const cache = yield* LibraryCache
  const random = seeded(11)
  const filterOf = (text: string) => ({ filter: Result.getOrThrow(parseFilter(text)) })
  const asked: Readonly<Record<string, AskPage>> = {
    "tracks by path": (page) => cache.listTracks(page),
    "tracks by title": (page) => cache.listTracks({ ...page, sort: "title" }),
    "tracks of a genre": (page) => cache.listTracks({ ...page, ...filterOf("genre:rock") }),
    releases: (page) => cache.listReleases(page),
    artists: (page) => cache.listArtists(page)
  }
  const all: Array<number> = []
  for (const [name, ask] of Object.entries(asked)) {
    const first = yield* timed(ask({ offset: 0, limit: 50 }))
    const times: Array<number> = []
    for (let i = 0; i < 200; i++) times.push((yield* timed(ask({ offset: random.below(first.value.total), limit: 50 }))).ms)
    say(`50 ${name}, the first time`, [first.ms])
    say(`50 ${name}, anywhere`, times)
    all.push(...times)
  }
  say("pages of 50", all)
})

const library = await register()
const places = { cachePath: join(directory, "cache.db"), libraryPath: join(directory, "library.db") }
const program = Effect.gen(function* () {
  const cache = yield* LibraryCache
  if ((yield* cache.listTracks({ limit: 0 })).total === 0) yield* cache.scan()
  const { total } = yield* cache.listTracks({ limit: 0 })
  console.log(`${total} tracks; cache.db ${(statSync(places.cachePath).size / total).toFixed(0)} bytes a track\n`)
  console.log("| what | n | p50 ms | p95 ms | largest |\n|---|---|---|---|---|")
  yield* searches
  yield* pages
  yield* lists
})
await Effect.runPromise(Effect.provide(program, Layer.provideMerge(libraryLayer({ library, ...places }), ports)))
if (values.in === undefined) rmSync(directory, { recursive: true })
