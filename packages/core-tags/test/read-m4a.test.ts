import { describe, expect, test } from "vitest"
import { readPicture } from "../src/index.ts"
import { opened, tagsIn } from "./opened.ts"
import { be, freeform, item, join, jpeg, mp4, type Part } from "./sound-bytes.ts"
import { expected } from "./tagged-fields.ts"

describe("MP4", () => {
  const rose = (name: string, ...values: ReadonlyArray<string>): Uint8Array => freeform("net.sunsetglow.rose", name, ...values)
  const itunes = (name: string, ...values: ReadonlyArray<string>): Uint8Array => freeform("com.apple.iTunes", name, ...values)
  const numbers = (number: number, total: number): Part => [be(0, 2), be(number, 2), be(total, 2), be(0, 2)]
  const items: ReadonlyArray<Uint8Array> = [
    item("©nam", "Title"),
    item("©alb", "Release"),
    item("©day", "1990-02-05"),
    itunes("ORIGINALYEAR", "1970"),
    rose("ORIGINALDATE", "1989"),
    rose("COMPOSITIONDATE", "1984"),
    item("trkn", numbers(300, 1200), 0),
    item("disk", numbers(1, 2), 0),
    item("©gen", "House;Techno"),
    item("gnre", be(18, 2), 0),
    rose("SECONDARYGENRE", "Ambient"),
    rose("DESCRIPTOR", "Warm"),
    itunes("LABEL", "First", "Second"),
    itunes("CATALOGNUMBER", "DN-420"),
    rose("EDITION", "Japan"),
    itunes("RELEASETYPE", "ep"),
    item("aART", "A;B"),
    item("©ART", "A feat. C"),
    itunes("REMIXER", "R"),
    itunes("PRODUCER", "P"),
    item("©wrt", "Com"),
    itunes("CONDUCTOR", "Con"),
    itunes("DJMIXER", "D"),
    rose("ID", "track-id"),
    rose("RELEASEID", "release-id"),
    item("©lyr", "la"),
    itunes("MusicBrainz Album Id", "mb-release")
  ]
  const file = mp4(10, items)

  test("every field of the m4a column; numbers have 16 bits", () =>
    tagsIn("/a.m4a", file).then((tags) =>
      expect(tags).toMatchObject({
        ...expected,
        format: "m4a",
        trackNumber: "300",
        trackTotal: 1200,
        genres: ["House", "Techno"],
        labels: ["First", "Second"],
        releaseType: "ep",
        durationMs: 10_000,
        bitrateKbps: 128,
        sampleRateHz: 44_100,
        channels: 2
      })
    ))
  test("a missing number is absent, not the text `None`, and so is zero", () =>
    tagsIn("/a.m4a", mp4(10, [item("trkn", numbers(0, 5), 0)])).then((tags) =>
      expect([tags.trackNumber, tags.trackTotal, tags.discNumber]).toEqual([null, 5, null])
    ))
  test("a genre by its number, where there is no name", () =>
    tagsIn("/a.m4a", mp4(10, item("gnre", be(18, 2), 0))).then((tags) => expect(tags.genres).toEqual(["Rock"])))
  test("a cover, whatever its type says it is", () => {
    const picture = jpeg(200_000)
    const covered = mp4(10, [...items, item("covr", picture, 14)])
    return tagsIn("/a.m4a", covered)
      .then((tags) => expect([tags.hasCover, tags.coverMime, tags.title]).toEqual([true, "image/jpeg", "Title"]))
      .then(() => readPicture(opened("/a.m4a", covered)))
      .then((found) => expect(found).toEqual({ mime: "image/jpeg", bytes: picture }))
  })
  test("media data is not read: 10 MB of it costs nothing", () => {
    const large = opened("/a.m4a", mp4(10, items, 10_000_000))
    return readPicture(large).then(() => expect(large.counts.bytes).toBeLessThanOrEqual(96 * 1024))
  })
  test("a box without a size ends with the file", () =>
    tagsIn("/a.m4a", join(file, be(0, 4), "mdat", new Uint8Array(100))).then((tags) => expect(tags.title).toBe("Title")))
  test("64-bit sizes", () => {
    const ftypBytes = 16
    const long = join(file.subarray(0, ftypBytes), be(1, 4), "free", be(24, 8), new Uint8Array(8), file.subarray(ftypBytes))
    return tagsIn("/a.m4a", long).then((tags) => expect([tags.title, tags.durationMs]).toEqual(["Title", 10_000]))
  })
})
