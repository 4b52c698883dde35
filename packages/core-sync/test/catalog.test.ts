/** The catalog: what each kind of write may touch, when an item may be tried, and what is found again. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { countCatalog, listItems, listQueue, readItem } from "../src/catalog/catalog.ts"
import { applyPolicy, ignoreItem, retryItem, wantItem } from "../src/catalog/choices.ts"
import { parseHash } from "../src/catalog/item.ts"
import { itemEvents, itemStatuses, itemTransitions, nextStatus, statusesBefore } from "../src/catalog/item-states.ts"
import { completeItem, failItem, leaseItem, leaseUs, removeItem, returnItem } from "../src/catalog/item-work.ts"
import { countQueue } from "../src/catalog/items-left.ts"
import { listUntagged, noteTags, upsertEntries } from "../src/catalog/metadata.ts"
import { listOpenWork, queueWork, takeWorkItem } from "../src/catalog/work-items.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, minuteUs, placed, stocked, withDatabase } from "./catalog/catalog-world.ts"

const sha = (hex: string) => ({ algorithm: "sha256", hex }) as const

describe("items", () => {
  test("[Y12] of all pairs of status and event only the legal ones lead somewhere", () => {
    const legal = itemStatuses.flatMap((status) =>
      itemEvents.flatMap((event) => {
        const next = nextStatus(status, event)
        expect(statusesBefore(event).includes(status)).toBe(next !== undefined)
        return next === undefined ? [] : [`${status} ${event} ${next}`]
      })
    )
    expect(legal).toEqual([
      "missing leased downloading",
      "missing found downloaded",
      "missing retried missing",
      "downloading fetched downloaded",
      "downloading removed missing",
      "downloading failed-absent failed",
      "downloading failed-present downloaded",
      "downloading returned-absent missing",
      "downloading returned-failed failed",
      "downloading returned-present downloaded",
      "downloaded leased downloading",
      "downloaded found downloaded",
      "downloaded vanished missing",
      "downloaded retried downloaded",
      "failed leased downloading",
      "failed found downloaded",
      "failed retried missing"
    ])
    expect(Object.keys(itemTransitions)).toEqual([...itemStatuses])
  })

  /** Brings an item into a status, as its life would. */
  const bring = (
    database: Database,
    no: number,
    status: (typeof itemStatuses)[number],
    worker: { jobNo: number; nowUs: number }
  ) => {
    if (status === "missing") return
    leaseItem(database, no, worker)
    if (status === "downloaded") completeItem(database, no, placed("a.mp3"), worker)
    if (status === "failed") failItem(database, no, { errorClass: "io", message: "x" }, worker)
  }

  test.each(itemStatuses)("[Y12] what is %s changes by the legal calls alone, and those lead where the table says", (status) =>
    withDatabase((database) => {
      const { source, job, worker } = stocked(database)
      const later = { ...worker, nowUs: 999 * minuteUs }
      const calls = {
        leased: (no: number) => leaseItem(database, no, later),
        fetched: (no: number) => completeItem(database, no, placed("b.mp3"), later),
        removed: (no: number) => removeItem(database, no, later),
        "failed-absent": (no: number) => failItem(database, no, { errorClass: "io", message: "x" }, later),
        "returned-absent": (no: number) => returnItem(database, no, later.jobNo),
        retried: (no: number) => retryItem(database, no)
      } as const
      for (const [event, call] of Object.entries(calls)) {
        upsertEntries(database, lookOf(job), [entry(`${event}.mp3`)])
        const { no } = itemAt(database, source.no, `${event}.mp3`)
        bring(database, no, status, worker)
        expect(readItem(database, no)?.status).toBe(status)
        const next = nextStatus(status, event as keyof typeof calls)
        expect(call(no), event).toBe(next !== undefined)
        expect(readItem(database, no)?.status, event).toBe(next ?? status)
      }
    })
  )

  test("[C11] a new item is missing in the transaction that inserts it, and in the queue", () =>
    withDatabase((database) => {
      const { source } = stocked(database, "a.mp3", "b.mp3")
      expect(listItems(database, source.no).map(({ status }) => status)).toEqual(["missing", "missing"])
      expect(listQueue(database, 0).map(({ path }) => path)).toEqual(["a.mp3", "b.mp3"])
    }))

  test("[C3] replacing all that a source says leaves what became of its items, also of those that are gone and come back", () =>
    withDatabase((database) => {
      const { source, job, worker } = stocked(database, "kept.mp3", "failed.mp3", "busy.mp3", "ignored.mp3")
      const no = (path: string) => itemAt(database, source.no, path).no
      for (const path of ["kept.mp3", "failed.mp3", "busy.mp3"]) leaseItem(database, no(path), worker)
      completeItem(database, no("kept.mp3"), placed("music/kept.mp3"), worker)
      failItem(database, no("failed.mp3"), { errorClass: "io", message: "it broke" }, worker)
      ignoreItem(database, no("ignored.mp3"))
      const state = () =>
        listItems(database, source.no).map(
          ({ path, sizeBytes, revision, seenInSourceAtUs, priority, modifiedAtUs, hash, ...rest }) => rest
        )
      const before = state()
      const entries = listItems(database, source.no).map(({ remoteId, path }) =>
        entry(path, { id: remoteId, revision: "2", sizeBytes: 7, modifiedAtUs: 9, hash: sha("ab") })
      )
      expect(upsertEntries(database, lookOf(job, { priority: 1, nowUs: 5 }), entries)).toEqual({
        added: 0,
        changed: 4,
        unchanged: 0
      })
      expect(state()).toEqual(before)
      expect(itemAt(database, source.no, "kept.mp3")).toMatchObject({
        revision: "2",
        hash: sha("ab"),
        localRevision: "1",
        priority: 1
      })
    }))

  test("[Y17] a look at a source where nothing happened writes nothing", () =>
    withDatabase((database) => {
      const { job } = stocked(database, "a.mp3", "b.mp3")
      const writes = () => Number(database.prepare("select total_changes() as n").get()?.["n"])
      const before = writes()
      const nos = new Set<number>()
      expect(upsertEntries(database, lookOf(job, { nowUs: 99 }), [entry("a.mp3"), entry("b.mp3")], nos)).toEqual({
        added: 0,
        changed: 0,
        unchanged: 2
      })
      expect([writes() - before, [...nos]]).toEqual([0, [1, 2]])
    }))

  test("a hash that no version of ours writes is none", () => {
    expect(parseHash("crc32:00")).toBeNull()
    expect(parseHash("sha256")).toBeNull()
    expect(parseHash("md5:00")).toEqual({ algorithm: "md5", hex: "00" })
  })
})

