/** The types by which programs call the package: checked by the compiler, with everything else in this directory. */
import type * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { describe, expect, expectTypeOf, test } from "vitest"
import type * as core from "../src/index.ts"
import type {
  CacheError,
  ChangePage,
  Filter,
  InvalidFilter,
  LibraryCache,
  LibraryCacheShape,
  Page,
  PageRequest,
  Release,
  ScanReport,
  SearchPage,
  SmartPlaylist,
  Track
} from "../src/index.ts"
import * as exported from "../src/index.ts"

type Answer<A, E = CacheError> = Effect.Effect<A, E, LibraryCache>

/** Names whose type, or what their Effect answers, is `any`, which would let everything through. */
type IsAny<T> = 0 extends 1 & T ? true : false
type AnswerOf<F> = F extends (...args: never) => Effect.Effect<infer A, infer E, infer R> ? [A, E, R] : []
type Holes<Of> = {
  [Name in keyof Of]: IsAny<Of[Name]> extends true
    ? Name
    : true extends { [At in keyof AnswerOf<Of[Name]>]: IsAny<AnswerOf<Of[Name]>[At]> }[number]
      ? Name
      : never
}[keyof Of]

describe("[A7] the types of what is exported", () => {
  test("hold no any", () => {
    expectTypeOf<Holes<typeof core>>().toEqualTypeOf<never>()
    expectTypeOf<Holes<LibraryCacheShape>>().toEqualTypeOf<never>()
    expectTypeOf<Holes<LibraryCacheShape["collages"]>>().toEqualTypeOf<never>()
    expectTypeOf<Holes<LibraryCacheShape["playlists"]>>().toEqualTypeOf<never>()
    type Parsed = ReturnType<typeof JSON.parse>
    expectTypeOf<Holes<{ readonly hole: () => Effect.Effect<Parsed>; readonly none: () => void }>>().toEqualTypeOf<"hole">()
  })

  test("say what a list, a search, one thing and an edit answer, and how each fails", () => {
    expectTypeOf<typeof core.listTracks>().returns.toEqualTypeOf<Answer<Page<Track>>>()
    expectTypeOf<typeof core.listReleases>().returns.toEqualTypeOf<Answer<Page<Release>>>()
    expectTypeOf<typeof core.searchTracks>().returns.toEqualTypeOf<Answer<SearchPage<Track>>>()
    expectTypeOf<typeof core.getTrack>().returns.toEqualTypeOf<Answer<Track | undefined>>()
    expectTypeOf<typeof core.getCollageReleases>().returns.toEqualTypeOf<Answer<Page<Release> | undefined>>()
    expectTypeOf<typeof core.setTrackFavorite>().returns.toEqualTypeOf<Answer<boolean>>()
    expectTypeOf<typeof core.deleteRelease>().returns.toEqualTypeOf<Answer<boolean>>()
    expectTypeOf<typeof core.updateCache>().returns.toEqualTypeOf<Answer<ScanReport>>()
    expectTypeOf<typeof core.listChanges>().returns.toEqualTypeOf<Answer<ChangePage>>()
    expectTypeOf<typeof core.updateSmartPlaylist>().returns.toEqualTypeOf<
      Answer<SmartPlaylist | undefined, CacheError | InvalidFilter>
    >()
    expectTypeOf(exported.layer).returns.toExtend<
      Layer.Layer<LibraryCache, CacheError, never> | Layer.Layer<LibraryCache, CacheError, unknown>
    >()
  })

  test("take a page the same way everywhere, and nothing that is none", () => {
    expectTypeOf<Parameters<typeof core.listArtists>>().toEqualTypeOf<[request?: PageRequest | undefined]>()
    expectTypeOf<Parameters<typeof core.getPlaylistTracks>>().toEqualTypeOf<[name: string, request?: PageRequest | undefined]>()
    expectTypeOf<PageRequest>().toEqualTypeOf<{ readonly limit?: number; readonly offset?: number; readonly all?: boolean }>()
    // @ts-expect-error a limit is a number
    const limit: PageRequest = { limit: "10" }
    // @ts-expect-error a page is given as a whole
    const wrong: Parameters<typeof core.listTracks> = [10, 0]
    // @ts-expect-error a filter is one of the kinds there are
    const filter: Filter = { kind: "mood", name: "calm" }
    expect([limit, wrong, filter]).toHaveLength(3)
  })

  test("let what is answered be read, and not changed", () => {
    const rename = (track: Track): void => {
      // @ts-expect-error answers are kept and shared
      track.title = "Other"
    }
    expectTypeOf<Parameters<typeof rename>>().toEqualTypeOf<[track: Track]>()
    expectTypeOf<Page<Track>["items"]>().toEqualTypeOf<ReadonlyArray<Track>>()
  })

  test("close the reasons of failures, so that a switch over them is whole", () => {
    expectTypeOf<CacheError["reason"]>().toEqualTypeOf<
      "usage" | "not-initialised" | "offline" | "mass-change" | "busy" | "newer" | "damaged" | "storage"
    >()
    expectTypeOf<CacheError["isRetryable"]>().toEqualTypeOf<boolean>()
  })
})

/** Verbs of A5, and the one of lists that come in chunks; the others are names that stay since programs know them, or of things that these verbs do not fit. */
const verbs = /^(?:get|list|search|stream|add|update|delete|set)(?:[A-Z]|$)/
const published =
  /^(?:filter(?:Releases|Tracks)|(?:artist|genre|descriptor|label)Exists|(?:track|release)Within\w+|(?:create|rename|remove|move|export|import|record|relink|restore|empty)[A-Z]\w*)$/
/** What is none of a library's: parts of filters, names and credits, opening, watching, looking after it. */
const others = new Set([
  ...[
    "layer",
    "connect",
    "lock",
    "maybeInvalidateCacheDatabase",
    "watchLibrary",
    "initLibrary",
    "planInit",
    "runInit",
    "detectLayout"
  ],
  ...["examineLibrary", "readMarker", "filterOf", "joinFilters", "normalFilter", "parseFilter", "printFilter", "printedCredit"],
  ...["makeGenreTree", "parseTemplates", "sampleNames", "classifyName", "decideEnter", "noScanFinished"],
  // How far a piece of work is, as a scan tells it.
  ...["estimate", "withSample"],
  // What a sync does with names, pages and losses as a scan does.
  ...["boundsOf", "byteLength", "candidateName", "compareBytewise", "cutName", "extensionPart", "foldName", "foldText"],
  ...["checkIgnoreLine", "isIgnoredBy", "isDiscName", "isMassChange"]
])

test("[A5] functions are named by what they do, in the same words everywhere", () => {
  const functions = Object.entries(exported).filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
  const strange = functions
    .map(([name]) => name)
    .filter((name) => !verbs.test(name) && !published.test(name) && !others.has(name))
  expect(functions.length).toBeGreaterThan(90)
  expect(strange).toEqual([])
})
