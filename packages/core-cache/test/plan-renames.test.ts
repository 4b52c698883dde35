/** Names and moves as pure decisions: tables, and properties over random releases. */
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { byteLength, candidateName, fitName, foldName } from "../src/naming/fit-name.ts"
import { planRenames, type ReleaseToName, type RenamePlan } from "../src/naming/plan-renames.ts"
import { classifyName, defaultContentRules } from "../src/scan/entry-names.ts"

const fitted: ReadonlyArray<readonly [given: string, maxBytes: number, wanted: string | undefined]> = [
  ["A  B\t\nC", 180, "A B C"],
  ["AC/DC: Live? <*>", 180, "AC_DC_ Live_ _"],
  [" spaces ", 180, "spaces"],
  ["Björk – Jóga", 180, "Bjork – Joga"],
  ["Ελλάδα", 180, "Ελλαδα"],
  ["한국어", 180, "한국어"],
  ["हिन्दी", 180, "हिनदी"],
  ["e\u0301", 180, "e"],
  ["BLACKPINK - 1990. Title", 15, "BLACKPINK - 199"],
  ["日本語の題名", 10, "日本語"],
  ["😀😀", 7, "😀"],
  ["cut before a space", 11, "cut before"],
  ["..", 180, undefined],
  [".", 180, undefined],
  ["...", 180, undefined],
  ["", 180, undefined],
  ["   ", 180, undefined],
  ["\u0301", 180, undefined],
  ["../../etc/passwd", 180, ".._.._etc_passwd"],
  ["a\u0000b\u001fc", 180, "a_b_c"],
  ["half \ud83d of one", 180, "half _ of one"],
  ["con", 180, "con_"],
  ["Con.fusion", 180, "Con_.fusion"],
  ["LPT1", 180, "LPT1_"],
  ["Constant", 180, "Constant"]
]

test.each(fitted)("[U8] [I6] the name %j in %i bytes is %j", (given, maxBytes, wanted) => {
  expect(fitName(given, maxBytes)).toBe(wanted)
})

test("[U8] a collision's number makes room for itself", () => {
  expect(candidateName({ stem: "BLACKPINK - 199", extension: "" }, 2, 15)).toBe("BLACKPINK - [2]")
  expect(candidateName({ stem: "01. Track 1", extension: ".m4a" }, 1, 15)).toBe("01. Track 1.m4a")
  expect(candidateName({ stem: "01. Track 1", extension: ".m4a" }, 2, 15)).toBe("01. Tra [2].m4a")
  expect(byteLength(candidateName({ stem: "é".repeat(200), extension: ".flac" }, 1, 255))).toBeLessThanOrEqual(255)
})

const release = (
  files: ReadonlyArray<readonly [path: string, wanted: string | undefined]>,
  more: Partial<ReleaseToName> = {}
): ReleaseToName => ({
  name: "Old",
  wanted: "Old",
  files: files.map(([path, wanted]) => ({ path, wanted, sidecars: [] })),
  isTakenBeside: () => false,
  others: [],
  maxBytes: 180,
  isFit: (name) => classifyName(name, defaultContentRules) === "audio",
  ...more
})

const movesOf = (plan: RenamePlan): ReadonlyArray<string> =>
  [...plan.moves, ...plan.closings].map(({ from, to }) => `${from} > ${to}`)

const tables: ReadonlyArray<readonly [title: string, given: ReleaseToName, moves: ReadonlyArray<string>]> = [
  ["names that fit stay", release([["1. a.mp3", "1. a"]]), []],
  ["nested files move to the release root", release([["CD1/x.mp3", "1. a"]]), ["CD1/x.mp3 > 1. a.mp3"]],
  ["only the case changes", release([["ONE.mp3", "One"]]), ["ONE.mp3 > One.mp3"]],
  ["only the Unicode form changes", release([["cafe\u0301.mp3", "caf\u00e9"]]), ["cafe\u0301.mp3 > caf\u00e9.mp3"]],
  [
    "two want one name",
    release([
      ["a.mp3", "x"],
      ["b.mp3", "x"]
    ]),
    ["a.mp3 > x.mp3", "b.mp3 > x [2].mp3"]
  ],
  [
    "a name that already is the candidate stays",
    release([
      ["x [2].mp3", "x"],
      ["x.mp3", "x"]
    ]),
    []
  ],
  [
    "a number that became free is taken",
    release([
      ["x [3].mp3", "x"],
      ["x.mp3", "x"]
    ]),
    ["x [3].mp3 > x [2].mp3"]
  ],
  ["a file that is none of the release's is in the way", release([["a.mp3", "x"]], { others: ["X.MP3"] }), ["a.mp3 > x [2].mp3"]],
  [
    "names that differ in case alone collide",
    release([
      ["a.mp3", "x"],
      ["b.mp3", "X"]
    ]),
    ["a.mp3 > x.mp3", "b.mp3 > X [2].mp3"]
  ],
  [
    "a letter that has its mark as one character only in lower case is one letter",
    release([["a.mp3", "J\u030c"]], { others: ["\u01f0.mp3"] }),
    ["a.mp3 > J\u030c [2].mp3"]
  ],
  [
    "a chain moves from its end",
    release([
      ["1.mp3", "2"],
      ["2.mp3", "3"],
      ["3.mp3", "4"]
    ]),
    ["3.mp3 > 4.mp3", "2.mp3 > 3.mp3", "1.mp3 > 2.mp3"]
  ],
  [
    "two change places",
    release([
      ["1.mp3", "2"],
      ["2.mp3", "1"]
    ]),
    ["1.mp3 > 2 [moving 1].mp3", "2.mp3 > 1.mp3", "2 [moving 1].mp3 > 2.mp3"]
  ],
  ["a hidden companion's name is not given", release([["a.mp3", "._a"]]), []],
  ["a long extension is part of the name", release([["a.mp3 (copy).mp3", "x"]]), ["a.mp3 (copy).mp3 > x.mp3"]]
]

