import { describe, expect, test } from "vitest"
import { readPicture } from "../src/index.ts"
import { opened, tagsIn } from "./opened.ts"
import {
  aiff,
  apeTag,
  be,
  chunk,
  comments,
  flac,
  flacBlock,
  id3v2,
  join,
  jpeg,
  le,
  oggPacket,
  oggPage,
  opusHead,
  pcmFormat,
  pictureBlock,
  streamInfo,
  textFrame,
  vorbisHead,
  wav
} from "./sound-bytes.ts"
import { expected, fields } from "./tagged-fields.ts"

describe("FLAC", () => {
  const block = flacBlock(4, comments(fields))
  test("every field of the Vorbis column", () =>
    tagsIn("/a.flac", flac(441_000, [block], 160_000)).then((tags) =>
      expect(tags).toMatchObject({
        ...expected,
        format: "flac",
        durationMs: 10_000,
        bitrateKbps: 128,
        sampleRateHz: 44_100,
        channels: 1,
        hasCover: false
      })
    ))
  test("a picture, in a block and in a comment", () => {
    const picture = jpeg(300_000)
    const inBlock = flac(441_000, [
      flacBlock(6, pictureBlock(4, "image/png", jpeg(10))),
      flacBlock(6, pictureBlock(3, "image/jpeg", picture)),
      block
    ])
    const base64 = btoa(String.fromCharCode(...pictureBlock(3, "image/jpeg", jpeg(3000))))
    return tagsIn("/a.flac", inBlock)
      .then((tags) => expect(tags).toMatchObject({ ...expected, hasCover: true, coverMime: "image/jpeg" }))
      .then(() => readPicture(opened("/a.flac", inBlock)))
      .then((found) => expect(found).toEqual({ mime: "image/jpeg", bytes: picture }))
      .then(() => readPicture(opened("/a.flac", flac(1, [flacBlock(4, comments([`METADATA_BLOCK_PICTURE=${base64}`]))]))))
      .then((found) => expect(found).toEqual({ mime: "image/jpeg", bytes: jpeg(3000) }))
  })
  test("behind an ID3v2 tag, whose text counts only where FLAC's own is missing", () => {
    const id3 = id3v2(3, textFrame(3, "TIT2", "ID3"))
    return tagsIn("/a.flac", join(id3, flac(44_100, [block])))
      .then((tags) => expect([tags.title, tags.durationMs]).toEqual(["Title", 1000]))
      .then(() => tagsIn("/a.flac", join(id3, flac(44_100, []))))
      .then((tags) => expect(tags.title).toBe("ID3"))
  })
  test("a picture longer than its block says, as 24 bits cut it", () => {
    const cut = join(6, be(100, 3), pictureBlock(3, "image/jpeg", jpeg(5000)))
    return tagsIn("/a.flac", flac(44_100, [cut, block])).then((tags) =>
      expect([tags.title, tags.hasCover]).toEqual(["Title", true])
    )
  })
  test("cut off within its comments: the length is known", () =>
    tagsIn("/a.flac", join("fLaC", flacBlock(0, streamInfo(44_100)), block).subarray(0, 200)).then((tags) =>
      expect([tags.format, tags.durationMs]).toEqual(["flac", 1000])
    ))
})

