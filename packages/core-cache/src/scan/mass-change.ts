/**
 * The mass-change guard (I5): a scan that would drop a large part of a library stops before it changes anything.
 *
 * An empty mount point, a half-copied disk or a slip of the mouse looks like deletion. Tracks that moved are not dropped, so they are
 * counted after they were matched: first by name, size and time, which costs nothing, and only if that leaves too many by what the new
 * files hold, which are read for it without writing anywhere.
 */
import { Workers } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { attempt, CacheError } from "../cache-error.ts"
import { trackKind } from "../identity/issued-ids.ts"
import { matchTracks, type SoughtFile } from "../identity/match-tracks.ts"
import { musicbrainzKey } from "../identity/traces.ts"
import { lookUp } from "../store/snapshot.ts"
import type { CachedTrack } from "./cached-state.ts"
import type { Difference } from "./diff.ts"
import { freeId, stampText } from "./match-copies.ts"
import { absolutePath, compareBytewise, nameOf } from "./paths.ts"
import { readReleases } from "./read-batch.ts"
import { isTransient, packWork, type ReadBatchInput, type ReleaseWork, unpackReleases } from "./release-work.ts"
import type { ScanRun } from "./scan-run.ts"

const fewTracks = 10
const largeShare = 1 / 5

/** Is this too much to go without consent? More than a fifth of the tracks and more than ten, or all there are. */
export const isMassChange = (dropped: number, total: number): boolean =>
  dropped > 0 && (dropped >= total || (dropped > fewTracks && dropped > total * largeShare))

/** Fails as `mass-change` when too many of the library's tracks would go that may not. Reads at most; writes nothing. */
export const guardVanished = Effect.fnUntraced(function* (
  run: ScanRun,
  difference: Difference,
  mayGo: (path: string) => boolean
) {
  const total = yield* attempt(() => countTracks(run))
  const gone = vanishedTracks(run, difference).filter(({ path }) => !mayGo(path))
  if (!isMassChange(gone.length, total)) return
  const newFiles = changedFiles(run, difference)
  const unseen = withoutTwins(run, gone, newFiles)
  if (!isMassChange(unseen.gone.length, total)) return
  const lost = yield* withoutFound(run, unseen.gone, unseen.files)
  if (isMassChange(lost.length, total)) yield* massChange(run, lost, total)
})

/**
 * The same after everything was read, for files that are there and are no audio any more. What was read by then is stored; the tracks
 * that would go are still there.
 */
export const guardBroken = Effect.fnUntraced(function* (run: ScanRun, difference: Difference, mayGo: (path: string) => boolean) {
  const { total, lost } = yield* attempt(() => {
    const isStillAt = run.store.cache.prepare("select 1 as one from tracks where no = ? and source_path = ?")
    const broken = run.failures.filter((failure) => !failure.isRead && !isTransient(failure.reason))
    const tracks = [...vanishedTracks(run, difference), ...broken.flatMap(({ path }) => run.state.tracks.get(path) ?? [])]
    return {
      total: countTracks(run),
      lost: tracks.filter(({ no, path }) => !mayGo(path) && isStillAt.get(no, path) !== undefined)
    }
  })
  if (isMassChange(lost.length, total)) yield* massChange(run, lost, total)
})

const countTracks = (run: ScanRun): number =>
  run.store.cache.prepare("select count(*) as count from tracks where source_path not like '/%'").get()!["count"] as number

const vanishedTracks = (run: ScanRun, difference: Difference): ReadonlyArray<CachedTrack> =>
  difference.vanishedTracks.flatMap(({ path }) => run.state.tracks.get(path) ?? [])

/** Indexes of the files that are not as the cache has them. */
const changedFiles = (run: ScanRun, difference: Difference): ReadonlyArray<number> =>
  difference.changed.flatMap((release) => release.read).sort((a, b) => compareBytewise(run.walk.paths[a]!, run.walk.paths[b]!))

/** Leaves out what has the same name, size and time as before: no file is opened to see that a directory was renamed. */
const withoutTwins = (run: ScanRun, gone: ReadonlyArray<CachedTrack>, files: ReadonlyArray<number>) => {
  const twins = new Map<string, Array<CachedTrack>>()
  const keyOf = (path: string, sizeBytes: number, modifiedAtUs: number) => `${nameOf(path)}/${sizeBytes}/${modifiedAtUs}`
  for (const track of gone) {
    const key = keyOf(track.path, track.sizeBytes, track.modifiedAtUs)
    twins.set(key, [...(twins.get(key) ?? []), track])
  }
  const found = new Set<CachedTrack>()
  const rest = files.filter((index) => {
    const twin = twins.get(keyOf(run.walk.paths[index]!, run.walk.sizesBytes[index]!, run.walk.modifiedAtUs[index]!))?.pop()
    if (twin !== undefined) found.add(twin)
    return twin === undefined
  })
  return { gone: gone.filter((track) => !found.has(track)), files: rest }
}

const filesAtOnce = 200

