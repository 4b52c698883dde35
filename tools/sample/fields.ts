/** Short forms in which the releases write their tags down. */

import type { Id3Frame } from "../bench/tags/id3.ts"
import { userText } from "../bench/tags/id3.ts"
import type { Mp4Item } from "../bench/tags/mp4.ts"
import type { Comment } from "../bench/tags/vorbis-comments.ts"
import type { MusicBrainz } from "./model.ts"

/** Vorbis comments; several values of a key are several comments. */
export const comments = (fields: Readonly<Record<string, string | ReadonlyArray<string>>>): ReadonlyArray<Comment> =>
  Object.entries(fields).flatMap(([key, value]) =>
    (typeof value === "string" ? [value] : value).map((one): Comment => [key, one])
  )

/** `TXXX` frames by description. */
export const userTexts = (fields: Readonly<Record<string, string | ReadonlyArray<string>>>): ReadonlyArray<Id3Frame> =>
  Object.entries(fields).map(([description, value]) => userText(description, typeof value === "string" ? [value] : value))

/** An MP4 text item; `©` names are written as such. */
export const item = (name: string, ...values: ReadonlyArray<string>): Mp4Item => ({ kind: "text", name, values })
export const itunes = (name: string, ...values: ReadonlyArray<string>): Mp4Item => ({
  kind: "freeform",
  mean: "com.apple.iTunes",
  name,
  values
})
export const rose = (name: string, ...values: ReadonlyArray<string>): Mp4Item => ({
  kind: "freeform",
  mean: "net.sunsetglow.rose",
  name,
  values
})
export const trackNumbers = (number: number, total: number): Mp4Item => ({ kind: "numbers", name: "trkn", number, total })
export const discNumbers = (number: number, total: number): Mp4Item => ({ kind: "numbers", name: "disk", number, total })

/** A made-up MusicBrainz id that shows where it comes from: kind and number. */
export const musicBrainzId = (kind: number, n: number): string =>
  `${kind.toString(16).padStart(8, "d")}-00d2-4a11-8a11-${n.toString(16).padStart(12, "0")}`

/** The ids of a release's `n`th track, all kinds. */
export const musicBrainzIds = (release: number, n: number): MusicBrainz => ({
  recordingId: musicBrainzId(1, release * 100 + n),
  trackId: musicBrainzId(2, release * 100 + n),
  releaseId: musicBrainzId(3, release),
  releaseGroupId: musicBrainzId(4, release),
  artistIds: [musicBrainzId(5, release)],
  releaseArtistIds: [musicBrainzId(5, release)]
})

/** A made-up UUIDv7 of the library's own: release (track 0) and track ids. */
export const libraryId = (release: number, track: number): string =>
  `018d6a00-${release.toString(16).padStart(4, "0")}-7dea-8d3a-${track.toString(16).padStart(12, "0")}`
