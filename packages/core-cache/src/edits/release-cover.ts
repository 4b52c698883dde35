/**
 * A release's cover file. The old one goes to the trash, never away. Order: where the names differ, the new file is written before the
 * old one goes; where they are equal the old one goes first, is put back when the new one cannot be written, and a crash between the two
 * leaves it in the trash.
 */
import { type FileError, Files, moveToTrash, restoreFromTrash } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { attempt, CacheError } from "../cache-error.ts"
import { findReleases } from "../scan/find-releases.ts"
import { absolutePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { walkScope } from "../scan/scope.ts"
import { type CoverPicture, refusePicture } from "./cover-picture.ts"
import { type Edited, editFailed, runEdit } from "./edit-library.ts"
import { knownRelease } from "./known-release.ts"

/** Sets (or with null removes) a release's cover file; answers false when there is no release of this id. Embedded pictures stay. */
export const setReleaseCover = (target: ScanTarget, id: string, picture: CoverPicture | null) =>
  runEdit(
    target,
    "an edit of a release",
    Effect.fnUntraced(function* () {
      const unfit = picture === null ? undefined : refusePicture(target.rules, picture)
      if (unfit !== undefined) return yield* unfit
      const release = yield* attempt(() => knownRelease(target.cache, id))
      if (release === undefined) return { value: false, directories: undefined } satisfies Edited<boolean>
      if (release.isByAlbum) return yield* noDirectory(target, release.path)
      const directory = absolutePath(target.library.root, release.path)
      yield* replaceCovers(target, release.path, picture).pipe(
        Effect.mapError((error) => (error._tag === "FileError" ? editFailed("change the release's cover")(error) : error))
      )
      return { value: true, directories: [directory] } satisfies Edited<boolean>
    })
  )

const replaceCovers = Effect.fnUntraced(function* (
  target: ScanTarget,
  path: string,
  picture: CoverPicture | null
): Effect.fn.Return<void, FileError | CacheError, Files> {
  const files = yield* Files
  const { library, rules } = target
  const walk = yield* walkScope(library, [path], rules)
  const found = findReleases(walk, library.layout, rules).find((release) => release.directory === path)
  const old = (found?.covers ?? []).map((index) => absolutePath(library.root, walk.paths[index]!))
  if (picture === null) {
    for (const cover of old) yield* moveToTrash(library.root, cover)
    return
  }
  const place = yield* freePlace(target, path, picture.extension, new Set(old))
  const before = old.includes(place) ? yield* moveToTrash(library.root, place) : undefined
  const putBack = before === undefined ? Effect.void : Effect.ignore(restoreFromTrash(library.root, before.id))
  yield* Effect.onError(files.writeAtomic(place, picture.bytes, { expected: null }), () => putBack)
  for (const cover of old) if (cover !== place) yield* moveToTrash(library.root, cover)
})

/** The first cover's name that nothing but a cover has: a directory may be called `cover.jpg`, too. */
const freePlace = Effect.fnUntraced(function* (
  { library, rules }: ScanTarget,
  path: string,
  extension: string,
  covers: ReadonlySet<string>
) {
  const files = yield* Files
  const stems = rules.coverArtStems.includes("cover") ? ["cover", ...rules.coverArtStems] : rules.coverArtStems
  for (const stem of stems) {
    const place = `${absolutePath(library.root, path)}/${stem}.${extension}`
    if (covers.has(place) || (yield* files.stat(place)) === undefined) return place
  }
  return yield* refused(absolutePath(library.root, path), "every name of a cover is taken by something else", "Move that away.")
})

const noDirectory = ({ library }: ScanTarget, path: string): CacheError =>
  refused(
    absolutePath(library.root, path),
    "these files share their directory with other albums, or lie loose in the library's root: no cover file is theirs alone",
    "Put them into a directory of their own first."
  )

const refused = (path: string, message: string, remedy: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy, path })
