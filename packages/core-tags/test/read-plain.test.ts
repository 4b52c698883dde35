/**
 * The quick reader of plain files (P1): what it accepts it reads as the container's own reader does, field by field and with the essence, and it
 * accepts what libraries are made of. Held against each other are a made-up library, the sample library, and both of them broken.
 */
import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, test } from "vitest"
import { planLibrary, type SampleFormat } from "../../../tools/bench/plan-library.ts"
import { smallTemplates } from "../../../tools/bench/templates.ts"
import { trackBytes } from "../../../tools/bench/write-track.ts"
import { extensionOf, isAudioPath, type ReadOutcome, readTags } from "../src/index.ts"
import { withSource } from "../src/read/byte-source.ts"
import { readPlain } from "../src/read/plain/plain.ts"
import { mutate } from "./mutations.ts"
import { opened } from "./opened.ts"
import { seededChoices } from "./seeded-choices.ts"
import {
  apeTag,
  be,
  box,
  comments,
  dataBox,
  flac,
  flacBlock,
  frame,
  freeform,
  id3v1,
  id3v2,
  item,
  join,
  jpeg,
  mp4,
  mpegFrames,
  pictureBlock,
  textFrame
} from "./sound-bytes.ts"

interface Sample {
  readonly path: string
  readonly content: Uint8Array
}

const sampleFolder = fileURLToPath(new URL("../../../sample/", import.meta.url))

const sampleFiles = (): ReadonlyArray<Sample> =>
  readdirSync(sampleFolder, { recursive: true, encoding: "utf8" })
    .filter(isAudioPath)
    .map((path) => ({ path, content: readFileSync(sampleFolder + path) }))

/** Tracks as a library of a benchmark has them; some with a cover that is longer than what is read of the front. */
const madeFiles = (releases: number): ReadonlyArray<Sample> => {
  const templates = smallTemplates()
  const sizes = [undefined, 4_000, 90_000]
  return [...planLibrary({ releases, tracksPerRelease: 2, withIds: true, seed: 11 })].flatMap((release, index) => {
    const size = sizes[index % sizes.length]
    const cover = size === undefined ? undefined : { mime: "image/jpeg" as const, data: jpeg(size), widthPx: 500, heightPx: 500 }
    return release.tracks.map((track) => ({ path: track.path, content: trackBytes(templates, release, track, cover) }))
  })
}

const isAccepted = ({ path, content }: Sample): boolean =>
  content.length > 0 && withSource(opened(path, content), (source) => readPlain(source) !== undefined)

const outcomes = async ({ path, content }: Sample): Promise<readonly [quick: ReadOutcome, full: ReadOutcome]> => [
  await readTags(opened(path, content), { essence: true }),
  await readTags(opened(path, content), { essence: true, quick: false })
]

/** Both readers' answers are equal; answers how many the quick one gave. */
const compare = async (files: Iterable<Sample>, name: (file: Sample) => string = ({ path }) => path): Promise<number> => {
  let accepted = 0
  for (const file of files) {
    const [quick, full] = await outcomes(file)
    expect(quick, name(file)).toEqual(full)
    if (isAccepted(file)) accepted += 1
  }
  return accepted
}

const byFormat = (files: ReadonlyArray<Sample>, format: string): ReadonlyArray<Sample> =>
  files.filter(({ path }) => extensionOf(path) === format)

const formats: ReadonlyArray<SampleFormat> = ["mp3", "flac", "m4a", "ogg", "opus"]

describe("[P1] a plain file is read quickly, and as its container's own reader reads it", () => {
  const made = madeFiles(60)
  const sample = sampleFiles()

  // Ogg pages hold 64 KB at most: a larger cover among the comments leads over several.
  test.each([
    ["mp3", 1],
    ["flac", 1],
    ["m4a", 1],
    ["ogg", 0.6],
    ["opus", 0.6]
  ] as const)("%s of a made-up library", async (format, floor) => {
    const files = byFormat(made, format)
    const accepted = await compare(files)
    console.log(`${format}: ${accepted} of ${files.length} made-up files are plain`)
    expect(accepted / files.length).toBeGreaterThanOrEqual(floor)
  })

  test.each(formats)("%s of the sample library", async (format) => {
    const files = byFormat(sample, format)
    const accepted = await compare(files)
    console.log(`${format}: ${accepted} of ${files.length} files of the sample library are plain`)
    expect(accepted / files.length).toBeGreaterThanOrEqual(0.8)
  })

  test("pictures and lyrics are the same", async () => {
    const everything = { picture: true, lyrics: true, essence: true }
    for (const { path, content } of [...made, ...sample])
      expect(await readTags(opened(path, content), everything), path).toEqual(
        await readTags(opened(path, content), { ...everything, quick: false })
      )
  })

  test("asks for no more of a file than the full reader", async () => {
    for (const { path, content } of [...made, ...sample]) {
      const [quick, full] = [opened(path, content), opened(path, content)]
      await readTags(quick, { essence: true })
      await readTags(full, { essence: true, quick: false })
      expect(quick.counts.reads, path).toBeLessThanOrEqual(full.counts.reads)
      if (isAccepted({ path, content })) expect(quick.counts.bytes, path).toBeLessThanOrEqual(full.counts.bytes)
    }
  })
})

