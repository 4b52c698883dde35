/** What the carrier does with a job's work, on a simulated disk. */
import { type Database, listTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { mp3 } from "../../../core-cache/test/world.ts"
import type { CatalogItem } from "../../src/catalog/item.ts"
import type { WorkAction, WorkItem } from "../../src/catalog/work-items.ts"
import { defaultSyncPolicy, type SyncPolicy } from "../../src/planning/policy.ts"
import type { ItemFailed, ItemResult } from "../../src/processing/carrier.ts"
import { libraryCarrier } from "../../src/processing/library-carrier.ts"
import { entryOf } from "../../src/sources/simulated/remote.ts"
import { simulatedSource } from "../../src/sources/simulated/simulated-source.ts"
import { type DownloadWorld, inWorld, music } from "../downloads/download-world.ts"
import { catalogItem } from "./catalog-item.ts"

const path = "Velvet/Song.mp3"
const place = `/music/${path}`
const copy = "Velvet/Song (conflict, simulated, 1970-01-01).mp3"
const text = (content: string): Uint8Array => new TextEncoder().encode(content)

/** A row of the catalog for what the remote has at a path, or had. */
const itemAt = ({ remote }: DownloadWorld, at: string, more: Partial<CatalogItem> = {}): CatalogItem => {
  const file = remote.fileAt(at)
  const entry =
    file === undefined ? { id: at, path: at, sizeBytes: 1, modifiedAtUs: 1, revision: "gone", hash: null } : entryOf(file)
  const { id, ...rest } = entry
  return catalogItem({
    no: 1 + [...at].reduce((sum, character) => sum + character.charCodeAt(0), 0),
    remoteId: id,
    ...rest,
    isMusic: at.endsWith(".mp3"),
    deletedAtUs: file === undefined ? 1 : null,
    status: "downloading",
    leaseJob: 1,
    leaseUntilUs: 1,
    ...more
  })
}

/** The agreement on a file that lies here as it is now. */
const agreedOn = Effect.fnUntraced(function* ({ files }: DownloadWorld, at: string, revision: string, sourcePath = at) {
  const info = yield* files.stat(`/music/${at}`)
  const state = { localSizeBytes: info?.sizeBytes ?? null, localModifiedAtUs: info?.modifiedAtUs ?? null }
  return {
    localPath: at,
    localPlace: at,
    localRevision: revision,
    localSourcePath: sourcePath,
    ...state
  } satisfies Partial<CatalogItem>
})

/** Items have rows, leased to the job that works on them: their changes are written down beside. */
const addLeased = (database: Database, items: ReadonlyArray<CatalogItem>): void => {
  database
    .prepare(
      "insert or ignore into sources (no, name, kind, address, settings, policy, added_us) values (1, 's', 's', 's', '{}', '{}', 0)"
    )
    .run()
  const row = database.prepare(
    `insert or replace into catalog (no, source_no, remote_id, path, revision, is_music, seen_in_source_us, seen_job, added_job, priority, status,
      lease_job, lease_until_us) values (?, 1, ?, ?, ?, 1, 0, 1, 1, 0, 'downloading', 1, 1)`
  )
  for (const { no, remoteId, path: at, revision } of items) row.run(no, remoteId, at, revision)
}

/** Carries out work of one kind on these items, one after the other; answers what came of each, in its order. */
const carried = Effect.fnUntraced(function* (
  world: DownloadWorld,
  action: WorkAction,
  items: ReadonlyArray<CatalogItem>,
  policy: Partial<SyncPolicy> = {}
) {
  const source = simulatedSource(world.remote)
  const options = {
    source,
    sourceNo: 1,
    policy: { ...defaultSyncPolicy, ...policy },
    root: "/music",
    inLibraryDb: world.inLibraryDb,
    checkOnline: () => Effect.void
  }
  yield* world.inLibraryDb((database) => addLeased(database, items))
  const carrier = yield* libraryCarrier(options)
  const work = items.map((item): WorkItem => ({ action, item }))
  const prepared = yield* carrier.prepare(work)
  const results: Array<ItemResult | ItemFailed> = []
  for (const no of prepared.order) {
    const one = work.find(({ item }) => item.no === no)
    if (one === undefined) throw new Error("ordered what was not asked for")
    results.push(yield* Effect.match(prepared.carryOut(one), { onFailure: (error) => error, onSuccess: (result) => result }))
  }
  return results
})

const paths = ({ files }: DownloadWorld) =>
  Effect.map(files.walk("/music", { enter: (name) => name !== ".deadwax" }), (walk) => [...walk.paths].sort())

const put = Effect.fnUntraced(function* ({ files }: DownloadWorld, at: string, content: Uint8Array) {
  yield* files.makeDirectory(`/music/${at}`.replace(/\/[^/]*$/, ""))
  return yield* files.writeAtomic(`/music/${at}`, content)
})

test("[C1] [C14] R1, R3: what is new comes to its place; the record of its download goes with the word of it", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      world.remote.put(path, music(1))
      world.remote.put("../../etc/passwd", text("root"))
      const items = [itemAt(world, path), itemAt(world, "../../etc/passwd")]
      const results = yield* carried(world, "fetch", items, { below: "NAS" })
      expect(results.map((one) => ("outcome" in one ? [one.outcome, one.now] : one.message))).toMatchObject([
        ["added", { path: `NAS/${path}`, place: `NAS/${path}`, revision: items[0]?.revision, hash: { algorithm: "sha256" } }],
        ["added", { path: "NAS/．．/．．/etc/passwd", state: { sizeBytes: 4 } }]
      ])
      expect((yield* world.target.records.list()).length).toBe(2)
      for (const one of results) if ("outcome" in one) yield* world.inLibraryDb((database) => one.alongside?.(database))
      expect(yield* world.target.records.list()).toEqual([])
    })
  ))

