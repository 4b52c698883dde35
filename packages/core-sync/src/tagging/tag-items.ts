/**
 * Tagging: what the tags of a source's music say, so that what it has can be seen without fetching it. Of what lies here the library knows it; what
 * does not has its remote file read, by ranges. They are remembered by revision: each is read once. What cannot be read says nothing about the item, and nothing that fails here ends a
 * job: a source that does not answer is asked again by the next one.
 */
import { CollectGarbage, tidier } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import { type AudioTags, formatArtists } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { listUntagged, listUntaggedHere, noteTags, type RemoteTags } from "../catalog/metadata.ts"
import type { LocalLibrary } from "../local/local-library.ts"
import { entryOf } from "../processing/entry-of.ts"
import type { Entry } from "../sources/source.ts"
import { runInGroups } from "../sources/tags/in-groups.ts"
import { readTagsOfEntries, type TaggedEntry } from "../sources/tags/read-remote-tags.ts"
import type { SyncError } from "../sync-error.ts"
import { type SyncRun, writeInJob } from "../sync-run.ts"

const nothing: ReadonlyMap<string, RemoteTags> = new Map()

/** After so many, what was made of them is collected. */
const tidyEvery = 5000

/** So many are listed together. */
const batchItems = 200

/** Music that lies here has its tags from the library, which has read them already; what it cannot tell now is asked by the next job. Answers of how many. */
export const tagHere = Effect.fnUntraced(function* (run: SyncRun, { tags }: Pick<LocalLibrary, "tags">) {
  const tidy = tidier(yield* CollectGarbage, tidyEvery)
  let after = 0
  let tagged = 0
  while (true) {
    const items = yield* run.inDb((database) => listUntaggedHere(database, run.sourceNo, { after, limit: batchItems }))
    const last = items.at(-1)
    if (last === undefined) return tagged
    const said = yield* Effect.orElseSucceed(tags(items.map(({ trackId }) => trackId)), () => nothing)
    tagged += yield* writeInJob(
      run,
      (database) =>
        items.filter(({ no, revision, trackId }) => {
          const known = said.get(trackId)
          return known !== undefined && noteTags(database, no, revision, known)
        }).length
    )
    tidy(tagged)
    after = last.no
  }
})

/** All music of the source that is wanted, not here, and not read in its present revision, listed on the way. */
const untaggedOf = (run: SyncRun) =>
  Stream.paginate(0, (after: number) =>
    Effect.map(
      run.inDb((database) => listUntagged(database, run.sourceNo, { after, limit: batchItems })),
      (items) => {
        const entries = items.map((item) => ({ ...entryOf(item), no: item.no }))
        const last = items.at(-1)
        return [entries, last === undefined ? Option.none<number>() : Option.some(last.no)] as const
      }
    )
  )

/**
 * Reads the tags of all music that has none of its present revision, and writes them down in small groups while it reads on, so that a sync that ends in
 * the middle has not read in vain. Answers of how many they came.
 */
export const taggingPhase = Effect.fnUntraced(function* (run: SyncRun) {
  const tidy = tidier(yield* CollectGarbage, tidyEvery)
  let asked = 0
  let tagged = 0
  const write = Effect.fnUntraced(function* (told: ReadonlyArray<TaggedEntry<Entry & { readonly no: number }>>) {
    tagged += yield* writeInJob(
      run,
      (database) =>
        told.filter(({ entry, outcome }) => {
          const tags = tagsOf(outcome)
          return tags !== undefined && noteTags(database, entry.no, entry.revision, tags)
        }).length
    )
    asked += told.length
    tidy(asked)
  })
  const reading = runInGroups(readTagsOfEntries(run.source, untaggedOf(run)), write)
  yield* Effect.catchTag(reading, "SourceError", () => Effect.void)
  if (tagged > 0) run.emit({ kind: "tagged", jobNo: run.jobNo, items: tagged })
  return tagged
}) satisfies (run: SyncRun) => Effect.Effect<number, CacheError | SyncError>

const none: RemoteTags = { title: null, artist: null, album: null, albumArtist: null, durationMs: null }

/** Undefined: the source did not give the file, and is asked again another time. A file whose tags cannot be read has none. */
const tagsOf = (outcome: TaggedEntry["outcome"]): RemoteTags | undefined => {
  if (!("ok" in outcome)) return undefined
  return outcome.ok ? remoteTags(outcome.tags) : none
}

const remoteTags = ({ title, artists, releaseTitle, releaseArtists, durationMs }: AudioTags): RemoteTags => ({
  title,
  artist: formatArtists(artists) || null,
  album: releaseTitle,
  albumArtist: formatArtists(releaseArtists) || null,
  durationMs
})
