import * as Effect from "effect/Effect"
import { describe, expect, test } from "vitest"
import { countScale } from "../../core-async/test/harness/count-scale.ts"
import { MalformedFile, sameBytes } from "../src/write/bytes.ts"
import { readId3 } from "../src/write/id3v2.ts"
import { children, chunkOffsets, findAtom, readAtoms } from "../src/write/mp4-atoms.ts"
import { hasGoodChecksum, readPage } from "../src/write/ogg-pages.ts"
import { makeSplice, planIds } from "../src/write/plan-ids.ts"
import { sourceFrom } from "../src/write/source.ts"
import type { TagFormat, TagLibEdit } from "../src/write/tag-format.ts"
import { TagWriter } from "../src/write/tag-writer.ts"
import type { TrackIds } from "../src/write/track-ids.ts"
import { differences, formatFor, makeContent, planFor, readIds } from "./in-memory.ts"
import {
  atom,
  bytesOf,
  comments,
  id3v1,
  items,
  type MadeFrame,
  madeFlac,
  madeM4a,
  madeMp3,
  madeOpus,
  madeVorbis,
  mpegFrames,
  noise,
  oddFrames,
  text,
  vorbisComment,
  wideText
} from "./made-files.ts"

const ids: TrackIds = { track: "01a1fa01-5708-721a-9c0a-2d8aa16a2ad8", release: "01a1fa02-5708-721a-9c0a-2d8aa16a2ad9" }

const common: ReadonlyArray<MadeFrame> = [text("TIT2", "Song"), wideText("TPE1", "Someone"), text("TCON", "Rock"), ...oddFrames]
const frames3: ReadonlyArray<MadeFrame> = [
  ...common,
  text("TYER", "2019"),
  text("TDAT", "0703"),
  text("TIME", "2359"),
  text("TORY", "1999"),
  text("IPLS", "producer\0P. One\0violin\0V. Two\0producer\0P. Three")
]

const made: ReadonlyArray<readonly [string, Uint8Array]> = [
  ["v23.mp3", madeMp3(3, frames3)],
  ["v24.mp3", madeMp3(4, common, id3v1("Song"))],
  ["none.mp3", mpegFrames(12)],
  ["plain.flac", madeFlac(comments)],
  ["plain.opus", madeOpus(comments)],
  ["plain.ogg", madeVorbis(comments)],
  ["first.m4a", madeM4a(items, true)],
  ["last.m4a", madeM4a(items, false)],
  ["untagged.m4a", madeM4a([], true)]
]

const withTagLib = <A>(use: (edit: TagLibEdit) => A): Promise<A> =>
  Effect.runPromise(
    Effect.gen(function* () {
      const writer = yield* TagWriter
      return yield* writer.withTagLib((edit) => Effect.sync(() => use(edit)))
    }).pipe(Effect.provide(TagWriter.layer()))
  )

/** The content with the ids, or the reasons why there is none. */
const attempt = (name: string, bytes: Uint8Array, edit: TagLibEdit): Uint8Array | ReadonlyArray<string> => {
  const plan = planFor(name, bytes, ids)
  if (plan.kind === "refused") return plan.differences
  return plan.kind === "edit" ? makeContent(plan, bytes, edit) : [plan.kind]
}

const contentOf = (name: string, bytes: Uint8Array): Promise<Uint8Array> =>
  withTagLib((edit) => {
    const content = attempt(name, bytes, edit)
    if (!(content instanceof Uint8Array)) throw new Error(`${name}: ${content.join(", ")}`)
    return content
  })

/** A FLAC file whose comment block stands there twice. */
const doubleComment = (): Uint8Array => {
  const bytes = madeFlac(comments)
  const from = 4 + 38 + 38
  const length = 4 + ((bytes[from + 1] ?? 0) << 16) + ((bytes[from + 2] ?? 0) << 8) + (bytes[from + 3] ?? 0)
  return bytesOf(bytes.subarray(0, from + length), bytes.subarray(from))
}

