/** Deleting releases and tracks: their files move to the library's trash, from where they can be restored (I4). */
import { type Database, type FileError, type Files, moveToTrash } from "@deadwax/core-async"
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
      for (const path of removed) yield* trash(root, path, yield* attempt(() => lyricsOf(target.cache, path, removed)))
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
      yield* trash(root, track.path, yield* attempt(() => lyricsOf(target.cache, track.path, [track.path])))
      return { value: true, directories: [absolutePath(root, track.directory)], removed: [track.path] } satisfies Edited<boolean>
    })
  )

/** The lyrics beside a track, unless a track that stays has them, too. */
const lyricsOf = (cache: Database, path: string, removed: ReadonlyArray<string>): string | undefined => {
  const lyrics = cache.prepare("select lyrics_path as lyrics from tracks where source_path = ?").get(path)?.["lyrics"]
  if (typeof lyrics !== "string") return undefined
  const owners = cache.prepare("select source_path from tracks where lyrics_path = ?").values(lyrics) as Array<[string]>
  return owners.every(([owner]) => removed.includes(owner)) ? lyrics : undefined
}

/**
 * What is gone already needs no trash: the scan that follows takes its row away. `lyrics` goes with it; a crash between the two leaves
 * the lyrics where they are.
 */
const trash = Effect.fnUntraced(function* (root: string, path: string, lyrics?: string) {
  const move = (what: string, options?: { readonly goesWith: string }) =>
    moveToTrash(root, absolutePath(root, what), options).pipe(
      Effect.map(({ id }) => id),
      Effect.catchIf(
        (error: FileError) => error.reason === "not-found",
        () => Effect.succeed(undefined)
      ),
      Effect.mapError(editFailed("move it to the trash"))
    )
  const id = yield* move(path)
  if (lyrics !== undefined && id !== undefined) yield* move(lyrics, { goesWith: id })
}) satisfies (...args: never) => Effect.Effect<void, unknown, Files>
