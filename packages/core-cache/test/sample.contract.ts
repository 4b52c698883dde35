/** The sample library, scanned and searched: what every runtime must answer of it is in sample/expected.json. */
import { Files } from "@deadwax/core-async"
import { assert } from "chai"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import written from "../../../sample/expected.json" with { type: "json" }
import type { ContractCase } from "../../core-async/src/contract.ts"
import type { Layout, Release } from "../src/index.ts"
import { nameOf } from "../src/scan/paths.ts"
import { allCollections } from "./collections.ts"
import { bytesOf, dump, forget, init, places, put, scan, scanClean, type World, withCache, withLibrary } from "./world.ts"

/** One file of the sample, its path relative to `sample/`. */
export interface SampleFile {
  readonly path: string
  readonly bytes: Uint8Array
}

/** The sample's files below a directory of `sample/`, read by the means of the runtime. */
export class SampleFiles extends Context.Service<
  SampleFiles,
  { readonly below: (directory: string) => Effect.Effect<ReadonlyArray<SampleFile>> }
>()("@deadwax/core-cache/test/SampleFiles") {}

type SampleWorld = World | SampleFiles

const copySample = Effect.fnUntraced(function* (directory: string) {
  const sample = yield* SampleFiles
  const files = yield* sample.below(directory)
  assert.isAbove(files.length, 5)
  for (const { path, bytes } of files) yield* put(path.slice(directory.length + 1), bytes)
})

/** What the sample's expectations say of a release; all its other fields are compared as they stand. */
interface ExpectedRelease {
  readonly title: string
  readonly sourcePath?: string
  readonly layouts: ReadonlyArray<string>
}

interface ExpectedHit {
  readonly kind: string
  readonly title: string
}

interface ExpectedSearch {
  readonly query: string
  readonly finds: ReadonlyArray<ExpectedHit>
  readonly never?: ReadonlyArray<ExpectedHit>
  readonly first?: ExpectedHit
}

interface ExpectedCollection {
  readonly name: string
  readonly path: string
  readonly items: ReadonlyArray<object>
}

const expected = written as unknown as {
  readonly libraries: ReadonlyArray<{ readonly root: string; readonly releases: ReadonlyArray<ExpectedRelease> }>
  readonly searches: ReadonlyArray<ExpectedSearch>
  readonly collages: ReadonlyArray<ExpectedCollection>
  readonly playlists: ReadonlyArray<ExpectedCollection>
}

/** Compares every field that the expectation names; paths there are relative to the library. */
const assertSame = (actual: unknown, wanted: unknown, where: string, root: string): void => {
  if (Array.isArray(wanted)) {
    assert.isArray(actual, where)
    assert.equal((actual as Array<unknown>).length, wanted.length, `${where}: how many`)
    for (const [i, item] of wanted.entries()) assertSame((actual as Array<unknown>)[i], item, `${where}[${i}]`, root)
  } else if (typeof wanted === "object" && wanted !== null) {
    for (const [key, value] of Object.entries(wanted)) {
      if (notAnswered.has(key)) continue
      assertSame((actual as Record<string, unknown>)[key], value, `${where}.${key}`, root)
    }
  } else if (where.endsWith("Path") && typeof wanted === "string") assert.equal(actual, `${root}/${wanted}`, where)
  else if (where.endsWith("durationSeconds")) assert.closeTo(actual as number, wanted as number, 1, where)
  else assert.equal(actual, wanted, where)
}

// What the sample says about itself and the files, not about the library's answer.
const notAnswered = new Set(["shows", "layouts", "datafileId", "embeddedIds", "bitrateKbps"])

const expectedReleases = (root: string, layout: Layout): ReadonlyArray<ExpectedRelease> =>
  expected.libraries
    .filter((library) => library.root === root)
    .flatMap((library) => library.releases)
    .filter((release) => release.layouts.includes(layout))

const keyOf = (release: { readonly title: string; readonly sourcePath?: string }, root: string): string =>
  (release.sourcePath ?? release.title).replace(`${root}/`, "")

const compareAll = (releases: ReadonlyArray<Release>, wanted: ReadonlyArray<ExpectedRelease>, root: string): void => {
  const byPath = new Map(releases.map((release) => [keyOf(release, root), release]))
  const byTitle = new Map(releases.map((release) => [release.title, release]))
  assert.equal(releases.length, wanted.length)
  for (const release of wanted) {
    const key = keyOf(release, root)
    const actual = byPath.get(key) ?? byTitle.get(release.title)
    assert.isDefined(actual, `${key} is missing`)
    assertSame(actual, release, key, root)
  }
}

