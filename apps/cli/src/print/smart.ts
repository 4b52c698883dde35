/** Smart playlists as rows and as a page of their own. */
import type { SmartPlaylist } from "@deadwax/core-cache"
import type { Field } from "./fields.ts"
import type { Column } from "./table.ts"

export const smartColumns: ReadonlyArray<Column<SmartPlaylist>> = [
  { title: "Name", value: ({ name }) => name, least: 16 },
  { title: "Tracks", value: ({ count }) => String(count), align: "right" },
  { title: "Filter", value: ({ filter }) => filter, least: 24 },
  { title: "Order", value: ({ sort }) => sort, leaves: 6, style: "dim" },
  { title: "Takes", value: ({ limit }) => (limit === null ? "all" : String(limit)), align: "right", leaves: 6, style: "dim" }
]

export const smartFields = ({ name, filter, sort, limit, count, failure }: SmartPlaylist): ReadonlyArray<Field> => [
  ["Name", name],
  ["Filter", filter],
  ["Order", sort],
  ["Takes", limit ?? "all"],
  ["Tracks", count],
  ["Trouble", failure === null ? null : failure.message]
]
