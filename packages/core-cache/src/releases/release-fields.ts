/**
 * The release-level fields as each track carries them, and how a release's row comes from them (U16): for every field, the first track
 * in disc and track order that has it. So a release is the same whichever of its files was read last.
 */
import type { Database } from "@deadwax/core-async"
import type { AudioTags } from "@deadwax/core-tags"
import { roles } from "../artists/roles.ts"
import type { WriteTransaction } from "../store/store.ts"

type RoleNames = Readonly<Record<(typeof roles)[number], ReadonlyArray<string>>>

/** Release-level fields; null or empty: nothing said. */
export interface ReleaseFields {
  readonly title: string | null
  readonly artists: RoleNames
  readonly type: string | null
  readonly releaseDate: string | null
  readonly originalDate: string | null
  readonly compositionDate: string | null
  readonly genres: ReadonlyArray<string>
  readonly secondaryGenres: ReadonlyArray<string>
  readonly descriptors: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  readonly catalogNumber: string | null
  readonly edition: string | null
}

const fieldsOf = (tags: AudioTags): ReleaseFields => ({
  title: tags.releaseTitle,
  artists: tags.releaseArtists,
  type: tags.releaseType,
  releaseDate: tags.releaseDate,
  originalDate: tags.originalDate,
  compositionDate: tags.compositionDate,
  genres: tags.genres,
  secondaryGenres: tags.secondaryGenres,
  descriptors: tags.descriptors,
  labels: tags.labels,
  catalogNumber: tags.catalogNumber,
  edition: tags.edition
})

/** The number of the set of fields that a track carries; tracks of a release mostly share one. */
export const releaseFieldsNo = ({ cache, numbers }: Pick<WriteTransaction, "cache" | "numbers">, tags: AudioTags): number => {
  const fields = JSON.stringify(fieldsOf(tags))
  return numbers.of(`release_fields ${fields}`, () => {
    const row =
      cache.prepare("select no from release_fields where fields = ?").get(fields) ??
      cache.prepare("insert into release_fields (fields) values (?) returning no").get(fields)!
    return row["no"] as number
  })
}

/** The title of a release none of whose files has an album title. */
export const untitled = "Unknown Release"

/** The album titles that these tracks' files carry, each once. */
export const albumsOfTracks = (cache: Database, tracks: ReadonlyArray<number>): ReadonlyArray<string> =>
  cache
    .prepare(
      `select distinct json_extract(fields, '$.title') from tracks join release_fields on release_fields.no = release_fields_no
      where tracks.no in (select value from json_each(?)) and json_extract(fields, '$.title') is not null`
    )
    .values(JSON.stringify(tracks))
    .flat() as Array<string>

export const parseReleaseFields = (text: string): ReleaseFields => JSON.parse(text) as ReleaseFields

const hasSome = (value: unknown): boolean => {
  if (value === null) return false
  if (Array.isArray(value)) return value.length > 0
  return typeof value !== "object" || roles.some((role) => (value as RoleNames)[role].length > 0)
}

/** Merges the field sets of a release's tracks, given in disc and track order. A type of `unknown` says nothing. */
export const mergeReleaseFields = (sets: ReadonlyArray<ReleaseFields>): ReleaseFields => {
  const first = <Key extends keyof ReleaseFields>(key: Key): ReleaseFields[Key] =>
    (sets.find((fields) => hasSome(fields[key])) ?? sets[0]!)[key]
  return {
    title: first("title"),
    artists: first("artists"),
    type: sets.find((fields) => fields.type !== null && fields.type !== "unknown")?.type ?? null,
    releaseDate: first("releaseDate"),
    originalDate: first("originalDate"),
    compositionDate: first("compositionDate"),
    genres: first("genres"),
    secondaryGenres: first("secondaryGenres"),
    descriptors: first("descriptors"),
    labels: first("labels"),
    catalogNumber: first("catalogNumber"),
    edition: first("edition")
  }
}
