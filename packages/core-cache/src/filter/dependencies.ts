/**
 * What a list depends on, by its filter and its order: the fields that they read, and who must not come or go. Every kind of filter is
 * here, as in `compileFilter`: whoever adds one is told by the compiler.
 */
import { genreKey } from "../genres/genre-tree.ts"
import type { Condition } from "../query-cache/conditions.ts"
import {
  always,
  type MemberKey,
  ofAll,
  ofMember,
  ofReleaseField,
  ofTrackField,
  ofTrackOfReleases,
  ofTracksOfReleases,
  prefixesOfYears
} from "../query-cache/dependency.ts"
import type { Dependency } from "../query-cache/versions.ts"
import type { NarrowingKey, ReleaseField, TrackField } from "../store/change.ts"
import type { Filter, Listed } from "./filter.ts"
import type { Order, TrackSortKey } from "./sort.ts"
import type { TextField } from "./text-fields.ts"

/** What must be unchanged for a list to be what it was. */
interface Reads {
  /** All of these. */
  readonly fields: ReadonlyArray<Dependency>
  /** And this: nobody came or went who meets the filter. */
  readonly members: Condition
}

export type ArtistNames = (name: string) => ReadonlyArray<string>

/** When a list that was read holds. `artistNames`: all names that an artist's name stands for. */
export const conditionOfList = (
  listed: Listed,
  filter: Filter | undefined,
  order: Order,
  artistNames: ArtistNames
): Condition => {
  const { fields, members } = readsOf(filter ?? { kind: "and", filters: [] }, { listed, artistNames })
  return { every: [...new Set([...fields, ...orderReads(listed, order)]), members] }
}

interface Context {
  readonly listed: Listed
  readonly artistNames: ArtistNames
}

const readsOf = (filter: Filter, context: Context): Reads => {
  switch (filter.kind) {
    case "and": {
      const parts = filter.filters.map((part) => readsOf(part, context))
      const members = parts.length === 0 ? ofAll(context.listed) : { some: parts.map((part) => part.members) }
      return { fields: parts.flatMap((part) => part.fields), members }
    }
    case "or": {
      const parts = filter.filters.map((part) => readsOf(part, context))
      return { fields: parts.flatMap((part) => part.fields), members: { every: parts.map((part) => part.members) } }
    }
    case "not":
      return { fields: readsOf(filter.filter, context).fields, members: ofAll(context.listed) }
    default:
      return readsOfOne(filter, context)
  }
}

type Single = Exclude<Filter, { readonly kind: "and" | "or" | "not" }>

const readsOfOne = (filter: Single, context: Context): Reads => {
  switch (filter.kind) {
    case "artist":
    case "releaseArtist":
    case "trackArtist":
      return artistReads(filter.kind, context.artistNames(filter.name), context.listed)
    case "genre":
      return releaseReads(context.listed, ["genres", "secondaryGenres"], [["genre", genreKey(filter.name)]])
    case "descriptor":
      return releaseReads(context.listed, ["descriptors"], [["descriptor", filter.name]])
    case "label":
      return releaseReads(context.listed, ["labels"], [["label", filter.name]])
    case "type":
      return releaseReads(context.listed, ["type"], [["type", filter.type]])
    case "new":
      return releaseReads(context.listed, ["isNew"], [["new", filter.isNew ? "1" : "0"]])
    case "year":
      return releaseReads(
        context.listed,
        ["originalDate", "releaseDate"],
        prefixesOfYears(wholeYear(filter.from ?? 0), wholeYear(filter.to ?? 9999)).map((prefix) => ["year", prefix])
      )
    case "added":
      return releaseReads(context.listed, ["addedAt"], undefined)
    case "favorite":
      return trackReads(context.listed, ["isFavorite"], filter.isFavorite ? [["favorite", "1"]] : undefined)
    case "rating":
      return trackReads(context.listed, ["rating"], ratingsOf(filter))
    case "plays":
      return trackReads(context.listed, ["playCount"], (filter.from ?? 0) >= 1 ? [["played", "1"]] : undefined)
    case "played":
      return trackReads(context.listed, ["lastPlayedUs"], [["played", "1"]])
    case "text":
      return textReads(filter.field, context.listed)
    default:
      return filter satisfies never
  }
}

// As the condition in SQL has it.
const wholeYear = (year: number): number => Math.max(0, Math.min(9999, Math.trunc(year)))

// Those that a filter leaves out do not concern it; no range reaches beyond these.
const ratingsOf = ({ from, to }: { readonly from: number | null; readonly to: number | null }) =>
  [0, 1, 2, 3, 4, 5]
    .filter((rating) => rating >= (from ?? 1) && rating <= (to ?? 5))
    .map((rating): readonly [NarrowingKey, string] => ["rating", String(rating)])

type Values<Key> = ReadonlyArray<readonly [Key, string]>

/** A condition on the release. `values` undefined: anyone who comes or goes may meet it. */
const releaseReads = (listed: Listed, fields: ReadonlyArray<ReleaseField>, values: Values<MemberKey> | undefined): Reads => ({
  fields: [...fields.map(ofReleaseField), ...(listed === "tracks" ? [ofTrackField("releaseId")] : [])],
  members: membersOf(listed, values)
})

const membersOf = (listed: Listed, values: Values<MemberKey> | undefined): Condition =>
  values === undefined ? ofAll(listed) : { every: values.map(([key, value]) => ofMember(listed, key, value)) }

