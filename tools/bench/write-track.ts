/** A planned track as the bytes of a file: the template's audio, marked as this track's own, with this track's tags. */
import type { PlannedRelease, PlannedTrack, SampleFormat } from "./plan-library.ts"
import { concat } from "./tags/bytes.ts"
import { markFlac, writeFlac } from "./tags/flac.ts"
import { type Id3Frame, picture, text, uniqueFileId, userText, writeId3 } from "./tags/id3.ts"
import { markMp3 } from "./tags/mp3.ts"
import { type Mp4Item, markMp4, writeMp4 } from "./tags/mp4.ts"
import { markOgg, writeOgg } from "./tags/ogg.ts"
import { type Comment, type Picture, pictureComment } from "./tags/vorbis-comments.ts"
import type { Templates } from "./templates.ts"

const gain = (track: PlannedTrack): string => `${track.trackGainDb.toFixed(2)} dB`

/** One value each, or none when the plan has none. */
const optional = <A>(value: string | null, make: (value: string) => A): ReadonlyArray<A> => (value === null ? [] : [make(value)])

/** No frame at all for an empty list. */
const listed = <A>(values: ReadonlyArray<string>, make: (values: ReadonlyArray<string>) => A): ReadonlyArray<A> =>
  values.length === 0 ? [] : [make(values)]

const id3Frames = (release: PlannedRelease, track: PlannedTrack, cover: Picture | undefined): ReadonlyArray<Id3Frame> => [
  text("TIT2", [track.title]),
  text("TPE1", [track.credit]),
  text("TALB", [release.title]),
  text("TPE2", [release.artist]),
  text("TRCK", [`${track.trackNumber}/${track.trackTotal}`]),
  text("TPOS", [`${track.discNumber}/${release.discTotal}`]),
  text("TDRC", [release.date]),
  ...optional(release.originalDate, (date) => text("TDOR", [date])),
  text("TCON", release.genres),
  ...listed(release.descriptors, (values) => userText("DESCRIPTOR", values)),
  ...listed(release.labels, (values) => text("TPUB", values)),
  ...optional(release.catalogNumber, (value) => userText("CATALOGNUMBER", [value])),
  ...optional(release.edition, (value) => userText("EDITION", [value])),
  userText("RELEASETYPE", [release.type]),
  userText("REPLAYGAIN_TRACK_GAIN", [gain(track)]),
  ...optional(release.musicBrainzReleaseId, (id) => userText("MusicBrainz Album Id", [id])),
  ...optional(release.musicBrainzReleaseId, () => uniqueFileId("http://musicbrainz.org", track.recordingId)),
  ...optional(track.id, (id) => userText("ROSEID", [id])),
  ...optional(release.id, (id) => userText("ROSERELEASEID", [id])),
  ...(cover === undefined ? [] : [picture(cover.mime, cover.data)])
]

const comments = (release: PlannedRelease, track: PlannedTrack): ReadonlyArray<Comment> => [
  ["title", track.title],
  ["artist", track.credit],
  ["album", release.title],
  ["albumartist", release.artist],
  ["tracknumber", `${track.trackNumber}`],
  ["tracktotal", `${track.trackTotal}`],
  ["discnumber", `${track.discNumber}`],
  ["disctotal", `${release.discTotal}`],
  ["date", release.date],
  ...optional(release.originalDate, (date): Comment => ["originaldate", date]),
  ...release.genres.map((genre): Comment => ["genre", genre]),
  ...release.descriptors.map((descriptor): Comment => ["descriptor", descriptor]),
  ...release.labels.map((label): Comment => ["label", label]),
  ...optional(release.catalogNumber, (value): Comment => ["catalognumber", value]),
  ...optional(release.edition, (value): Comment => ["edition", value]),
  ["releasetype", release.type],
  // Opus has its own gain: 1/256 dB, relative to −23 LUFS, which lies 5 dB below ReplayGain's reference.
  release.format === "opus"
    ? ["R128_TRACK_GAIN", `${Math.round((track.trackGainDb - 5) * 256)}`]
    : ["REPLAYGAIN_TRACK_GAIN", gain(track)],
  ...optional(release.musicBrainzReleaseId, (id): Comment => ["MUSICBRAINZ_ALBUMID", id]),
  ...optional(release.musicBrainzReleaseId, (): Comment => ["MUSICBRAINZ_TRACKID", track.recordingId]),
  ...optional(track.id, (id): Comment => ["roseid", id]),
  ...optional(release.id, (id): Comment => ["rosereleaseid", id])
]