describe("[I3] writing the ids into bytes", () => {
  test.each(made)("%s: the ids get in and nothing else differs", async (name, bytes) => {
    const before = bytes.slice()
    const content = await contentOf(name, bytes)
    const format = formatFor(name, bytes)
    expect(bytes).toEqual(before)
    expect(readIds(format, content)).toEqual({ track: [ids.track], release: [ids.release] })
    expect(differences(format, bytes, content)).toEqual([])
    expect(planFor(name, content, ids)).toEqual({ kind: "held", ids })
  })

  test("an existing track id stays, another release's id is replaced", async () => {
    for (const [name, bytes] of made) {
      const first = await contentOf(name, bytes)
      const plan = planFor(name, first, { track: "another-track", release: "another-release" })
      expect(plan, name).toMatchObject({ kind: "edit", ids: { track: ids.track, release: "another-release" } })
      if (plan.kind !== "edit") continue
      const second = await withTagLib((edit) => makeContent(plan, first, edit))
      if (!(second instanceof Uint8Array)) throw new Error(`${name}: ${second.join()}`)
      const held = { track: [ids.track], release: ["another-release"] }
      expect(readIds(plan.format, second), name).toEqual(held)
    }
  })

  test("a track id that was agreed to be replaced gives way, any other stays", async () => {
    const own = { track: "own-track", release: "own-release" }
    for (const [name, bytes] of made) {
      const first = await contentOf(name, bytes)
      expect(planFor(name, first, own, "another"), name).toMatchObject({ kind: "edit", ids: { track: ids.track } })
      const plan = planFor(name, first, own, ids.track)
      expect(plan, name).toMatchObject({ kind: "edit", ids: own })
      if (plan.kind !== "edit") continue
      const second = await withTagLib((edit) => makeContent(plan, first, edit))
      if (!(second instanceof Uint8Array)) throw new Error(`${name}: ${second.join()}`)
      expect(readIds(plan.format, second), name).toEqual({ track: [own.track], release: [own.release] })
      expect(differences(plan.format, first, second), name).toEqual([])
    }
  })

  test("an empty value before the id says nothing: the id is held", () => {
    const bytes = madeFlac([...comments, "ROSEID=", "ROSEID=kept", "ROSERELEASEID=", `ROSERELEASEID=${ids.release}`])
    expect(planFor("a.flac", bytes, ids)).toEqual({ kind: "held", ids: { track: "kept", release: ids.release } })
  })

  test("mp3: an id under a name in another case is that id, and is replaced where it must change", async () => {
    const bytes = madeMp3(4, [...common, text("TXXX", "roseid\0kept"), text("TXXX", "RoseReleaseId\0other")])
    const plan = planFor("a.mp3", bytes, ids)
    expect(plan).toMatchObject({ kind: "edit", ids: { track: "kept", release: ids.release } })
    const content = await contentOf("a.mp3", bytes)
    expect(readIds(formatFor("a.mp3", content), content)).toEqual({ track: ["kept"], release: [ids.release] })
  })

  test("mp3: what stands behind the tag is taken over byte by byte, no tag is added at the end", async () => {
    const bytes = madeMp3(4, common, id3v1("Song"))
    const content = await contentOf("a.mp3", bytes)
    const audio = bytesOf(mpegFrames(12), id3v1("Song"))
    expect(content.subarray(content.length - audio.length)).toEqual(audio)
    const plain = await contentOf("a.mp3", madeMp3(4, common))
    expect(plain.subarray(plain.length - 417 * 12)).toEqual(mpegFrames(12))
  })

  test("Ogg: a comment that grows over a page's end renumbers all that follows, with right checksums", async () => {
    // The packet fills its page but for a few of its 255 segments of 255 bytes.
    const filler = "x".repeat(255 * 255 - 60 - vorbisComment([...comments, "long="]).length)
    const bytes = madeOpus([...comments, `long=${filler}`])
    const content = await contentOf("a.opus", bytes)
    const sequence = (file: Uint8Array) => {
      const numbers: Array<number> = []
      for (let at = 0; at < file.length; at = readPage(file, at).end) {
        expect(hasGoodChecksum(file, readPage(file, at))).toBe(true)
        numbers.push(readPage(file, at).sequence)
      }
      return numbers
    }
    expect(sequence(bytes)).toEqual([...Array(10).keys()])
    const numbers = sequence(content)
    expect(numbers.length).toBeGreaterThan(10)
    expect(numbers).toEqual([...numbers.keys()])
  })

  test("mp4: with the items before the audio, every chunk offset follows", async () => {
    const many = [...items, atom("\xa9cmt", atom("data", 0, 0, 0, 1, 0, 0, 0, 0, "a comment"))]
    const content = await contentOf("a.m4a", madeM4a(many, true))
    const first = readAtoms(content, 0, content.length).find((each) => each.type === "mdat")
    const table = findAtom(content, readAtoms(content, 0, content.length), ["moov", "trak", "mdia", "minf", "stbl", "stco"])
    expect(table && chunkOffsets(content, table)).toEqual([0, 1000, 2000].map((offset) => (first?.body ?? 0) + offset))
  })
})

