/** Which file that went is which that came: what is taken for one, and what is not. */
import { describe, expect, test } from "vitest"
import { seeded } from "../../../../tools/bench/random.ts"
import { decideRenames, type SeenFile } from "../../src/discovery/decide-renames.ts"

interface Named extends SeenFile {
  readonly name: string
}

const file = (name: string, more: Partial<SeenFile> = {}): Named => ({
  name,
  sizeBytes: 100,
  modifiedAtUs: 7,
  revision: `of ${name}`,
  hash: null,
  ...more
})

const pairs = (gone: ReadonlyArray<Named>, come: ReadonlyArray<Named>) =>
  decideRenames(gone, come).map(([before, after]) => `${before.name} is ${after.name}`)

describe("[C12] K9: what went and what came", () => {
  test.each<[what: string, gone: ReadonlyArray<Named>, come: ReadonlyArray<Named>, expected: ReadonlyArray<string>]>([
    ["one size and one time are one file", [file("a")], [file("b")], ["a is b"]],
    ["another size is another file", [file("a")], [file("b", { sizeBytes: 101 })], []],
    ["another time is another file", [file("a")], [file("b", { modifiedAtUs: 8 })], []],
    ["a size that is not told tells nothing", [file("a", { sizeBytes: null })], [file("b", { sizeBytes: null })], []],
    ["empty files are all alike", [file("a", { sizeBytes: 0 })], [file("b", { sizeBytes: 0 })], []],
    ["a time on one side alone tells nothing", [file("a")], [file("b", { modifiedAtUs: null })], []],
    [
      "without times the source's word for the content stands for it",
      [file("a", { modifiedAtUs: null, revision: "x" })],
      [file("b", { modifiedAtUs: null, revision: "x" })],
      ["a is b"]
    ],
    ["and another word is another file", [file("a", { modifiedAtUs: null })], [file("b", { modifiedAtUs: null })], []],
    ["two that went are a choice", [file("a"), file("c")], [file("b")], []],
    ["two that came are a choice", [file("a")], [file("b"), file("c")], []],
    ["two and two are a choice", [file("a"), file("c")], [file("b"), file("d")], []],
    ["what has a hash is known by that", [file("a", { hash: { algorithm: "md5", hex: "0" } })], [file("b")], []],
    [
      "several pairs are told apart",
      [file("a"), file("c", { sizeBytes: 5 })],
      [file("d", { sizeBytes: 5 }), file("b")],
      ["a is b", "c is d"]
    ],
    ["nothing went", [], [file("b")], []]
  ])("%s", (_, gone, come, expected) => {
    expect(pairs(gone, come)).toEqual(expected)
  })

  test("no order decides anything, each file is in one pair, and the other way round the pairs are the same", () => {
    const random = seeded(20261129)
    for (let round = 0; round < 300; round++) {
      const files = (from: string) =>
        Array.from({ length: random.below(6) }, (_, at) =>
          file(`${from}${at}`, {
            sizeBytes: random.below(3),
            modifiedAtUs: random.pick([null, 1, 2]),
            revision: random.pick(["x", "y"])
          })
        )
      const [gone, come] = [files("g"), files("c")]
      const found = pairs(gone, come)
      expect(new Set(pairs(gone.toReversed(), come.toReversed()))).toEqual(new Set(found))
      const turned = pairs(come, gone).map((pair) => pair.split(" is ").reverse().join(" is "))
      expect(new Set(turned)).toEqual(new Set(found))
      const names = found.flatMap((pair) => pair.split(" is "))
      expect(new Set(names).size).toBe(names.length)
    }
  })
})
