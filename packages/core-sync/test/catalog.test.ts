/** The catalog: what each kind of write may touch, when an item may be tried, and what is found again. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { countCatalog, listItems, listQueue, readItem } from "../src/catalog/catalog.ts"
import { applyPolicy, ignoreItem, retryItem, wantItem } from "../src/catalog/choices.ts"
import { parseHash } from "../src/catalog/item.ts"
import {
  itemEvents,
  itemStatuses,
  itemTransitions,
  nextStatus,
  retryDelaysMin,
  statusesBefore
} from "../src/catalog/item-states.ts"
import { completeItem, failItem, leaseItem, leaseUs, removeItem, returnItem } from "../src/catalog/item-work.ts"
import { listUntagged, noteTags, upsertEntries } from "../src/catalog/metadata.ts"
import { agreeOn, type LocalFile, reconcile } from "../src/catalog/reconcile.ts"
import { finishWork, queueWork, takeWork } from "../src/catalog/work-items.ts"
import { beginJob, entry, itemAt, lookOf, makeSource, minuteUs, placed, withDatabase } from "./catalog/catalog-world.ts"

const sha = (hex: string) => ({ algorithm: "sha256", hex }) as const

/** A source, a job of it, and these files in the catalog. */
const stocked = (database: Database, ...paths: ReadonlyArray<string>) => {
  const source = makeSource(database)
  const job = beginJob(database, source.no)
  upsertEntries(
    database,
    lookOf(job),
    paths.map((path) => entry(path))
  )
  return { source, job, worker: { jobNo: job.no, nowUs: 0 } }
}

const local = (path: string, trackId = `track of ${path}`): LocalFile => ({ path, trackId, sizeBytes: 1, modifiedAtUs: 1 })

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
      const seen = new Set<number>()
      expect(upsertEntries(database, lookOf(job, { nowUs: 99 }), [entry("a.mp3"), entry("b.mp3")], seen)).toEqual({
        added: 0,
        changed: 0,
        unchanged: 2
      })
      expect([writes() - before, [...seen]]).toEqual([0, [1, 2]])
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
      for (const [index, minutes] of [...retryDelaysMin, 360, 360].entries()) {
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
      expect(takeWork(database, worker)).toMatchObject({ action: "update", item: { localPath: "music/a.mp3" } })
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
      expect(takeWork(database, worker)?.item.path).toBe("b.mp3")
      expect(takeWork(database, worker)).toBeUndefined()
    }))
})

