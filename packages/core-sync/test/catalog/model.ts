/** What the catalog should say, written the slow way: an object for each item, and rules that look at nothing else. */
import type { CatalogCounts } from "../../src/catalog/catalog.ts"
import type { RemoteTags } from "../../src/catalog/metadata.ts"
import type { LocalFile } from "../../src/catalog/reconcile.ts"
import type { SyncPolicy } from "../../src/planning/policy.ts"
import { minuteUs } from "./catalog-world.ts"

export interface ModelItem {
  readonly no: number
  readonly id: string
  path: string
  revision: string
  isDeleted: boolean
  priority: number
  status: "missing" | "downloading" | "downloaded" | "failed"
  ignoredBy: "user" | "policy" | null
  isWantedBack: boolean
  localPath: string | null
  trackId: string | null
  localRevision: string | null
  attempts: number
  retryAfterUs: number | null
  leaseJob: number | null
  leaseUntilUs: number | null
  /** Kept until others are read, whatever becomes of the item. */
  tags: Pick<RemoteTags, "artist" | "album" | "albumArtist"> | null
}

const waits = [5, 15, 45, 135, 360]

const isDue = (item: ModelItem, nowUs: number): boolean => item.retryAfterUs === null || item.retryAfterUs <= nowUs

const letGo = (item: ModelItem): void => {
  item.status = item.localPath === null ? (item.attempts > 0 ? "failed" : "missing") : "downloaded"
  item.leaseJob = null
  item.leaseUntilUs = null
}

const forgive = (item: ModelItem): void => {
  item.attempts = 0
  item.retryAfterUs = null
}

/** The model; each method is named as the function that it stands for. */
export class Model {
  readonly items: Array<ModelItem> = []
  /** The release of each track, as scans last knew it. */
  readonly releases = new Map<string, string>()
  readonly policy: Pick<SyncPolicy, "deletedHere" | "conflicts">

  constructor(policy: Pick<SyncPolicy, "deletedHere" | "conflicts">) {
    this.policy = policy
  }

  upsert(id: string, path: string, revision: string, priority: number, isWanted: boolean): void {
    const item = this.items.find((other) => other.id === id)
    if (item === undefined) {
      this.items.push({
        no: this.items.length + 1,
        id,
        path,
        revision,
        isDeleted: false,
        priority,
        status: "missing",
        ignoredBy: isWanted ? null : "policy",
        isWantedBack: false,
        localPath: null,
        trackId: null,
        localRevision: null,
        attempts: 0,
        retryAfterUs: null,
        leaseJob: null,
        leaseUntilUs: null,
        tags: null
      })
      return
    }
    if (item.path === path && item.revision === revision && !item.isDeleted) return
    Object.assign(item, { path, revision, priority, isDeleted: false })
  }

  markGone(item: ModelItem, priority: number): void {
    if (!item.isDeleted) Object.assign(item, { isDeleted: true, priority })
  }

  lease(item: ModelItem, job: number, nowUs: number): boolean {
    const isUnwanted = item.ignoredBy === "user" || (item.ignoredBy === "policy" && !item.isDeleted)
    if (item.status === "downloading" || !isDue(item, nowUs) || isUnwanted) return false
    Object.assign(item, { status: "downloading", leaseJob: job, leaseUntilUs: nowUs + minuteUs })
    return true
  }

  complete(item: ModelItem, job: number, path: string, revision: string): boolean {
    if (item.leaseJob !== job) return false
    Object.assign(item, { localPath: path, localRevision: revision, trackId: null, isWantedBack: false })
    letGo(item)
    forgive(item)
    return true
  }

  remove(item: ModelItem, job: number): boolean {
    if (item.leaseJob !== job) return false
    Object.assign(item, { localPath: null, trackId: null, localRevision: null, isWantedBack: false })
    forgive(item)
    letGo(item)
    return true
  }

  fail(item: ModelItem, job: number, nowUs: number): boolean {
    if (item.leaseJob !== job) return false
    letGo(item)
    if (item.localPath === null) item.status = "failed"
    item.attempts++
    item.retryAfterUs = nowUs + (waits[item.attempts - 1] ?? 360) * minuteUs
    return true
  }

  giveBack(item: ModelItem, job: number): boolean {
    if (item.leaseJob !== job) return false
    letGo(item)
    return true
  }

