/** What every source promises of names: whatever a place can hold arrives as it is, is found again by its id, and leads nowhere else. */
import { assert } from "chai"
import * as Effect from "effect/Effect"
import { bytes, entryAt, listedPaths, readRange, type SourceCase, same, sourceCase } from "./source-case.ts"

/** Each of these names is put, listed, asked for and read. */
const kinds: ReadonlyArray<readonly [title: string, names: ReadonlyArray<string>]> = [
  ["spaces, at the ends too", [" a b .mp3", "a  b.mp3", "trailing "]],
  ["what has a meaning in URLs", ["#1?.mp3", "a&b=c+d;e,f.mp3", "@:$!*'().mp3", "~a[1]{2}|^`.mp3"]],
  ["what has a meaning in XML", ['<a href="b">&amp;\'.mp3', "]]>.mp3"]],
  ["percent signs, as if they were encoded", ["100%.mp3", "100%25.mp3", "%2F.mp3", "%2e%2e"]],
  ["dots at the ends", [".hidden.mp3", "...", "a.", ".a", "..b"]],
  ["what Windows reserves", ["CON", "NUL.mp3", "COM1.flac", "a:b?.mp3"]],
  ["backslashes", ["a\\b.mp3", "..\\..\\c.mp3"]],
  ["line breaks and other control characters", ["a\nb.mp3", "a\tb.mp3", "a\u0001b.mp3", "a\u007Fb.mp3", "a\u0085b.mp3"]],
  ["other scripts and emoji", ["日本語.mp3", "Ελληνικά.mp3", "🎵.mp3", "مرحبا.mp3"]],
  ["composed and decomposed letters, which stay apart", ["\u00E9.mp3", "e\u0301.mp3"]],
  ["direction marks and joiners", ["a\u202Eb.mp3", "a\u200Db.mp3", "\uFEFFa.mp3"]],
  ["names that differ in case alone", ["Song.mp3", "song.mp3", "SONG.mp3"]],
  ["255 bytes", [`${"x".repeat(251)}.mp3`, `${"é".repeat(125)}.mp3`]]
]

const namesCase = ([title, names]: (typeof kinds)[number]): SourceCase =>
  sourceCase(`names arrive as they are: ${title}`, (world, source) =>
    Effect.gen(function* () {
      const paths = names.map((name) => `d/${name}`)
      for (const path of paths) yield* world.put(path, bytes(path))
      const { shownPath } = world.limits
      assert.deepEqual(yield* listedPaths(source), paths.map(shownPath).sort())
      for (const path of paths) {
        const entry = yield* entryAt(source, shownPath(path))
        same(yield* readRange(source, entry.id), bytes(path))
        assert.deepEqual(yield* source.head(entry.id), entry)
      }
    })
  )

const folders = sourceCase("folders with such names are gone through", (world, source) =>
  Effect.gen(function* () {
    const paths = ["a b", "100%25", "#?", "日本語", "CON", "...", "e\u0301", "a\\b"].map((folder) => `${folder}/x/t.mp3`)
    for (const path of paths) yield* world.put(path, bytes(path))
    assert.deepEqual(yield* listedPaths(source), [...paths].sort())
    for (const path of paths) same(yield* readRange(source, (yield* entryAt(source, path)).id), bytes(path))
  })
)

export const namesContract: ReadonlyArray<SourceCase> = [...kinds.map(namesCase), folders]