test("[Y4] [Y10] R2: what changed there is replaced; what changed here too stays, and the other comes beside", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      yield* put(world, path, text("old"))
      world.remote.put(path, music(2))
      const agreed = yield* agreedOn(world, path, "before")
      const item = itemAt(world, path, agreed)
      expect(yield* carried(world, "update", [item])).toMatchObject([
        { outcome: "updated", now: { path, revision: item.revision } }
      ])
      yield* put(world, path, text("mine"))
      expect(yield* carried(world, "update", [item])).toMatchObject([
        { outcome: "added", now: { path, revision: item.revision } }
      ])
      expect(yield* paths(world)).toEqual([copy, path])
      expect(yield* world.files.readFile(place)).toEqual(text("mine"))
    })
  ))

test("[D12] [I4] R2: what is gone there goes to the trash where the policy mirrors, and is let go of otherwise or when it changed here", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      yield* put(world, path, text("old"))
      const item = itemAt(world, path, yield* agreedOn(world, path, "before"))
      expect(yield* carried(world, "remove", [item])).toMatchObject([{ outcome: "skipped", now: "nothing" }])
      expect(yield* paths(world)).toEqual([path])
      expect(yield* carried(world, "remove", [item], { removed: "mirror" })).toMatchObject([
        { outcome: "deleted", now: "nothing" }
      ])
      expect([yield* paths(world), (yield* listTrash("/music")).entries.map((entry) => entry.path)]).toEqual([[], [path]])
      yield* put(world, path, text("mine"))
      expect(yield* carried(world, "remove", [item], { removed: "mirror" })).toMatchObject([
        { outcome: "skipped", now: "nothing" }
      ])
      expect(yield* paths(world)).toEqual([path])
    })
  ))

test("[C12] R2: a rename there moves the file here, in a row too, and nothing is fetched", () =>
  inWorld({ capabilities: { stableIds: true } }, (world) =>
    Effect.gen(function* () {
      const { remote, files } = world
      for (const [name, number] of [
        ["a.mp3", 1],
        ["b.mp3", 2]
      ] as const) {
        remote.put(name, music(number))
        yield* put(world, name, music(number))
      }
      const [a, b] = [
        yield* agreedOn(world, "a.mp3", itemAt(world, "a.mp3").revision),
        yield* agreedOn(world, "b.mp3", itemAt(world, "b.mp3").revision)
      ]
      remote.move("b.mp3", "d/c.mp3")
      remote.move("a.mp3", "b.mp3")
      const results = yield* carried(world, "update", [itemAt(world, "b.mp3", a), itemAt(world, "d/c.mp3", b)])
      expect(results).toMatchObject([
        { outcome: "updated", now: { path: "d/c.mp3" } },
        { outcome: "updated", now: { path: "b.mp3" } }
      ])
      expect([yield* paths(world), remote.bytesRead]).toEqual([["b.mp3", "d/c.mp3"], 0])
      expect(Buffer.from(yield* files.readFile("/music/b.mp3")).equals(music(1))).toBe(true)
    })
  ))

