/** Random lives of a catalog beside a model of it: whatever happens, rows, counters and queue are those of the model. */
import type { Database } from "@deadwax/core-async"
import { expect, test } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { type CatalogCounts, countCatalog, listItems, listQueue } from "../src/catalog/catalog.ts"
import { ignoreItem, retryItem, wantItem } from "../src/catalog/choices.ts"
import { pageItems } from "../src/catalog/item-pages.ts"
import { completeItem, expireLeases, failItem, leaseItem, removeItem, renewLeases, returnItem } from "../src/catalog/item-work.ts"
import { markGone, noteTags, upsertEntries } from "../src/catalog/metadata.ts"
import { type LocalFile, readStep, reconcile } from "../src/catalog/reconcile.ts"
import { beginJob, entry, FileHistory, filesIn, makeSource, minuteUs, placed, withDatabase } from "./catalog/catalog-world.ts"
import { Model, type ModelItem } from "./catalog/model.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const lives = Math.ceil(200 * scale)
const steps = 120
const firstSeed = Number(process.env["DEADWAX_SEED"] ?? "1")

/** One life: the database, its model, and what happened so far. */
class Life {
  readonly model: Model
  readonly log: Array<string> = []
  /** The library's files as each look saw them. */
  readonly history = new FileHistory()
  nowUs = 1_000_000_000
  readonly jobs: readonly [number, number]
  readonly random: Random
  readonly database: Database
  readonly sourceNo: number

  constructor(database: Database, random: Random) {
    this.database = database
    this.random = random
    const deletedHere = random.pick(["fetch", "leave"] as const)
    const conflicts = random.pick(["keep-both", "prefer-local"] as const)
    this.model = new Model({ deletedHere, conflicts })
    this.sourceNo = makeSource(database, "NAS", { deletedHere, conflicts }).no
    // Two jobs, of which one took over from the other: leases of both are in the catalog.
    this.jobs = [beginJob(database, this.sourceNo).no, beginJob(database, this.sourceNo).no]
  }

  item(): ModelItem | undefined {
    return this.model.items.length === 0 ? undefined : this.random.pick(this.model.items)
  }
}

const lookAtSource = (life: Life): void => {
  const { random, model } = life
  const id = `${random.below(8)}`
  const folder = random.pick(["", "A/", "A/CD1/", "A/CD 2/", "CD1/", "B/"] as const)
  const path = `${folder}${id}-${random.below(2)}.${random.chance(80) ? "mp3" : "jpg"}`
  const revision = `${random.below(3)}`
  const priority = random.chance(50) ? 1 : 0
  const isWanted = random.chance(80)
  const look = { sourceNo: life.sourceNo, jobNo: life.jobs[1], nowUs: life.nowUs, priority, wants: () => isWanted } as const
  life.log.push(`upsert ${path} revision ${revision} priority ${priority} wanted ${isWanted}`)
  upsertEntries(life.database, look, [entry(path, { id, revision })])
  model.upsert(id, path, revision, priority, isWanted)
}

const loseAtSource = (life: Life): void => {
  const item = life.item()
  if (item === undefined) return
  life.log.push(`gone ${item.no}`)
  markGone(life.database, [item.no], {
    sourceNo: life.sourceNo,
    jobNo: life.jobs[1],
    nowUs: life.nowUs,
    priority: 1,
    wants: () => true
  })
  life.model.markGone(item, 1)
}

