/**
 * Says which file a lost track is now (D9). The file first: with ids in tags it gets the lost id. Then library.db: the id that the file had
 * leads to the lost one from now on, so whatever held either holds the same track. A crash between the two leaves a file with the lost
 * id, which the next scan takes for that track.
 */

import { transaction } from "@deadwax/core-async"
import { writeIdsBatch } from "@deadwax/core-tags"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { attempt, CacheError } from "../cache-error.ts"
import { lastPathOf, openIssuedIds, survivorOf, trackKind } from "../identity/issued-ids.ts"
import { isHeldTrack } from "../identity/lost-tracks.ts"
import { copiedIdOf, giveOwnId } from "../identity/own-ids.ts"
import { openTraces } from "../identity/traces.ts"
import { lookupText } from "../lookup-text.ts"
import { absolutePath, relativePath } from "../scan/paths.ts"
import type { ScanTarget } from "../scan/scan.ts"
import { mirrorState } from "../user-state/mirror-state.ts"
import { type Edited, runEdit } from "./edit-library.ts"

/** The track whose file is to be the lost one. Paths are relative to the root. */
interface Present {
  readonly id: string
  readonly path: string
  readonly directory: string
  readonly releaseId: string
  readonly copiedId: string | null
  readonly sizeBytes: number
  readonly modifiedAtUs: number
}

/**
 * The file at `path` (absolute) becomes the lost track `id`; false when nothing is known of that id. Refused as `usage`: a track that is not
 * lost, a path that is no track of the library, and a file that is already a track which playlists hold.
 */
export const relinkTrack = (target: ScanTarget, id: string, path: string) =>
  runEdit(
    target,
    "an edit of a track",
    Effect.fnUntraced(function* () {
      const { root } = target.library
      if (!(yield* checkLost(target, id))) return { value: false, directories: undefined } satisfies Edited<boolean>
      const present = yield* attempt(() => presentAt(target, path))
      if (present === undefined)
        return yield* refused(path, `${path} is no track of the library`, "Scan it first, or name another file.")
      if (yield* attempt(() => isHeldTrack(target, present.id))) {
        const message = `${path} is already a track that playlists hold (${present.id}), and would be two tracks in one`
        return yield* refused(path, message, "Take that one out of its playlists first, or name another file.")
      }
      const isWritten = target.library.identity === "tags" && (yield* writeId(root, id, present))
      const nowUs = (yield* Clock.currentTimeMillis) * 1000
      yield* attempt(() => {
        mergeInto(target, id, present, isWritten, nowUs)
        mirrorState(target)
      })
      const directory = absolutePath(root, present.directory)
      return { value: true, directories: [directory], force: true } satisfies Edited<boolean>
    })
  )

/** Answers whether anything is known of the id; fails when its track is there. */
const checkLost = Effect.fnUntraced(function* (target: ScanTarget, id: string) {
  const { cache, userDb, library } = target
  if (lookupText(id) === null) return false
  const { survivor, place } = yield* attempt(() => {
    const now = survivorOf(userDb, trackKind, id)
    return { survivor: now, place: cache.prepare("select source_path as path from tracks where id = ?").get(now)?.["path"] }
  })
  if (place !== undefined) {
    const where = absolutePath(library.root, String(place))
    return yield* refused(where, `the track ${id} is not lost: it is ${where}`, "See what is lost with deadwax tracks lost.")
  }
  if (survivor !== id) {
    return yield* refused(
      undefined,
      `the track ${id} is ${survivor} now`,
      `Relink that one: deadwax tracks relink ${survivor} PATH`
    )
  }
  return yield* attempt(() => lastPathOf(userDb, trackKind, id) !== null || isKnown(target, id))
})

const isKnown = (target: ScanTarget, id: string): boolean =>
  isHeldTrack(target, id) ||
  target.userDb.prepare("select 1 as one from ids where kind = ? and id = ?").get(trackKind, id) !== undefined

const presentAt = ({ cache, library: { root } }: ScanTarget, path: string): Present | undefined => {
  const relative = relativePath(root, path)
  if (relative === undefined) return undefined
  return cache
    .prepare(
      `select tracks.id, tracks.source_path as path, case when kind = 1 then '' else releases.source_path end as directory,
        releases.id as releaseId, tracks.duplicate_of as copiedId, size_bytes as sizeBytes, modified_us as modifiedAtUs
      from tracks join releases on releases.no = release_no where tracks.source_path = ?`
    )
    .get(relative) as unknown as Present | undefined
}

/** A file that cannot be written is known by library.db alone, as a scan would have it. */
const writeId = Effect.fnUntraced(function* (root: string, id: string, present: Present) {
  const { path, releaseId, copiedId, sizeBytes, modifiedAtUs } = present
  const item = {
    path: absolutePath(root, path),
    ids: { track: id, release: releaseId },
    expected: { sizeBytes, modifiedAtUs },
    replaced: copiedId ?? present.id
  }
  const [result] = yield* Effect.catchTag(writeIdsBatch([item]), "TagWriterUnavailable", () => Effect.succeed([]))
  const isChanged = result !== undefined && Result.isFailure(result) && result.failure.reason === "changed"
  if (isChanged)
    return yield* refused(item.path, `${item.path} was changed since it was scanned`, "Scan, and run the command again.")
  return (
    result !== undefined && Result.isSuccess(result) && (result.success.kind === "written" || result.success.kind === "unchanged")
  )
})

const mergeInto = ({ userDb }: ScanTarget, id: string, present: Present, isWritten: boolean, nowUs: number): void =>
  transaction(userDb, () => {
    const ids = openIssuedIds(userDb)
    const traces = openTraces(userDb)
    const trace = traces.of(present.id)
    const copiedId = present.copiedId ?? copiedIdOf(userDb, trackKind, present.id)
    ids.record(trackKind, id, present.path, nowUs, { isEmbedded: isWritten, copiedId: null })
    ids.merge(trackKind, present.id, id)
    if (trace !== undefined) traces.record({ ...trace, trackId: id })
    if (!isWritten && copiedId !== null) giveOwnId(userDb, trackKind, id, copiedId)
  })

const refused = (path: string | undefined, message: string, remedy: string): CacheError =>
  new CacheError({ reason: "usage", message, remedy, ...(path === undefined ? {} : { path }) })
