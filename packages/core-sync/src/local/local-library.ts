/** The library as a sync sees it: which files it has, and the way in for what was placed. */
import { Files } from "@deadwax/core-async"
import {
  type CacheError,
  type LibraryCacheShape,
  printedCredit,
  type ScanOptions,
  type TrackOfRelease
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { RemoteTags } from "../catalog/metadata.ts"
import type { LocalLook } from "../catalog/reconcile.ts"

/** What a look at the files saw. */
export type SeenFiles = Omit<LocalLook, "present">

/** The library's files. Paths are relative to its root. */
export interface LocalLibrary {
  /**
   * The files that are tracks, by a look at the disk now, which takes in what was placed or changed and writes ids: the whole library, or where
   * these paths lie; library.db then tells of files that got ids how they were before. `step`: the version of the last look; undefined: there was
   * none, or it does not count. While somebody else scans, a look at the whole library fails as `busy` at once, one at these paths waits. Fails as
   * `offline` while the library's disk is not there, and as a scan does otherwise; it is never a part of the files, or none, that is answered
   * instead.
   */
  readonly look: (step: string | undefined, paths?: ReadonlyArray<string>) => Effect.Effect<SeenFiles, CacheError>
  /** At which of these paths something lies. Where that cannot be seen, something is held to lie. Fails as `offline` as a look does. */
  readonly present: (paths: ReadonlyArray<string>) => Effect.Effect<ReadonlySet<string>, CacheError>
  /** What the tags of tracks say, as the library has it, by their ids; those that it has not are left out. */
  readonly tags: (trackIds: ReadonlyArray<string>) => Effect.Effect<ReadonlyMap<string, RemoteTags>, CacheError>
}

/** A scan that somebody began while a job was at work is waited for, ten minutes at most: what the job placed would have to wait for the next one. */
const untilFree = {
  schedule: Schedule.spaced("500 millis"),
  times: 1200,
  while: ({ reason }: CacheError) => reason === "busy"
}

/** The library of an open cache: a look is a scan. */
export const localLibrary = (cache: LibraryCacheShape): Effect.Effect<LocalLibrary, never, Files> =>
  Effect.map(Files, (files) => {
    const { root } = cache.library
    const lies = (path: string): Effect.Effect<boolean> =>
      Effect.match(files.stat(`${root}/${path}`), { onFailure: () => true, onSuccess: (info) => info !== undefined })
    return {
      look: Effect.fnUntraced(function* (step, paths) {
        yield* cache.checkOnline()
        if (paths === undefined) yield* cache.scan()
        else for (const part of scansOf(root, paths)) yield* Effect.retry(cache.scan(part), untilFree)
        // Else the next look, which is at everything, would write ids and find out what is what, and with which id.
        const isLeft = paths !== undefined && (yield* cache.inLibraryDb(cache.trackFile.isAnyUnsettled))
        if (isLeft) yield* Effect.retry(cache.scan({ removed: paths }), untilFree)
        // The version first: a change that comes between is then seen again by the next look.
        const version = yield* cache.lastingTrackFilesVersion()
        const moved = step === undefined ? undefined : yield* cache.tracksMovedSince(step)
        return { version, moved, files: cache.trackFile, paths }
      }),
      present: Effect.fnUntraced(function* (paths) {
        const there = yield* Effect.filter(paths, lies, { concurrency: 8 })
        // A disk that went since the look leaves a place where nothing lies.
        if (there.length < paths.length) yield* cache.checkOnline()
        return new Set(there)
      }),
      tags: (trackIds) =>
        Effect.map(cache.readTracks(trackIds), (found) => new Map([...found].map(([id, one]) => [id, remoteTags(one)])))
    }
  })

const remoteTags = ({ track, release }: TrackOfRelease): RemoteTags => ({
  title: track.title,
  artist: printedCredit(track.artists) || null,
  album: release.title,
  albumArtist: printedCredit(release.artists) || null,
  durationMs: track.durationSeconds === null ? null : track.durationSeconds * 1000
})

/**
 * A file in the root itself lies beside all others: no smaller part than the whole can be scanned. What is gone from these paths a job took away,
 * with consent where that was much (V6): to be asked again would leave it half done.
 */
const scansOf = (root: string, removed: ReadonlyArray<string>): ReadonlyArray<ScanOptions> => {
  const folders = new Set(removed.map((path) => path.slice(0, Math.max(0, path.lastIndexOf("/")))))
  const isAll = folders.delete("")
  const directories = [...folders].map((folder) => `${root}/${folder}`).sort()
  // What a job placed is complete: a directory that looks like a copy in progress, because files came with ids, is none.
  return [...(directories.length > 0 ? [{ removed, force: true, directories }] : []), ...(isAll ? [{ removed }] : [])]
}