describe("failures", () => {
  test("[C6] each failure in a row waits longer, to the second; success forgets them", () =>
    withDatabase((database) => {
      const { source, job } = stocked(database, "a.mp3")
      const { no } = itemAt(database, source.no, "a.mp3")
      let nowUs = 0
      const isQueued = (atUs: number) => listQueue(database, atUs).length === 1
      for (const [index, minutes] of [5, 15, 45, 135, 360, 360, 360].entries()) {
        const worker = { jobNo: job.no, nowUs }
        expect(leaseItem(database, no, worker)).toBe(true)
        expect(failItem(database, no, { errorClass: "interrupted", message: `failure ${index}` }, worker)).toBe(true)
        expect(readItem(database, no)).toMatchObject({
          status: "failed",
          attempts: index + 1,
          errorClass: "interrupted",
          lastError: `failure ${index}`
        })
        const next = nowUs + minutes * minuteUs
        expect([isQueued(next - 1_000_000), isQueued(next - 1), isQueued(next)]).toEqual([false, false, true])
        expect(leaseItem(database, no, { ...worker, nowUs: next - 1 })).toBe(false)
        nowUs = next
      }
      leaseItem(database, no, { jobNo: job.no, nowUs })
      completeItem(database, no, placed("a.mp3"), { jobNo: job.no, nowUs })
      expect(readItem(database, no)).toMatchObject({ attempts: 0, retryAfterUs: null, lastError: null, errorClass: null })
    }))

  test("[C6] [Y14] a source that asks for more time gets it", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      failItem(database, 1, { errorClass: "rate-limited", message: "x", retryAfterMs: 3_600_000 }, worker)
      expect(readItem(database, 1)?.retryAfterUs).toBe(60 * minuteUs)
    }))

  test("[C5] [C6] K11: a time that no wait reaches is of a wrong clock: the item is due, in the queue, the counters and for a job", () =>
    withDatabase((database) => {
      const { source, worker } = stocked(database, "a.mp3", "b.mp3")
      const [yearUs, dayUs] = [365 * 24 * 60 * minuteUs, 24 * 60 * minuteUs]
      leaseItem(database, 1, { ...worker, nowUs: yearUs })
      failItem(database, 1, { errorClass: "not-found", message: "x" }, { ...worker, nowUs: yearUs })
      leaseItem(database, 2, worker)
      failItem(database, 2, { errorClass: "rate-limited", message: "x", retryAfterMs: 10 * yearUs }, worker)
      const at = (nowUs: number) => {
        const { ready, waiting, nextDueUs } = countQueue(database, nowUs)
        return {
          listed: listQueue(database, nowUs).map(({ no }) => no),
          counted: countCatalog(database, nowUs).queued,
          ready,
          waiting,
          nextDueUs
        }
      }
      expect(at(0)).toEqual({ listed: [1], counted: 1, ready: 1, waiting: 1, nextDueUs: dayUs })
      expect(at(dayUs)).toMatchObject({ listed: [1, 2], waiting: 0 })
      // One that is a minute early is believed.
      expect(at(yearUs)).toMatchObject({ listed: [2], waiting: 1, nextDueUs: yearUs + 5 * minuteUs })
      expect(queueWork(database, source.no, worker)).toBe(1)
      expect(takeWorkItem(database, 1, worker)?.item.no).toBe(1)
    }))

  test("[C6] a person can have an item tried at once, and leave one alone", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3", "b.mp3")
      leaseItem(database, 1, worker)
      failItem(database, 1, { errorClass: "io", message: "x" }, worker)
      expect(listQueue(database, 1).map(({ path }) => path)).toEqual(["b.mp3"])
      expect([retryItem(database, 1), ignoreItem(database, 2)]).toEqual([true, true])
      expect(listQueue(database, 1).map(({ path }) => path)).toEqual(["a.mp3"])
      expect(countCatalog(database, 1)).toMatchObject({ missing: 1, ignored: 1, songs: 2, queued: 1 })
      expect([wantItem(database, 2), listQueue(database, 1).length]).toEqual([true, 2])
      expect([retryItem(database, 9), ignoreItem(database, 9), wantItem(database, 9)]).toEqual([false, false, false])
    }))

  test("[C6] an update that failed leaves what is here, and cools down", () =>
    withDatabase((database) => {
      const { source, job, worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      upsertEntries(database, lookOf(job), [entry("a.mp3", { revision: "2" })])
      queueWork(database, source.no, worker)
      expect(takeWorkItem(database, 1, worker)).toMatchObject({ action: "update", item: { localPath: "music/a.mp3" } })
      failItem(database, 1, { errorClass: "io", message: "x" }, worker)
      expect(readItem(database, 1)).toMatchObject({
        status: "downloaded",
        localPath: "music/a.mp3",
        localRevision: "1",
        attempts: 1
      })
      const next = beginJob(database, source.no)
      expect(queueWork(database, source.no, { jobNo: next.no, nowUs: 5 * minuteUs - 1 })).toBe(0)
      expect(queueWork(database, source.no, { jobNo: next.no, nowUs: 5 * minuteUs })).toBe(1)
    }))

  test("[C5] a lease keeps others off until it is over, and its loser can write nothing", () =>
    withDatabase((database) => {
      const { source, worker } = stocked(database, "a.mp3")
      const other = beginJob(database, source.no)
      // The job that took over freed what the one before it held.
      expect(leaseItem(database, 1, worker)).toBe(true)
      expect(leaseItem(database, 1, { jobNo: other.no, nowUs: leaseUs + 1 })).toBe(false)
      expect(returnItem(database, 1, other.no)).toBe(false)
      expect(returnItem(database, 1, worker.jobNo)).toBe(true)
      expect(leaseItem(database, 1, { jobNo: other.no, nowUs: 0 })).toBe(true)
      expect(completeItem(database, 1, placed("a.mp3"), worker)).toBe(false)
      expect(failItem(database, 1, { errorClass: "io", message: "x" }, worker)).toBe(false)
      expect(removeItem(database, 1, worker)).toBe(false)
    }))
})

