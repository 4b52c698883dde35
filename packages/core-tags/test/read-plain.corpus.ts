/**
 * The quick reader over the corpus: what it takes it reads as the full readers do, and it takes no less than it did.
 * Run from the project's root: `bun test --conditions=source ./packages/core-tags/test/read-plain.corpus.ts`
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { type ReadOutcome, readTags } from "../src/index.ts"
import { withSource } from "../src/read/byte-source.ts"
import { readPlain } from "../src/read/plain/plain.ts"
import { corpusFolder, readReference } from "./corpus.ts"
import { mutate } from "./mutations.ts"
import { opened } from "./opened.ts"
import { seededChoices } from "./seeded-choices.ts"

const paths = readReference().map(({ path }) => path)

interface Tally {
  files: number
  plain: number
}

const tally = new Map<string, Tally>()

const count = (outcome: ReadOutcome, isPlain: boolean): void => {
  const format = outcome.ok ? outcome.tags.format : outcome.reason
  const sum = tally.get(format) ?? { files: 0, plain: 0 }
  tally.set(format, { files: sum.files + 1, plain: sum.plain + (isPlain ? 1 : 0) })
}

const isPlain = (path: string, content: Uint8Array): boolean =>
  content.length > 0 && withSource(opened(path, content), (source) => readPlain(source) !== undefined)

const compare = async (path: string, content: Uint8Array): Promise<ReadOutcome> => {
  const everything = { picture: true, lyrics: true, essence: true }
  const full = await readTags(opened(path, content), { ...everything, quick: false })
  expect(await readTags(opened(path, content), everything), path).toEqual(full)
  return full
}

describe(`[P1] the quick reader over the corpus (${corpusFolder})`, () => {
  test.each(paths)("%s", async (path) => {
    const content = readFileSync(join(corpusFolder, path))
    count(await compare(path, content), isPlain(path, content))
  })

  test("takes no fewer files than it did", () => {
    // The corpus is made of oddities; what libraries are made of is in read-plain.test.ts.
    const least = { mp3: 14, flac: 12, m4a: 26, "ogg-vorbis": 6, opus: 3 }
    for (const [format, floor] of Object.entries(least))
      expect(tally.get(format)?.plain ?? 0, format).toBeGreaterThanOrEqual(floor)
  })

  afterAll(() => {
    for (const [format, { files, plain }] of tally)
      if (plain > 0) console.log(`plain: ${plain} of ${files} files that are ${format}`)
  })
})

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const mutants = Math.ceil(10_000 * scale)

test(`[P1] ${mutants} broken files of the corpus are read the same with the quick reader and without`, async () => {
  const choose = seededChoices(7_031)
  const small = paths
    .map((path) => [path, readFileSync(join(corpusFolder, path))] as const)
    .filter(([, { length }]) => length < 100_000)
  for (let no = 0; no < mutants; no += 1) {
    const [path, content] = small[choose.below(small.length)] ?? ["", new Uint8Array()]
    await compare(`${path} ${no}`, mutate(content, choose))
  }
  console.log(`soak: ${mutants} broken files of the corpus`)
}, 300_000)
