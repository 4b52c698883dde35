import { type AudioTags, noArtists } from "../src/index.ts"

/** What a file without tags reads as. */
export const untagged: AudioTags = {
  format: "mp3",
  title: null,
  artists: noArtists,
  releaseTitle: null,
  releaseArtists: noArtists,
  releaseType: null,
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  trackNumber: null,
  trackTotal: null,
  discNumber: null,
  discTotal: null,
  genres: [],
  secondaryGenres: [],
  descriptors: [],
  labels: [],
  catalogNumber: null,
  edition: null,
  durationMs: null,
  bitrateKbps: null,
  sampleRateHz: null,
  channels: null,
  hasCover: false,
  coverMime: null,
  hasLyrics: false,
  replayGain: null,
  musicBrainz: null,
  ids: { track: null, release: null }
}
