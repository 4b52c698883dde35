import { describe, expect, test } from "vitest"
import { type AudioTags, noArtists, readPicture, readTags } from "../src/index.ts"
import { opened, tagsIn } from "./opened.ts"
import {
  apeTag,
  be,
  frame,
  id3v1,
  id3v2,
  join,
  jpeg,
  latin1,
  mpegFrame,
  mpegFrames,
  type Part,
  textFrame,
  userText,
  utf16le,
  xingFrame
} from "./sound-bytes.ts"

const sound = mpegFrames(10)
const tagged = (version: 2 | 3 | 4, frames: Part, flags = 0): PromiseLike<Awaited<ReturnType<typeof tagsIn>>> =>
  tagsIn("/a.mp3", join(id3v2(version, frames, flags), sound))

const everyFrame = [
  textFrame(4, "TIT2", "Title"),
  textFrame(4, "TALB", "Release"),
  textFrame(4, "TDRC", "1990-02-05T10:00"),
  textFrame(4, "TDOR", "1989-03"),
  userText(4, "COMPOSITIONDATE", "1984"),
  textFrame(4, "TRCK", "1/12"),
  textFrame(4, "TPOS", "A/2"),
  textFrame(4, "TCON", "House\0(18)"),
  userText(4, "SECONDARYGENRE", "Rominimal;Ambient\\\\PARENTS:\\\\Electronic"),
  userText(4, "DESCRIPTOR", "Lush;Warm"),
  textFrame(4, "TPUB", "A Cool Label / Another"),
  userText(4, "CATALOGNUMBER", "DN-420"),
  userText(4, "EDITION", "Japan"),
  userText(4, "RELEASETYPE", "Album"),
  textFrame(4, "TPE2", "Artist A \\\\ Artist B"),
  textFrame(4, "TPE1", "Artist A / Artist B feat. Artist C / Artist D"),
  textFrame(4, "TPE4", "Remixer"),
  textFrame(4, "TIPL", "producer\0Crosby, Stills\0DJ-mix\0Jockey\0mix\0Nobody\0producer\0Nash"),
  textFrame(4, "TCOM", "Composer"),
  textFrame(4, "TPE3", "Conductor"),
  userText(4, "ROSEID", "track-id"),
  userText(4, "ROSERELEASEID", "release-id"),
  frame(4, "USLT", [3, "eng", 0, "La la"]),
  frame(4, "UFID", ["http://musicbrainz.org", 0, "recording"]),
  userText(4, "MusicBrainz Artist Id", "one\0two"),
  userText(4, "replaygain_track_gain", "-6.50 dB"),
  userText(4, "REPLAYGAIN_TRACK_PEAK", "0.988")
]

const everyField: AudioTags = {
  format: "mp3",
  title: "Title",
  artists: {
    main: ["Artist A", "Artist B"],
    guest: ["Artist C", "Artist D"],
    remixer: ["Remixer"],
    producer: ["Crosby, Stills", "Nash"],
    composer: ["Composer"],
    conductor: ["Conductor"],
    djmixer: ["Jockey"]
  },
  releaseTitle: "Release",
  releaseArtists: { ...noArtists, main: ["Artist A", "Artist B"] },
  releaseType: "album",
  releaseDate: "1990-02-05",
  originalDate: "1989-03",
  compositionDate: "1984",
  trackNumber: "1",
  trackTotal: 12,
  discNumber: "A",
  discTotal: 2,
  genres: ["House", "Techno"],
  secondaryGenres: ["Rominimal", "Ambient"],
  descriptors: ["Lush", "Warm"],
  labels: ["A Cool Label", "Another"],
  catalogNumber: "DN-420",
  edition: "Japan",
  durationMs: 261,
  bitrateKbps: 128,
  sampleRateHz: 44_100,
  channels: 2,
  hasCover: false,
  coverMime: null,
  hasLyrics: true,
  replayGain: { trackGainDb: -6.5, trackPeak: 0.988, albumGainDb: null, albumPeak: null },
  musicBrainz: {
    recordingId: "recording",
    trackId: null,
    releaseId: null,
    releaseGroupId: null,
    artistIds: ["one", "two"],
    releaseArtistIds: []
  },
  ids: { track: "track-id", release: "release-id" }
}