/** A condition on the track; a release meets it by any of its tracks. */
const trackReads = (listed: Listed, fields: ReadonlyArray<TrackField>, values: Values<NarrowingKey> | undefined): Reads => {
  if (listed === "tracks") return { fields: fields.map(ofTrackField), members: membersOf(listed, values) }
  const comings = values === undefined ? [ofTracksOfReleases] : values.map(([key, value]) => ofTrackOfReleases(key, value))
  // One that no track of a release meets is met by a release without tracks, too.
  const members = values === undefined ? ofAll(listed) : always
  return { fields: [...fields.map(ofTrackField), ofTrackField("releaseId"), ...comings], members }
}

const artistReads = (kind: "artist" | "releaseArtist" | "trackArtist", names: ReadonlyArray<string>, listed: Listed): Reads => {
  const onRelease = kind !== "trackArtist"
  const onTrack = kind !== "releaseArtist"
  const isOfTracks = listed === "tracks"
  const isOfOthers = isOfTracks ? onRelease : onTrack
  return {
    fields: [
      ...(onRelease ? [ofReleaseField("artists")] : []),
      ...(onTrack ? [ofTrackField("artists")] : []),
      ...(isOfOthers ? [ofTrackField("releaseId")] : []),
      ...(isOfOthers && !isOfTracks ? names.map((name) => ofTrackOfReleases("artist", name)) : [])
    ],
    members: artistMembers(isOfTracks ? kind : "releaseArtist", names, listed, isOfTracks || onRelease)
  }
}

// A release that tracks alone bring into a list comes with them.
const artistMembers = (key: MemberKey, names: ReadonlyArray<string>, listed: Listed, areTold: boolean): Condition =>
  areTold
    ? membersOf(
        listed,
        names.map((name) => [key, name] as const)
      )
    : always

/** The fields that a text is looked for in: the release's, and the tracks'. `own`: of what is listed. */
const textSources: Readonly<
  Record<
    TextField,
    {
      readonly release?: ReadonlyArray<ReleaseField>
      readonly track?: ReadonlyArray<TrackField>
      readonly own?: "title" | "sourcePath"
    }
  >
> = {
  any: { own: "title", release: ["title", "artists"], track: ["artists"] },
  title: { own: "title" },
  trackTitle: { track: ["title"] },
  releaseTitle: { release: ["title"] },
  artist: { release: ["artists"], track: ["artists"] },
  releaseArtist: { release: ["artists"] },
  trackArtist: { track: ["artists"] },
  main: { release: ["artists"], track: ["artists"] },
  guest: { release: ["artists"], track: ["artists"] },
  remixer: { release: ["artists"], track: ["artists"] },
  producer: { release: ["artists"], track: ["artists"] },
  composer: { release: ["artists"], track: ["artists"] },
  conductor: { release: ["artists"], track: ["artists"] },
  djmixer: { release: ["artists"], track: ["artists"] },
  genre: { release: ["genres", "secondaryGenres"] },
  descriptor: { release: ["descriptors"] },
  label: { release: ["labels"] },
  catalogNumber: { release: ["catalogNumber"] },
  edition: { release: ["edition"] },
  path: { own: "sourcePath" },
  format: { track: ["format"] },
  trackNumber: { track: ["trackNumber"] },
  discNumber: { track: ["discNumber"] },
  releaseDate: { release: ["releaseDate"] },
  originalDate: { release: ["originalDate"] },
  compositionDate: { release: ["compositionDate"] }
}

/** Anyone who comes or goes may meet a text. */
const textReads = (field: TextField, listed: Listed): Reads => {
  const { own, release = [], track = [] } = textSources[field]
  const ownField = own === undefined ? [] : [listed === "tracks" ? ofTrackField(own) : ofReleaseField(own)]
  const isOfOthers = listed === "tracks" ? release.length > 0 : track.length > 0
  return {
    fields: [
      ...ownField,
      ...release.map(ofReleaseField),
      ...track.map(ofTrackField),
      ...(isOfOthers ? [ofTrackField("releaseId")] : []),
      ...(isOfOthers && listed === "releases" ? [ofTracksOfReleases] : [])
    ],
    members: ofAll(listed)
  }
}

const orderedBy: Readonly<
  Record<TrackSortKey, { readonly release: ReadonlyArray<ReleaseField>; readonly track: ReadonlyArray<TrackField> }>
> = {
  path: { release: ["sourcePath"], track: ["sourcePath"] },
  title: { release: ["title"], track: ["title"] },
  artist: { release: ["artists"], track: ["artists"] },
  date: { release: ["originalDate", "releaseDate"], track: [] },
  added: { release: ["addedAt"], track: [] },
  plays: { release: [], track: ["playCount"] },
  played: { release: [], track: ["lastPlayedUs"] },
  rating: { release: [], track: ["rating"] },
  favorited: { release: [], track: ["favoritedUs"] }
}

/** What ORDER BY reads: the path always, since it decides where all else is equal. */
const orderReads = (listed: Listed, { key }: Order): ReadonlyArray<Dependency> => {
  const { release, track } = orderedBy[key]
  if (listed === "releases") return [ofReleaseField("sourcePath"), ...release.map(ofReleaseField)]
  const isOfRelease = key === "date" || key === "added"
  const ofRelease = isOfRelease ? [...release, "sourcePath" as const].map(ofReleaseField) : []
  return [
    ofTrackField("sourcePath"),
    ...track.map(ofTrackField),
    ...ofRelease,
    ...(isOfRelease ? [ofTrackField("releaseId")] : [])
  ]
}
