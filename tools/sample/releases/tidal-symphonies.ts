/** FLAC on two discs: composer, conductor, the artist grammar, a composition date, a release date without a day; ids and datafile. */
import { comments, libraryId } from "../fields.ts"
import { noTags, type Roles, roles, type SampleRelease, type SampleTrack, type Tags } from "../model.ts"

const release = 3
const credit = "Ilse Varnholt performed by Orchestra Meridian under. Tomas Kelder"
const all = roles({ main: ["Orchestra Meridian"], composer: ["Ilse Varnholt"], conductor: ["Tomas Kelder"] })
const withSolo: Roles = { ...all, guest: ["Ada Brightwell"] }

interface Own {
  readonly disc: 1 | 2
  readonly number: number
  readonly title: string
  readonly credit: string
  readonly artists: Roles
  readonly roleFields?: Readonly<Record<string, string>>
}

const discTotals = { 1: 2, 2: 2 } as const

const expected = (own: Own, n: number): Tags => ({
  ...noTags,
  title: own.title,
  artists: own.artists,
  releaseTitle: "The Tidal Symphonies",
  releaseArtists: all,
  releaseType: "album",
  releaseDate: "2021-05",
  compositionDate: "1889-11-04",
  trackNumber: `${own.number}`,
  trackTotal: discTotals[own.disc],
  discNumber: `${own.disc}`,
  discTotal: 2,
  genres: ["Classical", "Symphony"],
  labels: ["Harbour Classics"],
  catalogNumber: "HC 2101-2",
  hasCover: own.disc === 1,
  ids: { track: libraryId(release, n), release: libraryId(release, 0) }
})

const track = (own: Own, index: number): SampleTrack => ({
  path: `Disc ${own.disc}/0${own.number}. ${own.title.replace(": ", "_ ")}.flac`,
  sound: `chord:${130 + 30 * index}`,
  seconds: 1,
  written: {
    as: "flac",
    comments: comments({
      TITLE: own.title,
      ARTIST: own.credit,
      ...own.roleFields,
      ALBUM: "The Tidal Symphonies",
      ALBUMARTIST: credit,
      DATE: "2021-05",
      COMPOSITIONDATE: "1889-11-04",
      TRACKNUMBER: `${own.number}`,
      TRACKTOTAL: `${discTotals[own.disc]}`,
      DISCNUMBER: `${own.disc}`,
      DISCTOTAL: "2",
      GENRE: ["Classical", "Symphony"],
      LABEL: "Harbour Classics",
      CATALOGNUMBER: "HC 2101-2",
      RELEASETYPE: "album",
      roseid: libraryId(release, index + 1),
      rosereleaseid: libraryId(release, 0)
    })
  },
  ...(own.disc === 1 ? { picture: "tides.png" as const } : {}),
  expected: expected(own, index + 1)
})

const owns: ReadonlyArray<Own> = [
  { disc: 1, number: 1, title: "Symphony No. 1: Ebb", credit, artists: all },
  {
    // The same people, given by the role fields instead of the grammar.
    disc: 1,
    number: 2,
    title: "Symphony No. 1: Flood",
    credit: "Orchestra Meridian",
    artists: all,
    roleFields: { COMPOSER: "Ilse Varnholt", CONDUCTOR: "Tomas Kelder" }
  },
  { disc: 2, number: 1, title: "Symphony No. 2: Undertow", credit: `${credit} feat. Ada Brightwell`, artists: withSolo },
  {
    // Role field and grammar name the same conductor: once.
    disc: 2,
    number: 2,
    title: "Symphony No. 2: Stillwater",
    credit,
    artists: { ...all, producer: ["Ines Varga", "Bo Mercer"] },
    roleFields: { CONDUCTOR: "Tomas Kelder", PRODUCER: "Ines Varga;Bo Mercer" }
  }
]

export const tidalSymphonies: SampleRelease = {
  directory: "Orchestra Meridian - 2021. The Tidal Symphonies",
  layouts: ["flat", "nested"],
  shows:
    "FLAC in disc directories: composer, conductor and soloist by grammar and by role fields, YYYY-MM, composition date, embedded PNG, ids and datafile",
  facts: {
    title: "The Tidal Symphonies",
    type: "album",
    artists: all,
    releaseDate: "2021-05",
    compositionDate: "1889-11-04",
    catalogNumber: "HC 2101-2",
    genres: ["Classical", "Symphony"],
    labels: ["Harbour Classics"],
    discTotal: 2,
    cover: "folder.png"
  },
  datafile: { id: libraryId(release, 0), isNew: true, addedAt: "2024-05-19T09:30:00+02:00" },
  tracks: owns.map(track),
  pictures: { "folder.png": "tides.png" }
}
