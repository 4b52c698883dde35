/** Changing what is wanted of a source that is known. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { ignoreItem, wantItem } from "../src/catalog/choices.ts"
import { completeItem, leaseItem } from "../src/catalog/item-work.ts"
import { upsertEntries } from "../src/catalog/metadata.ts"
import { keepSourceDisk, readSource, readSourceDisk } from "../src/catalog/source-rows.ts"
import { changeSource } from "../src/change-source.ts"
import { defaultSyncPolicy, isWantedBy, type SyncPolicy } from "../src/planning/policy.ts"
import { noSettings, policyOf, settingsOf } from "../src/sources/settings.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, placed, withDatabase } from "./catalog/catalog-world.ts"

const settings = noSettings

/** A source of this policy: what is here, what is not, and what the user said of single items. */
const known = (database: Database, before: Partial<SyncPolicy>) => {
  const { no } = makeSource(database)
  const change = (policy: Partial<SyncPolicy>): void => {
    const row = readSource(database, "NAS")
    if (row === undefined) throw new Error("there is no source")
    expect(changeSource(database, row, { settings, policy: { ...policyOf(row), ...policy } })).toBe(true)
  }
  change(before)
  const job = beginJob(database, no)
  const wants = isWantedBy({ ...defaultSyncPolicy, ...before })
  const names = ["in/here.mp3", "in/there.mp3", "out/here.mp3", "out/there.mp3", "in/asked.mp3", "in/never.mp3"]
  upsertEntries(
    database,
    lookOf(job, { wants: ({ path }) => wants(path) }),
    names.map((path) => entry(path))
  )
  for (const path of ["in/here.mp3", "out/here.mp3"]) {
    const item = itemAt(database, no, path)
    wantItem(database, item.no)
    leaseItem(database, item.no, { jobNo: job.no, nowUs: 0 })
    completeItem(database, item.no, placed(path), { jobNo: job.no, nowUs: 0 })
  }
  wantItem(database, itemAt(database, no, "in/asked.mp3").no)
  ignoreItem(database, itemAt(database, no, "in/never.mp3").no)
  const ignored = () => names.flatMap((path) => (itemAt(database, no, path).ignoredBy === null ? [] : [path]))
  return { no, change, ignored }
}

describe("a policy that is changed", () => {
  test("[C4] [C9] from everything to what is asked for: what lies here is kept in step, the rest is not fetched; and back", () =>
    withDatabase((database) => {
      const { change, ignored } = known(database, {})
      expect(ignored()).toEqual(["in/never.mp3"])
      change({ what: "on-demand" })
      expect(ignored()).toEqual(["in/there.mp3", "out/there.mp3", "in/asked.mp3", "in/never.mp3"])
      change({ what: "everything" })
      expect(ignored()).toEqual(["in/never.mp3"])
    }))

  test("[C4] what was asked for by name stays so, whatever else is changed", () =>
    withDatabase((database) => {
      const { change, ignored } = known(database, { what: "on-demand" })
      change({ removed: "mirror", below: "NAS" })
      expect(ignored()).toEqual(["in/there.mp3", "out/there.mp3", "in/never.mp3"])
      change({ what: "everything", exclude: ["in/"] })
      expect(ignored()).toEqual(["in/there.mp3", "in/never.mp3"])
    }))

  test("[C9] what is not followed any more is left as it is, here as well", () =>
    withDatabase((database) => {
      const { no, change, ignored } = known(database, {})
      change({ exclude: ["out/"] })
      expect(ignored()).toEqual(["out/here.mp3", "out/there.mp3", "in/never.mp3"])
      expect(itemAt(database, no, "out/here.mp3")).toMatchObject({ status: "downloaded", localPath: "out/here.mp3" })
    }))

  test("[Y15] settings and a new disk are taken on; a source that is gone is changed no more", () =>
    withDatabase((database) => {
      const row = makeSource(database)
      keepSourceDisk(database, row.no, "old")
      const told = { settings: { ...settings, user: "me" }, policy: defaultSyncPolicy }
      changeSource(database, row, told)
      expect([settingsOf(readSource(database, "NAS") ?? row).user, readSourceDisk(database, row.no)]).toEqual(["me", "old"])
      changeSource(database, row, { ...told, acceptsDisk: true })
      expect(readSourceDisk(database, row.no)).toBe("")
      expect(changeSource(database, { ...row, no: 99 }, told)).toBe(false)
    }))
})
