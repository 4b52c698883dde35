/** What was read from one file, as lines. */
import { type ArtistsByRole, formatArtists } from "@deadwax/core-tags"
import type { Inspection } from "../library/inspect-files.ts"
import type { Field } from "./fields.ts"
import { lengthOf } from "./numbers.ts"

const ofTotal = (number: string | null, total: number | null): string =>
  number === null ? "" : total === null ? number : `${number} of ${total}`

/** Nobody is an absent value here, not "Unknown Artists": the reader invents nothing. */
const credit = (artists: ArtistsByRole): string =>
  Object.values(artists).some((names) => names.length > 0) ? formatArtists(artists) : ""

const gain = ({ replayGain }: Inspection): string =>
  replayGain === null
    ? ""
    : [
        replayGain.trackGainDb === null ? "" : `track ${replayGain.trackGainDb} dB`,
        replayGain.albumGainDb === null ? "" : `album ${replayGain.albumGainDb} dB`
      ]
        .filter((part) => part !== "")
        .join(", ")

const roles = (artists: ArtistsByRole): ReadonlyArray<Field> =>
  (["remixer", "producer", "composer", "conductor", "djmixer"] as const).map((role) => [
    role === "djmixer" ? "DJ" : `${role[0]?.toUpperCase()}${role.slice(1)}`,
    artists[role]
  ])

export const inspectionFields = (tags: Inspection): ReadonlyArray<Field> => [
  ["Title", tags.title],
  ["Artists", credit(tags.artists)],
  ...roles(tags.artists),
  ["Release", tags.releaseTitle],
  ["Release artists", credit(tags.releaseArtists)],
  ["Type", tags.releaseType],
  ["Released", tags.releaseDate],
  ["Original", tags.originalDate],
  ["Composed", tags.compositionDate],
  ["Track", ofTotal(tags.trackNumber, tags.trackTotal)],
  ["Disc", ofTotal(tags.discNumber, tags.discTotal)],
  ["Genres", tags.genres],
  ["Secondary genres", tags.secondaryGenres],
  ["Descriptors", tags.descriptors],
  ["Labels", tags.labels],
  ["Catalog number", tags.catalogNumber],
  ["Edition", tags.edition],
  ["Length", tags.durationMs === null ? "" : lengthOf(Math.round(tags.durationMs / 1000))],
  ["Format", tags.format],
  ["Bitrate", tags.bitrateKbps === null ? "" : `${tags.bitrateKbps} kbit/s`],
  ["Sample rate", tags.sampleRateHz === null ? "" : `${tags.sampleRateHz} Hz`],
  ["Channels", tags.channels],
  ["Cover", tags.hasCover],
  ["Lyrics", tags.hasLyrics],
  ["ReplayGain", gain(tags)],
  ["MusicBrainz recording", tags.musicBrainz?.recordingId ?? null],
  ["MusicBrainz release", tags.musicBrainz?.releaseId ?? null],
  ["Track ID", tags.ids.track],
  ["Release ID", tags.ids.release]
]
