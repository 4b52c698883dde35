/** What a look at the library finds again of the catalog's items, and what it misses. */
import type { Database } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { countCatalog, listQueue, readItem } from "../src/catalog/catalog.ts"
import { completeItem, leaseItem, returnItem } from "../src/catalog/item-work.ts"
import { upsertEntries } from "../src/catalog/metadata.ts"
import { type LocalFile, listDoubtful, reconcile } from "../src/catalog/reconcile.ts"
import { queueWork } from "../src/catalog/work-items.ts"
import { beginJob, entry, filesIn, itemAt, lookOf, makeSource, placed, stocked, withDatabase } from "./catalog/catalog-world.ts"

const sha = (hex: string) => ({ algorithm: "sha256", hex }) as const

const local = (path: string, trackId = `track of ${path}`): LocalFile => ({ path, trackId, sizeBytes: 1, modifiedAtUs: 1 })

/** A look at these files. */
let looks = 0
const seen = (files: ReadonlyArray<LocalFile>) => ({
  version: `${looks++}`,
  moved: undefined,
  files: filesIn(files),
  paths: undefined,
  present: new Set<string>()
})

type State = readonly [sizeBytes: number, modifiedAtUs: number]

/** A scan wrote ids into a file. */
const wrote = (database: Database, path: string, trackId: string, before: State, after: State): void => {
  database
    .prepare(
      `insert into written_ids (path, track_id, before_size_bytes, before_modified_us, after_size_bytes, after_modified_us)
      values (?, ?, ?, ?, ?, ?)`
    )
    .run(path, trackId, ...before, ...after)
}

const written = (database: Database): ReadonlyArray<unknown> =>
  database.prepare("select path from written_ids order by no").values().flat()