describe("[I3] positions in mp4 files", () => {
  const table = ["moov", "trak", "mdia", "minf", "stbl"]
  const offsetsIn = (content: Uint8Array, type: "stco" | "co64") => {
    const found = findAtom(content, readAtoms(content, 0, content.length), [...table, type])
    return found && chunkOffsets(content, found)
  }

  /** Behind the audio stands a fragment whose header says where in the file its data lies. */
  const fragmented = (base: number): Uint8Array => {
    const head = bytesOf(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, base >>> 24, (base >> 16) & 255, (base >> 8) & 255, base & 255)
    const moof = atom("moof", atom("mfhd", new Uint8Array(8)), atom("traf", atom("tfhd", head)))
    return bytesOf(madeM4a(items, true), moof, atom("mdat", noise(500)))
  }

  test("a fragment's data is found where it went", async () => {
    const end = fragmented(0).length
    const before = fragmented(end - 500)
    const content = await contentOf("a.m4a", before)
    expect(content.length).toBeGreaterThan(before.length)
    const header = findAtom(content, readAtoms(content, 0, content.length), ["moof", "traf", "tfhd"])
    const base = header && new DataView(content.buffer, content.byteOffset).getBigUint64(header.body + 8)
    expect(base).toBe(BigInt(content.length - 500))
    expect(differences(formatFor("a.m4a", before), before, content)).toEqual([])
  })

  test("an index of positions that nothing keeps up to date is refused when they would move", async () => {
    const bytes = bytesOf(madeM4a(items, true), atom("mfra", atom("tfra", new Uint8Array(16))))
    expect(await withTagLib((edit) => attempt("a.m4a", bytes, edit))).toContain("positions that cannot be moved")
    const unmoved = bytesOf(madeM4a(items, false), atom("mfra", atom("tfra", new Uint8Array(16))))
    expect(await withTagLib((edit) => attempt("a.m4a", unmoved, edit))).toContain("positions that cannot be moved")
  })

  const withFirstOffset = (offset: number): Uint8Array => {
    const bytes = madeM4a(items, true)
    const stco = findAtom(bytes, readAtoms(bytes, 0, bytes.length), [...table, "stco"])
    new DataView(bytes.buffer, bytes.byteOffset).setUint32((stco?.body ?? 0) + 8, offset)
    return bytes
  }

  test("an offset that leads nowhere stays what it was", async () => {
    expect(offsetsIn(await contentOf("a.m4a", withFirstOffset(0xffffffff)), "stco")?.[0]).toBe(0xffffffff)
  })

  test("a chunk that would move beyond what its table can tell refuses the file", async () => {
    const bytes = withFirstOffset(0xfffffffe)
    // The last atom is the audio: without a length of its own it reaches to the end of the file, beyond 4 GB.
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(bytes.length - 3008, 0)
    const source = sourceFrom(0x1_0000_1000, (target, position) => {
      target.fill(0).set(bytes.subarray(position, position + target.length))
      return target.length
    })
    const plan = planIds("a.m4a", source, ids)
    if (plan.kind !== "edit") throw new Error(plan.kind)
    expect(await withTagLib((edit) => makeSplice(plan, source, edit))).toEqual({
      kind: "refused",
      differences: ["a chunk that would lie beyond the 4 GB that its table can tell"]
    })
  })
})

