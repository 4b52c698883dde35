/** Deleting releases and tracks: their files move to the library's trash, from where they can be restored (I4). */
import { type FileError, type Files, moveToTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import { absolutePath, directoryOf } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { type Edited, editFailed, runEdit } from "./edit-library.ts"
import { type KnownRelease, knownRelease, knownTrack } from "./known-release.ts"

const nothing: Edited<boolean> = { value: false, directories: undefined }

/**
 * Moves a release to the trash; false when there is none of this id. Its directory goes whole, also what is no music in it. Where
 * the directory is another release's too, or there is none, its files go one by one.
 */
export const deleteRelease = (target: ScanTarget, id: string) =>
  runEdit(
    target,
    "an edit of a release",
    Effect.fnUntraced(function* () {
      const release = yield* attempt(() => knownRelease(target.cache, id))
      if (release === undefined) return nothing
      const { root } = target.library
      const removed = pathsOf(release)
      for (const path of removed) yield* trash(root, path)
      const directory = absolutePath(root, release.isByAlbum ? directoryOf(release.path) : release.path)
      return { value: true, directories: [directory], removed } satisfies Edited<boolean>
    })
  )

const pathsOf = (release: KnownRelease): ReadonlyArray<string> => {
  if (!release.isByAlbum && !release.isShared) return [release.path]
  return [...release.trackPaths, ...(release.datafilePath === null ? [] : [release.datafilePath])]
}

/** Moves a track's file to the trash; false when there is no track of this id. */
export const deleteTrack = (target: ScanTarget, id: string) =>
  runEdit(
    target,
    "an edit of a track",
    Effect.fnUntraced(function* () {
      const track = yield* attempt(() => knownTrack(target.cache, id))
      if (track === undefined) return nothing
      const { root } = target.library
      yield* trash(root, track.path)
      return { value: true, directories: [absolutePath(root, track.directory)], removed: [track.path] } satisfies Edited<boolean>
    })
  )

/** What is gone already needs no trash: the scan that follows takes its row away. */
const trash = Effect.fnUntraced(function* (root: string, path: string) {
  yield* moveToTrash(root, absolutePath(root, path)).pipe(
    Effect.catchIf(
      (error: FileError) => error.reason === "not-found",
      () => Effect.void
    ),
    Effect.mapError(editFailed("move it to the trash")),
    Effect.asVoid
  )
}) satisfies (...args: never) => Effect.Effect<void, unknown, Files>
