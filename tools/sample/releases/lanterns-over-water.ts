/** Ogg Vorbis, a compilation: another artist and another script on every track. */
import { comments } from "../fields.ts"
import { by, noTags, type Roles, roles, type SampleRelease, type SampleTrack } from "../model.ts"

interface Own {
  readonly file: string
  readonly title: string
  readonly credit: string | ReadonlyArray<string>
  readonly exact?: ReadonlyArray<string>
  readonly artists: Roles
  readonly seconds?: number
}

// Decomposed on purpose: e + U+0301, e + U+0308, a + U+030A.
const decomposedTitle = "Cafe\u0301 Ole\u0301"
const decomposedName = "Zoe\u0308 Ha\u030Agen"

const owns: ReadonlyArray<Own> = [
  { file: "01. الليل الأزرق", title: "الليل الأزرق", credit: "نور الساحل", artists: by("نور الساحل"), seconds: 2 },
  { file: "02. Café Olé", title: decomposedTitle, credit: decomposedName, artists: by(decomposedName) },
  { file: "03. Wave", title: "🌊🌊 (Wave)", credit: "Tidemark & Co", artists: by("Tidemark & Co") },
  {
    file: "04. Night Ferry",
    title: "Night Ferry",
    credit: "DJ Halogen pres. Quiet Engine;Mira Solvang",
    artists: roles({ main: ["Quiet Engine", "Mira Solvang"], djmixer: ["DJ Halogen"] })
  },
  {
    file: "05. Harbour Clash",
    title: "Harbour Clash",
    credit: "Halden Row vs. Ester Quill",
    artists: by("Halden Row", "Ester Quill")
  },
  {
    file: "06. Two Tin Boats",
    title: "Two Tin Boats",
    credit: "Nova Kite & The Tin Choir",
    exact: ["Nova Kite", "The Tin Choir"],
    artists: by("Nova Kite", "The Tin Choir")
  },
  { file: "07. 雨", title: "雨", credit: ["雨林乐队", "小島アキ"], artists: by("雨林乐队", "小島アキ") }
]

const track = (own: Own, index: number): SampleTrack => ({
  path: `${own.file}.ogg`,
  sound: index === 4 ? "noise:7" : index % 2 === 0 ? `tone:${262 + 33 * index}` : `chord:${196 + 20 * index}`,
  seconds: own.seconds ?? 1,
  written: {
    as: "ogg",
    comments: comments({
      TITLE: own.title,
      ARTIST: own.credit,
      ...(own.exact === undefined ? {} : { ARTISTS: own.exact }),
      ALBUM: "Lanterns Over Water",
      ALBUMARTIST: "Various Artists",
      YEAR: "2015",
      TRACKNUMBER: `0${index + 1}`,
      DISCNUMBER: "1",
      GENRE: ["Dream Pop", "Electronic;Folk"],
      RECORDLABEL: "Cassette Moon",
      CATALOGNUMBER: "MOON 100",
      RELEASETYPE: "compilation"
    })
  },
  expected: {
    ...noTags,
    title: own.title,
    artists: own.artists,
    releaseTitle: "Lanterns Over Water",
    releaseArtists: by("Various Artists"),
    releaseType: "compilation",
    releaseDate: "2015",
    trackNumber: `0${index + 1}`,
    discNumber: "1",
    genres: ["Dream Pop", "Electronic", "Folk"],
    labels: ["Cassette Moon"],
    catalogNumber: "MOON 100"
  }
})

export const lanternsOverWater: SampleRelease = {
  directory: "Various Artists - 2015. Lanterns Over Water",
  layouts: ["flat", "nested"],
  shows:
    "Ogg Vorbis compilation: Arabic, Chinese, decomposed accents, emoji, `pres.`, `vs.`, several ARTIST values, ARTISTS, genres both repeated and joined, YEAR, RECORDLABEL, track numbers with a leading zero, no cover",
  facts: {
    title: "Lanterns Over Water",
    type: "compilation",
    artists: by("Various Artists"),
    releaseDate: "2015",
    catalogNumber: "MOON 100",
    genres: ["Dream Pop", "Electronic", "Folk"],
    labels: ["Cassette Moon"],
    cover: null
  },
  tracks: owns.map(track)
}
