/** Which item takes over what lies here of one that is gone, and which items are wanted: conditions over rows, one by one. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { completeItem, leaseItem } from "../src/catalog/item-work.ts"
import { markGone, upsertEntries } from "../src/catalog/metadata.ts"
import { relinkMoved, relinkRenamed } from "../src/catalog/relink.ts"
import { isLeft, isWanted, mayInherit } from "../src/catalog/wanted.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, placed, withDatabase } from "./catalog/catalog-world.ts"

const aa = { hash: { algorithm: "sha256", hex: "aa" } } as const

/** `old.mp3` lies here and is gone from its source, where `new.mp3` has come with the same content. */
const renamed = (database: Database, policy: Parameters<typeof makeSource>[2] = {}) => {
  const source = makeSource(database, "NAS", policy)
  const job = beginJob(database, source.no)
  upsertEntries(database, lookOf(job), [entry("old.mp3", aa), entry("new.mp3", { ...aa, revision: "7" })])
  leaseItem(database, 1, { jobNo: job.no, nowUs: 0 })
  const file = { place: "placed/old.mp3", state: { sizeBytes: 1100, modifiedAtUs: 77 }, hash: aa.hash }
  completeItem(database, 1, placed("music/old.mp3", file), { jobNo: job.no, nowUs: 3 })
  database.exec("update catalog set track_id = 't1' where no = 1")
  markGone(database, [1], lookOf(job, { nowUs: 9 }))
  return { source, job, item: (path: string) => itemAt(database, source.no, path) }
}

const byLook = new Map([[1, "new.mp3"]])

describe("[C12] what lies here is handed to the item that its file became", () => {
  test.each(["hash", "look"] as const)("with all that both sides agree on, as its %s tells", (told) =>
    withDatabase((database) => {
      const { source, item } = renamed(database)
      database.exec(`update catalog set status = 'failed', attempts = 3, last_error = 'x', error_class = 'io', retry_after_us = 5, wanted_back = 1
        where no = 2; insert into catalog_doubts (catalog_no) values (1)`)
      if (told === "hash") expect(relinkMoved(database)).toBe(1)
      else relinkRenamed(database, source.no, byLook)
      const file = { localPlace: "placed/old.mp3", localHash: aa.hash, localSizeBytes: 1100, localModifiedAtUs: 77 }
      expect(item("new.mp3")).toMatchObject({
        ...{
          status: "downloaded",
          localPath: "music/old.mp3",
          trackId: "t1",
          localSourcePath: "old.mp3",
          seenOnDiskAtUs: 3,
          ...file
        },
        ...{ localRevision: "7", isWantedBack: false, attempts: 0, lastError: null, errorClass: null, retryAfterUs: null }
      })
      const none = { localPlace: null, localHash: null, localSizeBytes: null, localModifiedAtUs: null, localRevision: null }
      expect(item("old.mp3")).toMatchObject({ status: "missing", localPath: null, trackId: null, localSourcePath: null, ...none })
      expect(database.prepare("select place_key from catalog order by no").values().flat()).toEqual([null, "placed/old.mp3"])
      expect(database.prepare("select catalog_no from catalog_doubts order by catalog_no").values().flat()).toEqual([1, 2])
      expect(relinkMoved(database)).toBe(0)
    })
  )

  test.each<[what: string, sql: string, byHash: boolean, byLook: boolean]>([
    ["the old one is there still", "update catalog set deleted_us = null where no = 1", false, false],
    ["nothing of the old one lies here", "update catalog set status = 'missing', local_path = null where no = 1", false, false],
    ["what lies here is older than what was there", "update catalog set local_revision = '0' where no = 1", false, false],
    [
      "a job works on the old one",
      "update catalog set status = 'downloading', lease_job = 1, lease_until_us = 1 where no = 1",
      false,
      false
    ],
    ["the new one is gone, too", "update catalog set deleted_us = 1 where no = 2", false, false],
    ["the new one is here", "update catalog set status = 'downloaded', local_path = 'x' where no = 2", false, false],
    [
      "a job works on the new one",
      "update catalog set status = 'downloading', lease_job = 1, lease_until_us = 1 where no = 2",
      false,
      false
    ],
    ["the user ignores the new one", "update catalog set ignored_by = 'user' where no = 2", false, false],
    ["the policy ignores the new one", "update catalog set ignored_by = 'policy' where no = 2", false, false],
    ["the new one has another size", "update catalog set size_bytes = 1 where no = 2", false, true],
    ["the new one has another hash", "update catalog set hash = 'sha256:bb' where no = 2", false, true],
    ["neither has a hash", "update catalog set hash = null", false, true],
    ["the new one was here once", "update catalog set local_revision = '7' where no = 2", true, false],
    ["nobody knows the size of either", "update catalog set size_bytes = null", true, true]
  ])("unless it may not: %s", async (_, sql, moved, looked) => {
    for (const [told, expected] of [
      ["hash", moved],
      ["look", looked]
    ] as const)
      await withDatabase((database) => {
        const { source } = renamed(database)
        database.exec(sql)
        if (told === "hash") expect(relinkMoved(database)).toBe(moved ? 1 : 0)
        else relinkRenamed(database, source.no, byLook)
        const [, path] = database.prepare("select local_path from catalog order by no").values().flat()
        expect(path === "music/old.mp3", told).toBe(expected)
      })
  })

  test("and to none of another source", () =>
    withDatabase((database) => {
      const { job } = renamed(database)
      const other = makeSource(database, "Cloud")
      database.exec(`update catalog set source_no = ${other.no} where no = 2`)
      expect(relinkMoved(database)).toBe(0)
      relinkRenamed(database, job.sourceNo, byLook)
      expect(itemAt(database, other.no, "new.mp3").status).toBe("missing")
    }))

  test("each file to one item, the first of them first", () =>
    withDatabase((database) => {
      const { job, source, item } = renamed(database)
      upsertEntries(database, lookOf(job), [entry("other.mp3", aa), entry("third.mp3", aa), entry("last.mp3", aa)])
      leaseItem(database, 3, { jobNo: job.no, nowUs: 0 })
      completeItem(database, 3, placed("music/other.mp3"), { jobNo: job.no, nowUs: 0 })
      markGone(database, [3], lookOf(job))
      expect(relinkMoved(database)).toBe(2)
      expect(["new.mp3", "third.mp3", "last.mp3"].map((path) => item(path).localPath)).toEqual([
        "music/old.mp3",
        "music/other.mp3",
        null
      ])
      relinkRenamed(database, source.no, new Map([[1, "last.mp3"]]))
      expect(item("last.mp3").status).toBe("missing")
    }))

  test.each([
    ["null", "null", null],
    ["'user'", "null", "user"],
    ["'policy'", "null", null],
    ["null", "'policy'", null],
    ["'policy'", "'policy'", "policy"],
    ["'user'", "'policy'", "user"]
  ])("with the user's word: ignored by %s and %s before, it is by %j then", (old, fresh, expected) =>
    withDatabase((database) => {
      const { item } = renamed(database, { what: "on-demand" })
      database.exec(`update catalog set ignored_by = ${old} where no = 1; update catalog set ignored_by = ${fresh} where no = 2`)
      expect(relinkMoved(database)).toBe(1)
      expect(item("new.mp3").ignoredBy).toBe(expected)
    })
  )
})