describe("every field of the mp3 column", () => {
  test("in ID3v2.4", () => tagged(4, everyFrame).then((tags) => expect(tags).toEqual(everyField)))

  test("dates and involved people of ID3v2.3; `AC/DC` stays one artist, `A / B` are two", () =>
    tagged(3, [
      textFrame(3, "TYER", "1990"),
      textFrame(3, "TDAT", "0502"),
      textFrame(3, "TORY", "1989"),
      textFrame(3, "TPE1", "AC/DC / Simon;Garfunkel"),
      textFrame(3, "TCOM", "Young/Young"),
      frame(3, "IPLS", [3, "producer\0Vanda\0DJ-mix\0X"])
    ]).then((tags) => {
      expect([tags.releaseDate, tags.originalDate]).toEqual(["1990-02-05", "1989"])
      expect(tags.artists).toEqual({
        ...noArtists,
        main: ["AC/DC", "Simon", "Garfunkel"],
        composer: ["Young/Young"],
        producer: ["Vanda"],
        djmixer: ["X"]
      })
    }))

  test("ID3v2.2", () =>
    tagged(2, [
      textFrame(2, "TT2", "Title"),
      textFrame(2, "TP1", "A"),
      textFrame(2, "TYE", "2004"),
      textFrame(2, "TRK", "3/11")
    ]).then((tags) =>
      expect([tags.title, tags.artists.main, tags.releaseDate, tags.trackNumber, tags.trackTotal]).toEqual([
        "Title",
        ["A"],
        "2004",
        "3",
        11
      ])
    ))

  test("Picard's ARTISTS, also as one text of ID3v2.3", () =>
    tagged(3, [textFrame(3, "TPE1", "Earth, Wind & Fire feat. B"), userText(3, "ARTISTS", "Earth, Wind & Fire; B")]).then(
      (tags) => expect(tags.artists).toEqual({ ...noArtists, main: ["Earth, Wind & Fire"], guest: ["B"] })
    ))

  test("the text `None`, which rosé writes for absent dates, is absent", () =>
    tagged(4, [textFrame(4, "TIT2", "T"), textFrame(4, "TDRC", "None"), textFrame(4, "TDOR", "None")]).then((tags) =>
      expect([tags.releaseDate, tags.originalDate]).toEqual([null, null])
    ))
})

