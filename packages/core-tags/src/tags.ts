/**
 * What the reader sees in one audio file. Absent values are null, lists are empty; nothing is invented here:
 * the defaults of the library format are `withDefaults`, applied by whoever stores the tags.
 */
import type { ArtistsByRole } from "./grammar/artists.ts"
import type { PartialDate } from "./grammar/dates.ts"
import type { ReleaseType } from "./grammar/release-types.ts"

/** What the bytes of an audio file can be. */
export const audioFormats = [
  "mp3",
  "mp2",
  "mp1",
  "flac",
  "m4a",
  "ogg-vorbis",
  "opus",
  "ogg-flac",
  "ogg-speex",
  "wav",
  "aiff",
  "wv",
  "ape",
  "mka",
  "aac",
  "wma",
  "mpc",
  "dsf",
  "dff"
] as const

/** What the bytes are, whatever the file's name says. Ids can be written to mp3, flac, m4a, ogg-vorbis and opus. */
export type AudioFormat = (typeof audioFormats)[number]

/** Gains in dB, peaks as a fraction of full scale. R128 gains of Opus are turned into ReplayGain's reference (+5 dB). */
export interface ReplayGain {
  readonly trackGainDb: number | null
  readonly trackPeak: number | null
  readonly albumGainDb: number | null
  readonly albumPeak: number | null
}

/** MusicBrainz identifiers as the tags hold them. `trackId` is the track on a release, `recordingId` the recording. */
export interface MusicBrainz {
  readonly recordingId: string | null
  readonly trackId: string | null
  readonly releaseId: string | null
  readonly releaseGroupId: string | null
  readonly artistIds: ReadonlyArray<string>
  readonly releaseArtistIds: ReadonlyArray<string>
}

/** The ids that Deadwax (and rosé) embed. */
export interface EmbeddedIds {
  readonly track: string | null
  readonly release: string | null
}

/** One file's tags and properties. Dates are `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; totals are what the tag says. */
export interface AudioTags {
  readonly format: AudioFormat
  readonly title: string | null
  readonly artists: ArtistsByRole
  readonly releaseTitle: string | null
  readonly releaseArtists: ArtistsByRole
  /** Null without a tag; `unknown` when the tag names no type we know. */
  readonly releaseType: ReleaseType | null
  readonly releaseDate: PartialDate | null
  readonly originalDate: PartialDate | null
  readonly compositionDate: PartialDate | null
  /** Text: `A1` is a track number. */
  readonly trackNumber: string | null
  readonly trackTotal: number | null
  readonly discNumber: string | null
  readonly discTotal: number | null
  readonly genres: ReadonlyArray<string>
  readonly secondaryGenres: ReadonlyArray<string>
  readonly descriptors: ReadonlyArray<string>
  readonly labels: ReadonlyArray<string>
  readonly catalogNumber: string | null
  readonly edition: string | null
  readonly durationMs: number | null
  readonly bitrateKbps: number | null
  readonly sampleRateHz: number | null
  readonly channels: number | null
  readonly hasCover: boolean
  /** MIME type of the picture that `readPicture` would give; null when there is none or it does not say. */
  readonly coverMime: string | null
  readonly hasLyrics: boolean
  readonly replayGain: ReplayGain | null
  readonly musicBrainz: MusicBrainz | null
  readonly ids: EmbeddedIds
}

/** An embedded picture, as it is in the file. */
export interface Picture {
  readonly mime: string
  readonly bytes: Uint8Array
}

/** Why a file gave no tags: not audio at all, audio that is broken, not readable by us, or gone since it was listed. */
export type ReadFailureReason = "not-audio" | "corrupt" | "unreadable" | "vanished"

/** What became of one file: its tags, or why there are none. */
export type ReadOutcome =
  /** `picture` and `lyrics`, when asked for and there. `essence`, when asked for: equal for two files exactly when their sound is, as far as can be told; null where it cannot. */
  | {
      readonly ok: true
      readonly tags: AudioTags
      readonly picture?: Picture
      readonly lyrics?: string
      readonly essence?: string | null
    }
  | { readonly ok: false; readonly reason: ReadFailureReason; readonly message: string }

/** The same tags with what LIBRARY-FORMAT stores where a tag is missing. */
export interface StoredTags extends AudioTags {
  readonly title: string
  readonly releaseTitle: string
  readonly releaseType: ReleaseType
  readonly trackNumber: string
  readonly discNumber: string
}

/** Applies the library format's defaults: `Unknown Title`, `Unknown Release`, type `unknown`, numbers `1`. */
export const withDefaults = (tags: AudioTags): StoredTags => ({
  ...tags,
  title: tags.title ?? "Unknown Title",
  releaseTitle: tags.releaseTitle ?? "Unknown Release",
  releaseType: tags.releaseType ?? "unknown",
  trackNumber: tags.trackNumber ?? "1",
  discNumber: tags.discNumber ?? "1"
})
