/**
 * Gives copies their own ids for good (U17): the ids under which they are shown already.
 *
 * With ids in tags the order is: the datafile gets the new id into its name (or is made), then the files' tags are written one by one, by the
 * writer of a scan and under all its promises (I3). A crash between leaves a release of its own with some tracks that are still copies, which
 * the next examination finds. What is not written, because the library or the kind of file does not allow it, is kept in library.db.
 */
import { Files } from "@deadwax/core-async"
import { writeIdsBatch } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt } from "../cache-error.ts"
import { editFailed } from "../edits/edit-library.ts"
import { completeDatafile, datafileId, datafileName, localTimestamp } from "../identity/datafile.ts"
import { releaseKind, trackKind } from "../identity/issued-ids.ts"
import { giveOwnId } from "../identity/own-ids.ts"
import { absolutePath, directoryOf, nameOf } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import type { Mended } from "./finding.ts"

/** A release with copies: itself, or only some of its tracks. Paths are relative to the root. */
interface CopiedRelease {
  readonly no: number
  readonly id: string
  readonly path: string
  readonly isByAlbum: boolean
  readonly copiedId: string | null
  readonly datafilePath: string | null
  readonly isNew: boolean
  readonly addedAt: string | null
}

interface CopiedTrack {
  readonly id: string
  readonly path: string
  readonly copiedId: string | null
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/** What became of the copies, and the directories (absolute) that the cache must read again. */
export interface MendedCopies {
  readonly mended: ReadonlyArray<Mended>
  readonly directories: ReadonlyArray<string>
}

/** Mends all copies that the cache knows. Runs under the library's lock. */
export const mendCopies = Effect.fnUntraced(function* (target: ScanTarget) {
  const { root } = target.library
  const releases = yield* attempt(() => copiedReleases(target))
  const mended: Array<Mended> = []
  for (const release of releases) mended.push(...(yield* mendRelease(target, release)))
  const directories = releases.map(({ isByAlbum, path }) => absolutePath(root, isByAlbum ? directoryOf(path) : path))
  return { mended, directories } satisfies MendedCopies
})

const copiedReleases = ({ cache }: ScanTarget): ReadonlyArray<CopiedRelease> =>
  cache
    .prepare(
      `select no, id, source_path as path, kind, duplicate_of as copiedId, datafile_path as datafilePath, is_new, added_at as addedAt
      from releases where (duplicate_of is not null or no in (select release_no from tracks where duplicate_of is not null))
        and source_path not like '/%' order by source_path`
    )
    .all()
    .map((row) => ({ ...row, isByAlbum: row["kind"] === 1, isNew: row["is_new"] === 1 }) as unknown as CopiedRelease)

const copiedTracks = ({ cache }: ScanTarget, { no, copiedId }: CopiedRelease): ReadonlyArray<CopiedTrack> =>
  cache
    .prepare(
      `select id, source_path as path, duplicate_of as copiedId, size_bytes as sizeBytes, modified_us as modifiedAtUs from tracks
      where release_no = ? and (? or duplicate_of is not null) and source_path not like '/%' order by source_path`
    )
    .all(no, copiedId !== null) as unknown as ReadonlyArray<CopiedTrack>

const mendRelease = Effect.fnUntraced(function* (target: ScanTarget, release: CopiedRelease) {
  const { library, userDb } = target
  const tracks = yield* attempt(() => copiedTracks(target, release))
  const isInFiles = library.identity === "tags"
  if (isInFiles && release.copiedId !== null && !release.isByAlbum) yield* nameDatafile(target, release)
  const written = isInFiles ? yield* writeOwnIds(library.root, release.id, tracks) : new Set<string>()
  yield* attempt(() => {
    if (!isInFiles && release.copiedId !== null) giveOwnId(userDb, releaseKind, release.id, release.copiedId)
    for (const { id, path, copiedId } of tracks)
      if (copiedId !== null && !written.has(path)) giveOwnId(userDb, trackKind, id, copiedId)
  })
  const tellTrack = ({ id, path }: CopiedTrack): Mended => ({
    kind: "copy",
    path: absolutePath(library.root, path),
    message: `The track has its own id (${id}) in ${written.has(path) ? "its file" : "Deadwax's database"} now.`
  })
  const where = isInFiles ? "its files" : "Deadwax's database"
  const whole: Mended = {
    kind: "copy",
    path: absolutePath(library.root, release.path),
    message: `The release and its tracks have their own ids (${release.id}) in ${where} now.`
  }
  const kept = tracks.filter(({ path, copiedId }) => isInFiles && copiedId !== null && !written.has(path))
  return release.copiedId === null ? tracks.map(tellTrack) : [whole, ...kept.map(tellTrack)]
})

/** Its datafile says from now on that it is a release of its own; what stands in it stays. */
const nameDatafile = Effect.fnUntraced(function* (
  { library }: ScanTarget,
  { id, path, datafilePath, isNew, addedAt }: CopiedRelease
) {
  const files = yield* Files
  if (datafilePath !== null && datafileId(nameOf(datafilePath)) === id) return
  const place = absolutePath(library.root, `${datafilePath === null ? path : directoryOf(datafilePath)}/${datafileName(id)}`)
  const now = localTimestamp(yield* Clock.currentTimeMillis)
  const text = completeDatafile("", { isNew, addedAt: addedAt ?? now })
  const named =
    datafilePath === null
      ? Effect.asVoid(files.writeAtomic(place, new TextEncoder().encode(text), { expected: null }))
      : files.rename(absolutePath(library.root, datafilePath), place)
  yield* Effect.mapError(named, editFailed("give the copy its own datafile"))
})

/** Writes the ids; answers the paths of the files that hold them now. One that cannot be written is no reason to stop. */
const writeOwnIds = Effect.fnUntraced(function* (root: string, releaseId: string, tracks: ReadonlyArray<CopiedTrack>) {
  const items = tracks.map(({ id, path, copiedId, sizeBytes, modifiedAtUs }) => ({
    path: absolutePath(root, path),
    ids: { track: id, release: releaseId },
    expected: { sizeBytes, modifiedAtUs },
    ...(copiedId === null ? {} : { replaced: copiedId })
  }))
  const results = yield* Effect.catchTag(writeIdsBatch(items), "TagWriterUnavailable", () => Effect.succeed([]))
  const written = new Set<string>()
  for (const [i, result] of results.entries()) {
    const isHeld = Result.isSuccess(result) && (result.success.kind === "written" || result.success.kind === "unchanged")
    if (isHeld) written.add(tracks[i]!.path)
  }
  return written
})
