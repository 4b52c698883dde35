/** Opus with its own gain tags, Cyrillic and Greek, Picard's exact names, a cover file in capitals; ids and datafile. */
import { comments, libraryId, musicBrainzIds } from "../fields.ts"
import { by, noTags, type Roles, roles, type SampleRelease, type SampleTrack, type Tags } from "../model.ts"

const release = 5
const artist = "Сильвер Тень"

interface Own {
  readonly title: string
  readonly credit: string
  readonly exact?: ReadonlyArray<string>
  readonly artists: Roles
  /** In 1/256 dB against −23 LUFS, as Opus has it. */
  readonly r128: number
  /** The same against ReplayGain's reference, 5 dB above. */
  readonly gainDb: number
}

const owns: ReadonlyArray<Own> = [
  { title: "Первый снег", credit: artist, artists: by(artist), r128: -1280, gainDb: 0 },
  {
    title: "Белый шум",
    credit: `${artist} feat. Ελένη Φως`,
    exact: [artist, "Ελένη Φως"],
    artists: roles({ main: [artist], guest: ["Ελένη Φως"] }),
    r128: -2560,
    gainDb: -5
  },
  { title: "Χειμωνιάτικος κήπος", credit: "Ελένη Φως;Сильвер Тень", artists: by("Ελένη Φως", artist), r128: 256, gainDb: 6 }
]

const expected = (own: Own, n: number): Tags => ({
  ...noTags,
  title: own.title,
  artists: own.artists,
  releaseTitle: "Зимний сад",
  releaseArtists: by(artist),
  releaseType: "album",
  releaseDate: "2020-12-21",
  trackNumber: `${n}`,
  trackTotal: 3,
  discNumber: "1",
  genres: ["Ambient", "Drone"],
  secondaryGenres: ["Field Recordings"],
  labels: ["Северный Маяк", "Northlight Recordings"],
  hasCover: n === 1,
  replayGain: { trackGainDb: own.gainDb, trackPeak: null, albumGainDb: -2, albumPeak: null },
  musicBrainz: musicBrainzIds(release, n),
  ids: { track: libraryId(release, n), release: libraryId(release, 0) }
})

const track = (own: Own, index: number): SampleTrack => {
  const n = index + 1
  const ids = musicBrainzIds(release, n)
  return {
    path: `0${n}. ${own.title}.opus`,
    sound: index === 1 ? "noise:4" : `sweep:${150 + 50 * index}`,
    seconds: 1 + (index === 0 ? 1 : 0),
    written: {
      as: "opus",
      comments: comments({
        title: own.title,
        artist: own.credit,
        ...(own.exact === undefined ? {} : { ARTISTS: own.exact }),
        album: "Зимний сад",
        albumartist: artist,
        ALBUMARTISTS: artist,
        date: "2020-12-21",
        tracknumber: `${n}/3`,
        discnumber: "1",
        genre: ["Ambient", "Drone"],
        secondarygenre: "Field Recordings",
        organization: ["Северный Маяк", "Northlight Recordings"],
        releasetype: "album",
        R128_TRACK_GAIN: `${own.r128}`,
        R128_ALBUM_GAIN: "-1792",
        MUSICBRAINZ_TRACKID: ids.recordingId ?? "",
        MUSICBRAINZ_RELEASETRACKID: ids.trackId ?? "",
        MUSICBRAINZ_ALBUMID: ids.releaseId ?? "",
        MUSICBRAINZ_RELEASEGROUPID: ids.releaseGroupId ?? "",
        MUSICBRAINZ_ARTISTID: ids.artistIds,
        MUSICBRAINZ_ALBUMARTISTID: ids.releaseArtistIds,
        roseid: libraryId(release, n),
        rosereleaseid: libraryId(release, 0)
      })
    },
    ...(n === 1 ? { picture: "garden.jpg" as const } : {}),
    expected: expected(own, n)
  }
}

export const winterGarden: SampleRelease = {
  directory: "Сильвер Тень - 2020. Зимний сад",
  layouts: ["flat", "nested"],
  shows:
    "Opus: R128 gains, ARTISTS beside a credit with `feat.`, labels from ORGANIZATION, `n/total` in TRACKNUMBER, Cyrillic and Greek, `Front.PNG`, ids and datafile",
  facts: {
    title: "Зимний сад",
    type: "album",
    artists: by(artist),
    releaseDate: "2020-12-21",
    genres: ["Ambient", "Drone"],
    secondaryGenres: ["Field Recordings"],
    labels: ["Северный Маяк", "Northlight Recordings"],
    cover: "Front.PNG"
  },
  datafile: { id: libraryId(release, 0), isNew: false, addedAt: "2024-12-24T20:15:00+03:00" },
  tracks: owns.map(track),
  pictures: { "Front.PNG": "water.png" }
}