describe("Ogg", () => {
  const vorbis = (serial: number, packet: Uint8Array, granule = 441_000): Uint8Array =>
    join(
      oggPacket(serial, vorbisHead(44_100, 2, 192_000), 2),
      oggPacket(serial, join(3, "vorbis", packet, 1)),
      oggPage({ serial, granule: 1000 }, [250], new Uint8Array(250)),
      oggPage({ serial, granule, flags: 4 }, [100], new Uint8Array(100))
    )
  const opus = (packet: Uint8Array): Uint8Array =>
    join(
      oggPacket(9, opusHead(1, 312), 2),
      oggPacket(9, join("OpusTags", packet)),
      oggPage({ serial: 9, granule: 480_312, flags: 4 }, [200], new Uint8Array(200))
    )

  test("Vorbis: every field of its column, the length by the last granule", () =>
    tagsIn("/a.ogg", vorbis(7, comments(fields))).then((tags) =>
      expect(tags).toMatchObject({
        ...expected,
        format: "ogg-vorbis",
        durationMs: 10_000,
        bitrateKbps: 192,
        sampleRateHz: 44_100,
        channels: 2
      })
    ))
  test("Opus: what comes before the first sample that is heard does not count; R128 gains", () =>
    tagsIn("/a.ogg", opus(comments(fields))).then((tags) =>
      expect(tags).toMatchObject({
        ...expected,
        format: "opus",
        durationMs: 10_000,
        sampleRateHz: 48_000,
        channels: 1,
        replayGain: { trackGainDb: 3, trackPeak: null, albumGainDb: null, albumPeak: null }
      })
    ))
  test("a cover over many pages", () => {
    const picture = jpeg(250_000)
    const binary = Array.from(pictureBlock(3, "image/jpeg", picture), (byte) => String.fromCharCode(byte)).join("")
    const file = vorbis(7, comments([`METADATA_BLOCK_PICTURE=${btoa(binary)}`, ...fields]))
    return tagsIn("/a.ogg", file)
      .then((tags) => expect(tags).toMatchObject({ ...expected, hasCover: true, coverMime: "image/jpeg", durationMs: 10_000 }))
      .then(() => readPicture(opened("/a.ogg", file)))
      .then((found) => expect(found).toEqual({ mime: "image/jpeg", bytes: picture }))
  })
  test("the last page must be of the same stream; one without a granule tells nothing", () => {
    const other = oggPage({ serial: 8, granule: 999_999, flags: 4 }, [100], new Uint8Array(100))
    const unfinished = oggPage({ serial: 7, granule: -1 }, [255], new Uint8Array(255))
    return tagsIn("/a.ogg", join(vorbis(7, comments(fields)), unfinished, other)).then((tags) =>
      expect(tags.durationMs).toBe(10_000)
    )
  })
  test("streams of other kinds in front and between", () => {
    const theora = oggPacket(1, join(0x80, "theora", new Uint8Array(40)), 2)
    const own = oggPacket(7, vorbisHead(44_100, 2, 192_000), 2)
    const file = join(theora, own, oggPacket(1, join(0x81, "theora")), vorbis(7, comments(fields)).subarray(own.length))
    return tagsIn("/a.ogg", file).then((tags) => expect(tags).toMatchObject({ ...expected, durationMs: 10_000 }))
  })
})

