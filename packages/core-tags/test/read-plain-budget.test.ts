/**
 * The quick reader of plain files (P1) takes no file that leads the full reader to the end of its budget: parts are counted over a whole file, also those
 * that feed no field. Files on both sides of that border are read the same with it and without.
 */
import { describe, expect, test } from "vitest"
import { readTags } from "../src/index.ts"
import { opened } from "./opened.ts"
import {
  apeTag,
  be,
  box,
  comments,
  dataBox,
  flac,
  flacBlock,
  id3v2,
  item,
  join,
  jpeg,
  mp4,
  mpegFrames,
  oggPacket,
  oggPage,
  opusHead,
  type Part,
  pictureBlock,
  textFrame
} from "./sound-bytes.ts"

/** As many as the quick reader takes in one place. */
const many = 990

const times = <A>(count: number, one: (index: number) => A): ReadonlyArray<A> => Array.from({ length: count }, (_, no) => one(no))

const values = join(times(many, () => dataBox(1, "")))

/** Items that are full of values, behind what names them. */
const fullItems =
  (name: string, ...head: ReadonlyArray<Part>) =>
  (count: number): Uint8Array =>
    mp4(3, [item("\u00a9nam", "T"), times(count, () => box(name, ...head, values))])

const mean = box("mean", be(0, 4), "com.apple.iTunes")
const apeItems = Object.fromEntries(times(4096, (no) => [`Key ${no}`, "v"]))
const fields = comments(["title=T", ...times(many, () => "artist=A")])
const frames = id3v2(4, [textFrame(4, "TIT2", "T"), times(many, (no) => textFrame(4, "TPE1", no % 2 === 0 ? "A" : "B"))])

const oggPages = (count: number): Uint8Array =>
  join(
    oggPacket(7, opusHead(2, 0), 2),
    oggPacket(7, join("OpusTags", fields)),
    times(count, (no) => oggPage({ serial: 7, granule: 960 * (no + 1) }, [1], new Uint8Array(1)))
  )

const oneToFourteen = times(14, (no) => no + 1)

/** Each with numbers on both sides of the border, where its format can come so far within what the quick reader takes in one place. */
const sweeps: ReadonlyArray<readonly [name: string, counts: ReadonlyArray<number>, file: (count: number) => Uint8Array]> = [
  ["m4a: values of items", oneToFourteen, fullItems("\u00a9lyr")],
  ["m4a: values of items that feed no field", oneToFourteen, fullItems("\u00a9zzz")],
  ["m4a: values of a domain's name", oneToFourteen, fullItems("----", mean, box("name", be(0, 4), "LABEL"))],
  ["m4a: values of a name that feeds no field", oneToFourteen, fullItems("----", mean, box("name", be(0, 4), "other"))],
  [
    "mp3: frames, and items of an APE tag",
    [1, 2],
    (count) =>
      join(
        times(count, () => frames),
        mpegFrames(60),
        apeTag(apeItems)
      )
  ],
  [
    "flac: comments, pictures, and items of an APE tag",
    [1, 500, many - 1],
    (count) =>
      join(
        flac(441_000, [flacBlock(4, fields), ...times(count, () => flacBlock(6, pictureBlock(3, "image/jpeg", jpeg(20))))]),
        apeTag(apeItems)
      )
  ],
  ["opus: comments, and pages that the essence is made of", times(16, (no) => no * 1000), oggPages]
]

describe("[P1] a file at the end of the full reader's budget is read the same with the quick reader", () => {
  test.each(sweeps)("%s", async (name, counts, make) => {
    for (const count of counts) {
      const content = make(count)
      const everything = { essence: true, lyrics: true, picture: true }
      const quick = await readTags(opened("/x/a", content), everything)
      expect(quick, `${name}, ${count}`).toEqual(await readTags(opened("/x/a", content), { ...everything, quick: false }))
    }
  })
})
