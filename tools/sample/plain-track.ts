/** A track with the ordinary fields only, in any container: for the files that are there for where they lie. */
import { text } from "../bench/tags/id3.ts"
import { comments, discNumbers, item, itunes, trackNumbers, userTexts } from "./fields.ts"
import { by, noTags, type SampleTrack, type Tags, type Written } from "./model.ts"
import type { SoundName } from "./sound.ts"

export interface PlainTrack {
  readonly path: string
  readonly as: "mp3" | "flac" | "ogg" | "opus" | "m4a"
  readonly title: string
  readonly artist: string
  readonly album: string | null
  readonly year: string
  readonly track: number
  readonly disc: number
  readonly type?: string
  readonly ids?: { readonly track: string; readonly release: string }
}

const mp3 = (plain: PlainTrack): Written => ({
  as: "mp3",
  version: 4,
  frames: [
    text("TIT2", [plain.title]),
    text("TPE1", [plain.artist]),
    text("TPE2", [plain.artist]),
    ...(plain.album === null ? [] : [text("TALB", [plain.album])]),
    text("TDRC", [plain.year]),
    text("TRCK", [`${plain.track}`]),
    text("TPOS", [`${plain.disc}`]),
    ...userTexts({
      ...(plain.type === undefined ? {} : { RELEASETYPE: plain.type }),
      ...(plain.ids === undefined ? {} : { ROSEID: plain.ids.track, ROSERELEASEID: plain.ids.release })
    })
  ]
})

const m4a = (plain: PlainTrack): Written => ({
  as: "m4a",
  items: [
    item("©nam", plain.title),
    item("©ART", plain.artist),
    item("aART", plain.artist),
    ...(plain.album === null ? [] : [item("©alb", plain.album)]),
    item("©day", plain.year),
    trackNumbers(plain.track, 0),
    discNumbers(plain.disc, 0),
    ...(plain.type === undefined ? [] : [itunes("RELEASETYPE", plain.type)])
  ]
})

const vorbis = (plain: PlainTrack, as: "flac" | "ogg" | "opus"): Written => ({
  as,
  comments: comments({
    title: plain.title,
    artist: plain.artist,
    albumartist: plain.artist,
    ...(plain.album === null ? {} : { album: plain.album }),
    date: plain.year,
    tracknumber: `${plain.track}`,
    discnumber: `${plain.disc}`,
    ...(plain.type === undefined ? {} : { releasetype: plain.type })
  })
})

const expected = (plain: PlainTrack): Tags => ({
  ...noTags,
  title: plain.title,
  artists: by(plain.artist),
  releaseTitle: plain.album,
  releaseArtists: by(plain.artist),
  releaseType: plain.type ?? null,
  releaseDate: plain.year,
  trackNumber: `${plain.track}`,
  discNumber: `${plain.disc}`,
  ids: plain.ids ?? noTags.ids
})

export const plainTrack = (plain: PlainTrack, sound: SoundName): SampleTrack => ({
  path: plain.path,
  sound,
  seconds: plain.as === "mp3" ? 0.96 : 1,
  written: plain.as === "mp3" ? mp3(plain) : plain.as === "m4a" ? m4a(plain) : vorbis(plain, plain.as),
  expected: expected(plain)
})
