/**
 * Tagging: what the tags of a source's music say, so that what it has can be seen without fetching it. Of what lies here the library knows it; what
 * does not has its remote file read, by ranges. They are remembered by revision: each is read once. What cannot be read says nothing about the item, and nothing that fails here ends a
 * job: a source that does not answer is asked again by the next one.
 */
import { CollectGarbage } from "@deadwax/core-async"
import type { CacheError } from "@deadwax/core-cache"
import { type AudioTags, formatArtists } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { listUntagged, listUntaggedHere, noteTags, type RemoteTags } from "../catalog/metadata.ts"
import type { LocalLibrary } from "../local/local-library.ts"
import { entryOf } from "../processing/entry-of.ts"
import { readTagsOfEntries, type TaggedEntry } from "../sources/tags/read-remote-tags.ts"
import type { SyncError } from "../sync-error.ts"
import { type SyncRun, writeInJob } from "../sync-run.ts"
import { tidier } from "../tidier.ts"

const nothing: ReadonlyMap<string, RemoteTags> = new Map()

/** After so many, what was made of them is collected. */
const tidyEvery = 5000

/** So many are asked for before they are written down together. */
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

/** Reads the tags of all music of the source that is wanted, not here, and not read in its present revision; answers of how many they came. */
export const taggingPhase = Effect.fnUntraced(function* (run: SyncRun) {
  const tidy = tidier(yield* CollectGarbage, tidyEvery)
  let after = 0
  let asked = 0
  let tagged = 0
  while (true) {
    const items = yield* run.inDb((database) => listUntagged(database, run.sourceNo, { after, limit: batchItems }))
    if (items.length === 0) break
    const told: Array<TaggedEntry> = []
    const reading = Stream.runForEach(readTagsOfEntries(run.source, items.map(entryOf)), (one) =>
      Effect.sync(() => told.push(one))
    )
    const isAnswering = yield* Effect.match(reading, { onFailure: () => false, onSuccess: () => true })
    tagged += yield* writeInJob(run, (database) => {
      const nos = new Map(items.map(({ remoteId, no }) => [remoteId, no]))
      return told.filter(({ entry, outcome }) => {
        const tags = tagsOf(outcome)
        return tags !== undefined && noteTags(database, nos.get(entry.id) ?? 0, entry.revision, tags)
      }).length
    })
    if (!isAnswering) break
    asked += items.length
    tidy(asked)
    after = items.at(-1)?.no ?? after
  }
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
