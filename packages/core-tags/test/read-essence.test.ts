/** The essence of a sound: the same whatever surrounds it, another for any other sound. Files made byte by byte. */
import { describe, expect, test } from "vitest"
import { readTags } from "../src/index.ts"
import { ByteSource } from "../src/read/byte-source.ts"
import { murmur128 } from "../src/read/essence/murmur128.ts"
import { otherEssence } from "../src/read/native/other-essence.ts"
import { atom, items, madeFlac, madeM4a, madeOpus } from "./made-files.ts"
import { opened } from "./opened.ts"
import {
  aiff,
  apeTag,
  be,
  chunk,
  comments,
  flacBlock,
  id3v1,
  id3v2,
  join,
  jpeg,
  mpegFrame,
  mpegFrames,
  oggPacket,
  oggPage,
  opusHead,
  pcmFormat,
  textFrame,
  wav,
  xingFrame
} from "./sound-bytes.ts"

const essenceOf = (content: Uint8Array): PromiseLike<string | null | undefined> =>
  readTags(opened("/x/a", content), { essence: true }).then((outcome) => (outcome.ok ? outcome.essence : undefined))

/** Bytes that do not repeat, and hold nothing that looks like a header. */
const sound = (length: number, seed = 1): Uint8Array => {
  let state = seed
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) | 0
    return (state >>> 16) & 0x3f
  })
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

test.each([
  ["", "00000000000000000000000000000000"],
  ["The quick brown fox jumps over the lazy dog", "2f1583c3ecee2c675d7bf66ce5e91d2c"],
  ["aaaaaaaaaaaaaaaaa", "792b9acbb7c56e048626bd335bfadb91"]
])("[I2] the hash is MurmurHash3: %j", (text, expected) => expect(murmur128(utf8(text))).toBe(expected))

const old = id3v1({ title: "T", artist: "A", album: "B", year: "1999", track: 3, genre: 1 })
const frames = join(...Array.from({ length: 200 }, (_, i) => mpegFrame(9, sound(300, i + 1))))

/** Pairs: a sound as one program left it, and the same one after another. */
const retagged: ReadonlyArray<readonly [name: string, before: Uint8Array, after: Uint8Array]> = [
  [
    "mp3 with tags at both ends",
    frames,
    join(id3v2(3, textFrame(3, "TIT2", "x".repeat(70_000))), frames, apeTag({ Title: "t" }), old)
  ],
  [
    "mp3 whose counting frame was written anew",
    join(xingFrame(200, 0, 576, 1000), frames),
    join(xingFrame(200, 9, 1105, 0), frames)
  ],
  ["flac by its own checksum", madeFlac(["title=a"]), madeFlac(["title=b", `lyrics=${"y".repeat(9000)}`])],
  ["m4a with its index in front", madeM4a(items, false), madeM4a([...items, atom("free", new Uint8Array(9000))], true)],
  ["opus with a long comment", madeOpus(["title=a"]), madeOpus([`title=${"b".repeat(30_000)}`])],
  [
    "wav with a tag",
    wav(pcmFormat(8000, 2), chunk("data", sound(9000))),
    wav(pcmFormat(8000, 2), chunk("id3 ", id3v2(3, textFrame(3, "TIT2", "Title"))), chunk("data", sound(9000)))
  ]
]

test.each(retagged)("[I2] the same essence: %s", async (_name, before, after) => {
  const essence = await essenceOf(before)
  expect(essence).toMatch(/^[a-z0-9-]+:[0-9a-f]{32}$/)
  expect(await essenceOf(after)).toBe(essence)
})

/** An Opus stream of these packets, cut into pages of `perPage` segments. */
const opusOf = (packets: ReadonlyArray<Uint8Array>, perPage: number): Uint8Array => {
  const serial = 9
  const segments = packets.flatMap((packet) => [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255])
  const body = join(...packets)
  const pages: Array<Uint8Array> = []
  let at = 0
  for (let i = 0; i < segments.length; i += perPage) {
    const lacing = segments.slice(i, i + perPage)
    const length = lacing.reduce((sum, value) => sum + value, 0)
    const isLast = i + perPage >= segments.length
    const isContinued = i > 0 && segments[i - 1] === 255
    const flags = (isContinued ? 1 : 0) | (isLast ? 4 : 0)
    pages.push(oggPage({ serial, flags, granule: isLast ? 960 * packets.length : -1 }, lacing, body.subarray(at, at + length)))
    at += length
  }
  return join(oggPacket(serial, opusHead(2, 312), 2), oggPacket(serial, join("OpusTags", comments(["title=t"]))), ...pages)
}

