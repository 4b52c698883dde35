/**
 * What a write changed, in the words that query cache, change feed and events understand: which entities, of an existing one which fields,
 * and the values by which lists are narrowed. One record a write; nobody lists anything of it by hand (see `portrait.ts`).
 */
import type { Release, Track } from "../model/model.ts"
import type { EntityKind, TouchOperation } from "./touched.ts"

/** By which values lists are narrowed. A track's own are `artist`, `favorite`, `rating` and `played`, all others are its release's. */
export type NarrowingKey =
  | "artist"
  | "genre"
  | "descriptor"
  | "label"
  | "type"
  | "new"
  | "year"
  | "favorite"
  | "rating"
  | "played"

/**
 * Values as text: names as the tags spell them, a flag as `1` or `0`, years and ratings as digits, `?` for a year that is no number of four
 * digits. What has none is left out.
 */
export type NarrowingValues = Readonly<Partial<Record<NarrowingKey, ReadonlyArray<string>>>>

/**
 * A track's fields that may change. Of times it is what lists are ordered by, `favoritedUs` and `lastPlayedUs`; totals are the release's
 * affair.
 */
export type TrackField = Exclude<keyof Track, "id" | "trackTotal" | "discTotal" | "lastPlayedAt"> | "favoritedUs" | "lastPlayedUs"
/** A release's fields that may change. What follows from others (aliases, genres above) is left out. */
export type ReleaseField = Exclude<keyof Release, "id" | "tracks" | "parentGenres" | "parentSecondaryGenres">

/** What has fields. */
export type EntityChangeKind = "release" | "track"

interface EntityChange {
  readonly id: string
  /** Its number in cache.db, which another entity may get when it is gone. */
  readonly no: number
  readonly operation: TouchOperation
  /** Its own values, those before and those after. */
  readonly values: NarrowingValues
}

/** A release came, went, or differs in some fields. */
export interface ReleaseChange extends EntityChange {
  readonly kind: "release"
  /** Of an update. */
  readonly fields: ReadonlyArray<ReleaseField>
}

/** The same of a track. `releaseNos`: the releases that it belongs, or belonged, to. */
export interface TrackChange extends EntityChange {
  readonly kind: "track"
  readonly fields: ReadonlyArray<TrackField>
  readonly releaseNos: ReadonlyArray<number>
}

/** A collage or playlist, by its name. */
export interface CollectionChange {
  readonly kind: "collage" | "playlist"
  readonly id: string
  readonly operation: TouchOperation
}

export type Change = ReleaseChange | TrackChange | CollectionChange

/**
 * What no entity is: search documents were written (`search`), or names went that nothing bears any more.
 */
export type Fact = "search" | "artist" | "genre" | "descriptor" | "label"

/** All that one write changed. `releases`: the values of the releases that changed tracks belong to, before and after, by number. */
export interface WriteRecord {
  readonly changes: ReadonlyArray<Change>
  readonly releases: Readonly<Record<number, NarrowingValues>>
  readonly facts: ReadonlyArray<Fact>
}

/** The values of both, each once. */
export const mergeValues = (a: NarrowingValues, b: NarrowingValues): NarrowingValues => {
  const merged: Partial<Record<NarrowingKey, ReadonlyArray<string>>> = { ...a }
  for (const [key, values] of Object.entries(b) as Array<[NarrowingKey, ReadonlyArray<string>]>) {
    const before = a[key]
    merged[key] = before === undefined ? values : [...new Set([...before, ...values])]
  }
  return merged
}

/** Is this a kind of entity that has fields? */
export const hasPortrait = (kind: EntityKind): kind is EntityChangeKind => kind === "release" || kind === "track"
