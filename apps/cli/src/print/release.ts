/** Releases as rows and as a page of their own. */
import { type Artists, type Original, printedCredit, type Release } from "@deadwax/core-cache"
import type { Field } from "./fields.ts"
import { lengthOf } from "./numbers.ts"
import type { Column } from "./table.ts"

/** A named role of the credit that `printedCredit` does not print, or prints only in part. */
export const roleFields = (artists: Artists): ReadonlyArray<Field> =>
  (["guest", "remixer", "producer", "composer", "conductor", "djmixer"] as const).map((role) => [
    role === "djmixer" ? "DJ" : `${role[0]?.toUpperCase()}${role.slice(1)}`,
    artists[role].filter(({ alias }) => !alias).map(({ name }) => name)
  ])

/** What a copy is a copy of. */
export const copyFields = (original: Original | undefined): ReadonlyArray<Field> => [
  ["A copy of", original === undefined ? null : (original.sourcePath ?? original.id)]
]

const dateOf = (release: Release): string => release.originalDate ?? release.releaseDate ?? ""

export const releaseColumns: ReadonlyArray<Column<Release>> = [
  { title: "ID", value: ({ id }) => id, leaves: 8, style: "dim" },
  { title: "Date", value: dateOf, leaves: 3 },
  { title: "Artists", value: ({ artists }) => printedCredit(artists), least: 12, style: "cyan" },
  { title: "Title", value: ({ title }) => title, least: 16 },
  { title: "Type", value: ({ type }) => type, leaves: 5 },
  { title: "Tracks", value: ({ trackTotal }) => String(trackTotal), align: "right", leaves: 4 },
  { title: "Length", value: ({ durationSeconds }) => lengthOf(durationSeconds), align: "right", leaves: 6 },
  { title: "Path", value: ({ sourcePath }) => sourcePath, leaves: 9 }
]

export const releaseFields = (release: Release): ReadonlyArray<Field> => [
  ["Title", release.title],
  ["Artists", printedCredit(release.artists)],
  ...roleFields(release.artists),
  ["Type", release.type],
  ["Released", release.releaseDate],
  ["Original", release.originalDate],
  ["Composed", release.compositionDate],
  ["Edition", release.edition],
  ["Labels", release.labels],
  ["Catalog number", release.catalogNumber],
  ["Genres", release.genres],
  ["Secondary genres", release.secondaryGenres],
  ["Descriptors", release.descriptors],
  ["Discs", release.discTotal],
  ["Tracks", release.trackTotal],
  ["Length", lengthOf(release.durationSeconds)],
  ["New", release.isNew],
  ["Added", release.addedAt],
  ["Cover", release.coverPath ?? (release.cover === "tags" ? "in the tags" : null)],
  ["Path", release.sourcePath],
  ["ID", release.id]
]
