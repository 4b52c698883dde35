/**
 * The ids are written to every file of the corpus: it then holds them and is otherwise what it was, for our reader, for mutagen and
 * for a decoder; or it is left alone, for a reason listed here, and is the same byte by byte.
 * Run from the project's root: `bun test --conditions=source ./packages/core-tags/test/write-ids.corpus.ts`
 */
import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Result from "effect/Result"
import { afterAll, describe, expect, test } from "vitest"
import { type WriteIdsOutcome, writeIdsBatch } from "../src/index.ts"
import { corpusFolder, readReference } from "./corpus.ts"
import { copied, decodedAll, itemFor, readAll, removeTemporaryFolders, run } from "./writing.ts"

afterAll(() => removeTemporaryFolders())

const ids = { track: "01a1fa01-5708-721a-9c0a-2d8aa16a2ad8", release: "01a1fa02-5708-721a-9c0a-2d8aa16a2ad9" }

const v22 = "an ID3v2.2 tag, which could not be rewritten as it is"
const tooLong = "the ID3v2 tag is longer than the file"
const hidden = "its only tags stand at its end: one in front would hide them"
const noFrame = "no FLAC frame where the metadata ends"
const cover = "item covr: changed"

/** Why a file is not written, as the first difference that is named. Files that are no audio for a library are not listed. */
const refusals: Readonly<Record<string, string>> = {
  "mutagen/106-short-picture-block-size.flac": "a FLAC block that is longer than the file",
  "mutagen/52-overwritten-metadata.flac": noFrame,
  "mutagen/52-too-short-block-size.flac": noFrame,
  "mutagen/audacious-trailing-id32-apev2.mp3": hidden,
  "mutagen/audacious-trailing-id32-id31.mp3": hidden,
  // Behind the broken frame stand others that TagLib no longer finds.
  "mutagen/bad-POPM-frame.mp3": "TENC: 1 lost",
  // TagLib drops what else stands beside a picture: its name, or padding.
  "mutagen/covr-with-name.m4a": cover,
  "taglib/covr-junk.m4a": cover,
  "mutagen/emptyfile.mp3": "TagLib does not take it for MP3",
  "mutagen/id3v22-test.mp3": v22,
  "mutagen/ooming-header.flac": "the data ends at 86, before 86",
  "mutagen/silence-44-s-v1.mp3": hidden,
  "mutagen/too-short.mp3": v22,
  "taglib/ape-id3v1.mp3": hidden,
  "taglib/ape.mp3": hidden,
  "taglib/compressed_id3_frame.mp3": tooLong,
  "taglib/compressed_id3_frame_invalid.mp3": tooLong,
  "taglib/duplicate_id3v2.mp3": "several ID3v2 tags in a row",
  "taglib/excessive_alloc.mp3": tooLong,
  "taglib/garbage.mp3": "TagLib does not take it for MP3",
  // TagLib turns the number of a genre into its name, under another atom.
  "taglib/gnre.m4a": "item gnre: 1 lost",
  "taglib/id3v22-tda.mp3": v22,
  "taglib/infloop.m4a": "an atom that is longer than what holds it",
  "taglib/itunes10.mp3": v22,
  // Its headers are damaged; new ones would look sound.
  "taglib/lowercase-fields.ogg": "an Ogg page with a wrong checksum",
  "taglib/multiple-vc.flac": "several comment blocks",
  "taglib/w000.mp3": tooLong
}

/** mutagen reads no items where `meta` is built as in QuickTime files. */
const unseenByMutagen = new Set(["taglib/non-full-meta.m4a"])

const outcomeOf = (result: Result.Result<WriteIdsOutcome, unknown>): WriteIdsOutcome => Result.getOrThrow(result)

/** What mutagen reads from each file; undefined where it is not installed. */
const mutagen = (paths: ReadonlyArray<string>): ReadonlyArray<{ readonly ids?: ReadonlyArray<unknown> }> | undefined => {
  const script = fileURLToPath(new URL("./mutagen-dump.py", import.meta.url))
  const { status, stdout } = spawnSync(existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3", [script], {
    input: paths.map((path) => `${path}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 30
  })
  return status === 0
    ? stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : undefined
}

const withoutIds = (seen: object): object => ({ ...seen, ids: undefined })

describe("[I3] the ids in the corpus", () => {
  const names = readReference().map((line) => line.path)
  const folder = copied(corpusFolder, names)
  const paths = names.map((name) => join(folder, name))

  test("written and nothing else changed, or refused and nothing changed at all", async () => {
    const bytes = paths.map((path) => readFileSync(path))
    const read = await readAll(paths)
    const seenByMutagen = mutagen(paths)
    const outcomes = (await run(writeIdsBatch(paths.map((path) => itemFor(path, ids))))).map(outcomeOf)
    const written = outcomes.flatMap((outcome, i) => (outcome.kind === "written" ? [i] : []))

    const untouched = paths.filter((path, i) => !written.includes(i) && !readFileSync(path).equals(bytes[i] ?? Buffer.alloc(0)))
    expect(untouched).toEqual([])
    const reasons = outcomes.flatMap((outcome, i) => (outcome.kind === "refused" ? [[names[i], outcome.differences[0]]] : []))
    expect(Object.fromEntries(reasons)).toEqual(refusals)

    const reread = await readAll(paths)
    const remutagen = mutagen(paths)
    const originals = decodedAll(written.map((i) => join(corpusFolder, names[i] ?? "")))
    const sounds = decodedAll(written.map((i) => paths[i] ?? ""))
    expect(sounds.filter((sound) => sound !== "").length).toBeGreaterThan(written.length / 2)
    for (const [at, i] of written.entries()) {
      const name = names[i] ?? ""
      const [before, after] = [read[i], reread[i]]
      expect(after?.ok && after.tags.ids.release, name).toBe(ids.release)
      expect(after?.ok && withoutIds(after.tags), name).toEqual(before?.ok && withoutIds(before.tags))
      expect(after?.ok && after.essence, name).toEqual(before?.ok && before.essence)
      expect(sounds[at], name).toBe(originals[at])
      const [old, now] = [seenByMutagen?.[i], remutagen?.[i]]
      if (old === undefined || now === undefined) continue
      expect(withoutIds(now), name).toEqual(withoutIds(old))
      if (!("error" in now)) expect(now.ids, name).toHaveLength(unseenByMutagen.has(name) ? 0 : 2)
    }
    console.log(`corpus: ${names.length} files`)
    console.log(
      `ids: ${written.length} written, ${reasons.length} refused, mutagen ${seenByMutagen === undefined ? "absent" : "agrees"}`
    )
  }, 600_000)

  test("a second time none is touched", async () => {
    const again = (await run(writeIdsBatch(paths.map((path) => itemFor(path, ids))))).map(outcomeOf)
    expect(again.filter((outcome) => outcome.kind === "written")).toEqual([])
    expect(again.filter((outcome) => outcome.kind === "unchanged").length).toBeGreaterThan(0)
  })
})