describe("[I3] what cannot be carried over is refused", () => {
  const refusals: ReadonlyArray<readonly [string, string, Uint8Array, string]> = [
    ["empty file", "a.mp3", new Uint8Array(), "TagLib does not take it for MP3"],
    ["text named mp3", "a.mp3", bytesOf("hello world, ".repeat(500)), "TagLib does not take it for MP3"],
    ["FLAC named mp3", "a.mp3", madeFlac(comments), "not an mp3 file but fLaC"],
    ["mp3 named flac", "a.flac", madeMp3(4, common), "not a FLAC file"],
    [
      "ID3v1 only",
      "a.mp3",
      bytesOf(mpegFrames(12), id3v1("Song")),
      "its only tags stand at its end: one in front would hide them"
    ],
    ["two tags", "a.mp3", bytesOf(madeMp3(4, common).subarray(0, -417 * 12), madeMp3(4, common)), "several ID3v2 tags in a row"],
    [
      "ID3v2.2",
      "a.mp3",
      bytesOf("ID3", 2, 0, 0, 0, 0, 0, 20, new Uint8Array(20), mpegFrames(12)),
      "an ID3v2.2 tag, which could not be rewritten as it is"
    ],
    ["tag cut off", "a.mp3", bytesOf("ID3", 4, 0, 0, 0, 0, 100, 0, noise(50)), "the ID3v2 tag is longer than the file"],
    ["frame without a place in v2.4", "a.mp3", madeMp3(3, [...common, { id: "RVAD", data: noise(12) }]), "RVAD: 1 lost"],
    ["day without a year", "a.mp3", madeMp3(3, [...common, text("TDAT", "0703")]), "TDAT: 1 lost"],
    [
      "frame to be dropped on change",
      "a.mp3",
      madeMp3(4, [...common, { ...text("TENC", "x"), flags: 0x4000 }]),
      "TENC (flags 4000): 1 lost"
    ],
    ["two comment blocks", "a.flac", doubleComment(), "several comment blocks"],
    ["FLAC cut off", "a.flac", madeFlac(comments).subarray(0, 400), "a FLAC block that is longer than the file"],
    ["Ogg cut off", "a.opus", madeOpus(comments).subarray(0, 100), "an Ogg page that is longer than the file"],
    ["no Ogg", "a.ogg", noise(1000), "no Ogg page where one must begin"],
    ["MP4 cut off", "a.m4a", madeM4a(items, false).subarray(0, 2000), "an atom that is longer than what holds it"],
    [
      "genre by number",
      "a.m4a",
      madeM4a([...items, atom("gnre", atom("data", 0, 0, 0, 0, 0, 0, 0, 0, 0, 18))], true),
      "item gnre: 1 lost"
    ]
  ]
  test.each(refusals)("%s", async (_, name, bytes, reason) => {
    expect(await withTagLib((edit) => attempt(name, bytes, edit))).toContain(reason)
  })

  test("ids that a tag could not give back as they are", () => {
    for (const bad of ["", "a\0b", "a\nb", "x".repeat(201), "\ud800"]) {
      expect(planFor("a.mp3", madeMp3(4, common), { track: bad, release: "r" }).kind, JSON.stringify(bad)).toBe("refused")
    }
  })

  test("Ogg with another codec has no field", () => {
    const speex = madeVorbis(comments)
    speex.set(bytesOf("Speex  "), speex.indexOf(1, 27))
    expect(planFor("a.ogg", speex, ids)).toEqual({ kind: "read-only" })
  })

  test("mp3: values that TagLib takes for empty stay", async () => {
    const odd = [
      text("TRCK", "A1"),
      text("TIT2", ""),
      text("TALB", ""),
      ...oddFrames,
      { id: "COMM", data: bytesOf(0, "eng", "\0") }
    ]
    for (const version of [3, 4] as const) {
      const dated = text(version === 3 ? "TYER" : "TDRC", "None")
      const bytes = madeMp3(version, [{ id: "COMM", data: bytesOf(0, "eng", "\0") }, ...odd, dated, text("TCON", "")])
      const content = await contentOf("a.mp3", bytes)
      expect(differences(formatFor("a.mp3", bytes), bytes, content)).toEqual([])
      expect(
        readId3(content)
          ?.frames.filter((frame) => frame.id.startsWith("X"))
          .map((frame) => frame.id)
      ).toEqual(["XYZW"])
    }
  })

  test("status flags that TagLib drops are put back", async () => {
    const bytes = madeMp3(3, [...common, { ...text("TENC", "encoder"), flags: 0x4000 }])
    expect(differences(formatFor("a.mp3", bytes), bytes, await contentOf("a.mp3", bytes))).toEqual([])
  })
})

