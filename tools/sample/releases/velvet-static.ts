/** mp3 with ID3v2.4, everything a well-kept album has; ids in the tags and a datafile. */
import { type Id3Frame, languageText, people, text, uniqueFileId } from "../../bench/tags/id3.ts"
import { libraryId, musicBrainzIds, userTexts } from "../fields.ts"
import { by, noTags, type Roles, roles, type SampleRelease, type SampleTrack, type Tags } from "../model.ts"

const release = 1
const band = "The Paper Lanterns"

interface Own {
  readonly file: string
  readonly title: string
  /** Instead of the usual title frame. */
  readonly titleFrame?: Id3Frame
  readonly credit: string
  readonly artists: Roles
  readonly frames?: ReadonlyArray<Id3Frame>
  readonly gainDb: number
  readonly hasLyrics?: boolean
}

const releaseFrames: ReadonlyArray<Id3Frame> = [
  text("TALB", ["Velvet Static"]),
  text("TPE2", [band]),
  text("TDRC", ["2019-03-08"]),
  text("TDOR", ["2018-11-02"]),
  text("TCON", ["Dream Pop", "Shoegaze"]),
  text("TPUB", ["Northlight Recordings", "Cassette Moon"]),
  ...userTexts({
    SECONDARYGENRE: "Ambient Pop",
    DESCRIPTOR: ["nocturnal", "warm"],
    CATALOGNUMBER: "NLR-044",
    EDITION: "Deluxe Edition",
    RELEASETYPE: "album",
    ROSERELEASEID: libraryId(release, 0)
  })
]

const frames = (own: Own, n: number): ReadonlyArray<Id3Frame> => {
  const ids = musicBrainzIds(release, n)
  return [
    own.titleFrame ?? text("TIT2", [own.title]),
    text("TPE1", [own.credit]),
    text("TRCK", [`${n}/5`]),
    text("TPOS", ["1/1"]),
    ...releaseFrames,
    ...userTexts({
      ROSEID: libraryId(release, n),
      REPLAYGAIN_TRACK_GAIN: `${own.gainDb.toFixed(2)} dB`,
      REPLAYGAIN_TRACK_PEAK: "0.891251",
      REPLAYGAIN_ALBUM_GAIN: "-6.50 dB",
      REPLAYGAIN_ALBUM_PEAK: "0.988553",
      "MusicBrainz Release Track Id": ids.trackId ?? "",
      "MusicBrainz Album Id": ids.releaseId ?? "",
      "MusicBrainz Release Group Id": ids.releaseGroupId ?? "",
      "MusicBrainz Artist Id": ids.artistIds,
      "MusicBrainz Album Artist Id": ids.releaseArtistIds
    }),
    uniqueFileId("http://musicbrainz.org", ids.recordingId ?? ""),
    ...(own.frames ?? [])
  ]
}

const expected = (own: Own, n: number): Tags => ({
  ...noTags,
  title: own.title,
  artists: own.artists,
  releaseTitle: "Velvet Static",
  releaseArtists: by(band),
  releaseType: "album",
  releaseDate: "2019-03-08",
  originalDate: "2018-11-02",
  trackNumber: `${n}`,
  trackTotal: 5,
  discNumber: "1",
  discTotal: 1,
  genres: ["Dream Pop", "Shoegaze"],
  secondaryGenres: ["Ambient Pop"],
  descriptors: ["nocturnal", "warm"],
  labels: ["Northlight Recordings", "Cassette Moon"],
  catalogNumber: "NLR-044",
  edition: "Deluxe Edition",
  hasCover: true,
  hasLyrics: own.hasLyrics === true,
  replayGain: { trackGainDb: own.gainDb, trackPeak: 0.891251, albumGainDb: -6.5, albumPeak: 0.988553 },
  musicBrainz: musicBrainzIds(release, n),
  ids: { track: libraryId(release, n), release: libraryId(release, 0) }
})

const owns: ReadonlyArray<Own> = [
  {
    file: "01. Velvet Static.mp3",
    title: "Velvet Static",
    credit: band,
    artists: roles({ main: [band], producer: ["Ines Varga"] }),
    frames: [
      people(
        [
          ["producer", "Ines Varga"],
          ["engineer", "Bo Mercer"]
        ],
        4
      ),
      languageText("USLT", "eng", "", "Static on the velvet line\nhold it till the morning")
    ],
    gainDb: -7.25,
    hasLyrics: true
  },
  {
    file: "02. Glow Worm (feat. Mira Solvang).mp3",
    title: "Glow Worm (Interlude)",
    credit: `${band} feat. Mira Solvang`,
    artists: roles({ main: [band], guest: ["Mira Solvang"] }),
    gainDb: -4
  },
  {
    file: "03. Don't Look at the Sun.mp3",
    title: "Don't Look at the Sun",
    credit: band,
    artists: roles({ main: [band], composer: ["Hollis Penrose", "Mira Solvang"] }),
    frames: [text("TCOM", ["Hollis Penrose", "Mira Solvang"])],
    gainDb: -6.12
  },
  {
    // Picard's exact names beside a credit that no separator of the format takes apart.
    file: "04. Neon Orchard.mp3",
    title: "Neon Orchard",
    credit: `${band} & Quiet Engine`,
    artists: roles({ main: [band, "Quiet Engine"], remixer: ["DJ Halogen"] }),
    frames: [text("TPE4", ["DJ Halogen"]), ...userTexts({ ARTISTS: [band, "Quiet Engine"] })],
    gainDb: -8.9
  },
  {
    file: "05. Study in C#.mp3",
    title: "Study in C#",
    titleFrame: text("TIT2", ["Study in C#"], "utf16be"),
    credit: `${band} pres. Lantern Choir; Brass of Night`,
    artists: roles({ main: ["Lantern Choir", "Brass of Night"], djmixer: [band] }),
    gainDb: 0.4
  }
]

const track = (own: Own, index: number): SampleTrack => ({
  path: own.file,
  sound: index % 2 === 0 ? `chord:${220 + 40 * index}` : `tone:${330 + 40 * index}`,
  seconds: index === 0 ? 1.96 : 0.96,
  written: { as: "mp3", version: 4, frames: frames(own, index + 1) },
  picture: "lanterns.jpg",
  expected: expected(own, index + 1),
  ...(index === 2 ? { lrc: "[00:00.10]Don't look at the sun\n[00:00.60]look at me\n" } : {})
})

export const velvetStatic: SampleRelease = {
  directory: "The Paper Lanterns - 2019. Velvet Static",
  layouts: ["flat", "nested"],
  shows:
    "mp3 with ID3v2.4: NUL-separated values, TIPL, TXXX, UFID, ReplayGain, MusicBrainz, embedded cover and cover.jpg, lyrics inside and beside, ids and datafile",
  facts: {
    title: "Velvet Static",
    type: "album",
    artists: by(band),
    releaseDate: "2019-03-08",
    originalDate: "2018-11-02",
    catalogNumber: "NLR-044",
    edition: "Deluxe Edition",
    genres: ["Dream Pop", "Shoegaze"],
    secondaryGenres: ["Ambient Pop"],
    descriptors: ["nocturnal", "warm"],
    labels: ["Northlight Recordings", "Cassette Moon"],
    cover: "cover.jpg"
  },
  datafile: { id: libraryId(release, 0), isNew: false, addedAt: "2024-02-03T18:05:00+01:00" },
  tracks: owns.map(track),
  pictures: { "cover.jpg": "lanterns.jpg" }
}
