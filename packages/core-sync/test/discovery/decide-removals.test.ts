/** What is taken for gone, when somebody has to be asked first, and what of it they are told. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { listItems, readItem } from "../../src/catalog/catalog.ts"
import { completeItem, leaseItem } from "../../src/catalog/item-work.ts"
import { upsertEntries } from "../../src/catalog/metadata.ts"
import { type Gone, removeGone, TooMuchGone } from "../../src/discovery/decide-removals.ts"
import type { Entry } from "../../src/sources/source.ts"
import { beginJob, entry, lookOf, makeSource, placed, withDatabase } from "../catalog/catalog-world.ts"

const nothing: Gone = { nos: [], problems: [], renames: new Map(), mostRemovals: 0 }
const numbers = (count: number, first = 1): ReadonlyArray<number> => Array.from({ length: count }, (_, at) => first + at)
const numbered = (count: number): ReadonlyArray<string> => numbers(count).map((no) => `a/${no}.mp3`)

/** These in the catalog since an earlier look, with the numbers from 1, and a look that finds them gone. */
const known = (database: Database, entries: ReadonlyArray<Entry | string>) => {
  const source = makeSource(database)
  const first = beginJob(database, source.no)
  upsertEntries(
    database,
    lookOf(first),
    entries.map((one) => (typeof one === "string" ? entry(one) : one))
  )
  const job = beginJob(database, source.no)
  const look = lookOf(job, { nowUs: 9 })
  return {
    look,
    fetch: (nos: ReadonlyArray<number>) => {
      for (const no of nos) {
        leaseItem(database, no, { jobNo: job.no, nowUs: 0 })
        completeItem(database, no, placed(`${no}.mp3`), { jobNo: job.no, nowUs: 0 })
      }
    },
    remove: (nos: ReadonlyArray<number>, gone: Partial<Gone> = {}) => removeGone(database, look, { ...nothing, nos, ...gone }),
    marked: () => listItems(database, source.no).flatMap(({ no, deletedAtUs }) => (deletedAtUs === null ? [] : no))
  }
}

/** What somebody is asked about; undefined: nobody is asked. */
const refused = (remove: () => number) => {
  try {
    remove()
    return undefined
  } catch (cause) {
    if (cause instanceof TooMuchGone) return cause
    throw cause
  }
}

describe("[I5] [Y15] what is gone", () => {
  test("is marked with the look's time, and counted", () =>
    withDatabase((database) => {
      const { remove, marked } = known(database, numbered(20))
      expect([remove([3, 7]), marked(), readItem(database, 3)?.deletedAtUs]).toEqual([2, [3, 7], 9])
      expect(remove([])).toBe(0)
    }))

  test("is not what the source could not describe, nor what lies below that, but what only begins with its name", () =>
    withDatabase((database) => {
      const { remove, marked } = known(database, ["a/1.mp3", "a", "ab/1.mp3", "b/a/1.mp3", ...numbered(40).slice(1)])
      const problems = ["z", "a"].map((path) => ({ path, reason: "name" }) as const)
      expect([remove([1, 2, 3, 4], { problems }), marked()]).toEqual([2, [3, 4]])
    }))

  test("counts against the guard only where it is not in doubt", () =>
    withDatabase((database) => {
      const { remove, marked } = known(database, [...numbered(11), "b/1.mp3"])
      const problems = [{ path: "a", reason: "name" } as const]
      expect([remove(numbers(12), { problems }), marked()]).toEqual([1, [12]])
    }))
})