describe("[C6] K10, P3: an item that was here and was deleted", () => {
  const left = { deletedHere: "leave" }
  test.each<[what: string, policy: Readonly<Record<string, unknown>>, set: string, isLeft: boolean]>([
    ["is left where the policy leaves it", left, "", true],
    ["is not where the policy fetches it", { deletedHere: "fetch" }, "", false],
    ["nor where the policy says nothing", {}, "", false],
    ["nor when it is here", left, ", status = 'downloaded', local_path = 'x'", false],
    ["nor when it never was", left, ", local_revision = null", false],
    ["nor when the user wants it back", left, ", wanted_back = 1", false],
    ["nor when the source has news", left, ", revision = '2'", false],
    ["but where those give way", { ...left, conflicts: "prefer-local" }, ", revision = '2'", true],
    ["and not where they do not", { ...left, conflicts: "prefer-remote" }, ", revision = '2'", false]
  ])("%s", (_, policy, set, expected) =>
    withDatabase((database) => {
      const source = makeSource(database, "NAS", policy)
      makeSource(database, "other", { deletedHere: "leave", conflicts: "prefer-local" })
      upsertEntries(database, lookOf(beginJob(database, source.no)), [entry("a.mp3")])
      const asked = () => database.prepare(`select ${isLeft}, ${isWanted}, ${mayInherit} from catalog`).values()[0]
      database.exec(`update catalog set local_revision = '1'${set}`)
      expect(asked()).toEqual([expected ? 1 : 0, expected ? 0 : 1, 1])
      database.exec("update catalog set ignored_by = 'user'")
      expect(asked()).toEqual([expected ? 1 : 0, 0, 0])
    })
  )
})
