/** Jobs of a source, the work in them, and what a look at the source says is gone. */
import { describe, expect, test } from "vitest"
import { listItems, readItem } from "../src/catalog/catalog.ts"
import { completeItem, failItem, leaseItem } from "../src/catalog/item-work.ts"
import { jobStatuses, jobTransitions, workStates, workTransitions } from "../src/catalog/job-states.ts"
import { endJob, escalateJob, inJob, listJobs, readCursor, readJob } from "../src/catalog/jobs.ts"
import { countKnown, findMoved, listRemoved, listUnseen, markGone, upsertEntries } from "../src/catalog/metadata.ts"
import { addSource, listSources, readSource, removeSource, updateSource } from "../src/catalog/source-rows.ts"
import {
  countOutcomes,
  finishWork,
  listOpenWork,
  queueWork,
  readWork,
  returnWork,
  returnWorkItem,
  skipWork,
  takeWorkItem
} from "../src/catalog/work-items.ts"
import { beginJob, entry, lookOf, makeSource, placed, withDatabase } from "./catalog/catalog-world.ts"

const candidate = (no: number, cursor: string) => `update sync_jobs set candidate_cursor = '${cursor}' where no = ${no}`

test("[Y12] a job ends once, in one of four ways; work that is let go of is open again, and what is done stays so", () => {
  const ends = ["completed", "failed", "cancelled", "interrupted"]
  expect(jobStatuses).toEqual(["running", ...ends] as never)
  expect(jobTransitions).toEqual({ running: ends, completed: [], failed: [], cancelled: [], interrupted: [] } as never)
  expect(workStates).toEqual(["pending", "running", "done"])
  expect(workTransitions).toEqual({ pending: ["running"], running: ["pending", "done"], done: [] })
})

describe("jobs", () => {
  test("[Y12] of all pairs of status only the legal ones happen: a job ends once", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      for (const from of jobStatuses)
        for (const to of jobStatuses) {
          if (to === "running") continue
          const job = beginJob(database, source.no)
          if (from !== "running") endJob(database, job.no, from, 1)
          const isLegal = jobTransitions[from].includes(to)
          expect(endJob(database, job.no, to, 2), `${from} ${to}`).toBe(isLegal)
          expect(readJob(database, job.no), `${from} ${to}`).toMatchObject({
            status: isLegal ? to : from,
            endedAtUs: isLegal ? 2 : 1
          })
        }
    }))

  test("[Y12] a job that is marked as running when the next one begins is interrupted, and what it held is free", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const dead = beginJob(database, source.no)
      upsertEntries(database, lookOf(dead), [entry("a.mp3")])
      queueWork(database, source.no, { jobNo: dead.no, nowUs: 0 })
      takeWorkItem(database, 1, { jobNo: dead.no, nowUs: 0 })
      const next = beginJob(database, source.no, 5)
      expect(listJobs(database, source.no).map(({ no, status, endedAtUs }) => [no, status, endedAtUs])).toEqual([
        [next.no, "running", null],
        [dead.no, "interrupted", 5]
      ])
      expect(readItem(database, 1)).toMatchObject({ status: "missing", leaseJob: null })
      expect(readJob(database, dead.no)?.stats).toMatchObject({ items: 1, pending: 1 })
    }))

  test("[Y13] the database itself lets one job of a source run", () =>
    withDatabase((database) => {
      const [one, other] = [makeSource(database), makeSource(database, "Attic")]
      beginJob(database, one.no)
      beginJob(database, other.no)
      expect(() =>
        database.exec(
          `insert into sync_jobs (source_no, fingerprint, requested, kind, status, started_us) values (${one.no}, 'f', 'full', 'full', 'running', 0)`
        )
      ).toThrow(/unique/i)
    }))

  test("[D4] [Y2] only a job that is completed makes its cursor the source's", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      for (const status of ["failed", "cancelled", "interrupted"] as const) {
        const job = beginJob(database, source.no)
        database.exec(candidate(job.no, status))
        endJob(database, job.no, status, 1)
        expect(readCursor(database, source.no)).toBeUndefined()
      }
      const job = beginJob(database, source.no)
      database.exec(candidate(job.no, "c1"))
      endJob(database, job.no, "completed", 1)
      expect(readCursor(database, source.no)).toEqual({ fingerprint: "f", cursor: "c1" })
      const failing = beginJob(database, source.no)
      database.exec(candidate(failing.no, "c2"))
      const loss = { items: 2, total: 2, folders: [{ name: "", items: 2 }], otherFolders: 0, names: ["a.mp3", "b.mp3"] }
      endJob(database, failing.no, "failed", 1, {
        reason: "unavailable",
        text: "NAS cannot be reached",
        remedy: "Start it.",
        loss
      })
      expect(readCursor(database, source.no)).toEqual({ fingerprint: "f", cursor: "c1" })
      expect(readJob(database, failing.no)).toMatchObject({
        errorReason: "unavailable",
        errorText: "NAS cannot be reached",
        errorRemedy: "Start it.",
        errorLoss: loss
      })
      const without = beginJob(database, source.no)
      endJob(database, without.no, "completed", 1)
      expect(readCursor(database, source.no)).toBeUndefined()
    }))

  test("[Y7] a job that was taken for dead can write nothing more", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const dead = beginJob(database, source.no)
      escalateJob(database, dead.no, "no-cursor")
      expect(readJob(database, dead.no)).toMatchObject({ requested: "full", kind: "full", escalation: "no-cursor" })
      beginJob(database, source.no)
      expect(inJob(database, dead.no, () => upsertEntries(database, lookOf(dead), [entry("a.mp3")]))).toBeUndefined()
      expect(listItems(database, source.no)).toEqual([])
    }))

  test("the last twenty jobs of a source are kept, those of another are not counted", () =>
    withDatabase((database) => {
      const [one, other] = [makeSource(database), makeSource(database, "Attic")]
      for (let at = 0; at < 30; at++) endJob(database, beginJob(database, one.no).no, "completed", 1)
      const job = beginJob(database, other.no)
      expect([listJobs(database, one.no).length, listJobs(database, other.no).length]).toEqual([20, 1])
      expect(job.no).toBe(31)
    }))
})

