import { describe, expect, test } from "vitest"
import { type ReadOutcome, readTags } from "../src/index.ts"
import { budgetFor } from "../src/read/byte-source.ts"
import { failing, opened, tagsIn } from "./opened.ts"
import { seededChoices } from "./seeded-choices.ts"
import {
  apeTag,
  be,
  chunk,
  comments,
  flac,
  flacBlock,
  freeform,
  id3v2,
  item,
  join,
  jpeg,
  mp4,
  mpegFrames,
  oggPacket,
  oggPage,
  opusHead,
  pcmFormat,
  pictureBlock,
  textFrame,
  vorbisHead,
  wav
} from "./sound-bytes.ts"

const title = textFrame(3, "TIT2", "Title")
const vorbisFields = comments(["title=Title", "artist=A"])

const whole: Readonly<Record<string, Uint8Array>> = {
  "a.mp3": join(id3v2(3, [title, textFrame(3, "TPE1", "A")]), mpegFrames(60), apeTag({ Title: "Title" })),
  "a.flac": flac(441_000, [flacBlock(6, pictureBlock(3, "image/jpeg", jpeg(500))), flacBlock(4, vorbisFields)], 5000),
  "a.ogg": join(
    oggPacket(7, vorbisHead(44_100, 2, 0), 2),
    oggPacket(7, join(3, "vorbis", vorbisFields, 1)),
    oggPage({ serial: 7, granule: 44_100, flags: 4 }, [100], new Uint8Array(100))
  ),
  "a.opus": join(
    oggPacket(7, opusHead(2, 312), 2),
    oggPacket(7, join("OpusTags", vorbisFields)),
    oggPage({ serial: 7, granule: 48_312, flags: 4 }, [100], new Uint8Array(100))
  ),
  "a.m4a": mp4(3, [item("©nam", "Title"), freeform("net.sunsetglow.rose", "ID", "id"), item("covr", jpeg(300), 13)]),
  "a.wav": wav(pcmFormat(8000, 2), chunk("data", new Uint8Array(1000)), chunk("id3 ", id3v2(3, title)))
}

const isOutcome = (outcome: ReadOutcome): boolean =>
  outcome.ok ? outcome.tags.title === null || typeof outcome.tags.title === "string" : outcome.message.length > 0

describe("a file that is no audio, or no longer what it was", () => {
  test.each([
    ["an empty file", new Uint8Array(), "corrupt", "the file is empty"],
    [
      "a text",
      join("This is a text, whatever its name says. ".repeat(50)),
      "not-audio",
      "its content is not audio, whatever .mp3 says"
    ],
    ["a picture", jpeg(5000), "not-audio", "its content is not audio, whatever .mp3 says"],
    ["zeros", new Uint8Array(200_000), "not-audio", "its content is not audio, whatever .mp3 says"],
    [
      "a sound format that is not read",
      join("TTA1", new Uint8Array(500)),
      "not-audio",
      "True Audio is not a format that is read"
    ],
    ["an ID3 tag and nothing else", id3v2(3, new Uint8Array(100)), "corrupt", "an ID3 tag without any sound or text in it"]
  ])("%s", (_name, content, reason, message) =>
    readTags(opened("/x/a.mp3", content)).then((outcome) => expect(outcome).toEqual({ ok: false, reason, message }))
  )

  test.each([
    ["not-found", "vanished"],
    ["permission", "unreadable"],
    ["io", "unreadable"],
    ["busy", "unreadable"]
  ] as const)("a read that fails with `%s` is `%s`", (reason, outcome) =>
    readTags(failing("/x/a.mp3", reason)).then((found) =>
      expect(found).toEqual({ ok: false, reason: outcome, message: `read /x/a.mp3: ${reason}` })
    )
  )

  test("a file that shrinks while it is read", () => {
    const content = whole["a.flac"] ?? new Uint8Array()
    const shrunk = { ...opened("/a.flac", content.subarray(0, 60)), sizeBytes: content.length }
    return readTags(shrunk).then((outcome) => expect(outcome.ok ? outcome.tags.title : outcome.reason).toBe("corrupt"))
  })

  test.each(Object.entries(whole))("%s is what its content says, under any name", (name, content) =>
    tagsIn("/x/other.mp3", content)
      .then((tags) => tags.format)
      .then((format) =>
        tagsIn(`/x/${name}`, content).then((tags) => expect([tags.format, tags.title]).toEqual([format, "Title"]))
      )
  )
})

