import { describe, expect, test } from "vitest"
import {
  cutToBytes,
  escapeUndecodable,
  isWithin,
  nameOf,
  parentOf,
  shortenName,
  temporaryNameOf,
  trimPath
} from "../../src/files/path.ts"

const sizeOf = (text: string): number => new TextEncoder().encode(text).length

describe("paths", () => {
  test("[I6] parents, names and containment, at the root too", () => {
    expect(["/", "/a", "/a/b/", "/a//"].map(parentOf)).toEqual(["/", "/", "/a", "/"])
    expect(["/", "/a", "/a/b/"].map(nameOf)).toEqual(["", "a", "b"])
    expect(["/", "//", "/a/", "/a"].map(trimPath)).toEqual(["/", "/", "/a", "/a"])
    expect([isWithin("/a", "/a"), isWithin("/a", "/a/b"), isWithin("/a", "/ab"), isWithin("/", "/a")]).toEqual([
      true,
      true,
      false,
      true
    ])
  })

  test("[I6] cutting never splits a character", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((bytes) => cutToBytes("aé音🎵", bytes))).toEqual([
      "",
      "a",
      "a",
      "aé",
      "aé",
      "aé",
      "aé音",
      "aé音"
    ])
  })

  test("[I6] temporary names fit, and names equal where they are cut stay apart", () => {
    expect(temporaryNameOf("a.flac")).toBe(".a.flac.deadwax-tmp")
    const long = ["x".repeat(254), "音".repeat(80)].flatMap((name) => [`${name}1`.slice(-255), `${name}2`.slice(-255)])
    const temporary = long.map(temporaryNameOf)
    for (const name of temporary) expect(sizeOf(name)).toBeLessThanOrEqual(255)
    expect(new Set(temporary).size).toBe(long.length)
    for (const name of temporary) expect(name.isWellFormed()).toBe(true)
    expect(shortenName("a", ".b")).toBe("a.b")
  })

  test("[I6] bytes that are no UTF-8 are written as \\x.., and only they", () => {
    const cases: ReadonlyArray<readonly [ReadonlyArray<number>, string | undefined]> = [
      [[0x61, 0xc3, 0xa9], undefined],
      [[0xef, 0xbf, 0xbd], undefined],
      [[0xef, 0xbb, 0xbf, 0x61], undefined],
      [[0x61, 0xe9], "a\\xE9"],
      [[0xc3, 0xa9, 0xc3], "é\\xC3"],
      [[0xed, 0xa0, 0x80], "\\xED\\xA0\\x80"],
      [[0xf0, 0x9f, 0x8e, 0xb5, 0xff], "🎵\\xFF"],
      [[0x80, 0x61], "\\x80a"]
    ]
    for (const [bytes, text] of cases) expect(escapeUndecodable(Uint8Array.from(bytes))).toBe(text)
  })
})