describe("reconciling", () => {
  test("[C2] [D7] what lies there is downloaded; what vanished is missing, without a cooldown, and queued", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      expect(reconcile(database, seen([local("music/a.mp3", "t1")]), 7)).toEqual({ found: 0, vanished: 0, moved: 0, relinked: 0 })
      expect(readItem(database, 1)).toMatchObject({ status: "downloaded", trackId: "t1" })
      expect(reconcile(database, seen([]), 8).vanished).toBe(1)
      expect(readItem(database, 1)).toMatchObject({ status: "missing", localPath: null, attempts: 0, retryAfterUs: null })
      expect(listQueue(database, 8)).toHaveLength(1)
    }))

  test("[C2] [Y5] a file that comes back, or that was moved here, is found by its track", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      completeItem(database, 1, placed("music/a.mp3"), worker)
      reconcile(database, seen([local("music/a.mp3", "t1")]), 7)
      expect(reconcile(database, seen([local("Artist/a.mp3", "t1")]), 8).moved).toBe(1)
      expect(readItem(database, 1)).toMatchObject({ status: "downloaded", localPath: "Artist/a.mp3" })
      reconcile(database, seen([]), 9)
      expect(reconcile(database, seen([local("back/a.mp3", "t1")]), 10).found).toBe(1)
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
      reconcile(database, seen(files), 1)
      upsertEntries(database, lookOf(job), [
        entry("c.mp3", { hash: sha("aa") }),
        entry("d.mp3", { hash: sha("aa"), sizeBytes: 9 })
      ])
      database.exec("update catalog set deleted_us = 1 where no = 1")
      expect(reconcile(database, seen(files), 2).relinked).toBe(1)
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

  test("[C2] covers, and music that cannot be read, are no tracks: they are here as long as they lie there", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3", "broken.mp3", "cover.jpg")
      for (const [at, path] of ["a.mp3", "broken.mp3", "cover.jpg"].entries()) {
        leaseItem(database, at + 1, worker)
        completeItem(database, at + 1, placed(path), worker)
      }
      const look = seen([local("a.mp3", "t1")])
      expect(listDoubtful(database, look)).toEqual(["broken.mp3", "cover.jpg"])
      reconcile(database, { ...look, present: new Set(["broken.mp3", "cover.jpg"]) }, 1)
      expect(listQueue(database, 1)).toEqual([])
      // Where no track moved, only what is no track is looked at again, and what of it is gone is missing.
      expect(listDoubtful(database, { ...look, moved: [] })).toEqual(["broken.mp3", "cover.jpg"])
      expect(reconcile(database, { ...look, moved: [], files: filesIn([]), present: new Set(["broken.mp3"]) }, 2).vanished).toBe(
        1
      )
      expect(listQueue(database, 2).map(({ path }) => path)).toEqual(["cover.jpg"])
      expect(reconcile(database, { ...seen([]), present: new Set(["broken.mp3"]) }, 3).vanished).toBe(1)
    }))

  test("[C2] while a job works on an item the catalog is not held to be in step, and all is compared again", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3", "b.mp3")
      for (const no of [1, 2]) {
        leaseItem(database, no, worker)
        completeItem(database, no, placed(`${no}.mp3`), worker)
      }
      reconcile(database, seen([local("1.mp3", "t1"), local("2.mp3", "t2")]), 1)
      leaseItem(database, 1, worker)
      const gone = seen([])
      expect(reconcile(database, gone, 2).vanished).toBe(1)
      returnItem(database, 1, worker.jobNo)
      expect(reconcile(database, gone, 3).vanished).toBe(1)
    }))

  test("[C9] what a job works on is left to the job", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      leaseItem(database, 1, worker)
      reconcile(database, seen([]), 1)
      expect(readItem(database, 1)?.status).toBe("downloading")
    }))

  test("[Y10] J8: ids that a scan wrote belong to what both sides agree on, whenever it wrote them; what anybody else changed does not", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3")
      const place = (more: Parameters<typeof placed>[1] = {}) => {
        leaseItem(database, 1, worker)
        completeItem(database, 1, placed("music/a.mp3", more), worker)
      }
      const file = { path: "music/a.mp3", trackId: "t1", sizeBytes: 1100, modifiedAtUs: 77 }
      const agreed = (state: State | null) =>
        expect(readItem(database, 1)).toMatchObject({
          trackId: "t1",
          localSizeBytes: state?.[0] ?? null,
          localModifiedAtUs: state?.[1] ?? null
        })
      place()
      wrote(database, "music/a.mp3", "t1", [1000, 5], [1100, 77])
      reconcile(database, seen([file]), 1)
      agreed([1100, 77])
      // What changes from then on was changed by someone else, also when ids are written over it.
      wrote(database, "music/a.mp3", "t1", [1150, 80], [1200, 81])
      reconcile(database, seen([{ ...file, sizeBytes: 1200, modifiedAtUs: 81 }]), 2)
      agreed([1100, 77])
      // Twice in a row, and the file has another name by the second time.
      place()
      wrote(database, "music/a.mp3", "t1", [1000, 5], [1100, 77])
      wrote(database, "music/b.mp3", "t1", [1100, 77], [1101, 78])
      reconcile(database, seen([{ ...file, path: "music/b.mp3", sizeBytes: 1101, modifiedAtUs: 78 }]), 3)
      agreed([1101, 78])
      expect([readItem(database, 1)?.localPath, written(database)]).toEqual(["music/b.mp3", []])
      // Changed between the job and the scan.
      place()
      wrote(database, "music/a.mp3", "t1", [1000, 6], [1100, 77])
      reconcile(database, seen([file]), 4)
      agreed([1000, 5])
      place({ state: null, revision: "9" })
      reconcile(database, seen([file]), 5)
      agreed(null)
    }))

  test("[Y10] J8: what a scan wrote is kept in mind while a job is at work, or a crash left a file that nobody agreed on yet", () =>
    withDatabase((database) => {
      const { worker } = stocked(database, "a.mp3", "b.mp3")
      const look = () => reconcile(database, seen([]), 1)
      const columns = "path, source, remote_id, revision, size_bytes, kept_bytes, kept_algorithm, kept_digest, changed_us"
      const record = `insert into downloads (${columns}) values ('b.mp3', 's', 'b', '1', 1, 1, 'sha256', '', 1)`
      database.exec(record)
      for (const path of ["a.mp3", "b.mp3", "mine.mp3"]) wrote(database, path, path, [1000, 5], [1100, 77])
      leaseItem(database, 1, worker)
      look()
      expect(written(database)).toEqual(["a.mp3", "b.mp3", "mine.mp3"])
      completeItem(database, 1, placed("a.mp3"), worker)
      look()
      expect([readItem(database, 1)?.localSizeBytes, written(database)]).toEqual([1100, ["b.mp3"]])
      database.exec("delete from downloads")
      look()
      expect(written(database)).toEqual([])
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
      expect(reconcile(database, seen(files), 1).vanished).toBe(count / 2)
      expect(countCatalog(database, 1)).toMatchObject({ downloaded: count / 2, missing: count / 2 })
    }))
})
