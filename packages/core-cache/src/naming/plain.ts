/** A release and a track of which nothing is known: what templates are tried on. */
import { noArtists } from "../artists/roles.ts"
import type { Release, Track } from "../model/model.ts"

export const plainRelease: Release = {
  id: "",
  sourcePath: "",
  cover: null,
  coverPath: null,
  addedAt: null,
  title: "",
  type: "album",
  releaseDate: null,
  originalDate: null,
  compositionDate: null,
  catalogNumber: null,
  edition: null,
  isNew: false,
  discTotal: 1,
  trackTotal: 1,
  durationSeconds: 0,
  genres: [],
  parentGenres: [],
  secondaryGenres: [],
  parentSecondaryGenres: [],
  descriptors: [],
  labels: [],
  artists: noArtists()
}

export const plainTrack: Track = {
  id: "",
  releaseId: "",
  sourcePath: "",
  title: "",
  trackNumber: "1",
  trackTotal: 1,
  discNumber: "1",
  discTotal: 1,
  durationSeconds: null,
  artists: noArtists(),
  format: "flac",
  bitrateKbps: null,
  sampleRateHz: null,
  channels: null,
  sizeBytes: 0,
  lyrics: null,
  lyricsPath: null,
  isFavorite: false,
  rating: null,
  playCount: 0,
  lastPlayedAt: null
}