describe("what is not plain is left to the reader that knows more", () => {
  const title = textFrame(3, "TIT2", "Title")
  const sound = mpegFrames(60)
  const text = comments(["title=Title", "artist=A"])
  test.each([
    ["an unsynchronised tag", join(id3v2(3, title, 0x80), sound)],
    ["an extended header", join(id3v2(4, [[0, 0, 0, 6, 1, 0], title], 0x40), sound)],
    ["a second tag", join(id3v2(3, title), id3v2(3, title), sound)],
    ["a frame with flags", join(id3v2(4, frame(4, "TIT2", [3, "Title"], 0x0002)), sound)],
    ["an id that is none", join(id3v2(3, [title, frame(3, "ti?2", [3, "Title"])]), sound)],
    ["a frame longer than the tag", join(id3v2(3, [title, "TPE1", [0x7f, 0, 0, 0], [0, 0]]), sound)],
    ["junk before the sound", join(id3v2(3, title), new Uint8Array(30), sound)],
    ["sound without a tag", sound],
    ["FLAC behind an ID3 tag", join(id3v2(3, title), flac(441_000, [flacBlock(4, text)]))],
    ["two blocks of comments", flac(441_000, [flacBlock(4, text), flacBlock(4, text)])],
    ["a block of no known kind", flac(441_000, [flacBlock(4, text), flacBlock(9, text)])],
    ["a picture longer than its block", flac(441_000, [join(6, [0, 0, 40], pictureBlock(3, "image/jpeg", jpeg(500)))])],
    ["twelve thousand comments", flac(441_000, [flacBlock(4, comments(["title=T", ...new Array<string>(12_000).fill("")]))])],
    [
      "a thousand and one blocks",
      flac(441_000, [flacBlock(4, text), ...Array.from({ length: 1000 }, () => flacBlock(1, new Uint8Array(1)))])
    ],
    [
      "eight thousand frames",
      join(id3v2(4, [textFrame(4, "TIT2", "T"), ...Array.from({ length: 8000 }, () => frame(4, "XXXX", []))]), sound)
    ],
    [
      "three thousand items",
      mp4(3, [item("\u00a9nam", "T"), ...Array.from({ length: 3000 }, () => freeform("com.apple.iTunes", "LABEL", "A"))])
    ],
    ["a domain without a name", mp4(3, box("----", box("mean", be(0, 4), "com.apple.iTunes"), dataBox(1, "A")))]
  ])("%s", async (name, content) => {
    const file = { path: "/x/a", content }
    expect(isAccepted(file), name).toBe(false)
    await compare([file])
  })

  test.each([
    [
      "ID3v1 behind the sound",
      join(id3v2(3, title), sound, id3v1({ title: "Other", artist: "B", album: "C", year: "1999", track: 3, genre: 17 }))
    ],
    ["an APE tag behind the sound", join(id3v2(3, title), sound, apeTag({ Title: "Other", REPLAYGAIN_TRACK_GAIN: "-3 dB" }))],
    [
      "items of another letter's size",
      mp4(3, [item("\u00a9NAM", "Title"), item("TRKN", "7"), freeform("COM.apple.iTunes", "label", "A", "B")])
    ]
  ])("%s is plain", async (name, content) => {
    expect(isAccepted({ path: "/x/a", content }), name).toBe(true)
    await compare([{ path: "/x/a", content }])
  })
})

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const mutants = Math.ceil(10_000 * scale)

test(`[P1] ${mutants} broken files are read the same with the quick reader and without`, async () => {
  const choose = seededChoices(20_811)
  const whole = [...madeFiles(40), ...sampleFiles()].filter(({ content }) => content.length < 200_000)
  const broken = function* (): Generator<Sample> {
    for (let no = 0; no < mutants; no += 1) {
      const { path, content } = whole[choose.below(whole.length)] as Sample
      yield { path: `${no} ${path}`, content: mutate(content, choose) }
    }
  }
  const accepted = await compare(broken())
  console.log(`soak: ${mutants} broken files, of which the quick reader took ${accepted}`)
  // Most changes lie where nobody looks; the others must have been refused.
  expect(accepted).toBeGreaterThan(mutants * 0.2)
  expect(accepted).toBeLessThan(mutants * 0.95)
}, 300_000)
