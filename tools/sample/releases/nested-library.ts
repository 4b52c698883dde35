/** A second, small library whose directories are nested in every way that the rules for releases know. */
import { libraryId } from "../fields.ts"
import { by, type SampleRelease, type SampleTrack } from "../model.ts"
import { type PlainTrack, plainTrack } from "../plain-track.ts"

type Own = readonly [path: string, title: string, track: number, disc: number]

const formatOf = (path: string): PlainTrack["as"] => path.slice(path.lastIndexOf(".") + 1) as PlainTrack["as"]

const tracks = (
  album: string | null,
  artist: string,
  year: string,
  owns: ReadonlyArray<Own>,
  type?: string
): ReadonlyArray<SampleTrack> =>
  owns.map(([path, title, track, disc], i) =>
    plainTrack(
      { path, as: formatOf(path), title, artist, album, year, track, disc, ...(type === undefined ? {} : { type }) },
      i % 2 === 0 ? `tone:${300 + 25 * title.length}` : `chord:${150 + 10 * title.length}`
    )
  )

const collectorId = libraryId(20, 0)

export const nestedLibrary: ReadonlyArray<SampleRelease> = [
  {
    directory: "Halden Row/2003 - Slow Cinema",
    layouts: ["nested"],
    shows: "`CD1` and `CD2` are one release",
    facts: {
      title: "Slow Cinema",
      type: "album",
      artists: by("Halden Row"),
      releaseDate: "2003",
      discTotal: 2,
      cover: "cover.jpg"
    },
    tracks: tracks(
      "Slow Cinema",
      "Halden Row",
      "2003",
      [
        ["CD1/01 Opening Credits.mp3", "Opening Credits", 1, 1],
        ["CD1/02 Long Take.mp3", "Long Take", 2, 1],
        ["CD2/01 Matinee.flac", "Matinee", 1, 2]
      ],
      "album"
    ),
    pictures: { "cover.jpg": "cinema.jpg" }
  },
  {
    directory: "Halden Row/2007 - Night Bus",
    layouts: ["nested"],
    shows: "Artist/Album, the ordinary case",
    facts: { title: "Night Bus", type: "unknown", artists: by("Halden Row"), releaseDate: "2007", cover: null },
    tracks: tracks("Night Bus", "Halden Row", "2007", [["01 Night Bus.opus", "Night Bus", 1, 1]])
  },
  {
    directory: "Archive/Jazz/Ester Quill/1974. Night Shift",
    layouts: ["nested"],
    shows: "Four directories down",
    facts: { title: "Night Shift", type: "unknown", artists: by("Ester Quill"), releaseDate: "1974", cover: null },
    tracks: tracks("Night Shift", "Ester Quill", "1974", [
      ["01 Clocking In.ogg", "Clocking In", 1, 1],
      ["02 Clocking Out.m4a", "Clocking Out", 2, 1]
    ])
  },
  {
    directory: "Harbour Tapes",
    layouts: ["nested"],
    shows: "`Vol. 1` and `Vol. 2 - Low Water` are one release",
    facts: {
      title: "Harbour Tapes",
      type: "unknown",
      artists: by("The Tin Choir"),
      releaseDate: "1999",
      discTotal: 2,
      cover: null
    },
    tracks: tracks("Harbour Tapes", "The Tin Choir", "1999", [
      ["Vol. 1/01 High Water.opus", "High Water", 1, 1],
      ["Vol. 2 - Low Water/01 Low Water.opus", "Low Water", 1, 2]
    ])
  },
  {
    directory: "Tin Box",
    layouts: ["nested"],
    shows: "Audio of its own and disc directories: one release",
    facts: { title: "Tin Box", type: "unknown", artists: by("The Tin Choir"), releaseDate: "2001", discTotal: 3, cover: null },
    tracks: tracks("Tin Box", "The Tin Choir", "2001", [
      ["00 Lid.mp3", "Lid", 1, 1],
      ["Disc 02/01 Rust.ogg", "Rust", 1, 2],
      ["Disk 3 - Live/01 Rattle.opus", "Rattle", 1, 3]
    ])
  },
  {
    directory: "The Collector",
    layouts: ["nested"],
    shows: "A datafile makes the whole tree below it one release",
    facts: { title: "The Collector", type: "mixtape", artists: by("Switch Elling"), releaseDate: "2012", cover: null },
    datafile: { id: collectorId, isNew: true, addedAt: "2024-06-01T00:00:00+00:00" },
    tracks: [
      plainTrack(
        {
          path: "finds/01 Button.mp3",
          as: "mp3",
          title: "Button",
          artist: "Switch Elling",
          album: "The Collector",
          year: "2012",
          track: 1,
          disc: 1,
          type: "mixtape",
          ids: { track: libraryId(20, 1), release: collectorId }
        },
        "tone:523"
      ),
      plainTrack(
        {
          path: "finds/more/02 Key.mp3",
          as: "mp3",
          title: "Key",
          artist: "Switch Elling",
          album: "The Collector",
          year: "2012",
          track: 2,
          disc: 1,
          type: "mixtape",
          ids: { track: libraryId(20, 2), release: collectorId }
        },
        "tone:587"
      )
    ]
  },
  {
    directory: "",
    layouts: ["nested"],
    shows: "Loose files that share an album are one loose release",
    facts: { title: "Postcards", type: "loosetrack", artists: by("Mira Solvang"), releaseDate: "2016", cover: null },
    tracks: tracks("Postcards", "Mira Solvang", "2016", [
      ["Postcard from the Pier.mp3", "Postcard from the Pier", 1, 1],
      ["Postcard from the Train.mp3", "Postcard from the Train", 2, 1]
    ])
  },
  {
    directory: "",
    layouts: ["nested"],
    shows: "A loose file without an album is a loose release of its own",
    facts: { title: "Unknown Release", type: "loosetrack", artists: by("Lantern Choir"), releaseDate: "2017", cover: null },
    tracks: tracks(null, "Lantern Choir", "2017", [["Stray.opus", "Stray", 1, 1]])
  }
]

