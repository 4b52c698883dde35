/** From what a write changed to the versions that rise: the other half of what `conditionOfList` and its like say an answer depends on. */
import {
  mergeValues,
  type NarrowingKey,
  type NarrowingValues,
  type ReleaseChange,
  type TrackChange,
  type WriteRecord
} from "../store/change.ts"
import {
  anything,
  type MemberKey,
  ofAll,
  ofCollection,
  ofCollections,
  ofEntity,
  ofMember,
  ofReleaseField,
  ofSearch,
  ofTotals,
  ofTrackField,
  ofTracklist,
  ofTrackOfReleases,
  ofTracksOfReleases,
  ofValues,
  yearPrefixes
} from "./dependency.ts"
import type { Dependency } from "./versions.ts"

/** What a genre's name stands for: its own key and those of all above it. */
export type GenreKeys = (genre: string) => ReadonlyArray<string>

/** Tells every dependency that a write changed, some of them more than once. */
export const changedBy = (record: WriteRecord, genreKeys: GenreKeys): ReadonlyArray<Dependency> => {
  const changed: Array<Dependency> = [anything]
  for (const change of record.changes) {
    if (change.kind === "release") changed.push(...changedByRelease(change, genreKeys))
    else if (change.kind === "track") changed.push(...changedByTrack(change, record, genreKeys))
    else changed.push(ofCollections(change.kind), ofCollection(change.kind, change.id))
  }
  for (const fact of record.facts) {
    if (fact === "search") changed.push(ofSearch)
    else changed.push(ofValues(fact))
    // An artist's document goes with its name.
    if (fact === "artist") changed.push(ofSearch)
  }
  return changed
}

const sharedKinds = ["artist", "genre", "descriptor", "label"] as const

/** The lists of values whose counts a change of something with these values concerns. */
const valueLists = (values: NarrowingValues): ReadonlyArray<Dependency> =>
  sharedKinds.filter((kind) => (values[kind]?.length ?? 0) > 0).map(ofValues)

const hasSome = (fields: ReadonlyArray<string>, wanted: ReadonlyArray<string>): boolean =>
  fields.some((field) => wanted.includes(field))

const changedByRelease = (change: ReleaseChange, genreKeys: GenreKeys): ReadonlyArray<Dependency> => {
  const { no, operation, fields, values } = change
  const self = ofEntity("release", no)
  if (operation !== "update") {
    const members = memberships({ artist: values.artist ?? [] }, values, genreKeys).filter(([key]) => key !== "trackArtist")
    return [
      self,
      ofTotals(no),
      ofTracklist(no),
      ofAll("releases"),
      ...members.map(([key, value]) => ofMember("releases", key, value)),
      ...valueLists(values),
      ofSearch
    ]
  }
  const totals = hasSome(fields, ["trackTotal", "discTotal"]) ? [ofTotals(no)] : []
  return [self, ...totals, ...fields.map(ofReleaseField), ...valueListsOfUpdate(fields, values), ...searchOf(fields)]
}

const valueListsOfUpdate = (fields: ReadonlyArray<string>, values: NarrowingValues): ReadonlyArray<Dependency> => [
  ...(hasSome(fields, ["artists"]) ? [ofValues("artist")] : []),
  ...(hasSome(fields, ["genres", "secondaryGenres"]) ? [ofValues("genre")] : []),
  ...(hasSome(fields, ["descriptors"]) ? [ofValues("descriptor")] : []),
  ...(hasSome(fields, ["labels"]) ? [ofValues("label")] : []),
  // These lists say which values only new releases have; artists do not.
  ...(hasSome(fields, ["isNew"]) ? valueLists({ ...values, artist: [] }) : [])
]

// A path is looked at because what lost its own is not found.
const searchOf = (fields: ReadonlyArray<string>): ReadonlyArray<Dependency> =>
  hasSome(fields, ["title", "artists", "sourcePath", "releaseId"]) ? [ofSearch] : []

const changedByTrack = (change: TrackChange, record: WriteRecord, genreKeys: GenreKeys): ReadonlyArray<Dependency> => {
  const { no, operation, fields, values, releaseNos } = change
  const self = [ofEntity("track", no), ...fields.map(ofTrackField), ...searchOf(fields)]
  const isMoved = operation === "update" && fields.includes("releaseId")
  const lists = releaseNos.flatMap((release) => [ofTracklist(release), ofTotals(release)])
  if (operation === "update" && !isMoved) {
    const isElsewhere = hasSome(fields, ["trackNumber", "discNumber", "sourcePath", "durationSeconds"])
    return [...self, ...(hasSome(fields, ["artists"]) ? [ofValues("artist")] : []), ...(isElsewhere ? lists : [])]
  }
  const ofRelease = releaseNos.reduce<NarrowingValues>((all, release) => mergeValues(all, record.releases[release] ?? {}), {})
  return [
    ...self,
    ...lists,
    ...(isMoved ? [] : [ofAll("tracks"), ofSearch]),
    ...(isMoved ? [] : memberships(values, ofRelease, genreKeys).map(([key, value]) => ofMember("tracks", key, value))),
    ofTracksOfReleases,
    ...ownValues(values).map(([key, value]) => ofTrackOfReleases(key, value)),
    ...valueLists(mergeValues(ofRelease, { artist: values.artist ?? [] }))
  ]
}

const ownValues = (values: NarrowingValues): ReadonlyArray<readonly [NarrowingKey, string]> =>
  (Object.entries(values) as Array<[NarrowingKey, ReadonlyArray<string>]>).flatMap(([key, all]) =>
    all.map((value) => [key, value] as const)
  )

/** All that something with these values of its own and of its release is a member by. */
const memberships = (
  own: NarrowingValues,
  release: NarrowingValues,
  genreKeys: GenreKeys
): ReadonlyArray<readonly [MemberKey, string]> => {
  const { artist: releaseArtists = [], genre = [], year = [], ...plain } = release
  const { artist: trackArtists = [], ...state } = own
  return [
    ...[...new Set([...trackArtists, ...releaseArtists])].map((name) => ["artist", name] as const),
    ...releaseArtists.map((name) => ["releaseArtist", name] as const),
    ...trackArtists.map((name) => ["trackArtist", name] as const),
    ...[...new Set(genre.flatMap(genreKeys))].map((key) => ["genre", key] as const),
    ...[...new Set(year.flatMap(yearPrefixes))].map((prefix) => ["year", prefix] as const),
    ...ownValues(plain),
    ...ownValues(state)
  ]
}
