/**
 * The names of what answers depend on: those who keep an answer and those who change something meet in them, and nowhere else.
 * Names never run into each other: each begins with words of its own, and what a person chose stands at the end.
 */
import type { Listed } from "../filter/filter.ts"
import type { NarrowingKey, ReleaseField, TrackField } from "../store/change.ts"
import type { Condition } from "./conditions.ts"
import type { Dependency } from "./versions.ts"

/** By what lists are narrowed, with what a release and a track each contribute told apart. */
export type MemberKey = NarrowingKey | "releaseArtist" | "trackArtist"

/** Any change at all. */
export const anything: Dependency = "anything"

/** One entity, by its number. */
export const ofEntity = (kind: "release" | "track", no: number): Dependency => `${kind} #${no}`
/** How many tracks a release has on each disc. */
export const ofTotals = (releaseNo: number): Dependency => `totals #${releaseNo}`
/** Which tracks a release has, and their order. */
export const ofTracklist = (releaseNo: number): Dependency => `tracklist #${releaseNo}`

/** A field of any release, or of any track. */
export const ofReleaseField = (field: ReleaseField): Dependency => `releases field ${field}`
export const ofTrackField = (field: TrackField): Dependency => `tracks field ${field}`

/** A release, or a track, came or went. */
export const ofAll = (listed: Listed): Dependency => `${listed} member`
/** One with this value did. */
export const ofMember = (listed: Listed, key: MemberKey, value: string): Dependency => `${listed} member ${key} ${value}`
/** A track came to a release, or left one. */
export const ofTracksOfReleases: Dependency = "releases tracks"
/** One with this value did. */
export const ofTrackOfReleases = (key: NarrowingKey, value: string): Dependency => `releases tracks ${key} ${value}`

/** The values that releases and tracks share, with their counts. */
export const ofValues = (kind: "artist" | "genre" | "descriptor" | "label"): Dependency => `values ${kind}`
/** People's search. */
export const ofSearch: Dependency = "search"
/** The list of collages or playlists, and one of them. */
export const ofCollections = (kind: "collage" | "playlist"): Dependency => `${kind}s`
export const ofCollection = (kind: "collage" | "playlist", name: string): Dependency => `${kind} ${name}`

/** A year stands under each beginning of its four digits, so that a range is a few of them; one that is no such number under none. */
export const yearPrefixes = (year: string): ReadonlyArray<string> =>
  year === "?" ? [year] : ["", year.slice(0, 1), year.slice(0, 2), year.slice(0, 3), year]

/** The fewest beginnings of four digits that stand for just the years of a range, both ends among them. What is no year may lie in any. */
export const prefixesOfYears = (from: number, to: number): ReadonlyArray<string> => {
  const found: Array<string> = ["?"]
  const visit = (prefix: string): void => {
    const first = Number(prefix.padEnd(4, "0"))
    const last = Number(prefix.padEnd(4, "9"))
    if (last < from || first > to) return
    if (from <= first && last <= to) found.push(prefix)
    else for (let digit = 0; digit < 10; digit++) visit(`${prefix}${digit}`)
  }
  visit("")
  return found
}

/** What never changes. */
export const always: Condition = { every: [] }