/** What a job does with an item that it may have, or not. */
const work = (life: Life): void => {
  const { database, model, random, nowUs } = life
  const leased = model.items.filter(({ leaseJob }) => leaseJob !== null)
  const item = random.chance(60) && leased.length > 0 ? random.pick(leased) : life.item()
  if (item === undefined) return
  const jobNo = random.chance(70) ? (item.leaseJob ?? life.jobs[1]) : random.pick(life.jobs)
  const worker = { jobNo, nowUs }
  const kind = random.pick(["lease", "lease", "complete", "complete", "fail", "remove", "return"] as const)
  life.log.push(`${kind} ${item.no} by ${jobNo}`)
  const path = random.chance(90) ? `music/${item.no}.mp3` : `music/again-${item.no}.mp3`
  const answers = {
    lease: () => [leaseItem(database, item.no, worker), model.lease(item, jobNo, nowUs)],
    complete: () => [
      completeItem(database, item.no, placed(path, { revision: item.revision }), worker),
      model.complete(item, jobNo, path, item.revision)
    ],
    fail: () => [failItem(database, item.no, { errorClass: "io", message: "x" }, worker), model.fail(item, jobNo, nowUs)],
    remove: () => [removeItem(database, item.no, worker), model.remove(item, jobNo)],
    return: () => [returnItem(database, item.no, jobNo), model.giveBack(item, jobNo)]
  }
  const [actual, expected] = answers[kind]()
  insist(life, actual, expected)
}

const choose = (life: Life): void => {
  const { database, model, random } = life
  const item = life.item()
  if (item === undefined) return
  const kind = random.pick(["retry", "ignore", "want"] as const)
  life.log.push(`${kind} ${item.no}`)
  if (kind === "retry") expect(retryItem(database, item.no)).toBe(model.retry(item))
  else if (kind === "ignore") {
    expect(ignoreItem(database, item.no)).toBe(true)
    model.ignore(item)
  } else {
    expect(wantItem(database, item.no)).toBe(true)
    model.want(item)
  }
}

const names = [null, "Reds", "reds", "Björk", ""] as const

/** The tags of a revision are read, which may be that of before. */
const readTags = (life: Life): void => {
  const { database, model, random } = life
  const item = life.item()
  if (item === undefined) return
  const revision = random.chance(80) ? item.revision : `${random.below(3)}`
  const tags = {
    artist: random.pick(names),
    album: random.pick([null, "Velvet", "Satin", "Reds"] as const),
    albumArtist: random.pick(names)
  }
  life.log.push(`tags of ${item.no}, revision ${revision}: ${JSON.stringify(tags)}`)
  const isNoted = noteTags(database, item.no, revision, { ...tags, title: null, durationMs: null })
  expect(isNoted).toBe(model.noteTags(item, revision, tags))
}

/**
 * A look at the library: most files are where they were put, some are gone, some under another name, and where some were lies no track. The
 * model compares everything; the catalog, most times, what moved since it was in step.
 */
const lookHere = (life: Life): void => {
  const { database, model, random } = life
  const files: Array<LocalFile> = []
  for (const { no, localPath } of model.items) {
    const trackId = `t${no}`
    const path = random.chance(85) ? (localPath ?? `music/${no}.mp3`) : `music/moved-${no}-${random.below(2)}.mp3`
    if (random.chance(85) && files.every((file) => file.path !== path))
      files.push({ path, trackId, sizeBytes: 1, modifiedAtUs: 1 })
  }
  // A scan writes down to which release a track belongs, and releases may be told apart anew.
  const tracing = database.prepare("insert or replace into traces (track_id, release_id, title) values (?, ?, '')")
  for (const { trackId } of files) {
    const releaseId = random.pick(["r1", "r2", "r3", "r4"] as const)
    tracing.run(trackId, releaseId)
    model.releases.set(trackId, releaseId)
  }
  const present = new Set(model.items.flatMap(({ localPath }) => (localPath !== null && random.chance(20) ? [localPath] : [])))
  const version = life.history.see(files)
  const moved = random.chance(10) ? undefined : life.history.movedSince(readStep(database))
  life.log.push(
    `reconcile with ${files.map(({ path, trackId }) => `${trackId}@${path}`).join(" ")}, present ${[...present]}, moved ${moved}`
  )
  const look = { version, moved, files: filesIn(files), paths: undefined, present }
  reconcile(database, look, life.nowUs)
  model.reconcile(files, present)
}

