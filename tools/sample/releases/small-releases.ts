/** Three small releases: a single with a remix, a demo tape with bad tags, an EP whose files are of every kind. */
import { bytes } from "../../bench/tags/bytes.ts"
import { rawFrame, text } from "../../bench/tags/id3.ts"
import { comments, item, itunes, trackNumbers, userTexts } from "../fields.ts"
import { by, noTags, roles, type SampleRelease, type Tags } from "../model.ts"

const single: Tags = {
  ...noTags,
  releaseTitle: "Static Bloom",
  releaseArtists: by("Nova Kite"),
  releaseType: "single",
  releaseDate: "2024-02-29",
  trackTotal: 2,
  genres: ["House"],
  secondaryGenres: ["Deep House"],
  hasCover: true
}

const singleFields = (n: number) => ({
  album: "Static Bloom",
  albumartist: "Nova Kite",
  date: "2024-02-29",
  tracknumber: `${n}`,
  totaltracks: "2",
  genre: "House",
  secondarygenre: "Deep House",
  releasetype: "Single"
})

export const staticBloom: SampleRelease = {
  directory: "Nova Kite - 2024. Static Bloom - Single",
  layouts: ["flat", "nested"],
  shows:
    "A single in FLAC and Opus: `remixed by` and `produced by` in the credit, REMIXER beside it, TOTALTRACKS, no disc number, a leap day",
  facts: {
    title: "Static Bloom",
    type: "single",
    artists: by("Nova Kite"),
    releaseDate: "2024-02-29",
    genres: ["House"],
    secondaryGenres: ["Deep House"],
    cover: null
  },
  tracks: [
    {
      path: "01. Static Bloom.flac",
      sound: "chord:147",
      seconds: 1,
      written: { as: "flac", comments: comments({ title: "Static Bloom", artist: "Nova Kite", ...singleFields(1) }) },
      picture: "bloom.jpg",
      expected: { ...single, title: "Static Bloom", artists: by("Nova Kite"), trackNumber: "1" }
    },
    {
      path: "02. Static Bloom (Halogen Remix).opus",
      sound: "sweep:147",
      seconds: 1,
      written: {
        as: "opus",
        comments: comments({
          title: "Static Bloom (Halogen Remix)",
          artist: "Nova Kite remixed by DJ Halogen produced by Ines Varga",
          remixer: "Switch Elling",
          ...singleFields(2)
        })
      },
      picture: "bloom.jpg",
      expected: {
        ...single,
        title: "Static Bloom (Halogen Remix)",
        artists: roles({ main: ["Nova Kite"], remixer: ["Switch Elling", "DJ Halogen"], producer: ["Ines Varga"] }),
        trackNumber: "2"
      }
    }
  ]
}

const demo: Tags = { ...noTags, artists: by("Rust Choir"), releaseTitle: "Demo Tape" }

export const demoTape: SampleRelease = {
  directory: "Rust Choir - Demo Tape",
  layouts: ["flat", "nested"],
  shows:
    "Bad tags that can be read: an empty frame and junk before the audio, a genre by number, an ID3v1 that contradicts, `None` for a date (rosé's way of saying absent), sides as track numbers, a file with ID3v1 only, an untagged one",
  facts: {
    title: "Demo Tape",
    type: "demo",
    artists: by("Rust Choir"),
    releaseDate: "1996",
    genres: ["Rock"],
    labels: [],
    cover: null
  },
  tracks: [
    {
      path: "A1.mp3",
      sound: "noise:2",
      seconds: 0.96,
      written: {
        as: "mp3",
        version: 3,
        frames: [
          text("TIT2", ["A Title That Is Longer Than Thirty Characters"]),
          rawFrame("TXXX", bytes(0, 0)),
          text("TPE1", ["Rust Choir"]),
          text("TPE2", ["Rust Choir"]),
          text("TALB", ["Demo Tape"]),
          text("TYER", ["1996"]),
          text("TRCK", ["A1"]),
          text("TCON", ["(17)"]),
          ...userTexts({ RELEASETYPE: "demo" })
        ],
        junkBytes: 40,
        id3v1: {
          title: "A Title That Is Longer Than Thirty Characters",
          artist: "Rust Choir",
          album: "Another Album",
          year: "1969",
          comment: "taped over",
          track: 9,
          genre: 8
        }
      },
      expected: {
        ...demo,
        title: "A Title That Is Longer Than Thirty Characters",
        releaseArtists: by("Rust Choir"),
        releaseType: "demo",
        releaseDate: "1996",
        trackNumber: "A1",
        genres: ["Rock"]
      }
    },
    {
      path: "A2.mp3",
      sound: "tone:98",
      seconds: 0.96,
      written: {
        as: "mp3",
        version: 4,
        frames: [
          text("TIT2", ["Kettle"]),
          text("TPE1", ["Rust Choir"]),
          text("TALB", ["Demo Tape"]),
          text("TDRC", ["None"]),
          text("TDOR", ["None"]),
          text("TRCK", ["A2"]),
          ...userTexts({ RELEASETYPE: "homemade" })
        ]
      },
      expected: { ...demo, title: "Kettle", releaseType: "unknown", trackNumber: "A2" }
    },
    {
      path: "B2.flac",
      sound: "tone:110",
      seconds: 1,
      written: { as: "flac", comments: [] },
      expected: noTags
    },
    {
      path: "B1.mp3",
      sound: "sweep:98",
      seconds: 0.96,
      written: {
        as: "mp3",
        version: 4,
        frames: [],
        bare: true,
        id3v1: {
          title: "Only the Old Tag",
          artist: "Rust Choir",
          album: "Demo Tape",
          year: "1996",
          comment: "",
          track: 3,
          genre: 17
        }
      },
      expected: { ...demo, title: "Only the Old Tag", releaseDate: "1996", trackNumber: "3", genres: ["Rock"] }
    }
  ]
}