describe("[I5] somebody is asked", () => {
  test.each([
    ["ten of many", 10, 11, 0, false],
    ["eleven that are more than a fifth", 11, 54, 0, true],
    ["eleven that are a fifth", 11, 55, 0, false],
    ["all of few", 3, 3, 0, true],
    ["so many as were agreed to", 30, 30, 30, false],
    ["one more than were agreed to", 30, 30, 29, true],
    ["a fifth of many", 40, 200, 0, false],
    ["more than a fifth of many", 41, 200, 0, true]
  ])("about %s: %d of %d, of which %d may go", (_, gone, total, mostRemovals, isAsked) =>
    withDatabase((database) => {
      const { remove, marked } = known(database, numbered(total))
      const asked = refused(() => remove(numbers(gone), { mostRemovals }))
      expect([asked?.loss.items, asked?.loss.total, marked().length]).toEqual(
        isAsked ? [gone, total, 0] : [undefined, undefined, gone]
      )
      expect([asked?.name, asked?.message]).toEqual(
        isAsked ? ["TooMuchGone", `${gone} of ${total} items would go`] : [undefined, undefined]
      )
    })
  )

  test.each([
    ["what lies here would go, however much there is", 12, 12, true],
    ["more than a fifth of what lies here would go", 12, 59, true],
    ["not about a fifth of it", 12, 60, false]
  ])("where %s: %d of %d", (_, gone, here, isAsked) =>
    withDatabase((database) => {
      const { fetch, remove, marked } = known(database, numbered(300))
      fetch(numbers(here, 101))
      const nos = [...numbers(3), ...numbers(gone, 101)]
      const asked = refused(() => remove(nos))
      expect([asked?.loss.items, asked?.loss.total]).toEqual(isAsked ? [gone, here] : [undefined, undefined])
      expect(marked().length).toBe(isAsked ? 0 : nos.length)
    })
  )

  test("and not about what lies elsewhere now, as its hash or somebody's look tells", () =>
    withDatabase((database) => {
      const hash = { algorithm: "md5", hex: "aa" } as const
      const { look, remove, marked } = known(database, [entry("a/1.mp3", { hash }), ...numbered(20).slice(1)])
      upsertEntries(database, look, [entry("b/1.mp3", { hash }), entry("b/2.mp3"), entry("b/3.mp3")])
      const renames = new Map([[2, "b/2.mp3"]])
      const asked = refused(() => remove(numbers(20), { renames }))
      expect(asked?.loss).toMatchObject({ items: 18, total: 20, names: expect.not.arrayContaining(["a/1.mp3", "a/2.mp3"]) })
      expect(marked()).toEqual([])
      const two = new Map([...renames, [3, "b/3.mp3"]])
      expect([remove(numbers(13), { renames: two }), marked()]).toEqual([13, numbers(13)])
    }))

  test("about what is left of it beyond the consent, when what moved is left out", () =>
    withDatabase((database) => {
      const { remove } = known(database, numbered(16))
      const renames = new Map(numbers(4).map((no) => [no, `b/${no}.mp3`]))
      expect(refused(() => remove(numbers(16), { renames, mostRemovals: 11 }))?.loss.items).toBe(12)
      expect(remove(numbers(16), { renames, mostRemovals: 12 })).toBe(16)
    }))
})

describe("[I5] they are told", () => {
  const lossOf = (paths: ReadonlyArray<string>) => {
    let loss: TooMuchGone["loss"] | undefined
    const asking = withDatabase((database) => {
      const { remove } = known(database, paths)
      loss = refused(() => remove(numbers(paths.length).toReversed()))?.loss
    })
    return asking.then(() => loss)
  }

  test("in which folders most of it lies, and the first names", async () => {
    expect(await lossOf(["b/c/1.mp3", "a/2.mp3", "b/3.mp3", "4.mp3", "b/d/5.mp3", "a/6.mp3"])).toEqual({
      items: 6,
      total: 6,
      folders: [
        { name: "b", items: 3 },
        { name: "a", items: 2 },
        { name: "", items: 1 }
      ],
      otherFolders: 0,
      names: ["4.mp3", "a/2.mp3", "a/6.mp3", "b/3.mp3", "b/c/1.mp3", "b/d/5.mp3"]
    })
  })

  test("no more than ten folders and twenty names, and how many folders there are besides", async () => {
    const folders = (count: number) => numbers(count).flatMap((at) => [`f${at}/1.mp3`, `f${at}/2.mp3`])
    const [ten, twelve] = [await lossOf(folders(10)), await lossOf(folders(12))]
    expect([ten?.folders.length, ten?.otherFolders, ten?.names.length]).toEqual([10, 0, 20])
    expect([twelve?.folders.length, twelve?.otherFolders, twelve?.names.length]).toEqual([10, 2, 20])
  })
})