describe("work", () => {
  test("[Y12] of all pairs of state of work only the legal ones happen", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      const worker = { jobNo: job.no, nowUs: 0 }
      upsertEntries(database, lookOf(job), [entry("a.mp3")])
      const state = () => database.prepare("select state from work_items").get()?.["state"]
      const into = {
        pending: () => returnWork(database, job.no) === 1,
        running: () => takeWorkItem(database, 1, worker) !== undefined,
        done: () => finishWork(database, job.no, 1, "skipped")
      }
      for (const from of workStates)
        for (const to of workStates) {
          database.exec("delete from work_items; update catalog set status = 'missing', lease_job = null, lease_until_us = null")
          queueWork(database, source.no, worker)
          if (from !== "pending") into.running()
          if (from === "done") into.done()
          database.exec("update catalog set status = 'missing', lease_job = null, lease_until_us = null")
          const isLegal = workTransitions[from].includes(to)
          expect(into[to](), `${from} ${to}`).toBe(isLegal)
          expect(state()).toBe(isLegal ? to : from)
        }
    }))

  test("[Y9] [D5] what is taken comes by priority, and its outcomes add up", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      const worker = { jobNo: job.no, nowUs: 0 }
      upsertEntries(
        database,
        lookOf(job),
        ["a", "b", "c"].map((name) => entry(`${name}.mp3`))
      )
      upsertEntries(
        database,
        lookOf(job, { priority: 1 }),
        ["d", "e"].map((name) => entry(`${name}.mp3`))
      )
      expect(queueWork(database, source.no, worker)).toBe(5)
      expect(queueWork(database, source.no, worker)).toBe(0)
      const work = readWork(
        database,
        job.no,
        listOpenWork(database, job.no).map(({ no }) => no)
      )
      expect(work.map(({ item }) => item.path)).toEqual(["d.mp3", "e.mp3", "a.mp3", "b.mp3", "c.mp3"])
      const taken = work.map(({ item }) => takeWorkItem(database, item.no, worker)?.item)
      expect([takeWorkItem(database, 1, worker), takeWorkItem(database, 99, worker)]).toEqual([undefined, undefined])
      for (const [at, outcome] of (["added", "updated", "deleted", "failed"] as const).entries())
        expect(finishWork(database, job.no, taken[at]?.no ?? 0, outcome)).toBe(true)
      expect(countOutcomes(database, job.no)).toEqual({
        items: 5,
        pending: 1,
        added: 1,
        updated: 1,
        deleted: 1,
        skipped: 0,
        failed: 1
      })
      endJob(database, job.no, "cancelled", 1)
      expect(readJob(database, job.no)?.stats).toEqual(countOutcomes(database, job.no))
      expect(readItem(database, taken[4]?.no ?? 0)?.status).toBe("missing")
    }))

  test("[Y5] what is gone from its source and lies here is to be removed, once its time has come", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      const worker = { jobNo: job.no, nowUs: 0 }
      upsertEntries(database, lookOf(job), [entry("a.mp3"), entry("b.mp3"), entry("c.mp3")])
      for (const no of [1, 2]) {
        leaseItem(database, no, worker)
        completeItem(database, no, placed(`music/${no}.mp3`), worker)
      }
      markGone(database, [1, 2, 3], lookOf(job))
      expect(queueWork(database, source.no, worker)).toBe(2)
      expect(takeWorkItem(database, 1, worker)).toMatchObject({ action: "remove", item: { no: 1 } })
      expect([returnWorkItem(database, job.no, 1), returnWorkItem(database, job.no, 1)]).toEqual([true, false])
      skipWork(database, job.no, [1, 1, 2])
      expect(countOutcomes(database, job.no)).toMatchObject({ items: 2, skipped: 2 })
      failItem(database, 1, { errorClass: "permission", message: "x" }, worker)
      expect(readItem(database, 1)).toMatchObject({ status: "downloaded", attempts: 1 })
      const next = beginJob(database, source.no)
      expect(queueWork(database, source.no, { jobNo: next.no, nowUs: 0 })).toBe(1)
    }))
})