describe("reconciling", () => {
  test("[C2] [D7] what lies there is downloaded; what vanished is missing, without a cooldown, and queued", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      expect(reconcile(database, [local("music/a.mp3", "t1")], 7)).toEqual({ found: 0, vanished: 0, moved: 0, relinked: 0 })
      expect(readItem(database, 1)).toMatchObject({ status: "downloaded", trackId: "t1" })
      expect(reconcile(database, [], 8).vanished).toBe(1)
      expect(readItem(database, 1)).toMatchObject({ status: "missing", localPath: null, attempts: 0, retryAfterUs: null })
      expect(listQueue(database, 8)).toHaveLength(1)
    }))

  test("[C2] [Y5] a file that comes back, or that was moved here, is found by its track", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      reconcile(database, [local("music/a.mp3", "t1")], 7)
      expect(reconcile(database, [local("Artist/a.mp3", "t1")], 8).moved).toBe(1)
      expect(readItem(database, 1)).toMatchObject({ status: "downloaded", localPath: "Artist/a.mp3" })
      reconcile(database, [], 9)
      expect(reconcile(database, [local("back/a.mp3", "t1")], 10).found).toBe(1)
      expect(readItem(database, 1)).toMatchObject({
        status: "downloaded",
        localPath: "back/a.mp3",
        localRevision: "1",
        trackId: "t1"
      })
    }))

  test("[C12] a file that was renamed at a source where ids are paths is taken over, not fetched again", () =>
    withDatabase((database) => {
      const source = makeSource(database)
      const job = beginJob(database, source.no)
      const worker = { jobNo: job.no, nowUs: 0 }
      upsertEntries(database, lookOf(job), [entry("a.mp3", { hash: sha("aa") }), entry("b.mp3", { hash: sha("bb") })])
      for (const no of [1, 2]) {
        leaseItem(database, no, worker)
        completeItem(database, no, placed(`music/${no}.mp3`), worker)
      }
      const files = [local("music/1.mp3", "t1"), local("music/2.mp3", "t2")]
      reconcile(database, files, 1)
      upsertEntries(database, lookOf(job), [
        entry("c.mp3", { hash: sha("aa") }),
        entry("d.mp3", { hash: sha("aa"), sizeBytes: 9 })
      ])
      database.exec("update catalog set deleted_us = 1 where no = 1")
      expect(reconcile(database, files, 2).relinked).toBe(1)
      expect(itemAt(database, source.no, "c.mp3")).toMatchObject({
        status: "downloaded",
        localPath: "music/1.mp3",
        trackId: "t1"
      })
      expect(itemAt(database, source.no, "a.mp3")).toMatchObject({ status: "missing", localPath: null, trackId: null })
      expect(itemAt(database, source.no, "d.mp3").status).toBe("missing")
      // It lies where the old path had it: the work that is left is to move it, not to fetch it.
      expect(itemAt(database, source.no, "c.mp3").localSourcePath).toBe("a.mp3")
      queueWork(database, source.no, worker)
      expect(database.prepare("select action, count(*) as n from work_items group by action order by action").all()).toEqual([
        { action: "fetch", n: 1 },
        { action: "update", n: 1 }
      ])
    }))

  test("[C9] what a job works on is left to the job", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      reconcile(database, [], 1)
      expect(readItem(database, 1)?.status).toBe("downloading")
    }))

  test("[Y10] after ids were written into what was fetched, both sides are the same", () =>
    withDatabase((database) => {
      const { source, worker } = stocked(database, "a.mp3")
      queueWork(database, source.no, worker)
      takeWork(database, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      finishWork(database, worker.jobNo, 1, "added")
      agreeOn(database, worker.jobNo, [{ path: "music/a.mp3", trackId: "t1", sizeBytes: 1100, modifiedAtUs: 77 }])
      expect(readItem(database, 1)).toMatchObject({ trackId: "t1", localSizeBytes: 1100, localModifiedAtUs: 77 })
    }))

  test("[C7] a look finds what is left of 10,000 files, all at once", () =>
    withDatabase((database) => {
      const { job, worker } = stocked(database)
      const count = 10_000
      upsertEntries(
        database,
        lookOf(job),
        Array.from({ length: count }, (_, i) => entry(`${i}.mp3`))
      )
      for (let no = 1; no <= count; no++) {
        leaseItem(database, no, worker)
        completeItem(database, no, placed(`music/${no}.mp3`), worker)
      }
      const files = Array.from({ length: count / 2 }, (_, i) => local(`music/${i + 1}.mp3`))
      expect(reconcile(database, files, 1).vanished).toBe(count / 2)
      expect(countCatalog(database, 1)).toMatchObject({ downloaded: count / 2, missing: count / 2 })
    }))
})

describe("tags", () => {
  test("[Y4] tags are read once for each revision, and artists and albums are counted by them", () =>
    withDatabase((database) => {
      const { source, job } = stocked(database, "a.mp3", "b.mp3", "cover.jpg")
      const tags = { title: "One", artist: "Reds", album: "Velvet", albumArtist: null, durationMs: 1000 }
      expect(listUntagged(database, source.no, 10).map(({ no }) => no)).toEqual([1, 2])
      expect(listUntagged(database, source.no, 1)).toHaveLength(1)
      expect([noteTags(database, 1, "1", tags), noteTags(database, 2, "old", tags)]).toEqual([true, false])
      noteTags(database, 2, "1", { ...tags, title: "Two", albumArtist: "Various" })
      expect(countCatalog(database, 0)).toMatchObject({ songs: 2, otherFiles: 1, artists: 1, albums: 2 })
      expect(listUntagged(database, source.no, 10)).toEqual([])
      upsertEntries(database, lookOf(job), [entry("a.mp3", { revision: "2" })])
      expect(listUntagged(database, source.no, 10).map(({ no }) => no)).toEqual([1])
    }))
})