  /** `endedJob`: who holds nothing any more, whatever the time. */
  expire(nowUs: number, endedJob: number): void {
    for (const item of this.items)
      if (item.leaseUntilUs !== null && (item.leaseUntilUs <= nowUs || item.leaseJob === endedJob)) letGo(item)
  }

  retry(item: ModelItem): boolean {
    if (item.status === "downloading") return false
    if (item.status === "failed") item.status = "missing"
    forgive(item)
    this.#wantBack(item)
    return true
  }

  ignore(item: ModelItem): void {
    Object.assign(item, { ignoredBy: "user", isWantedBack: false })
  }

  want(item: ModelItem): void {
    item.ignoredBy = null
    this.#wantBack(item)
  }

  #wantBack(item: ModelItem): void {
    item.isWantedBack = item.localPath === null && item.localRevision !== null
  }

  /** Compares every item with all files; `present`: where something lies that is no track. */
  reconcile(files: ReadonlyArray<LocalFile>, present: ReadonlySet<string>): void {
    const taken = new Set(this.items.map(({ localPath }) => localPath))
    for (const item of this.items) {
      if (item.leaseJob !== null) continue
      const here = files.find((file) => file.path === item.localPath)
      if (here !== undefined) {
        item.trackId = here.trackId
        continue
      }
      if (item.localPath === null && (item.trackId === null || item.isDeleted)) continue
      const moved = files.find((file) => file.trackId === item.trackId)
      if (moved !== undefined && !taken.has(moved.path)) {
        taken.add(moved.path)
        if (item.localPath === null) forgive(item)
        item.localPath = moved.path
        item.status = "downloaded"
        item.isWantedBack = false
      } else if (item.localPath !== null && !present.has(item.localPath)) {
        item.localPath = null
        item.status = "missing"
        forgive(item)
      }
    }
  }

  /** It was deleted here, and that is to stay so. */
  isLeft({ localPath, localRevision, revision, isWantedBack }: ModelItem): boolean {
    if (localPath !== null || localRevision === null || isWantedBack || this.policy.deletedHere === "fetch") return false
    return localRevision === revision || this.policy.conflicts === "prefer-local"
  }

  #isWanted(item: ModelItem): boolean {
    return item.ignoredBy === null && !this.isLeft(item)
  }

  queue(nowUs: number): ReadonlyArray<number> {
    return this.items
      .filter((item) => (item.status === "missing" || item.status === "failed") && isDue(item, nowUs))
      .filter((item) => !item.isDeleted && this.#isWanted(item))
      .sort((a, b) => b.priority - a.priority || a.no - b.no)
      .map(({ no }) => no)
  }

  noteTags(item: ModelItem, revision: string, tags: ModelItem["tags"]): boolean {
    if (item.revision !== revision) return false
    item.tags = tags
    return true
  }

  counts(nowUs: number): CatalogCounts {
    const there = this.items.filter(({ isDeleted }) => !isDeleted)
    const songs = there.filter(({ path }) => path.endsWith(".mp3"))
    const wanted = songs.filter((item) => this.#isWanted(item))
    const inStatus = (status: string) => wanted.filter((item) => item.status === status).length
    const names = songs.flatMap(({ tags }) => (tags?.artist == null ? [] : [tags.artist]))
    return {
      missing: inStatus("missing"),
      downloading: inStatus("downloading"),
      downloaded: inStatus("downloaded"),
      failed: inStatus("failed"),
      ignored: songs.length - wanted.length,
      songs: songs.length,
      artists: new Set(names).size,
      albums: this.#albums(songs),
      otherFiles: there.length - songs.length,
      queued: this.queue(nowUs).length
    }
  }

  /** Releases of what is here, and the albums of which nothing is, each by its folder. */
  #albums(songs: ReadonlyArray<ModelItem>): number {
    const releases = new Set<string>()
    const albums = new Map<string, boolean>()
    for (const { path, localPath, trackId, tags } of songs) {
      const isHere = localPath !== null && trackId !== null
      if (isHere) releases.add(this.releases.get(trackId) ?? "unknown")
      if (tags?.album == null) continue
      const folder = path
        .split("/")
        .slice(0, -1)
        .filter((name, at) => at === 0 || !name.startsWith("CD"))
      const key = JSON.stringify([folder, tags.album, tags.albumArtist])
      albums.set(key, isHere || albums.get(key) === true)
    }
    return releases.size + [...albums.values()].filter((isHere) => !isHere).length
  }
}
