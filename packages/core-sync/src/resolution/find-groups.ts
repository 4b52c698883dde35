/**
 * The groups in which some tracks stand, decided upon all that could have a word in it: what is like one of them, what is like that, and so on,
 * and what was told to be a duplicate with any of these before. Whatever else the library holds is not looked at.
 */
import type { CacheError, LikeTrack, TrackLikeness } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { type DuplicateCandidate, type DuplicateGroup, decideDuplicates, keysOf } from "../conflicts/duplicates.ts"
import type { InLibraryDb } from "../sync-run.ts"
import { contentsOf, tracksWithContent } from "./catalog-facts.ts"
import { rowsTouching } from "./group-rows.ts"

/** A candidate as the phase has it. */
export interface FoundCandidate extends DuplicateCandidate {
  readonly isInPlaylist: boolean
}

/** What was found among some tracks. `members`: all that were looked at, whose groups are these and no others. */
export interface FoundGroups {
  readonly members: ReadonlyArray<string>
  readonly groups: ReadonlyArray<DuplicateGroup<FoundCandidate>>
}

/** Where tracks are looked for. */
export interface Finding {
  readonly tracks: TrackLikeness
  readonly inDb: InLibraryDb
}

/** A track as the decider wants it. `content`: the digest with which it came, if it still holds that. */
export const candidateOf = (track: LikeTrack, content: string | undefined): FoundCandidate => ({
  trackId: track.trackId,
  path: track.path,
  content: content ?? null,
  essence: track.essence,
  release: track.placeOnRelease,
  title: track.title,
  artist: track.artist,
  durationMs: track.durationMs,
  isLossless: track.isLossless,
  bitrateKbps: track.bitrateKbps,
  isCherished: track.isCherished,
  isInPlaylist: track.isInPlaylist,
  addedAtUs: track.firstSeenUs
})

/** One look around: the sought tracks themselves, and the ids of what stands beside them by a key, by content, or by what was told before. */
const lookAround = Effect.fnUntraced(function* ({ tracks, inDb }: Finding, sought: ReadonlyArray<string>) {
  const like = yield* tracks.like(sought)
  const isSought = new Set(sought)
  return yield* inDb((database) => {
    const contents = contentsOf(database, like)
    const candidates = like.map((track) => candidateOf(track, contents.get(track.trackId)))
    const own = candidates.filter(({ trackId }) => isSought.has(trackId))
    const keys = new Set(own.flatMap(keysOf))
    const alike = candidates.filter((one) => keysOf(one).some((key) => keys.has(key)))
    const told = rowsTouching(database, sought).flatMap(({ trackId, survivorId }) => [trackId, survivorId])
    const came = tracksWithContent(database, new Set(own.flatMap(({ content }) => content ?? [])))
    return { own, beside: [...alike.map(({ trackId }) => trackId), ...told, ...came] }
  })
})

/** The groups of some tracks. Those that are not there are in none. */
export const findGroups = Effect.fnUntraced(function* (finding: Finding, ids: ReadonlyArray<string>) {
  const members = new Set(ids)
  const candidates: Array<FoundCandidate> = []
  let sought: ReadonlyArray<string> = [...members]
  while (sought.length > 0) {
    const { own, beside } = yield* lookAround(finding, sought)
    candidates.push(...own)
    sought = [...new Set(beside)].filter((id) => !members.has(id))
    for (const id of sought) members.add(id)
  }
  return { members: [...members], groups: decideDuplicates(candidates) }
}) satisfies (finding: Finding, ids: ReadonlyArray<string>) => Effect.Effect<FoundGroups, CacheError>