describe("what is gone", () => {
  test("[D6] of a listing: what it did not hold, and how many there were before", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const first = beginJob(database, source.no)
      upsertEntries(database, lookOf(first), [entry("a.mp3"), entry("b.mp3"), entry("c.mp3")])
      const job = beginJob(database, source.no)
      const seen = new Set<number>()
      upsertEntries(database, lookOf(job), [entry("a.mp3"), entry("d.mp3")], seen)
      expect(listUnseen(database, source.no, seen)).toEqual([2, 3])
      expect(countKnown(database, lookOf(job), 9, "all")).toBe(3)
      expect(countKnown(database, lookOf(job), 2, "all")).toBe(2)
      markGone(database, [2], lookOf(job, { nowUs: 9 }))
      expect(readItem(database, 2)?.deletedAtUs).toBe(9)
      expect([listUnseen(database, source.no, seen), countKnown(database, lookOf(job), 9, "all")]).toEqual([[3], 2])
    }))

  test("[Y5] of a feed: single entries, and folders with all below them and nothing beside, but for what is there", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      const paths = ["x/1.mp3", "x/y/2.mp3", "x", "x!/3.mp3", "x0/4.mp3", "x%/5.mp3", "z.mp3", "X/6.mp3"]
      upsertEntries(
        database,
        lookOf(job),
        paths.map((path) => entry(path))
      )
      const removed = (ids: ReadonlyArray<string>, folders: ReadonlyArray<string>, there: ReadonlyArray<string> = []) =>
        listRemoved(database, source.no, {
          removedIds: ids,
          removedFolders: folders,
          upserts: new Map(there.map((id) => [id, entry(id)]))
        }).map((no) => readItem(database, no)?.path)
      expect(removed(["z.mp3", "unknown"], [])).toEqual(["z.mp3"])
      expect(removed([], ["x", "unknown"])).toEqual(["x/1.mp3", "x/y/2.mp3", "x"])
      expect(removed(["z.mp3", "x/1.mp3"], ["x"], ["x/1.mp3", "z.mp3"])).toEqual(["x/y/2.mp3", "x"])
      expect(removed([], ["x%"])).toEqual(["x%/5.mp3"])
    }))

  test("[I5] what came in elsewhere with the same content is not gone, each new file for one of the old", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const hash = (hex: string) => ({ hash: { algorithm: "sha256", hex } as const })
      const first = beginJob(database, source.no)
      upsertEntries(database, lookOf(first), [
        entry("a.mp3", hash("aa")),
        entry("b.mp3", hash("aa")),
        entry("c.mp3", hash("cc")),
        entry("d.mp3")
      ])
      const job = beginJob(database, source.no)
      upsertEntries(database, lookOf(job), [
        entry("e.mp3", hash("aa")),
        entry("f.mp3", { ...hash("cc"), sizeBytes: 1 }),
        entry("g.mp3")
      ])
      expect([...findMoved(database, [1, 2, 3, 4], lookOf(job))]).toEqual([1])
      expect(findMoved(database, [3, 4], lookOf(job)).size).toBe(0)
    }))
})

test("sources are added, changed and removed with all that is known of them", () =>
  withDatabase((database) => {
    const source = makeSource(database)
    const told = { kind: "webdav", address: "https://dav.example/music", settings: { user: "ana" }, policy: { delete: "keep" } }
    expect(addSource(database, { name: "NAS", ...told }, 1)).toBeUndefined()
    expect(addSource(database, { name: "Attic", ...told }, 1)).toMatchObject({ ...told, addedAtUs: 1 })
    expect(listSources(database).map(({ name }) => name)).toEqual(["Attic", "NAS"])
    expect(updateSource(database, source.no, { ...told, address: "https://nas.example" })).toBe(true)
    expect(readSource(database, "NAS")).toMatchObject({
      kind: "simulated",
      address: "https://nas.example",
      settings: { user: "ana" }
    })
    const job = beginJob(database, source.no)
    upsertEntries(database, lookOf(job), [entry("a.mp3")])
    queueWork(database, source.no, { jobNo: job.no, nowUs: 0 })
    database.exec(candidate(job.no, "c"))
    endJob(database, job.no, "completed", 1)
    expect([removeSource(database, source.no), removeSource(database, source.no)]).toEqual([true, false])
    expect([
      readSource(database, "NAS"),
      readJob(database, job.no),
      readItem(database, 1),
      readCursor(database, source.no)
    ]).toEqual([undefined, undefined, undefined, undefined])
    expect(updateSource(database, 99, told)).toBe(false)
  }))
