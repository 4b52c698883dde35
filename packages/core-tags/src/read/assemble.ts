/** From raw fields to `AudioTags`: the grammar of LIBRARY-FORMAT.md, applied in one place for all containers. */
import { type ArtistsByRole, artistsOf } from "../grammar/artists.ts"
import { type PartialDate, parseDate } from "../grammar/dates.ts"
import { parseGenres } from "../grammar/genres.ts"
import { parseNumber, parseTotal } from "../grammar/numbers.ts"
import { parseReleaseType } from "../grammar/release-types.ts"
import { dedupe, splitAll } from "../grammar/split-values.ts"
import type { AudioTags, MusicBrainz, ReplayGain } from "../tags.ts"
import { type Field, FieldSet } from "./fields.ts"
import { coverOf, type Parsed, type Properties } from "./parsed.ts"

export const assemble = (parsed: Parsed): AudioTags => {
  // One tag is believed as a whole: mixing in another's fields would make a track that nobody tagged.
  const fields = parsed.tags.find((tag) => tag.isDescriptive) ?? new FieldSet()
  const track = numberOf(fields, "trackNumber", "trackTotal")
  const disc = numberOf(fields, "discNumber", "discTotal")
  const cover = coverOf(parsed.pictures)
  return {
    format: parsed.format,
    title: fields.joined("title"),
    artists: trackArtists(fields),
    releaseTitle: fields.joined("releaseTitle"),
    releaseArtists: artistsOf({ main: fields.all("releaseArtist"), exact: fields.all("exactReleaseArtists") }),
    releaseType: fields.has("releaseType") ? parseReleaseType(fields.all("releaseType")) : null,
    releaseDate: dateOfField(fields, "releaseDate"),
    originalDate: dateOfField(fields, "originalDate"),
    compositionDate: dateOfField(fields, "compositionDate"),
    trackNumber: track.number,
    trackTotal: track.total,
    discNumber: disc.number,
    discTotal: disc.total,
    genres: parseGenres(fields.all("genre")),
    secondaryGenres: parseGenres(fields.all("secondaryGenre")),
    descriptors: splitAll(fields.all("descriptor")),
    labels: splitAll(fields.all("label")),
    catalogNumber: fields.joined("catalogNumber"),
    edition: fields.joined("edition"),
    ...propertiesOf(parsed.properties),
    hasCover: cover !== undefined,
    coverMime: cover?.mime ?? null,
    hasLyrics: parsed.tags.some((tag) => tag.has("lyrics")),
    replayGain: replayGainOf(parsed.tags),
    musicBrainz: musicBrainzOf(fields),
    ids: { track: fields.first("trackId") ?? null, release: fields.first("releaseId") ?? null }
  }
}

const trackArtists = (fields: FieldSet): ArtistsByRole =>
  artistsOf({
    main: fields.all("artist"),
    exact: fields.all("exactArtists"),
    roles: {
      remixer: fields.all("remixer"),
      producer: fields.all("producer"),
      composer: fields.all("composer"),
      conductor: fields.all("conductor"),
      djmixer: fields.all("djmixer")
    }
  })

/** The first value that is a date. */
const dateOfField = (fields: FieldSet, field: Field): PartialDate | null => {
  for (const value of fields.all(field)) {
    const date = parseDate(value)
    if (date !== null) return date
  }
  return null
}

const numberOf = (fields: FieldSet, number: Field, total: Field): { number: string | null; total: number | null } => {
  const read = parseNumber(fields.first(number) ?? "")
  return { number: read.number, total: parseTotal(fields.first(total) ?? "") ?? read.total }
}

const propertiesOf = (properties: Properties): Pick<AudioTags, "durationMs" | "bitrateKbps" | "sampleRateHz" | "channels"> => ({
  durationMs: rounded(properties.durationSeconds, 1000),
  bitrateKbps: rounded(properties.bitsPerSecond, 1 / 1000) || null,
  sampleRateHz: rounded(properties.sampleRateHz, 1) || null,
  channels: rounded(properties.channels, 1) || null
})

const rounded = (value: number | undefined, factor: number): number | null =>
  value === undefined || !Number.isFinite(value) || value < 0 ? null : Math.round(value * factor)

const decimal = (value: string | undefined): number | null => {
  const parts = /^\s*([-+]?\d+(?:\.\d+)?|[-+]?\.\d+)/.exec(value ?? "")
  return parts === null ? null : Number(parts[1])
}

/** R128 gains are 1/256 dB against -23 LUFS; ReplayGain's reference lies 5 dB higher. */
const r128Gain = (value: string | undefined): number | null => {
  const gain = decimal(value)
  return gain === null ? null : Math.round((gain / 256 + 5) * 100) / 100
}

/** From whichever tag has it: mp3gain writes an APE tag beside ID3. */
const replayGainOf = (tags: ReadonlyArray<FieldSet>): ReplayGain | null => {
  const value = (field: Field): string | undefined => tags.find((tag) => tag.has(field))?.first(field)
  const gain: ReplayGain = {
    trackGainDb: decimal(value("trackGain")) ?? r128Gain(value("r128TrackGain")),
    trackPeak: decimal(value("trackPeak")),
    albumGainDb: decimal(value("albumGain")) ?? r128Gain(value("r128AlbumGain")),
    albumPeak: decimal(value("albumPeak"))
  }
  return Object.values(gain).every((part) => part === null) ? null : gain
}

/** Ids of several artists stand in one value, separated by `/` or `;`, where the tag knows no lists. */
const idsOf = (fields: FieldSet, field: Field): ReadonlyArray<string> =>
  dedupe(fields.all(field).flatMap((value) => value.split(/[/;]/)))

const musicBrainzOf = (fields: FieldSet): MusicBrainz | null => {
  const ids: MusicBrainz = {
    recordingId: fields.first("mbRecordingId") ?? null,
    trackId: fields.first("mbTrackId") ?? null,
    releaseId: fields.first("mbReleaseId") ?? null,
    releaseGroupId: fields.first("mbReleaseGroupId") ?? null,
    artistIds: idsOf(fields, "mbArtistId"),
    releaseArtistIds: idsOf(fields, "mbReleaseArtistId")
  }
  return Object.values(ids).every((part) => part === null || part.length === 0) ? null : ids
}
