import { describe, expect, test } from "vitest"
import { readLyrics, readTags } from "../src/index.ts"
import { madeFlac } from "./made-files.ts"
import { opened } from "./opened.ts"
import { be, frame, id3v2, join, mpegFrames, type Part, utf16le } from "./sound-bytes.ts"

const sound = mpegFrames(10)
const lyricsIn = (version: 2 | 3 | 4, frames: Part, flags = 0): PromiseLike<string | undefined> =>
  readLyrics(opened("/a.mp3", join(id3v2(version, frames, flags), sound)))

const bom = [0xff, 0xfe]

describe("[U19] lyrics in tags, as text", () => {
  test.each<readonly [string, 2 | 3 | 4, Part, string | undefined]>([
    ["with a description", 4, frame(4, "USLT", [3, "eng", "words", 0, "La la\nLo lo"]), "La la\nLo lo"],
    ["without one", 4, frame(4, "USLT", [3, "eng", 0, "La la"]), "La la"],
    ["in UTF-16", 3, frame(3, "USLT", [1, "eng", bom, 0, 0, bom, utf16le("Więcej słońca")]), "Więcej słońca"],
    ["in Latin-1 of v2.2", 2, frame(2, "ULT", [0, "eng", 0, 0x4d, 0xf8]), "Mø"],
    ["the first that is not empty", 4, [frame(4, "USLT", [3, "eng", 0]), frame(4, "USLT", [3, "deu", 0, "Zwei"])], "Zwei"],
    ["none at all", 4, frame(4, "USLT", [3, "eng", 0]), undefined],
    ["cut off", 4, frame(4, "USLT", [3, "e"]), undefined],
    [
      "with times, as an .lrc file has them",
      4,
      frame(4, "SYLT", [3, "eng", 2, 1, 0, "First", 0, be(1230, 4), "\nSec", 0, be(61_050, 4), "ond", 0, be(61_900, 4)]),
      "[00:01.23]First\n[01:01.05]Second"
    ],
    ["with times in frames, which are left out", 4, frame(4, "SYLT", [3, "eng", 1, 1, 0, "First", 0, be(7, 4)]), "First"],
    [
      "with times in UTF-16",
      3,
      frame(3, "SYLT", [1, "eng", 2, 1, bom, 0, 0, bom, utf16le("Słońce"), 0, 0, be(500, 4)]),
      "[00:00.50]Słońce"
    ],
    [
      "with a time that is cut off",
      4,
      frame(4, "SYLT", [3, "eng", 2, 1, 0, "First", 0, be(10, 4), "\nSecond", 0, 1]),
      "[00:00.01]First"
    ]
  ])("%s", (_, version, frames, text) => lyricsIn(version, frames).then((found) => expect(found).toBe(text)))

  test("of a tag that is unsynchronised as a whole", () => {
    const plain = frame(3, "USLT", [0, "eng", 0, 0xff, 0xe9])
    const written = [...plain].flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte]))
    return lyricsIn(3, written, 0x80).then((text) => expect(text).toBe("ÿé"))
  })

  test("of several megabytes", () =>
    lyricsIn(4, frame(4, "USLT", [3, "eng", 0, "la ".repeat(1_000_000)])).then((text) => expect(text?.length).toBe(2_999_999)))

  test("in Vorbis comments; and only when they are asked for", () => {
    const file = opened("/a.flac", madeFlac(["LYRICS=One\nTwo", "UNSYNCEDLYRICS=Other"]))
    return Promise.all([readLyrics(file), readTags(file)]).then(([text, outcome]) => {
      expect(text).toBe("One\nTwo")
      expect(outcome).not.toHaveProperty("lyrics")
    })
  })

  test("of a file that is no audio: none", () =>
    readLyrics(opened("/a.mp3", join("no audio"))).then((text) => expect(text).toBeUndefined()))
})
