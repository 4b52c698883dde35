/** mp3 with ID3v2.3: a slash in the band's name, the date in two frames, the people list, Latin-1 and UTF-16. */
import { type Id3Frame, people, text } from "../../bench/tags/id3.ts"
import { musicBrainzId, userTexts } from "../fields.ts"
import { by, noTags, roles, type SampleRelease, type SampleTrack, type Tags } from "../model.ts"

const band = "AB/CD"

const releaseFrames: ReadonlyArray<Id3Frame> = [
  text("TALB", ["Live Wires"]),
  text("TPE2", [band]),
  text("TYER", ["1987"]),
  text("TDAT", ["2103"]), // day and month
  text("TORY", ["1985"]),
  text("TPOS", ["1/1"]),
  text("TCON", ["Hard Rock; Blues Rock"]),
  text("TPUB", ["Volt & Sons"]),
  ...userTexts({
    "MusicBrainz Album Type": "live",
    "MusicBrainz Album Id": musicBrainzId(3, 2),
    CATALOGNUMBER: "VOLT 12"
  })
]

const expected = (title: string, n: number, own: Partial<Tags>): Tags => ({
  ...noTags,
  title,
  artists: by(band),
  releaseTitle: "Live Wires",
  releaseArtists: by(band),
  releaseType: "live",
  releaseDate: "1987-03-21",
  originalDate: "1985",
  trackNumber: `${n}`,
  trackTotal: 3,
  discNumber: "1",
  discTotal: 1,
  genres: ["Hard Rock", "Blues Rock"],
  labels: ["Volt & Sons"],
  catalogNumber: "VOLT 12",
  musicBrainz: {
    recordingId: null,
    trackId: null,
    releaseId: musicBrainzId(3, 2),
    releaseGroupId: null,
    artistIds: [],
    releaseArtistIds: []
  },
  ...own
})

const track = (path: string, n: number, frames: ReadonlyArray<Id3Frame>, tags: Tags): SampleTrack => ({
  path,
  sound: `sweep:${110 * n}`,
  seconds: 0.96,
  written: { as: "mp3", version: 3, frames: [...frames, text("TRCK", [`${n}/3`]), ...releaseFrames] },
  expected: tags
})

export const liveWires: SampleRelease = {
  directory: "AB_CD - 1987. Live Wires",
  layouts: ["flat", "nested"],
  shows:
    "mp3 with ID3v2.3: `AB/CD` is one artist, TYER + TDAT, TORY, IPLS, Latin-1 and UTF-16, values joined with `; `, cover beside the files only",
  facts: {
    title: "Live Wires",
    type: "live",
    artists: by(band),
    releaseDate: "1987-03-21",
    originalDate: "1985",
    catalogNumber: "VOLT 12",
    genres: ["Hard Rock", "Blues Rock"],
    labels: ["Volt & Sons"],
    cover: "Folder.jpg"
  },
  tracks: [
    track(
      "01. Thunder_Rain.mp3",
      1,
      [
        text("TIT2", ["Thunder / Rain"]),
        text("TPE1", [band]),
        people(
          [
            ["producer", "Rory Vance"],
            ["mix", "Bo Mercer"],
            ["DJ-mix", "Switch Elling"]
          ],
          3
        )
      ],
      expected("Thunder / Rain", 1, { artists: roles({ main: [band], producer: ["Rory Vance"], djmixer: ["Switch Elling"] }) })
    ),
    track(
      "02. Überlandleitung.mp3",
      2,
      [text("TIT2", ["Überlandleitung"]), text("TPE1", [`${band} feat. 9/10ths`])],
      expected("Überlandleitung", 2, { artists: roles({ main: [band], guest: ["9/10ths"] }) })
    ),
    track(
      "03. Łuk elektryczny.mp3",
      3,
      [
        text("TIT2", ["Łuk elektryczny"]),
        text("TPE1", [band]),
        text("TPE4", ["Żaneta Drży"]),
        text("TCOM", ["Rory Vance; Bo Mercer"])
      ],
      expected("Łuk elektryczny", 3, {
        artists: roles({ main: [band], remixer: ["Żaneta Drży"], composer: ["Rory Vance", "Bo Mercer"] })
      })
    )
  ],
  pictures: { "Folder.jpg": "wires.jpg" }
}
