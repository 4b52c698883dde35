/** Collages and playlists as rows and as a page of their own. */
import type { CollectionItem, CollectionSummary } from "@deadwax/core-cache"
import type { Field } from "./fields.ts"
import type { Column } from "./table.ts"

export const collectionColumns: ReadonlyArray<Column<CollectionSummary>> = [
  { title: "Name", value: ({ name }) => name, least: 16 },
  { title: "Entries", value: ({ count }) => String(count), align: "right" },
  { title: "Missing", value: ({ missing }) => String(missing), align: "right" },
  { title: "Cover", value: ({ coverPath }) => coverPath ?? "", leaves: 9, style: "dim" }
]

export const itemColumns: ReadonlyArray<Column<CollectionItem>> = [
  { title: "ID", value: ({ id }) => id, leaves: 8, style: "dim" },
  { title: "No.", value: ({ position }) => String(position), align: "right" },
  { title: "Entry", value: ({ description }) => description ?? "", least: 24 },
  { title: "", value: ({ missing }) => (missing ? "missing" : ""), leaves: 5, style: "yellow" }
]

export const collectionFields = (collection: CollectionSummary): ReadonlyArray<Field> => [
  ["Name", collection.name],
  ["Entries", collection.count],
  ["Missing", collection.missing],
  ["Cover", collection.coverPath],
  ["Trouble", collection.failure === null ? null : `${collection.failure.message} (${collection.failure.reason})`]
]