const scanCase = (directory: string, layout: Layout): ContractCase<SampleWorld> => ({
  title: `[U1] [U18] the sample's ${directory} in the ${layout} layout answers what is written of it`,
  run: Effect.gen(function* () {
    yield* init("fingerprint", layout)
    yield* copySample(directory)
    yield* scanClean({ workers: 0 })
    const { root } = yield* places
    compareAll(yield* dump, expectedReleases(directory, layout), root)
  })
})

const searchCase: ContractCase<SampleWorld> = {
  title: "[R8] searches of the sample find what is written of them",
  run: Effect.gen(function* () {
    yield* init("tags", "flat")
    yield* copySample("library")
    const report = yield* scan({ workers: 0 })
    // One old file has its only tags at its end, where no id fits without hiding them: its id is kept in library.db.
    assert.deepEqual(
      report.failed.map((failure) => [nameOf(failure.path), failure.reason]),
      [["B1.mp3", "refused"]]
    )
    const missed: Array<string> = []
    yield* withLibrary((cache) =>
      Effect.forEach(expected.searches, (search) =>
        Effect.map(cache.search(search.query, { limit: 100 }), (page) => {
          const found = new Set(page.items.map((hit) => `${hit.kind}:${hit.title}`))
          const hits = [...search.finds, ...(search.first === undefined ? [] : [search.first])]
          for (const hit of hits)
            if (!found.has(`${hit.kind}:${hit.title}`)) missed.push(`${search.query}: no ${hit.kind} ${hit.title}`)
          for (const hit of search.never ?? []) {
            if (found.has(`${hit.kind}:${hit.title}`)) missed.push(`${search.query}: ${hit.kind} ${hit.title} does not belong`)
          }
          const [first] = page.items
          if (search.first !== undefined && first?.title !== search.first.title)
            missed.push(`${search.query}: first is ${first?.title}`)
          if (hits.length === 0 && page.total > 0) missed.push(`${search.query}: found ${[...found].join(", ")}`)
        })
      )
    )
    assert.deepEqual(missed, [])
    const files = yield* Files
    const { root } = yield* places
    assert.isAbove((yield* files.walk(root)).paths.length, 20)
  })
}

const parallelCase: ContractCase<SampleWorld> = {
  title: "[U5] two workers and none store the same",
  run: Effect.gen(function* () {
    yield* init("tags", "nested")
    yield* copySample("library")
    yield* scan({ workers: 2 })
    const parallel = yield* dump
    yield* forget("cache")
    yield* scan({ workers: 0 })
    assert.deepEqual(yield* dump, parallel)
    yield* forget("cache")
    yield* scan({ workers: 2, force: true })
    assert.deepEqual(yield* dump, parallel)
  })
}

/** What is stored of the files themselves. */
const storedTracks = withCache((cache) => cache.prepare("select * from tracks order by source_path").all())

const quickCase: ContractCase<SampleWorld> = {
  title: "[P1] a scan without the quick reader of plain files stores the same",
  run: Effect.gen(function* () {
    yield* init("fingerprint", "nested")
    yield* copySample("library")
    yield* scan({ workers: 0 })
    const quick = [yield* dump, yield* storedTracks]
    yield* forget("cache")
    yield* withLibrary((cache) => cache.scan({ workers: 0 }), {}, undefined, {}, false)
    assert.deepEqual([yield* dump, yield* storedTracks], quick)
  })
}

/** Collages and playlists as the sample describes them; a file that says all of it already is not written. */
const collectionsCase = (identity: "tags" | "fingerprint"): ContractCase<SampleWorld> => ({
  title: `[U12] [R6] the sample's collages and playlists answer what is written of them, and their files stay (${identity})`,
  run: Effect.gen(function* () {
    yield* init(identity, "flat")
    yield* copySample("library")
    const paths = [...expected.collages, ...expected.playlists].map(({ path }) => path)
    const before = yield* Effect.forEach(paths, bytesOf)
    yield* scan({ workers: 0 })
    const { root } = yield* places
    const answered = yield* allCollections
    const named = (found: ReadonlyArray<{ readonly name: string } | undefined>) =>
      [...found].sort((a, b) => ((a?.name ?? "") < (b?.name ?? "") ? -1 : 1))
    for (const [kind, key] of [
      ["collages", "releases"],
      ["playlists", "tracks"]
    ] as const) {
      const wanted = named(expected[kind]).map((one) => {
        const { path: _, items, ...rest } = one as ExpectedCollection
        return { ...rest, [key]: items }
      })
      assertSame(answered[kind], wanted, kind, root)
    }
    assert.deepEqual(yield* Effect.forEach(paths, bytesOf), before)
  })
})

export const sampleContract: ReadonlyArray<ContractCase<SampleWorld>> = [
  scanCase("library", "flat"),
  scanCase("library", "nested"),
  scanCase("nested", "nested"),
  searchCase,
  collectionsCase("tags"),
  collectionsCase("fingerprint"),
  parallelCase,
  quickCase
]