/** Reads the new files as a library would whose ids are not in the files, which writes nothing; leaves out the tracks that they are. */
const withoutFound = Effect.fnUntraced(function* (run: ScanRun, gone: ReadonlyArray<CachedTrack>, files: ReadonlyArray<number>) {
  const workers = yield* Workers
  const batches: Array<ReadBatchInput> = []
  for (let at = 0; at < files.length; at += filesAtOnce) {
    const work = probe(run, files.slice(at, at + filesAtOnce))
    batches.push({ root: run.library.root, nowMs: run.nowMs, isQuick: run.isQuick, packed: packWork([work]) })
  }
  const carried = new Map<string, number>()
  const sought: Array<SoughtFile> = []
  yield* workers.run(readReleases, batches, { workers: batches.length > 1 ? workers.capabilities.maxWorkers : 0 }).pipe(
    Stream.mapError((cause) => unread(run, cause)),
    Stream.runForEach(({ output }) =>
      Effect.sync(() => {
        for (const file of unpackReleases(output).flatMap((release) => release.files)) {
          const { path, tags, essence } = file
          if (file.idFrom === "file") count(carried, file.trackId, run.state.tracks.has(path) ? 0 : 1)
          else sought.push({ path, essence, musicbrainz: musicbrainzKey(tags), stamp: stampText(file) })
        }
      })
    )
  )
  return yield* lookUp(run.userDb, () => {
    const rest = withoutCarried(run, gone, carried)
    const free = rest.map(({ id }) => freeId(run, id))
    const matched = new Set([...matchTracks(sought, free).values()].map(({ id }) => id))
    return rest.filter((track) => !matched.has(track.id))
  })
})

/** Leaves out the tracks whose ids new files carry, and as many of their copies as files carry them at new paths. */
const withoutCarried = (run: ScanRun, gone: ReadonlyArray<CachedTrack>, carried: ReadonlyMap<string, number>) => {
  const left = new Map<string, number>()
  for (const [id, files] of carried) count(left, run.ids.survivorOf(trackKind, id), files)
  for (const { id } of gone) if (left.has(id)) count(left, id, -1)
  return gone.filter(({ id, duplicateOf }) => {
    if (left.has(id)) return false
    if (duplicateOf === null || (left.get(duplicateOf) ?? 0) <= 0) return true
    count(left, duplicateOf, -1)
    return false
  })
}

const count = (counts: Map<string, number>, id: string, by: number): void => void counts.set(id, (counts.get(id) ?? 0) + by)

const probe = (run: ScanRun, indexes: ReadonlyArray<number>): ReleaseWork => ({
  directory: "",
  isLoose: false,
  mayBeSplit: false,
  wasSplit: false,
  isWhole: false,
  identity: "fingerprint",
  datafilePath: null,
  datafileStamp: null,
  embedId: null,
  knownState: null,
  freshReleaseId: "",
  albums: [],
  unreadAlbums: [],
  mayAdopt: true,
  isCopy: false,
  mayBeMoved: false,
  knownIdsChecked: true,
  files: indexes.map((index) => ({
    path: run.walk.paths[index]!,
    sizeBytes: run.walk.sizesBytes[index]!,
    modifiedAtUs: run.walk.modifiedAtUs[index]!,
    knownId: null,
    isKnownIdEmbedded: false,
    isKnownIdGone: false,
    knownEssence: null,
    isDoubtful: false,
    freshId: "",
    knownReleaseId: null,
    freshReleaseId: "",
    knownAlbum: null
  }))
})

const unread = (run: ScanRun, cause: { readonly message: string }): CacheError =>
  new CacheError({
    reason: "storage",
    message: `reading stopped: ${cause.message}`,
    remedy: "Run the scan again; nothing was changed.",
    path: run.library.root,
    cause
  })

const listedDirectories = 3

/** What would go, and from where. */
const massChange = (run: ScanRun, lost: ReadonlyArray<CachedTrack>, total: number): CacheError => {
  const counts = new Map<string, number>()
  for (const { path } of lost) {
    const top = path.includes("/") ? path.slice(0, path.indexOf("/")) : ""
    counts.set(top, (counts.get(top) ?? 0) + 1)
  }
  const largest = [...counts].sort((a, b) => b[1] - a[1] || compareBytewise(a[0], b[0]))
  const directories = largest.slice(0, listedDirectories).map(([name, tracks]) => ({ name, tracks }))
  const others = largest.length - directories.length
  const listed = directories.map(({ name, tracks }) => `${absolutePath(run.library.root, name)} (${tracks})`)
  const where = [...listed, ...(others > 0 ? [`${others} more ${others === 1 ? "directory" : "directories"}`] : [])].join(", ")
  const percent = Math.round((lost.length / total) * 100)
  return new CacheError({
    reason: "mass-change",
    message: `${lost.length} of the library's ${total} tracks (${percent} %) would go, from ${where}`,
    remedy:
      "Nothing was removed. If their disk or directory is only away, bring it back and scan again; if they are meant to go, run: deadwax scan --allow-removal",
    path: run.library.root,
    loss: { tracks: lost.length, total, directories, otherDirectories: others }
  })
}