describe("policy", () => {
  test("[C4] what the policy does not want is ignored from the start, counts as such, and is fetched when it is asked for", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      upsertEntries(database, lookOf(job, { wants: ({ path }) => path.startsWith("in/") }), [
        entry("in/a.mp3"),
        entry("out/b.mp3")
      ])
      expect(countCatalog(database, 0)).toMatchObject({ missing: 1, ignored: 1, songs: 2, queued: 1 })
      expect(applyPolicy(database, source.no, () => true)).toBe(1)
      expect(countCatalog(database, 0)).toMatchObject({ missing: 2, ignored: 0 })
      ignoreItem(database, 1)
      expect(applyPolicy(database, source.no, ({ path }) => path.startsWith("in/"))).toBe(1)
      expect(listItems(database, source.no).map(({ ignoredBy }) => ignoredBy)).toEqual(["user", "policy"])
      expect(applyPolicy(database, source.no, ({ path }) => path.startsWith("in/"))).toBe(0)
    }))

  test("[C5] what became unwanted since it was queued is skipped", () =>
    withDatabase((database) => {
      const { source, worker } = stocked(database, "a.mp3", "b.mp3")
      queueWork(database, source.no, worker)
      ignoreItem(database, 1)
      expect(takeWorkItem(database, 1, worker)).toBeUndefined()
      expect(listOpenWork(database, worker.jobNo).map(({ path }) => path)).toEqual(["b.mp3"])
    }))
})

describe("tags", () => {
  test("[Y4] tags are read once for each revision, and artists and albums are counted by them", () =>
    withDatabase((database) => {
      const { source, job } = stocked(database, "a.mp3", "b.mp3", "cover.jpg")
      const tags = { title: "One", artist: "Reds", album: "Velvet", albumArtist: null, durationMs: 1000 }
      expect(listUntagged(database, source.no, { after: 0, limit: 10 }).map(({ no }) => no)).toEqual([1, 2])
      expect(listUntagged(database, source.no, { after: 1, limit: 1 })).toHaveLength(1)
      expect([noteTags(database, 1, "1", tags), noteTags(database, 2, "old", tags)]).toEqual([true, false])
      noteTags(database, 2, "1", { ...tags, title: "Two", albumArtist: "Various" })
      expect(countCatalog(database, 0)).toMatchObject({ songs: 2, otherFiles: 1, artists: 1, albums: 2 })
      expect(listUntagged(database, source.no, { after: 0, limit: 10 })).toEqual([])
      upsertEntries(database, lookOf(job), [entry("a.mp3", { revision: "2" })])
      expect(listUntagged(database, source.no, { after: 0, limit: 10 }).map(({ no }) => no)).toEqual([1])
    }))
})
