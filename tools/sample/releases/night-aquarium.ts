/** m4a, three in AAC and one in ALAC, in Japanese and Korean, both orders of the file's parts, covers only inside the files. */
import { discNumbers, item, itunes, musicBrainzId, rose, trackNumbers } from "../fields.ts"
import { by, noTags, type Roles, roles, type SampleRelease, type SampleTrack, type Tags } from "../model.ts"

const artist = "凪紗コウ"
const album = "夜の水族館"

interface Own {
  readonly title: string
  readonly credit: string
  readonly artists: Roles
  readonly as: "m4a" | "alac"
  readonly moovFirst: boolean
  readonly hasLyrics?: boolean
}

const expected = (own: Own, n: number): Tags => ({
  ...noTags,
  title: own.title,
  artists: own.artists,
  releaseTitle: album,
  releaseArtists: by(artist),
  releaseType: "ep",
  releaseDate: "2018-07-07",
  originalDate: "2017-12",
  trackNumber: `${n}`,
  trackTotal: 4,
  discNumber: "1",
  discTotal: 1,
  genres: ["City Pop", "J-Pop"],
  descriptors: ["urban"],
  labels: ["海月レコード"],
  catalogNumber: "KRG-07",
  edition: "初回限定盤",
  hasCover: true,
  hasLyrics: own.hasLyrics === true,
  replayGain: { trackGainDb: -5.5, trackPeak: 0.75, albumGainDb: null, albumPeak: null },
  musicBrainz: {
    recordingId: musicBrainzId(1, 400 + n),
    trackId: null,
    releaseId: musicBrainzId(3, 4),
    releaseGroupId: null,
    artistIds: [],
    releaseArtistIds: []
  }
})

const track = (own: Own, index: number): SampleTrack => {
  const n = index + 1
  return {
    path: `0${n}. ${own.title}.m4a`,
    sound: index % 2 === 0 ? `tone:${440 + 60 * index}` : `chord:${260 + 20 * index}`,
    seconds: 1,
    written: {
      as: own.as,
      moovFirst: own.moovFirst,
      items: [
        item("©nam", own.title),
        item("©ART", own.credit),
        item("©alb", album),
        item("aART", artist),
        item("©day", "2018-07-07T07:00:00Z"),
        item("©gen", "City Pop", "J-Pop"),
        trackNumbers(n, 4),
        discNumbers(1, 1),
        itunes("ORIGINALDATE", "2017-12"),
        itunes("LABEL", "海月レコード"),
        itunes("CATALOGNUMBER", "KRG-07"),
        itunes("RELEASETYPE", "ep"),
        itunes("replaygain_track_gain", "-5.50 dB"),
        itunes("replaygain_track_peak", "0.750000"),
        itunes("MusicBrainz Track Id", musicBrainzId(1, 400 + n)),
        itunes("MusicBrainz Album Id", musicBrainzId(3, 4)),
        rose("DESCRIPTOR", "urban"),
        rose("EDITION", "初回限定盤"),
        ...(own.hasLyrics === true ? [item("©lyr", "ガラスの海を\n泳いでいく")] : []),
        ...(own.artists.composer.length > 0 ? [item("©wrt", ...own.artists.composer)] : []),
        ...(own.artists.producer.length > 0 ? [itunes("PRODUCER", ...own.artists.producer)] : [])
      ]
    },
    picture: "aquarium.png",
    expected: expected(own, n)
  }
}

const owns: ReadonlyArray<Own> = [
  {
    title: "硝子の海",
    credit: artist,
    artists: roles({ main: [artist], composer: ["水無瀬ルイ"] }),
    as: "m4a",
    moovFirst: false,
    hasLyrics: true
  },
  {
    title: "電車と花火",
    credit: `${artist} feat. 서리밴드`,
    artists: roles({ main: [artist], guest: ["서리밴드"] }),
    as: "m4a",
    moovFirst: true
  },
  { title: "푸른 편지", credit: "서리밴드", artists: by("서리밴드"), as: "m4a", moovFirst: true },
  {
    title: "夜明け前",
    credit: artist,
    artists: roles({ main: [artist], producer: ["水無瀬ルイ", "Ines Varga"] }),
    as: "alac",
    moovFirst: true
  }
]

export const nightAquarium: SampleRelease = {
  directory: `${artist} - 2018. ${album}`,
  layouts: ["flat", "nested"],
  shows:
    "m4a: AAC and ALAC, several values in one item, freeform items, a date with a time, track totals, Japanese and Korean, cover only embedded",
  facts: {
    title: album,
    type: "ep",
    artists: by(artist),
    releaseDate: "2018-07-07",
    originalDate: "2017-12",
    catalogNumber: "KRG-07",
    edition: "初回限定盤",
    genres: ["City Pop", "J-Pop"],
    descriptors: ["urban"],
    labels: ["海月レコード"],
    cover: null
  },
  tracks: owns.map(track)
}
