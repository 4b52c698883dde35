/** Tracks as rows and as a page of their own. */
import { printedCredit, type Track } from "@deadwax/core-cache"
import type { Field } from "./fields.ts"
import { lengthOf, sizeOf } from "./numbers.ts"
import { roleFields } from "./release.ts"
import type { Column } from "./table.ts"

/** `7`, or `2-7` where the release has several discs. */
const positionOf = (track: Track): string =>
  track.discTotal > 1 ? `${track.discNumber}-${track.trackNumber}` : track.trackNumber

export const trackColumns: ReadonlyArray<Column<Track>> = [
  { title: "ID", value: ({ id }) => id, leaves: 8, style: "dim" },
  { title: "No.", value: positionOf, align: "right", leaves: 4 },
  { title: "Artists", value: ({ artists }) => printedCredit(artists), least: 12, style: "cyan" },
  { title: "Title", value: ({ title }) => title, least: 16 },
  { title: "Length", value: ({ durationSeconds }) => lengthOf(durationSeconds), align: "right", leaves: 5 },
  { title: "Format", value: ({ format }) => format, leaves: 6 },
  { title: "Path", value: ({ sourcePath }) => sourcePath, leaves: 9 }
]

const audioOf = (track: Track): string =>
  [
    track.format,
    track.bitrateKbps === null ? "" : `${track.bitrateKbps} kbit/s`,
    track.sampleRateHz === null ? "" : `${track.sampleRateHz} Hz`,
    track.channels === null ? "" : `${track.channels} ch`
  ]
    .filter((part) => part !== "")
    .join(", ")

export const trackFields = (track: Track): ReadonlyArray<Field> => [
  ["Title", track.title],
  ["Artists", printedCredit(track.artists)],
  ...roleFields(track.artists),
  ["Track", `${track.trackNumber} of ${track.trackTotal}`],
  ["Disc", `${track.discNumber} of ${track.discTotal}`],
  ["Length", lengthOf(track.durationSeconds)],
  ["Audio", audioOf(track)],
  ["Size", sizeOf(track.sizeBytes)],
  ["Lyrics", track.lyricsPath ?? (track.lyrics === "tags" ? "in its tags" : null)],
  ["Favorite", track.isFavorite],
  ["Rating", track.rating],
  ["Plays", track.playCount],
  ["Last played", track.lastPlayedAt],
  ["Path", track.sourcePath],
  ["ID", track.id],
  ["Release ID", track.releaseId]
]