describe("encodings and odd structures of ID3v2", () => {
  test.each([
    ["ISO 8859-1, which is Windows-1252", [0, latin1("Caf\xe9 \x93x\x94")], "Café “x”"],
    ["UTF-16 with a mark", [1, [0xff, 0xfe], utf16le("Ночь 🎵")], "Ночь 🎵"],
    ["UTF-16 without a mark", [1, utf16le("abc")], "abc"],
    ["UTF-16, big-endian by its mark", [1, [0xfe, 0xff, 0, 0x41]], "A"],
    ["UTF-16BE", [2, [0, 0x41, 0, 0x42]], "AB"],
    ["UTF-8", [3, "坂本龍一"], "坂本龍一"],
    ["trailing zeros", [0, "abc\0\0"], "abc"],
    ["several values, as one text without loss", [3, "a\0b"], "a \\\\ b"]
  ] as ReadonlyArray<[string, Part, string]>)("%s", (_name, body, title) =>
    tagged(4, frame(4, "TIT2", body)).then((tags) => expect(tags.title).toBe(title))
  )

  const withZeros = [0, latin1("\xff\x00\xe0x")] as const
  test("a v2.3 tag unsynchronised as a whole", () =>
    tagged(3, [join("TIT2", be(4, 4), be(0, 2), [0, 0xff, 0x00, 0xe0, 0x78])], 0x80).then((tags) =>
      expect(tags.title).toBe("ÿàx")
    ))
  test("a v2.4 frame unsynchronised by itself", () =>
    tagged(4, frame(4, "TIT2", [...withZeros], 0x0002)).then((tags) => expect(tags.title).toBe("ÿàx")))
  test("a data length indicator and a group are not text", () =>
    tagged(4, frame(4, "TIT2", [9, be(4, 4), 3, "abc"], 0x0041)).then((tags) => expect(tags.title).toBe("abc")))
  test("an extended header", () =>
    tagged(3, [be(6, 4), be(0, 6), textFrame(3, "TIT2", "abc")], 0x40).then((tags) => expect(tags.title).toBe("abc")))
  test("plain sizes in v2.4, as iTunes wrote them", () => {
    const long = join("TIT2", be(201, 4), be(0, 2), 3, "x".repeat(200))
    return tagged(4, [long, textFrame(4, "TALB", "Release")]).then((tags) =>
      expect([tags.title?.length, tags.releaseTitle]).toEqual([200, "Release"])
    )
  })
  test("a compressed frame is passed over", () =>
    tagged(4, [frame(4, "TIT2", [1, 2, 3, 4, 5], 0x0008), textFrame(4, "TALB", "Release")]).then((tags) =>
      expect([tags.title, tags.releaseTitle]).toEqual([null, "Release"])
    ))
  test("padding, two tags, and what the first one says counts", () => {
    const file = join(
      id3v2(4, [textFrame(4, "TIT2", "first"), new Uint8Array(100)]),
      id3v2(3, textFrame(3, "TIT2", "second")),
      sound
    )
    return tagsIn("/a.mp3", file).then((tags) => expect([tags.title, tags.durationMs]).toEqual(["first", 261]))
  })
  test("a tag longer than the file gives what is there", () => {
    const whole = join(id3v2(3, [textFrame(3, "TIT2", "abc"), new Uint8Array(5000)]))
    return tagsIn("/a.mp3", whole.subarray(0, 2000)).then((tags) => expect([tags.title, tags.durationMs]).toEqual(["abc", null]))
  })
})

describe("tags at the end", () => {
  const old = id3v1({ title: "Old", artist: "Older", album: "Oldest", year: "1970", track: 7, genre: 17 })
  test("ID3v1 alone", () =>
    tagsIn("/a.mp3", join(sound, old)).then((tags) =>
      expect([
        tags.title,
        tags.artists.main,
        tags.releaseTitle,
        tags.releaseDate,
        tags.trackNumber,
        tags.genres,
        tags.durationMs
      ]).toEqual(["Old", ["Older"], "Oldest", "1970", "7", ["Rock"], 261])
    ))
  test("ID3v1 completes ID3v2", () =>
    tagsIn("/a.mp3", join(id3v2(3, textFrame(3, "TIT2", "New")), sound, old)).then((tags) =>
      expect([tags.title, tags.releaseTitle]).toEqual(["New", "Oldest"])
    ))
  test("an APE tag gives the loudness, and all where nothing else does", () => {
    const ape = apeTag({ Title: "Ape", REPLAYGAIN_TRACK_GAIN: "+2.1 dB", "Album Artist": "Various" })
    return tagsIn("/a.mp3", join(id3v2(3, textFrame(3, "TIT2", "New")), sound, ape))
      .then((tags) =>
        expect([tags.title, tags.releaseArtists.main, tags.replayGain?.trackGainDb, tags.durationMs]).toEqual([
          "New",
          [],
          2.1,
          261
        ])
      )
      .then(() => tagsIn("/a.mp3", join(sound, ape)))
      .then((tags) => expect([tags.title, tags.releaseArtists.main]).toEqual(["Ape", ["Various"]]))
  })
  test("Lyrics3 between sound and ID3v1 is not sound", () => {
    const body = "LYRICSBEGININD0000200"
    return tagsIn("/a.mp3", join(sound, body, String(body.length).padStart(6, "0"), "LYRICS200", old)).then((tags) =>
      expect([tags.durationMs, tags.title]).toEqual([261, "Old"])
    )
  })
})

