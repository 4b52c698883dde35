/** In which parts a job's work is planned, and that nothing is parted that has to be planned together. */
import { foldName } from "@deadwax/core-cache"
import { describe, expect, test } from "vitest"
import { seeded } from "../../../../tools/bench/random.ts"
import type { WorkOutline } from "../../src/catalog/work-items.ts"
import { type DivisionTerms, divideWork } from "../../src/processing/divide-work.ts"

const outline = (no: number, path: string, more: Partial<WorkOutline> = {}): WorkOutline => ({
  no,
  urgency: 0,
  path,
  isGone: false,
  isRenamed: false,
  localPath: null,
  localPlace: null,
  content: null,
  ...more
})

/** It lies at its place. */
const here = (no: number, path: string, more: Partial<WorkOutline> = {}): WorkOutline =>
  outline(no, path, { localPath: path, localPlace: path, ...more })

const divided = (work: ReadonlyArray<WorkOutline>, terms: Partial<DivisionTerms> = {}) =>
  divideWork(work, { below: "", isPlacedByTags: false, rankOf: () => 0, partItems: 2, ...terms })

describe("[C7] R1: the work of a large source", () => {
  test("is one part as long as it is small, in the order that it has; none is no part", () => {
    expect(divided([])).toEqual([])
    expect(divided([outline(2, "b/2"), outline(1, "a/1")])).toEqual([[2, 1]])
    expect(divided([outline(2, "b/2"), outline(1, "a/1"), outline(3, "c/3")])).toEqual([[1, 2], [3]])
  })

  test("is cut between directories", () => {
    const work = ["a/1", "a/2", "a/3", "b/4", "c/5", "6"].map((path, at) => outline(at + 1, path))
    expect(divided(work)).toEqual([
      [6, 1, 2, 3],
      [4, 5]
    ])
    expect(divided(work, { partItems: 1 })).toEqual([[6], [1, 2, 3], [4], [5]])
    const root = ["x", "y", "z"].map((path, at) => outline(at + 1, path))
    expect(divided([...root, outline(4, "x/1")], { partItems: 1 })).toEqual([[1], [4], [2, 3]])
  })

  test("comes by the user's priority, then by urgency, and names that every disk takes before others; what goes, goes last", () => {
    const work = [
      here(1, "a/gone", { isGone: true }),
      outline(2, "b/why?"),
      outline(3, "c/plain"),
      outline(4, "d/heard", { urgency: 1 }),
      outline(5, "e/first")
    ]
    const rankOf = (path: string) => (path === "e/first" ? 0 : 1)
    expect(divided(work, { partItems: 1, rankOf })).toEqual([[5], [4], [3], [2], [1]])
  })
})

describe("[Y10] [C12] P4, P5: in one part, the first, comes", () => {
  const others = [outline(90, "x/1"), outline(91, "y/2"), outline(92, "z/3")]
  const together = (...work: ReadonlyArray<WorkOutline>) => {
    const [first = []] = divided([...others, ...work])
    return [...first].sort((a, b) => a - b)
  }

  test.each<readonly [string, ReadonlyArray<WorkOutline>]>([
    ["what is new at the place of one that goes", [here(1, "a/1", { isGone: true }), outline(2, "a/1")]],
    ["the same in another case", [here(1, "A/1", { isGone: true }), outline(2, "a/1")]],
    ["what is new where one that goes was moved to", [here(1, "a/1", { isGone: true, localPath: "b/1" }), outline(2, "b/1")]],
    [
      "what came in with the content of one that goes",
      [here(1, "a/1", { isGone: true, content: "c" }), outline(2, "b/1", { content: "c" })]
    ],
    [
      "renames of which one frees the other's name",
      [
        here(1, "b/1", { isRenamed: true, localPath: "a/1", localPlace: "a/1" }),
        here(2, "a/1", { isRenamed: true, localPath: "c/1", localPlace: "c/1" })
      ]
    ],
    [
      "a rename to the place of one that is missing",
      [here(1, "b/1", { isRenamed: true, localPath: "a/1" }), outline(2, "c/1", { localPlace: "b/1" })]
    ],
    ["a rename to a name that has to be made safe", [here(1, "b/1?", { isRenamed: true, localPath: "a/1" }), outline(2, "b/1？")]]
  ])("%s", (_, work) => {
    expect(together(...work)).toEqual([1, 2])
  })

  test("nothing else", () => {
    expect(together(here(1, "a/1", { isGone: true }), here(2, "b/1", { isRenamed: true, localPath: "c/1" }))).not.toContain(1)
    const contents = [outline(1, "a/1", { content: "c" }), outline(2, "b/1", { content: "c" })]
    expect(divided([...contents, outline(3, "c/1")], { partItems: 1 })).toEqual([[1], [2], [3]])
    // Below a directory of the library another name is wanted.
    const below = [
      here(1, "a/1", { isGone: true, localPath: "NAS/a/1", localPlace: "NAS/a/1" }),
      outline(2, "a/1"),
      outline(3, "b/1")
    ]
    expect(divided(below, { below: "NAS", partItems: 1 })[0]).toEqual([1, 2])
    expect(divided(below, { below: "Cloud", partItems: 1 })).toEqual([[2], [3], [1]])
  })
})

test("[Y10] R1: where tags tell the places, all that goes or was renamed comes first", () => {
  const work = [here(1, "a/1", { isGone: true }), outline(2, "b/1"), here(3, "c/1", { isRenamed: true }), outline(4, "d/1")]
  expect(divided(work, { isPlacedByTags: true, partItems: 1 })).toEqual([[1, 3], [2], [4]])
})

test("[Y10] R1: of random work each item is in one part, and none that goes or was renamed is parted from who has its name", () => {
  const random = seeded(20261129)
  const name = () => `${random.pick(["a", "B", "b", "c?"])}/${random.below(12)}`
  for (let round = 0; round < 300; round++) {
    const work = Array.from({ length: random.below(30) }, (_, no) => {
      const isGone = random.chance(20)
      const isHere = isGone || random.chance(40)
      const content = random.chance(30) ? `${random.below(9)}` : null
      const at = isHere ? { localPath: name(), localPlace: name() } : {}
      return outline(no, name(), { isGone, isRenamed: isHere && random.chance(30), content, ...at })
    })
    const parts = divided(work, { partItems: 3 })
    expect(parts.flat().sort((a, b) => a - b)).toEqual(work.map(({ no }) => no))
    const partOf = new Map(parts.flatMap((part, at) => part.map((no) => [no, at] as const)))
    const names = (one: WorkOutline) =>
      [one.localPath, one.localPlace, one.isGone ? null : one.path.replace("?", "？")].flatMap((path) =>
        path === null ? [] : foldName(path)
      )
    for (const one of work.filter(({ isGone, isRenamed }) => isGone || isRenamed))
      for (const other of work)
        if (names(one).some((path) => names(other).includes(path))) expect(partOf.get(other.no)).toBe(partOf.get(one.no))
  }
})