const letTimePass = (life: Life): void => {
  life.nowUs += life.random.pick([1, 1000, minuteUs / 2, minuteUs - 1, 5 * minuteUs, 400 * minuteUs])
  const isRenewed = life.random.chance(30)
  life.log.push(`now ${life.nowUs}${isRenewed ? ", renewed" : ""}`)
  if (isRenewed) {
    renewLeases(life.database, { jobNo: life.jobs[1], nowUs: life.nowUs })
    for (const item of life.model.items) if (item.leaseJob === life.jobs[1]) item.leaseUntilUs = life.nowUs + minuteUs
  }
  expireLeases(life.database, life.nowUs, life.sourceNo)
  life.model.expire(life.nowUs, life.jobs[0])
}

/** What both say of each item. */
const rowsOf = (items: ReadonlyArray<Omit<ModelItem, "id" | "isDeleted" | "tags">>) =>
  items.map((item) => ({
    no: item.no,
    path: item.path,
    revision: item.revision,
    priority: item.priority,
    status: item.status,
    ignoredBy: item.ignoredBy,
    isWantedBack: item.isWantedBack,
    localPath: item.localPath,
    trackId: item.trackId,
    localRevision: item.localRevision,
    attempts: item.attempts,
    retryAfterUs: item.retryAfterUs,
    leaseJob: item.leaseJob,
    leaseUntilUs: item.leaseUntilUs
  }))

/** Two values that are one; what happened is put together only where they are not. */
const insist = (life: Life, actual: unknown, expected: unknown): void => {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, life.log.join("\n")).toEqual(expected)
}

const sorted = (counts: CatalogCounts) => Object.entries(counts).sort()

const check = (life: Life): void => {
  const { database, model, nowUs, sourceNo } = life
  insist(life, rowsOf(listItems(database, sourceNo)), rowsOf(model.items))
  const counts = countCatalog(database, nowUs, sourceNo)
  insist(life, sorted(counts), sorted(model.counts(nowUs)))
  const { missing, downloading, downloaded, failed, ignored, songs } = counts
  insist(life, missing + downloading + downloaded + failed + ignored, songs)
  insist(life, countCatalog(database, nowUs), countCatalog(database, nowUs, sourceNo))
  const left = model.items.filter((item) => !item.isDeleted && model.isLeft(item)).map(({ no }) => no)
  const everything = { sourceNo, choice: undefined, limit: -1, offset: 0 }
  const leftHere = pageItems(database, everything).items.filter(({ isLeft }) => isLeft)
  insist(
    life,
    leftHere.map(({ item }) => item.no),
    left
  )
  const queue = listQueue(database, nowUs)
  insist(
    life,
    queue.map(({ no }) => no),
    model.queue(nowUs)
  )
  for (const item of queue) {
    const { localPath, ignoredBy, leaseJob, deletedAtUs, retryAfterUs } = item
    insist(life, [localPath, ignoredBy, leaseJob, deletedAtUs, (retryAfterUs ?? 0) <= nowUs], [null, null, null, null, true])
  }
}

const step = (life: Life): void => {
  const { random } = life
  const doing = random.below(100)
  if (doing < 12) lookAtSource(life)
  else if (doing < 16) loseAtSource(life)
  else if (doing < 61) work(life)
  else if (doing < 66) readTags(life)
  else if (doing < 72) choose(life)
  else if (doing < 88) lookHere(life)
  else letTimePass(life)
}

test(
  `[C2] [C4] [C5] [C6] [C9] ${lives} random lives of a catalog: rows, counters and queue are those of a model after every step`,
  () =>
    withDatabase((database) => {
      for (let seed = firstSeed; seed < firstSeed + lives; seed++) {
        for (const table of ["work_items", "catalog", "traces", "sync_jobs", "sources", "catalog_steps", "catalog_doubts"])
          database.exec(`delete from ${table}`)
        const life = new Life(database, seeded(seed))
        life.log.push(`seed ${seed}`)
        for (let at = 0; at < steps; at++) {
          step(life)
          check(life)
        }
      }
      if (scale > 0.1) console.log(`soak: ${lives} lives of a catalog of ${steps} steps, seed ${firstSeed}`)
    }),
  600_000 * Math.max(0.2, scale)
)
