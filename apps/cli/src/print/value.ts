/** Artists, genres, descriptors and labels as rows and as a page of their own. */
import type { ArtistEntry, ArtistRow, GenreEntry, ValueRow } from "@deadwax/core-cache"
import type { Field } from "./fields.ts"
import { grouped } from "./numbers.ts"
import type { Column } from "./table.ts"

export const artistColumns: ReadonlyArray<Column<ArtistRow>> = [
  { title: "Name", value: ({ name }) => name, least: 16, style: "cyan" },
  { title: "Releases", value: ({ releases }) => String(releases), align: "right", leaves: 2 },
  { title: "Tracks", value: ({ tracks }) => String(tracks), align: "right", leaves: 3 }
]

export const valueColumns: ReadonlyArray<Column<ValueRow>> = [
  ...(artistColumns as ReadonlyArray<Column<ArtistRow>>),
  { title: "New", value: ({ onlyNewReleases }) => (onlyNewReleases ? "new" : ""), leaves: 4 }
]

const counts = ({ name, releases, tracks }: ArtistRow): ReadonlyArray<Field> => [
  ["Name", name],
  ["Releases", grouped(releases)],
  ["Tracks", grouped(tracks)]
]

export const artistFields = (artist: ArtistEntry): ReadonlyArray<Field> => [
  ...counts(artist),
  ["Aliases", artist.aliases],
  ["Alias of", artist.aliasOf]
]

export const valueFields = (value: ValueRow): ReadonlyArray<Field> => [
  ...counts(value),
  ["Only new releases", value.onlyNewReleases]
]

export const genreFields = (genre: GenreEntry): ReadonlyArray<Field> => [
  ...valueFields(genre),
  ["Parents", genre.parentGenres],
  ["Below it", genre.subGenres]
]
