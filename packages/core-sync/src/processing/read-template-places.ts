/** Reads the tags of what a job is to place by the library's templates, and says where each file goes. */
import type { CacheError, Placing } from "@deadwax/core-cache"
import { type AudioTags, withDefaults } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { CatalogItem } from "../catalog/item.ts"
import { directoriesOfMusic, placeOfStem } from "../catalog/placed-items.ts"
import { keepPlacingTags, readPlacingTags } from "../catalog/placing-tags.ts"
import type { WorkItem } from "../catalog/work-items.ts"
import type { WantedPlace } from "../placement/places.ts"
import { type NamedSong, placeCompanions, placeSongs } from "../placement/template-places.ts"
import type { Source } from "../sources/source.ts"
import { SourceError } from "../sources/source-error.ts"
import { runInGroups } from "../sources/tags/in-groups.ts"
import { readTagsOfEntries, type TaggedEntry } from "../sources/tags/read-remote-tags.ts"
import type { InLibraryDb } from "../sync-run.ts"
import { entryOf } from "./entry-of.ts"
import { agreementOf } from "./plan-work.ts"

/** Where a file with these tags and this name goes below a directory of the library; paths are relative to the root. */
export type PlaceByTags = (tags: AudioTags, name: string, below: string) => Effect.Effect<Placing, CacheError>

/** With what places are found. */
export interface TemplatePlacing {
  readonly source: Source
  readonly sourceNo: number
  readonly below: string
  readonly inLibraryDb: InLibraryDb
  readonly placeByTags: PlaceByTags
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1)

/** Music that does not say what it is would all come to one place. */
const isTold = ({ title, releaseTitle }: AudioTags): boolean => title !== null && releaseTitle !== null

/** An item as an entry of its source. */
const asked = (item: CatalogItem) => ({ ...entryOf(item), item })

type Told = TaggedEntry<ReturnType<typeof asked>>

/** What is kept of an answer; undefined: the source did not give the file, and is asked again. */
const keptOf = ({ entry: { item }, outcome }: Told) =>
  outcome instanceof SourceError ? undefined : { item, tags: outcome.ok ? outcome.tags : null }

/**
 * Songs with their names; what the source did not give has none now, and what does not say what it is none ever. What is read is kept in small groups on
 * the way: a sync that ends before all of it is placed need not read it again.
 */
const nameSongs = Effect.fnUntraced(function* (placing: TemplatePlacing, items: ReadonlyArray<CatalogItem>) {
  const { source, below, inLibraryDb, placeByTags } = placing
  const songs: Array<NamedSong> = []
  const unknown: Array<string> = []
  const name = Effect.fnUntraced(function* (path: string, tags: AudioTags | null) {
    if (tags === null || !isTold(tags)) return
    const { releaseTitle: album, discNumber: disc } = withDefaults(tags)
    songs.push({ path, album, disc, ...(yield* placeByTags(tags, nameOf(path), below)) })
  })
  const kept = yield* inLibraryDb((database) => readPlacingTags(database, items))
  for (const { no, path } of items) yield* name(path, kept.get(no) ?? null)
  const unread = Stream.fromIterable(items.filter(({ no }) => !kept.has(no)).map(asked))
  const keep = Effect.fnUntraced(function* (told: ReadonlyArray<Told>) {
    const read = told.flatMap((one) => keptOf(one) ?? [])
    yield* inLibraryDb((database) => keepPlacingTags(database, read))
    for (const { item, tags } of read) yield* name(item.path, tags)
    for (const { entry, outcome } of told) if (outcome instanceof SourceError) unknown.push(entry.path)
  })
  yield* runInGroups(readTagsOfEntries(source, unread), keep)
  return { songs, unknown }
})

/**
 * Where the items of a job's work go, by their paths at the source: what was placed stays where it was placed, also when it is called otherwise there by now,
 * new music goes by its tags, and what is no music with that. What is left out lies as it does at the source. Fails where the source as a whole does.
 */
export const readTemplatePlaces = Effect.fnUntraced(function* (placing: TemplatePlacing, work: ReadonlyArray<WorkItem>) {
  const there = work.flatMap(({ item }) => (item.deletedAtUs === null ? [item] : []))
  const found = new Map<string, WantedPlace | "unknown">()
  const fresh: Array<CatalogItem> = []
  for (const item of there) {
    const agreement = agreementOf(item)
    if (agreement === undefined) fresh.push(item)
    else found.set(item.path, { kind: "kept", place: agreement.place })
  }
  const { songs, unknown } = yield* nameSongs(
    placing,
    fresh.filter(({ isMusic }) => isMusic)
  )
  const places = placeSongs(songs)
  const others = fresh.flatMap(({ isMusic, path }) => (isMusic ? [] : [path]))
  const { sourceNo, inLibraryDb } = placing
  const beside = yield* inLibraryDb((database) =>
    placeCompanions(others, places, {
      directoriesOf: (directory) => directoriesOfMusic(database, sourceNo, directory),
      ofStem: (stem) => placeOfStem(database, sourceNo, stem)
    })
  )
  for (const path of unknown) found.set(path, "unknown")
  for (const [path, place] of [...places, ...beside]) found.set(path, place)
  return found
}) satisfies (
  placing: TemplatePlacing,
  work: ReadonlyArray<WorkItem>
) => Effect.Effect<ReadonlyMap<string, WantedPlace | "unknown">, CacheError | SourceError>
