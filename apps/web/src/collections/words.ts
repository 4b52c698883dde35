/** What collages and playlists, and what is in them, are called. */
import type { CollectionSummary } from "@deadwax/core-cache"
import type { CollectionKind } from "../client/edits.ts"
import { formatCount } from "../parts/time.ts"

export const kindWords = {
  collages: { one: "collage", One: "Collage", Many: "Collages", member: "release" },
  playlists: { one: "playlist", One: "Playlist", Many: "Playlists", member: "track" }
} as const

/** `12 tracks`, `12 tracks · 1 missing`. */
export const countWords = (kind: CollectionKind, { count, missing }: Pick<CollectionSummary, "count" | "missing">): string =>
  [formatCount(count, kindWords[kind].member), ...(missing > 0 ? [`${missing.toLocaleString("en")} missing`] : [])].join(" · ")

/** A description as its file has it, without the mark of what is missing: the page shows that in its own way. */
export const plainDescription = (description: string | null): string => (description ?? "").replace(/ \{MISSING\}$/, "")