describe("[I3] the comparison sees every byte", () => {
  test("also of long audio, wherever it begins in memory", () => {
    const whole = noise(200_003)
    const a = whole.subarray(3)
    for (const at of [0, 1, 65_535, 65_536, 131_071, 131_072, 199_998, 199_999]) {
      const b = a.slice()
      expect(sameBytes(a, b)).toBe(true)
      b[at] = (b[at] ?? 0) ^ 1
      expect(sameBytes(a, b), `at ${at}`).toBe(false)
    }
    expect(sameBytes(a, a.subarray(1))).toBe(false)
  })

  /** Whether the comparison, or the reading of the ids, notices that `content` was tampered with. */
  const notices = (format: TagFormat, before: Uint8Array, content: Uint8Array): boolean => {
    try {
      const { track, release } = readIds(format, content)
      const same = track.length === 1 && release.length === 1 && track[0] === ids.track && release[0] === ids.release
      return !same || differences(format, before, content).length > 0
    } catch (cause) {
      if (cause instanceof MalformedFile) return true
      throw cause
    }
  }

  // Every byte in a soak. Else every seventh, on Bun others than on Node: together no field of four bytes is left out.
  const stride = countScale >= 1 ? 1 : 7
  const first = countScale >= 1 || process.versions.bun !== undefined ? 0 : 3

  /** The positions where a flipped byte goes unnoticed. */
  const unnoticed = (name: string, before: Uint8Array, content: Uint8Array): ReadonlyArray<number> => {
    const format = formatFor(name, before)
    const places: Array<number> = []
    const tampered = content.slice()
    for (let at = first; at < content.length; at += stride) {
      const kept = content[at] ?? 0
      tampered[at] = kept ^ 0xff
      if (!notices(format, before, tampered)) places.push(at)
      tampered[at] = kept
    }
    return places
  }

  /** Where anything may stand: FLAC's and MP4's padding, and the name of the handler that a first list of items brings along. */
  const saysNothing = (name: string, before: Uint8Array, content: Uint8Array): ReadonlyArray<readonly [number, number]> => {
    if (name.endsWith(".flac")) {
      const audio = content.length - 3002
      const padding = content.lastIndexOf(0x81, audio - 4096)
      return [[padding + 4, audio]]
    }
    if (!name.endsWith(".m4a")) return []
    const meta = findAtom(content, readAtoms(content, 0, content.length), ["moov", "udta", "meta"])
    const inMeta = meta === undefined ? [] : children(content, meta)
    const hadMeta = findAtom(before, readAtoms(before, 0, before.length), ["moov", "udta", "meta"]) !== undefined
    return [
      ...inMeta.filter((each) => each.type === "free").map((each) => [each.body, each.end] as const),
      ...(hadMeta ? [] : [[meta?.body ?? 0, inMeta[0]?.end ?? 0] as const])
    ]
  }

  test.each(made)(
    "%s",
    async (name, bytes) => {
      const content = await contentOf(name, bytes)
      const free = saysNothing(name, bytes, content)
      if (countScale >= 1) console.log(`soak: each of ${content.length} bytes of ${name} flipped`)
      expect(unnoticed(name, bytes, content).filter((at) => !free.some(([from, to]) => at >= from && at < to))).toEqual([])
    },
    60_000
  )
})