test("[Y10] R4: what meets a file of the same content is agreed on; by the same sound too, without a copy; else it comes beside", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      const { remote, files } = world
      const meet = Effect.fnUntraced(function* (mine: Uint8Array, theirs: Uint8Array) {
        remote.put(path, theirs)
        yield* put(world, path, mine)
        const results = yield* carried(world, "fetch", [itemAt(world, path)])
        expect(Buffer.from(yield* files.readFile(place)).equals(mine)).toBe(true)
        return [results, yield* paths(world)]
      })
      expect(yield* meet(music(1), music(1))).toMatchObject([[{ outcome: "skipped", now: { path, state: {} } }], [path]])
      const retagged = mp3({ title: "Another title", album: "Velvet" }, 71)
      expect(yield* meet(music(1), retagged)).toMatchObject([[{ outcome: "skipped", now: { path, state: null } }], [path]])
      expect(yield* meet(music(1), music(5))).toMatchObject([[{ outcome: "added", now: { path, state: null } }], [copy, path]])
    })
  ))

test("[C6] [C10] R5: failures name class, file and remedy; a full disk and wrong credentials stop the job, a file that is gone does not", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      const { remote, disk } = world
      remote.put(path, music(1))
      const item = itemAt(world, path)
      disk.faults.freeBytes = 100
      expect(yield* carried(world, "fetch", [item])).toMatchObject([
        { errorClass: "full", stopsJob: true, message: expect.stringContaining(path) }
      ])
      disk.faults.freeBytes = Number.POSITIVE_INFINITY
      remote.acceptsCredentials = false
      expect(yield* carried(world, "fetch", [item])).toMatchObject([{ errorClass: "credentials", stopsJob: true }])
      remote.acceptsCredentials = true
      remote.remove(path)
      expect(yield* carried(world, "fetch", [item])).toMatchObject([{ errorClass: "not-found", stopsJob: false }])
      expect(yield* paths(world)).toEqual([])
    })
  ))

test("[Y10] R1: a file that only the disk knows, as a cover, is seen before anything is planned", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      world.remote.put("Velvet/cover.jpg", text("theirs"))
      yield* put(world, "Velvet/cover.jpg", text("mine!!"))
      expect(yield* carried(world, "fetch", [itemAt(world, "Velvet/cover.jpg")])).toMatchObject([{ outcome: "added" }])
      expect(yield* paths(world)).toEqual(["Velvet/cover (conflict, simulated, 1970-01-01).jpg", "Velvet/cover.jpg"])
    })
  ))

test("[Y10] [Y16] R1: a name that is taken in another case, of a folder too, is taken: nothing is placed beside it unseen", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      world.remote.put("Velvet/One.mp3", music(1))
      yield* put(world, "VELVET/one.MP3", music(1))
      yield* put(world, "Velvet/other.mp3", music(2))
      expect(yield* carried(world, "fetch", [itemAt(world, "Velvet/One.mp3")])).toMatchObject([
        { outcome: "skipped", now: { path: "VELVET/one.MP3" } }
      ])
      expect(yield* paths(world)).toEqual(["VELVET/one.MP3", "Velvet/other.mp3"])
    })
  ))

test("[Y10] R1: what comes beside another source's file takes no name that only the disk knows to be taken", () =>
  inWorld({}, (world) =>
    Effect.gen(function* () {
      const cover = "Velvet/cover.jpg"
      world.remote.put(cover, text("theirs"))
      const item = itemAt(world, cover)
      for (const at of [cover, "Velvet/cover [2].jpg"]) yield* put(world, at, text("another"))
      yield* world.inLibraryDb((database) => {
        addLeased(database, [])
        database.exec(`insert into sources (no, name, kind, address, settings, policy, added_us) values (2, 't', 's', 't', '{}', '{}', 0);
          insert into catalog (no, source_no, remote_id, path, revision, is_music, seen_in_source_us, seen_job, added_job, priority, status,
            local_path, local_place, local_source_path, local_revision)
          values (1, 2, 'c', '${cover}', '1', 0, 0, 1, 1, 0, 'downloaded', '${cover}', '${cover}', '${cover}', '1')`)
      })
      expect(yield* carried(world, "fetch", [item])).toMatchObject([{ outcome: "added", now: { path: "Velvet/cover [3].jpg" } }])
      expect((yield* paths(world)).length).toBe(3)
    })
  ))