/** Two albums in one directory: two releases. */
export const splitLibrary: ReadonlyArray<SampleRelease> = [
  {
    directory: "Halden Row/Singles",
    layouts: ["nested"],
    shows: "One of two albums in one directory",
    facts: { title: "Second Train", type: "single", artists: by("Halden Row"), releaseDate: "2005", cover: null },
    tracks: tracks(
      "Second Train",
      "Halden Row",
      "2005",
      [
        ["Second Train.flac", "Second Train", 1, 1],
        ["Second Train (Dub).opus", "Second Train (Dub)", 2, 1]
      ],
      "single"
    )
  },
  {
    directory: "Halden Row/Singles",
    layouts: ["nested"],
    shows: "The other",
    facts: { title: "Tram Lines", type: "single", artists: by("Halden Row"), releaseDate: "2006", cover: null },
    tracks: tracks("Tram Lines", "Halden Row", "2006", [["Tram Lines.mp3", "Tram Lines", 1, 1]], "single")
  }
]

/** Lies loose in the root of the flat library: a release of its own when scanned as nested, ignored when flat. */
export const looseTrack: SampleRelease = {
  directory: "",
  layouts: ["nested"],
  shows: "A loose file: ignored in the flat layout, a loose release in the nested one",
  facts: { title: "Loose Change", type: "loosetrack", artists: by("Hollis Penrose"), releaseDate: "2009", cover: null },
  tracks: tracks("Loose Change", "Hollis Penrose", "2009", [["Loose Change.mp3", "Loose Change", 1, 1]])
}

/** Half a download. No layout finds it. */
export const unfinished: SampleRelease = {
  directory: ".in-progress.Upload",
  layouts: [],
  shows: "A directory still being filled: skipped by its name",
  facts: { title: "Half", type: "album", artists: by("Nobody Yet"), releaseDate: "2024", cover: null },
  tracks: tracks("Half", "Nobody Yet", "2024", [["01. Half.mp3", "Half", 1, 1]])
}