describe("[I2] an Ogg stream is the same however it is cut into pages", () => {
  test.each([20, 150, 900])("%i packets", async (count) => {
    const packets = Array.from({ length: count }, (_, i) => sound(100 + ((i * 37) % 400), i + 1))
    const essences = await Promise.all([1, 7, 255].map((perPage) => essenceOf(opusOf(packets, perPage))))
    expect(essences[0]).toMatch(/^opus:/)
    expect(new Set(essences).size).toBe(1)
    const changed = [...packets.slice(0, -1), sound(packets.at(-1)?.length ?? 0, 5000)]
    expect(await essenceOf(opusOf(changed, 7))).not.toBe(essences[0])
  })
})

const flacWithoutChecksum = (audio: Uint8Array): Uint8Array =>
  join(
    "fLaC",
    flacBlock(0, join(be(4096, 2), be(4096, 2), be(0, 6), [0x0a, 0xc4, 0x42, 0xf0], be(44_100, 4), new Uint8Array(16)), true),
    [0xff, 0xf8],
    audio
  )

describe("[I2] another sound has another essence", () => {
  test.each([
    ["wav", (bytes: Uint8Array) => wav(pcmFormat(44_100, 2), chunk("data", bytes))],
    [
      "aiff",
      (bytes: Uint8Array) =>
        aiff(
          chunk("COMM", join(be(2, 2), be(bytes.length / 4, 4), be(16, 2), [0x40, 0x0e, 0xac, 0x44], new Uint8Array(6)), false),
          chunk("SSND", join(be(0, 8), bytes), false)
        )
    ],
    ["flac without a checksum", flacWithoutChecksum]
  ])("%s: at its front, in the middle, at its end, or longer", async (_name, make) => {
    const whole = sound(200_000)
    const essence = await essenceOf(make(whole))
    expect(essence).toMatch(/^[a-z]+:[0-9a-f]{32}$/)
    for (const at of [100, 100_000, 199_900]) {
      const other = whole.slice()
      other[at] = 0x7f
      expect(await essenceOf(make(other)), String(at)).not.toBe(essence)
    }
    expect(await essenceOf(make(join(whole, [0, 0, 0, 0])))).not.toBe(essence)
    expect(await essenceOf(make(whole.slice()))).toBe(essence)
  })
})

test("[I2] matroska: clusters count, tags beside them do not", async () => {
  const wide = (id: ReadonlyArray<number>, content: Uint8Array) => join(id, 0x10, be(content.length, 3), content)
  const file = (tags: string, audio: Uint8Array) =>
    join(
      wide([0x1a, 0x45, 0xdf, 0xa3], join([0x42, 0x82, 0x88], "matroska")),
      wide([0x18, 0x53, 0x80, 0x67], join(wide([0x12, 0x54, 0xc3, 0x67], utf8(tags)), wide([0x1f, 0x43, 0xb6, 0x75], audio)))
    )
  const essence = (tags: string, audio: Uint8Array) =>
    otherEssence(new ByteSource(opened("/x/a.mka", file(tags, audio))), "matroska", "mka", 0)
  expect(essence("a", sound(5000))).toMatch(/^mka:/)
  expect(essence("a longer text", sound(5000))).toBe(essence("a", sound(5000)))
  expect(essence("a", sound(5000, 2))).not.toBe(essence("a", sound(5000)))
})

test("[I2] sound that is cut off, or is none, has no essence and is read all the same", async () => {
  const cut = madeM4a(items, true)
  expect(await essenceOf(cut.subarray(0, cut.length - 500))).toBe(null)
  const onlyTag = id3v2(3, textFrame(3, "TIT2", "Title"))
  expect(await essenceOf(join(onlyTag, jpeg(40)))).toBe(null)
})

test("[I2] an essence costs at most three more reads and 80 KB", async () => {
  const long = join(id3v2(3, textFrame(3, "TIT2", "Title")), mpegFrames(9000), old)
  const [plain, full] = [opened("/x/a.mp3", long), opened("/x/a.mp3", long)]
  await readTags(plain)
  await readTags(full, { essence: true })
  expect(full.counts.reads - plain.counts.reads).toBeLessThanOrEqual(3)
  expect(full.counts.bytes - plain.counts.bytes).toBeLessThanOrEqual(80 * 1024)
})