// A page has no environment; what it reads is what Node reads, so a tenth is enough there.
const scale = Number(globalThis.process?.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

describe("[U15] no content makes reading fail otherwise than with an outcome, or ask for more than its budget", () => {
  const within = (name: string, content: Uint8Array): PromiseLike<void> => {
    const file = opened(`/x/${name}`, content)
    return readTags(file, { picture: true }).then((outcome) => {
      expect(isOutcome(outcome), name).toBe(true)
      // Two readers may look at a file, each within its budget.
      const budget = budgetFor(content.length)
      expect(file.counts.reads).toBeLessThanOrEqual(2 * budget.reads)
      expect(file.counts.bytes).toBeLessThanOrEqual(2 * budget.bytes)
    })
  }

  const cuts = Math.ceil(4000 * scale)
  test.each(Object.entries(whole))(
    `%s cut off at ${cuts} places, or at every byte`,
    (name, content) => {
      const step = Math.max(1, content.length / cuts)
      const ends = Array.from({ length: Math.floor(content.length / step) }, (_, i) => Math.floor(i * step))
      return Promise.all(ends.map((end) => within(name, content.subarray(0, end)))).then((all) => {
        expect(all.length).toBeGreaterThan(100)
        console.log(`soak: ${name} cut off at ${all.length} places`)
      })
    },
    60_000
  )

  test.each(Object.entries(whole))("%s with bytes changed, 400 times", (name, content) => {
    const choose = seededChoices(name.length * 7919 + content.length)
    const changed = Array.from({ length: 400 }, () => {
      const copy = content.slice()
      for (let count = 1 + choose.below(8); count > 0; count -= 1)
        copy[choose.below(Math.min(copy.length, 600))] = choose.below(256)
      return copy
    })
    return Promise.all(changed.map((copy) => within(name, copy))).then((all) => expect(all).toHaveLength(400))
  })

  test("noise, 200 times, under every name", () => {
    const choose = seededChoices(4711)
    const names = Object.keys(whole)
    const noise = Array.from({ length: 200 }, () =>
      Uint8Array.from({ length: 200 + choose.below(4000) }, () => choose.below(256))
    )
    return Promise.all(noise.map((content, index) => within(names[index % names.length] ?? "", content))).then((all) =>
      expect(all).toHaveLength(200)
    )
  })

  test("a megabyte of half frames, each of which promises another", () => {
    const half = Uint8Array.from({ length: 1_000_000 }, (_, index) => [0xff, 0xfb, 0x90, 0x00, 0, 0, 0][index % 7] ?? 0)
    return within("a.mp3", half)
  })

  test("lengths of 4 GB in every format's header", () => {
    const lies = [
      join("RIFF", [0xff, 0xff, 0xff, 0xff], "WAVE", "fmt ", [0xff, 0xff, 0xff, 0x7f], new Uint8Array(100)),
      join("fLaC", 4, [0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0xff], new Uint8Array(100)),
      join([0xff, 0xff, 0xff, 0xff], "ftyp", new Uint8Array(100)),
      join("ID3", 3, 0, 0, [0x7f, 0x7f, 0x7f, 0x7f], "TIT2", [0xff, 0xff, 0xff, 0xff], new Uint8Array(100)),
      join(
        new Uint8Array(100),
        "APETAGEX",
        [0xd0, 7, 0, 0],
        [0xff, 0xff, 0xff, 0xff],
        [0xff, 0xff, 0xff, 0xff],
        new Uint8Array(12)
      ),
      join("MAC ", [0x96, 0x0f, 0, 0], [0xff, 0xff, 0xff, 0xff], new Uint8Array(100))
    ]
    return Promise.all(lies.map((content) => within("a.mp3", content))).then((all) => expect(all).toHaveLength(6))
  })
})

describe("a structure that leads through the whole file", () => {
  test("is left when the budget is used up: a gigabyte of boxes of 20 KB", () => {
    const sizeBytes = 2 ** 30
    const step = 20 * 1024
    const counts = { reads: 0, bytes: 0 }
    const box = (position: number): Uint8Array => join(be(step, 4), position === 0 ? "ftyp" : "free", "M4A ")
    const endless = {
      ...opened("/a.m4a", new Uint8Array()),
      sizeBytes,
      read: (target: Uint8Array, position: number): number => {
        target.fill(0)
        for (let at = Math.floor(position / step) * step; at < position + target.length; at += step) {
          const from = Math.max(0, position - at)
          target.set(box(at).subarray(from, Math.max(from, position + target.length - at)), at + from - position)
        }
        counts.reads += 1
        counts.bytes += target.length
        return target.length
      }
    }
    return readTags(endless).then((outcome) => {
      expect(outcome).toEqual({
        ok: false,
        reason: "corrupt",
        message: "its structure leads through the whole file, or in circles"
      })
      // The quick reader gives up after 16 looks behind the front.
      expect(counts.reads).toBe(budgetFor(sizeBytes).reads + 16)
    })
  })
})

describe("what a file costs", () => {
  test.each(Object.entries(whole))("%s: at most four reads", (name, content) => {
    const file = opened(`/x/${name}`, content)
    return readTags(file).then(() => expect(file.counts.reads).toBeLessThanOrEqual(4))
  })

  test("100 MB of sound cost as much as none", () => {
    const sizeBytes = 100_000_000
    const front = join(id3v2(3, title), mpegFrames(200))
    const counts = { bytes: 0, reads: 0 }
    const large = {
      ...opened("/a.mp3", new Uint8Array()),
      sizeBytes,
      read: (target: Uint8Array, position: number): number => {
        target.fill(0)
        target.set(front.subarray(Math.min(position, front.length), Math.min(position + target.length, front.length)))
        const length = Math.min(target.length, sizeBytes - position)
        counts.bytes += length
        counts.reads += 1
        return length
      }
    }
    return readTags(large).then((outcome) => {
      expect(outcome.ok && outcome.tags.title).toBe("Title")
      expect(counts).toEqual({ reads: 2, bytes: 80 * 1024 })
    })
  })
})