describe("length and bit rate", () => {
  const lengthOf = (...parts: ReadonlyArray<Part>): PromiseLike<ReadonlyArray<number | null>> =>
    tagsIn("/a.mp3", join(...parts)).then((tags) => [tags.durationMs, tags.bitrateKbps])
  test("of a constant rate: its bytes", () => lengthOf(mpegFrames(100)).then((found) => expect(found).toEqual([2606, 128])))
  test("of a variable one: the encoder's count, less its delay and padding", () =>
    lengthOf(xingFrame(1000, 417_417, 576, 1000), mpegFrames(3), mpegFrames(2, 11)).then((found) =>
      expect(found).toEqual([26_087, 128])
    ))
  test("of a file by an encoder that counts as VBRI does", () =>
    lengthOf(mpegFrame(9, ["VBRI", be(1, 2), be(0, 2), be(0, 2), be(417_417, 4), be(1000, 4)]), mpegFrames(5, 12)).then((found) =>
      expect(found).toEqual([26_122, 128])
    ))
  test("of a variable one without a count: the average of its first frames", () =>
    lengthOf(Array.from({ length: 50 }, () => [mpegFrame(9), mpegFrame(13)])).then((found) => expect(found).toEqual([2612, 192])))
  test("a count of zero is none", () =>
    lengthOf(xingFrame(0, 0, 0, 0), mpegFrames(99)).then((found) => expect(found).toEqual([2606, 128])))
  test("junk before the sound is bridged, also when it looks like a frame", () =>
    lengthOf(
      id3v2(3, textFrame(3, "TIT2", "x")),
      [0xff, 0xfb, 0x90, 0x00],
      new Uint8Array(3000).fill(0xff),
      mpegFrames(100)
    ).then((found) => expect(found).toEqual([2606, 128])))
})

describe("covers", () => {
  const cover = (version: 3 | 4, type: number, data: Uint8Array): Uint8Array =>
    frame(version, "APIC", [0, "image/jpeg", 0, type, "name", 0, data])
  test("are noticed without being read: what a picture of 1 MB adds is at most 64 KB of reading", () => {
    const title = textFrame(3, "TIT2", "after")
    const plain = opened("/a.mp3", join(id3v2(3, title), mpegFrames(400)))
    const covered = opened("/a.mp3", join(id3v2(3, [cover(3, 3, jpeg(1_000_000)), title]), mpegFrames(400)))
    return readTags(plain)
      .then(() => readTags(covered))
      .then((outcome) => {
        if (!outcome.ok) throw new Error(outcome.message)
        expect([outcome.tags.hasCover, outcome.tags.coverMime, outcome.tags.title]).toEqual([true, "image/jpeg", "after"])
        expect(covered.counts.bytes - plain.counts.bytes).toBeLessThanOrEqual(64 * 1024)
        expect([plain.counts.reads, covered.counts.reads]).toEqual([2, 3])
      })
  })
  test("are given whole, the front one first", () => {
    const picture = jpeg(1_000_000)
    return readPicture(opened("/a.mp3", join(id3v2(3, [cover(3, 0, jpeg(50)), cover(3, 3, picture)]), sound))).then((found) =>
      expect(found).toEqual({ mime: "image/jpeg", bytes: picture })
    )
  })
  test("of v2.2, with a three-letter type", () =>
    readPicture(opened("/a.mp3", join(id3v2(2, frame(2, "PIC", [0, "PNG", 3, 0, jpeg(10)])), sound))).then((found) =>
      expect(found).toEqual({ mime: "image/png", bytes: jpeg(10) })
    ))
  test("with a UTF-16 description", () =>
    readPicture(
      opened(
        "/a.mp3",
        join(id3v2(4, frame(4, "APIC", [1, "image/jpg", 0, 3, [0xff, 0xfe], utf16le("né"), 0, 0, jpeg(10)])), sound)
      )
    ).then((found) => expect(found).toEqual({ mime: "image/jpeg", bytes: jpeg(10) })))
  test("absent", () => readPicture(opened("/a.mp3", sound)).then((found) => expect(found).toBeUndefined()))
})
