/** Duplicates as people and programs are told of them: what the last syncs found, as far as it is still there. */
import {
  boundsOf,
  type CacheError,
  compareBytewise,
  LibraryCache,
  type Page,
  type PageRequest,
  type Track
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { sourceNames } from "../resolution/catalog-facts.ts"
import { type DuplicateRow, listDuplicateRows } from "../resolution/group-rows.ts"
import type { DuplicatesOfTrack, DuplicateTrack } from "./shapes.ts"

/** One group as it is stored, without those that are gone. */
interface StoredGroup {
  readonly survivorId: string
  readonly path: string
  readonly others: ReadonlyArray<DuplicateRow>
}

const trackOf = (track: Track, source: string | undefined): DuplicateTrack => ({
  id: track.id,
  path: track.sourcePath,
  title: track.title,
  format: track.format,
  bitrateKbps: track.bitrateKbps,
  sizeBytes: track.sizeBytes,
  source: source ?? null
})

const groupsOf = (rows: ReadonlyArray<DuplicateRow>, places: ReadonlyMap<string, string>): ReadonlyArray<StoredGroup> => {
  const groups = new Map<string, Array<DuplicateRow>>()
  for (const row of rows)
    if (places.has(row.trackId) && places.has(row.survivorId))
      groups.set(row.survivorId, [...(groups.get(row.survivorId) ?? []), row])
  const byPlace = (a: DuplicateRow, b: DuplicateRow) => compareBytewise(places.get(a.trackId) ?? "", places.get(b.trackId) ?? "")
  return [...groups]
    .map(([survivorId, others]) => ({ survivorId, path: places.get(survivorId) ?? "", others: others.sort(byPlace) }))
    .sort((a, b) => compareBytewise(a.path, b.path))
}

const groupShown = Effect.fnUntraced(function* ({ survivorId, others }: StoredGroup) {
  const { getTrack, inLibraryDb } = yield* LibraryCache
  const sources = yield* inLibraryDb((database) => sourceNames(database, [survivorId, ...others.map(({ trackId }) => trackId)]))
  const survivor = yield* getTrack(survivorId)
  const shown: Array<DuplicatesOfTrack["duplicates"][number]> = []
  for (const { trackId, reason } of others) {
    const track = yield* getTrack(trackId)
    if (track !== undefined) shown.push({ ...trackOf(track, sources.get(trackId)), reason })
  }
  return survivor === undefined ? undefined : { survivor: trackOf(survivor, sources.get(survivorId)), duplicates: shown }
})

/**
 * Tracks that are there more than once, as the last syncs found them, each group by the track that would stay and ordered by that one's path.
 * What is gone since is left out. Fails as `usage` for a limit or offset that is no count.
 */
export const listDuplicates: (request?: PageRequest) => Effect.Effect<Page<DuplicatesOfTrack>, CacheError, LibraryCache> =
  Effect.fnUntraced(function* (request: PageRequest = {}) {
    const bounds = boundsOf(request)
    const { inLibraryDb, likeness } = yield* LibraryCache
    const rows = yield* inLibraryDb(listDuplicateRows)
    const places = yield* likeness.places([...new Set(rows.flatMap(({ trackId, survivorId }) => [trackId, survivorId]))])
    const groups = groupsOf(rows, places)
    const limit = bounds.limit < 0 ? groups.length : bounds.limit
    const items: Array<DuplicatesOfTrack> = []
    for (const group of groups.slice(bounds.offset, bounds.offset + limit)) {
      const shown = yield* groupShown(group)
      if (shown !== undefined) items.push(shown)
    }
    return { items, total: groups.length, limit, offset: bounds.offset }
  })