describe("containers that are only read", () => {
  const id3 = id3v2(3, [textFrame(3, "TIT2", "Title"), textFrame(3, "TPE1", "AC/DC")])
  const second = new Uint8Array(8000 * 2 * 2)
  test("wav, with its tag in a chunk", () =>
    tagsIn("/a.wav", wav(pcmFormat(8000, 2), chunk("data", second), chunk("id3 ", id3))).then((tags) =>
      expect(tags).toMatchObject({
        format: "wav",
        title: "Title",
        artists: { main: ["AC/DC"] },
        durationMs: 1000,
        bitrateKbps: 256,
        channels: 2,
        sampleRateHz: 8000
      })
    ))
  test("wav, with INFO texts", () =>
    tagsIn(
      "/a.wav",
      wav(
        pcmFormat(8000, 2),
        chunk("LIST", ["INFO", chunk("INAM", "Title\0"), chunk("IART", [0xc9, 0x74, 0xe9, 0])]),
        chunk("data", second)
      )
    ).then((tags) => expect([tags.title, tags.artists.main]).toEqual(["Title", ["Été"]])))
  test("RF64, whose real length stands apart", () => {
    const body = join(
      "WAVE",
      chunk("ds64", [le(0, 8), le(second.length, 8), le(0, 8), le(0, 4)]),
      pcmFormat(8000, 2),
      "data",
      le(0xffffffff, 4),
      second,
      chunk("id3 ", id3)
    )
    return tagsIn("/a.wav", join("RF64", le(0xffffffff, 4), body)).then((tags) =>
      expect([tags.title, tags.durationMs]).toEqual(["Title", 1000])
    )
  })
  test("wav whose recording was cut off", () =>
    tagsIn("/a.wav", wav(pcmFormat(8000, 2), join("data", le(0x7fffffff, 4), second))).then((tags) =>
      expect(tags.durationMs).toBe(1000)
    ))
  test("AIFF", () => {
    const common = chunk("COMM", [be(2, 2), be(8000, 4), be(16, 2), be(16_383 + 12, 2), be(8000 * 2 ** 19, 4), be(0, 4)], false)
    return tagsIn(
      "/a.aif",
      aiff(common, chunk("NAME", "Old", false), chunk("SSND", second, false), chunk("ID3 ", id3, false))
    ).then((tags) =>
      expect(tags).toMatchObject({
        format: "aiff",
        title: "Title",
        artists: { main: ["AC/DC"] },
        durationMs: 1000,
        sampleRateHz: 8000,
        bitrateKbps: 256
      })
    )
  })
  test("WavPack, its length in the last block when the first does not know it", () => {
    const block = (index: number, samples: number): Uint8Array =>
      join(
        "wvpk",
        le(24 + 100, 4),
        le(0x410, 2),
        0,
        0,
        le(0xffffffff, 4),
        le(index, 4),
        le(samples, 4),
        le((9 << 23) | 0x1800, 4),
        le(0, 4),
        new Uint8Array(100)
      )
    return tagsIn("/a.wv", join(block(0, 44_100), block(44_100, 22_050), apeTag({ Title: "Title", Artist: "A\0B" }))).then(
      (tags) =>
        expect(tags).toMatchObject({
          format: "wv",
          title: "Title",
          artists: { main: ["A", "B"] },
          durationMs: 1500,
          sampleRateHz: 44_100,
          channels: 2
        })
    )
  })
  test("Monkey's Audio, old and new", () => {
    const old = join(
      "MAC ",
      le(3970, 2),
      le(3000, 2),
      le(0, 2),
      le(2, 2),
      le(44_100, 4),
      le(0, 8),
      le(2, 4),
      le(1000, 4),
      new Uint8Array(50)
    )
    const descriptor = join("MAC ", le(3990, 2), le(0, 2), le(52, 4), new Uint8Array(40))
    const header = join(le(3000, 2), le(0, 2), le(73_728, 4), le(372, 4), le(2, 4), le(16, 2), le(1, 2), le(48_000, 4))
    const tag = apeTag({ Title: "Title", Track: "3/10" })
    return tagsIn("/a.ape", join(old, tag))
      .then((tags) =>
        expect(tags).toMatchObject({
          format: "ape",
          title: "Title",
          trackNumber: "3",
          trackTotal: 10,
          channels: 2,
          durationMs: 6710
        })
      )
      .then(() => tagsIn("/a.ape", join(descriptor, header, new Uint8Array(100), tag)))
      .then((tags) =>
        expect(tags).toMatchObject({ format: "ape", title: "Title", channels: 1, sampleRateHz: 48_000, durationMs: 1544 })
      )
  })

  test("DSF, by music-metadata, and its ID3v2.3 tag exactly all the same", () => {
    const format = join(
      "fmt ",
      le(52, 8),
      le(1, 4),
      le(0, 4),
      le(2, 4),
      le(2, 4),
      le(2_822_400, 4),
      le(1, 4),
      le(2_822_400, 8),
      le(4096, 4),
      le(0, 4)
    )
    const data = join("data", le(12 + 8192, 8), new Uint8Array(8192))
    const tagAt = 28 + format.length + data.length
    const file = join("DSD ", le(28, 8), le(tagAt + id3.length, 8), le(tagAt, 8), format, data, id3)
    return tagsIn("/a.dsf", file).then((tags) =>
      expect(tags).toMatchObject({
        format: "dsf",
        title: "Title",
        artists: { main: ["AC/DC"] },
        durationMs: 1000,
        sampleRateHz: 2_822_400,
        channels: 2
      })
    )
  })

  test("AAC in ADTS frames, all of a short file and estimated from many of a long one", () => {
    const adts = join([0xff, 0xf1, 0x50, 0x80, 200 >> 3, (200 & 7) << 5, 0], new Uint8Array(193))
    const frames = (count: number): Uint8Array => join(Array.from({ length: count }, () => adts))
    return tagsIn("/a.aac", frames(441))
      .then((tags) =>
        expect(tags).toMatchObject({ format: "aac", durationMs: 10_240, bitrateKbps: 69, sampleRateHz: 44_100, channels: 2 })
      )
      .then(() => tagsIn("/a.aac", frames(4410)))
      .then((tags) => expect(tags.durationMs).toBe(102_400))
  })

  test("Musepack 7, by how much of its last frame counts", () => {
    const head = join("MP+", 7, le(3, 4), le(0, 4), le(0, 8), le((0x80000000 + 413 * 2 ** 20) % 2 ** 32, 4), new Uint8Array(100))
    return tagsIn("/a.mpc", join(head, apeTag({ Title: "Title" }))).then((tags) =>
      expect(tags).toMatchObject({ format: "mpc", title: "Title", durationMs: 62, sampleRateHz: 44_100, channels: 2 })
    )
  })
})