const itunes = (name: string, values: ReadonlyArray<string>): Mp4Item => ({
  kind: "freeform",
  mean: "com.apple.iTunes",
  name,
  values
})
const rose = (name: string, values: ReadonlyArray<string>): Mp4Item => ({
  kind: "freeform",
  mean: "net.sunsetglow.rose",
  name,
  values
})
const item = (name: string, values: ReadonlyArray<string>): Mp4Item => ({ kind: "text", name, values })

const mp4Items = (release: PlannedRelease, track: PlannedTrack, cover: Picture | undefined): ReadonlyArray<Mp4Item> => [
  item("\u00a9nam", [track.title]),
  item("\u00a9ART", [track.credit]),
  item("\u00a9alb", [release.title]),
  item("aART", [release.artist]),
  { kind: "numbers", name: "trkn", number: track.trackNumber, total: track.trackTotal },
  { kind: "numbers", name: "disk", number: track.discNumber, total: release.discTotal },
  item("\u00a9day", [release.date]),
  ...optional(release.originalDate, (date) => itunes("ORIGINALDATE", [date])),
  item("\u00a9gen", release.genres),
  ...listed(release.descriptors, (values) => rose("DESCRIPTOR", values)),
  ...listed(release.labels, (values) => itunes("LABEL", values)),
  ...optional(release.catalogNumber, (value) => itunes("CATALOGNUMBER", [value])),
  ...optional(release.edition, (value) => rose("EDITION", [value])),
  itunes("RELEASETYPE", [release.type]),
  itunes("replaygain_track_gain", [gain(track)]),
  ...optional(release.musicBrainzReleaseId, (id) => itunes("MusicBrainz Album Id", [id])),
  ...optional(release.musicBrainzReleaseId, () => itunes("MusicBrainz Track Id", [track.recordingId])),
  ...optional(track.id, (id) => rose("ID", [id])),
  ...optional(release.id, (id) => rose("RELEASEID", [id])),
  ...(cover === undefined ? [] : [{ kind: "cover", mime: cover.mime, data: cover.data } as const])
]

type Writer = (templates: Templates, release: PlannedRelease, track: PlannedTrack, cover: Picture | undefined) => Uint8Array

const oggFile =
  (codec: "ogg" | "opus"): Writer =>
  (templates, release, track, cover) =>
    writeOgg(markOgg(templates[codec], track.mark), [
      ...comments(release, track),
      ...(cover === undefined ? [] : [pictureComment(cover)])
    ])

const writers: Record<SampleFormat, Writer> = {
  mp3: (templates, release, track, cover) =>
    concat([writeId3(4, id3Frames(release, track, cover), 128), markMp3(templates.mp3, track.mark)]),
  flac: (templates, release, track, cover) =>
    writeFlac(markFlac(templates.flac, track.mark), { comments: comments(release, track), picture: cover, paddingBytes: 128 }),
  m4a: (templates, release, track, cover) => writeMp4(markMp4(templates.m4a, track.mark), mp4Items(release, track, cover)),
  ogg: oggFile("ogg"),
  opus: oggFile("opus")
}

/** The whole file. */
export const trackBytes: Writer = (templates, release, track, cover) => writers[release.format](templates, release, track, cover)
