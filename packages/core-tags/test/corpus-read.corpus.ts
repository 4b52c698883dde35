/**
 * Every file of the corpus is read, and every difference from mutagen 1.46 is either gone or explained below.
 * Run from the project's root: `bun test --conditions=source ./packages/core-tags/test/corpus-read.corpus.ts`
 */
import { afterAll, describe, expect, test } from "vitest"
import { type ArtistsByRole, artistsOf, parseDate, parseGenres, type ReadOutcome, readTags } from "../src/index.ts"
import { assemble } from "../src/read/assemble.ts"
import { ByteSource } from "../src/read/byte-source.ts"
import { readGeneral } from "../src/read/general.ts"
import { sniff } from "../src/read/sniff.ts"
import { corpusFolder, type Reference, readReference, withCorpusFile } from "./corpus.ts"
import { generalDifferences, referenceDifferences } from "./corpus-differences.ts"

const reference = readReference()
const maxMs = 2000
const maxJumpBytes = 100 * 1024 * 1024

/** A difference: which field of which file, ours and theirs. */
type Difference = readonly [key: string, ours: unknown, theirs: unknown]

const differ = (path: string, field: string, ours: unknown, theirs: unknown): ReadonlyArray<Difference> =>
  JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [[`${path} ${field}`, ours, theirs]]

const near = (
  path: string,
  field: string,
  ours: number | null,
  theirs: number | null,
  tolerance: number
): ReadonlyArray<Difference> =>
  theirs === null || Math.abs((ours ?? 0) - theirs) <= tolerance ? [] : [[`${path} ${field}`, ours, theirs]]

const text = (values: ReadonlyArray<string>): string | null => values.map((value) => value.trim()).join(" \\\\ ") || null
const number = (value: string | null): number | null => (value === null || !/^\d+$/.test(value) ? null : Number(value))

/** What mutagen hands over as plain values, seen through the grammar: names of a role that only its own tag gives are not in them. */
const credited = ({ main, guest }: ArtistsByRole): unknown => [main, guest]

const differencesOf = (ref: Reference, outcome: ReadOutcome): ReadonlyArray<Difference> => {
  const { path } = ref
  if (ref.error !== undefined) return outcome.ok ? [[`${path} error`, outcome.tags.format, ref.error]] : []
  if (!outcome.ok) return [[`${path} outcome`, outcome.message, "read"]]
  const { tags } = outcome
  return [
    ...differ(path, "title", tags.title, text(ref.title)),
    ...differ(path, "album", tags.releaseTitle, text(ref.album)),
    ...differ(path, "artists", credited(tags.artists), credited(artistsOf({ main: ref.artists }))),
    ...differ(path, "albumartist", credited(tags.releaseArtists), credited(artistsOf({ main: ref.albumartist }))),
    ...differ(path, "date", tags.releaseDate, parseDate(ref.date[0] ?? "")),
    ...differ(path, "genres", tags.genres, parseGenres(ref.genres)),
    ...differ(path, "track", [number(tags.trackNumber), tags.trackTotal], ref.track),
    ...differ(path, "disc", [number(tags.discNumber), tags.discTotal], ref.disc),
    ...near(path, "ms", tags.durationMs, ref.ms, 1),
    ...near(path, "br", tags.bitrateKbps, ref.br, 1),
    ...near(path, "sr", tags.sampleRateHz, ref.sr, 0),
    ...(typeof ref.ch === "boolean" ? differ(path, "ch", tags.channels, ref.ch) : near(path, "ch", tags.channels, ref.ch, 0))
  ]
}

const explained = (
  differences: ReadonlyArray<Difference>,
  table: ReadonlyMap<string, string>,
  used: Set<string>
): ReadonlyArray<Difference> =>
  differences.filter(([key]) => {
    if (!table.has(key)) return true
    used.add(key)
    return false
  })

describe(`reading the corpus (${corpusFolder})`, () => {
  const used = new Set<string>()
  const counted: Array<string> = []

  test.each(reference.map((ref): [string, Reference] => [ref.path, ref]))("%s", (path, ref) => {
    const memory = process.memoryUsage().rss
    const start = performance.now()
    return withCorpusFile(path, (file) => readTags(file)).then((outcome) => {
      expect(performance.now() - start).toBeLessThanOrEqual(maxMs)
      expect(process.memoryUsage().rss - memory).toBeLessThanOrEqual(maxJumpBytes)
      expect(explained(differencesOf(ref, outcome), referenceDifferences, used)).toEqual([])
      counted.push(path)
    })
  })

  test("all files were read, and every explanation is needed", () => {
    console.log(`corpus: ${counted.length} files`)
    expect(counted).toHaveLength(reference.length)
    expect([...referenceDifferences.keys()].filter((key) => !used.has(key))).toEqual([])
  })
})

describe("our own readers agree with music-metadata wherever both read a file", () => {
  const used = new Set<string>()
  let compared = 0

  const compare = (path: string): PromiseLike<ReadonlyArray<Difference>> =>
    withCorpusFile(path, (file) =>
      readTags(file).then((outcome) => {
        const { container, unsupported } = sniff(new ByteSource(file))
        if (!outcome.ok || container === undefined || unsupported !== undefined) return []
        return readGeneral(new ByteSource(file), container, true).then(({ parsed }) => {
          if (parsed === undefined) return []
          compared += 1
          // Lengths and bit rates are ours by intent: music-metadata estimates or lacks them.
          const { durationMs: _ours, bitrateKbps: _rate, ...own } = outcome.tags
          const general = assemble(parsed)
          return Object.entries(own).flatMap(([field, value]) => differ(path, field, value, general[field as keyof typeof own]))
        })
      })
    )

  test.each(reference.map((ref) => ref.path))("%s", (path) =>
    compare(path).then((differences) => expect(explained(differences, generalDifferences, used)).toEqual([]))
  )

  test("every explanation is needed", () => expect([...generalDifferences.keys()].filter((key) => !used.has(key))).toEqual([]))
  afterAll(() => console.log(`corpus: ${compared} files compared with music-metadata`))
})