test.each(tables)("[U8] %s", (_title, given, moves) => {
  expect(movesOf(planRenames(given))).toEqual(moves)
})

test("[U8] emptied directories are named from the deepest up, never the release's own", () => {
  const plan = planRenames(
    release([
      ["a/b/c/1.mp3", "1"],
      ["a/2.mp3", "2"],
      ["3.mp3", "4"]
    ])
  )
  expect(plan.left).toEqual(["a/b/c", "a/b", "a"])
})

test("[U8] lyrics beside a track go with it, and stay where their name is taken", () => {
  const files = [{ path: "CD1/x.mp3", wanted: "1. a", sidecars: ["CD1/x.lrc"] }]
  expect(movesOf(planRenames(release([], { files })))).toEqual(["CD1/x.mp3 > 1. a.mp3", "CD1/x.lrc > 1. a.lrc"])
  expect(movesOf(planRenames(release([], { files, others: ["1. a.lrc"] })))).toEqual(["CD1/x.mp3 > 1. a.mp3"])
})

test("[U8] the directory takes the first free name, and keeps one that is a candidate", () => {
  const named = (name: string, wanted: string | undefined, taken: ReadonlyArray<string>) =>
    planRenames(release([], { name, wanted, isTakenBeside: (other) => taken.includes(other) })).name
  expect(named("Old", "New", [])).toBe("New")
  expect(named("Old", "New", ["New", "New [2]"])).toBe("New [3]")
  expect(named("New [2]", "New", ["New"])).toBe("New [2]")
  expect(named("New [2]", "New", [])).toBe("New")
  expect(named("new", "New", [])).toBe("New")
  expect(named("Old", undefined, [])).toBe("Old")
})

const words = ["1", "2", "3", "a", "A", "é", "e\u0301", "x [2]", "x", "X", "long name of a track"]
const folders = ["", "", "", "CD1/", "CD2/deep/"]

/** A disk by what it takes for one name: one that minds neither case nor Unicode form holds none of two such names. */
type KeyOf = (name: string) => string

const disks: ReadonlyArray<readonly [what: string, keyOf: KeyOf]> = [
  ["minds neither case nor form", foldName],
  ["tells every name from every other", (name) => name]
]

const randomRelease = ({ below, pick }: Random, keyOf: KeyOf): ReleaseToName => {
  const paths = new Set<string>()
  const taken = new Set<string>()
  for (let i = below(8) + 1; i > 0; i--) {
    const path = `${pick(folders)}${pick(words)}.${pick(["mp3", "flac"])}`
    if (!taken.has(keyOf(path))) paths.add(path)
    taken.add(keyOf(path))
  }
  const others = [pick(words), `${pick(words)}.mp3`].filter((name) => !taken.has(keyOf(name)))
  return release(
    [...paths].map((path) => [path, below(9) === 0 ? undefined : fitName(pick(words), 180)] as const),
    { others, maxBytes: pick([12, 15, 180]) }
  )
}

/** Carries moves out on names; fails where one would meet another. */
const carryOut = (given: ReleaseToName, plan: RenamePlan, keyOf: KeyOf): ReadonlyMap<string, string> => {
  const at = new Map(given.files.map((file) => [keyOf(file.path), { original: file.path, path: file.path }]))
  const others = new Set(given.others.map(keyOf))
  for (const { from, to } of [...plan.moves, ...plan.closings]) {
    const file = at.get(keyOf(from))
    expect(file?.path, `${from} is there`).toBe(from)
    at.delete(keyOf(from))
    expect(at.has(keyOf(to)) || others.has(keyOf(to)), `${to} is free`).toBe(false)
    expect(to.includes("/"), "stays in the release").toBe(false)
    at.set(keyOf(to), { original: file!.original, path: to })
  }
  return new Map([...at.values()].map(({ original, path }) => [original, path]))
}

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")

test.each(disks)(
  "[U8] random releases on a disk that %s: no move meets a file, none is lost, and planning again finds nothing to do",
  (what, keyOf) => {
    const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
    const count = Math.ceil(20_000 * scale)
    for (let i = 0; i < count; i++) {
      const given = randomRelease(seeded(seed + i), keyOf)
      const plan = planRenames(given)
      const after = carryOut(given, plan, keyOf)
      expect([...after.keys()].sort(), `seed ${seed + i}`).toEqual(given.files.map((file) => file.path).sort())
      for (const path of after.values()) expect(path.startsWith("/") || path.split("/").includes(".."), path).toBe(false)
      const files = given.files.map((file) => ({ ...file, path: after.get(file.path)! }))
      expect(movesOf(planRenames({ ...given, files })), `seed ${seed + i} again`).toEqual([])
    }
    console.log(`soak: ${count} random releases renamed on a disk that ${what}, seed ${seed}`)
  },
  120_000
)