const notes: Tags = {
  ...noTags,
  artists: by("Quill & Ember"),
  releaseTitle: "Field Notes",
  releaseArtists: by("Quill & Ember"),
  releaseDate: "2011-09"
}

const notesFields = { artist: "Quill & Ember", album: "Field Notes", albumartist: "Quill & Ember", date: "2011-09" }

export const fieldNotes: SampleRelease = {
  directory: "Quill & Ember - 2011. Field Notes",
  layouts: ["flat", "nested"],
  shows:
    "One release of four containers, Opus in a `.ogg` among them, an extension in capitals; genre, label and type only from the second track on (the first that has a field decides)",
  facts: {
    title: "Field Notes",
    type: "ep",
    artists: by("Quill & Ember"),
    releaseDate: "2011-09",
    originalDate: "2010",
    genres: ["Field Recordings"],
    labels: ["Understory Tapes"],
    cover: null
  },
  tracks: [
    {
      path: "01. Hedge.MP3",
      sound: "noise:5",
      seconds: 0.96,
      written: {
        as: "mp3",
        version: 4,
        frames: [
          text("TIT2", ["Hedge"]),
          text("TPE1", ["Quill & Ember"]),
          text("TALB", ["Field Notes"]),
          text("TPE2", ["Quill & Ember"]),
          text("TDRC", ["2011-09"]),
          text("TRCK", ["1"])
        ]
      },
      expected: { ...notes, title: "Hedge", trackNumber: "1" }
    },
    {
      path: "02. Ditch.ogg",
      sound: "noise:6",
      seconds: 1,
      written: {
        as: "ogg",
        comments: comments({
          title: "Ditch",
          ...notesFields,
          tracknumber: "2",
          genre: "Field Recordings",
          label: "Understory Tapes",
          releasetype: "ep"
        })
      },
      expected: {
        ...notes,
        title: "Ditch",
        trackNumber: "2",
        releaseType: "ep",
        genres: ["Field Recordings"],
        labels: ["Understory Tapes"]
      }
    },
    {
      path: "03. Meadow.m4a",
      sound: "chord:330",
      seconds: 1,
      written: {
        as: "m4a",
        items: [
          item("©nam", "Meadow"),
          item("©ART", "Quill & Ember"),
          item("©alb", "Field Notes"),
          item("aART", "Quill & Ember"),
          item("©day", "2011-09"),
          item("©gen", "Folk"),
          trackNumbers(3, 0),
          itunes("ORIGINALYEAR", "2010"),
          itunes("LABEL", "Another Label")
        ]
      },
      expected: { ...notes, title: "Meadow", trackNumber: "3", genres: ["Folk"], labels: ["Another Label"], originalDate: "2010" }
    },
    {
      path: "04. Gate.ogg",
      sound: "tone:247",
      seconds: 1,
      written: { as: "opus", comments: comments({ title: "Gate", ...notesFields, tracknumber: "4" }) },
      expected: { ...notes, title: "Gate", trackNumber: "4" }
    }
  ]
}
