/**
 * What reading a file as large as music is asks of the file system, with and without a cover that is longer than the front (P1): counts, not times. More
 * than this is a change that a scan of a whole library would notice.
 */
import { describe, expect, test } from "vitest"
import { type ReadTagsOptions, readTags } from "../src/index.ts"
import { opened } from "./opened.ts"
import {
  comments,
  flac,
  flacBlock,
  frame,
  id3v2,
  item,
  join,
  jpeg,
  mp4,
  mpegFrames,
  oggPacket,
  oggPage,
  opusHead,
  pictureBlock,
  textFrame,
  vorbisHead
} from "./sound-bytes.ts"

const fields = comments(["title=Title", "artist=A", "album=B"])
const title = textFrame(4, "TIT2", "Title")
const cover = jpeg(90_000)
const picture = frame(4, "APIC", [0, "image/jpeg", 0, 3, 0, cover])

/** Sound on pages of so many bytes. */
const pages = (count: number, bytes: number): Uint8Array =>
  join(
    Array.from({ length: count }, (_, no) => {
      const lacing = [...new Array<number>(Math.floor(bytes / 255)).fill(255), bytes % 255]
      return oggPage({ serial: 7, granule: (no + 1) * 48_000 }, lacing, new Uint8Array(bytes).fill(no + 1))
    })
  )

const ogg = (withCover: boolean): Uint8Array => {
  const base64 = Buffer.from(pictureBlock(3, "image/jpeg", cover)).toString("base64")
  const text = withCover ? comments(["title=Title", `METADATA_BLOCK_PICTURE=${base64}`]) : fields
  return join(oggPacket(7, vorbisHead(44_100, 2, 0), 2), oggPacket(7, join(3, "vorbis", text, 1)), pages(50, 4200))
}

const opus = join(oggPacket(7, opusHead(2, 312), 2), oggPacket(7, join("OpusTags", fields)), pages(20, 12_000))

const files: Readonly<Record<string, Uint8Array>> = {
  mp3: join(id3v2(4, [title]), mpegFrames(500)),
  "mp3 with a cover": join(id3v2(4, [title, picture]), mpegFrames(500)),
  flac: flac(441_000, [flacBlock(4, fields)], 200_000),
  "flac with a cover": flac(441_000, [flacBlock(4, fields), flacBlock(6, pictureBlock(3, "image/jpeg", cover))], 200_000),
  m4a: mp4(3, [item("\u00a9nam", "Title")], 200_000),
  "m4a with a cover": mp4(3, [item("\u00a9nam", "Title"), item("covr", cover, 13)], 200_000),
  ogg: ogg(false),
  "ogg with a cover": ogg(true),
  opus
}

/** Reads and kilobytes: of the tags alone, and with the essence. */
const costs: Readonly<Record<string, readonly [tags: readonly [number, number], essence: readonly [number, number]]>> = {
  mp3: [
    [2, 80],
    [3, 96]
  ],
  "mp3 with a cover": [
    [3, 96],
    [5, 128]
  ],
  // Most encoders leave a checksum of the sound, which is its essence; these files have none.
  flac: [
    [1, 64],
    [3, 96]
  ],
  "flac with a cover": [
    [2, 80],
    [5, 128]
  ],
  // Their tags lie behind the sound, and they name no samples.
  m4a: [
    [2, 80],
    [2, 80]
  ],
  "m4a with a cover": [
    [2, 80],
    [2, 80]
  ],
  ogg: [
    [2, 96],
    [2, 96]
  ],
  "ogg with a cover": [
    [3, 112],
    [7, 176]
  ],
  opus: [
    [2, 96],
    [2, 96]
  ]
}

const costOf = async (content: Uint8Array, options: ReadTagsOptions): Promise<readonly [reads: number, kilobytes: number]> => {
  const file = opened("/x/a", content)
  const outcome = await readTags(file, options)
  expect(outcome.ok && outcome.tags.title).toBe("Title")
  return [file.counts.reads, file.counts.bytes / 1024]
}

describe("[P1] what a file of 200 KB costs", () => {
  test.each(Object.entries(files))("%s", async (name, content) => {
    expect([await costOf(content, {}), await costOf(content, { essence: true })]).toEqual(costs[name])
  })
})
