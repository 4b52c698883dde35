/**
 * An entity as the world sees it, to be compared with itself: what of it is answered anywhere is a field here, so that no field can be
 * forgotten. Reads with the same code that answers, without the rules that are applied on reading (aliases, the genre tree).
 */
import type { Database } from "@deadwax/core-async"
import type { Artists, Release, Track } from "../model/model.ts"
import { releasesById } from "../releases/read-releases.ts"
import { tracksById } from "../tracks/read-tracks.ts"
import type { NarrowingValues } from "./change.ts"

/** What an entity is at one moment. `fields` are compared as JSON. */
export interface Portrait {
  readonly no: number
  readonly fields: Readonly<Record<string, unknown>>
  readonly values: NarrowingValues
  /** The release of a track, by number and id. */
  readonly release: { readonly no: number; readonly id: string } | undefined
}

/** Reads of the cache alone, with paths below the root and names as they stand in the tags. */
export const asTheTagsSay = (cache: Database) => ({
  cache,
  root: "",
  aliases: { mainNames: () => [], withAliases: (name: string) => [name] },
  genres: () => ({ ancestors: () => [], keysBelow: (genre: string) => new Set([genre]) })
})

/** One entity as it is now; undefined: it is not there. */
export const readPortrait = (cache: Database, kind: "release" | "track", id: string): Portrait | undefined =>
  kind === "track" ? readTrack(cache, id) : readRelease(cache, id)

const readTrack = (cache: Database, id: string): Portrait | undefined => {
  const row = cache
    .prepare(
      `select no, release_no as releaseNo, favorited_us as favoritedUs, last_played_us as lastPlayedUs
      from tracks left join track_state on track_id = id where id = ?`
    )
    .get(id)
  if (row === undefined) return undefined
  const track = tracksById(asTheTagsSay(cache), [id]).get(id)!
  const { id: _, trackTotal: __, discTotal: ___, lastPlayedAt: ____, ...fields } = track
  return {
    no: row["no"] as number,
    fields: { ...fields, favoritedUs: row["favoritedUs"], lastPlayedUs: row["lastPlayedUs"] },
    values: { artist: namesIn(track.artists), ...stateValues(track) },
    release: { no: row["releaseNo"] as number, id: track.releaseId }
  }
}

const stateValues = ({ isFavorite, rating, playCount, lastPlayedAt }: Track): NarrowingValues => ({
  favorite: [isFavorite ? "1" : "0"],
  rating: [String(rating ?? 0)],
  played: [playCount > 0 || lastPlayedAt !== null ? "1" : "0"]
})

const readRelease = (cache: Database, id: string): Portrait | undefined => {
  const row = cache.prepare("select no from releases where id = ?").get(id)
  if (row === undefined) return undefined
  const release = releasesById(asTheTagsSay(cache), [id]).get(id)!
  const { id: _, parentGenres: __, parentSecondaryGenres: ___, ...fields } = release
  return { no: row["no"] as number, fields, values: valuesOf(release), release: undefined }
}

const valuesOf = (release: Release): NarrowingValues => {
  const year = (release.originalDate ?? release.releaseDate ?? "").slice(0, 4)
  return {
    artist: namesIn(release.artists),
    genre: [...new Set([...release.genres, ...release.secondaryGenres])],
    descriptor: release.descriptors,
    label: release.labels,
    type: [release.type],
    new: [release.isNew ? "1" : "0"],
    ...(year !== "" && { year: [/^\d{4}$/.test(year) ? year : "?"] })
  }
}

const namesIn = (artists: Artists): ReadonlyArray<string> => [
  ...new Set(
    Object.values(artists)
      .flat()
      .map(({ name }) => name)
  )
]
