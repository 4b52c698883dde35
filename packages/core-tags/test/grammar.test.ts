import { describe, expect, test } from "vitest"
import { dateFromYearAndDayMonth } from "../src/grammar/dates.ts"
import { expandId3Genre } from "../src/grammar/genres.ts"
import {
  type ArtistsByRole,
  artistRoles,
  artistsOf,
  formatArtists,
  genreOfCode,
  isAudioPath,
  joinArtists,
  noArtists,
  parseArtists,
  parseDate,
  parseGenres,
  parseNumber,
  parseReleaseType,
  parseTotal,
  releaseTypes,
  splitValues,
  withDefaults
} from "../src/index.ts"
import { seededChoices } from "./seeded-choices.ts"
import { untagged } from "./untagged.ts"

const artists = (some: Partial<ArtistsByRole>): ArtistsByRole => ({ ...noArtists, ...some })

describe("values: several, or one split at ` \\\\ ` (spaces included), ` / `, `;` (one optional space after), ` vs. `", () => {
  test.each([
    ["A \\\\ B", ["A", "B"]],
    ["A / B", ["A", "B"]],
    ["A;B", ["A", "B"]],
    ["A; B", ["A", "B"]],
    ["A vs. B", ["A", "B"]],
    ["A / B; C vs. D \\\\ E", ["A", "B", "C", "D", "E"]],
    ["AC/DC", ["AC/DC"]],
    ["A\\\\B", ["A\\\\B"]],
    ["A \\ B", ["A \\ B"]],
    ["A vs B", ["A vs B"]],
    ["A;;B;", ["A", "B"]],
    ["A; A", ["A"]],
    ["", []]
  ])("%s", (value, parts) => expect(splitValues(value)).toEqual(parts))
})

describe("artists: `[composer performed by ][djmixer pres. ]main[ under. conductor][ feat. guest][ remixed by remixer][ produced by producer]`", () => {
  test.each([
    ["A", { main: ["A"] }],
    ["A;B feat. C;D", { main: ["A", "B"], guest: ["C", "D"] }],
    ["Artist A / Artist B feat. Artist C / Artist D", { main: ["Artist A", "Artist B"], guest: ["Artist C", "Artist D"] }],
    ["Chopin performed by Orchestra", { composer: ["Chopin"], main: ["Orchestra"] }],
    ["Four Tet pres. A", { djmixer: ["Four Tet"], main: ["A"] }],
    ["Orchestra under. Karajan", { main: ["Orchestra"], conductor: ["Karajan"] }],
    ["A remixed by B produced by C", { main: ["A"], remixer: ["B"], producer: ["C"] }],
    ["A produced by B", { main: ["A"], producer: ["B"] }],
    [
      "C performed by D pres. M;N under. K feat. G remixed by R produced by P",
      { djmixer: ["C performed by D"], main: ["M", "N"], conductor: ["K"], guest: ["G"], remixer: ["R"], producer: ["P"] }
    ],
    ["Thunder. Lizards", { main: ["Thunder. Lizards"] }],
    ["Defeat. Now", { main: ["Defeat. Now"] }],
    ["A feat. B;B", { main: ["A"], guest: ["B"] }],
    ["", {}]
  ] as ReadonlyArray<[string, Partial<ArtistsByRole>]>)("%s", (text, expected) =>
    expect(parseArtists(text)).toEqual(artists(expected))
  )

  test("within a role the names of the role tags come first, then those parsed from the string; de-duplicated per role", () => {
    const read = artistsOf({
      main: ["A remixed by X;Y produced by P"],
      roles: { remixer: ["Z;Y"], producer: ["P"], composer: ["C"] }
    })
    expect(read).toEqual(artists({ main: ["A"], remixer: ["Z", "Y", "X"], producer: ["P"], composer: ["C"] }))
  })

  test("several values are one string to the grammar", () => {
    expect(artistsOf({ main: ["A", "B feat. C", "D"] })).toEqual(artists({ main: ["A", "B"], guest: ["C", "D"] }))
  })
})

describe("multi-value tags of MusicBrainz Picard win over a split of a joined string", () => {
  test.each([
    ["Earth, Wind & Fire", ["Earth, Wind & Fire"], { main: ["Earth, Wind & Fire"] }],
    ["A / B; C", ["A / B", "C"], { main: ["A / B", "C"] }],
    ["A feat. B", ["A", "B"], { main: ["A"], guest: ["B"] }],
    ["A & B feat. C & D", ["A", "B", "C", "D"], { main: ["A", "B"], guest: ["C", "D"] }],
    ["Prince feat. Sheena E", ["Prince", "Sheena Easton"], { main: ["Prince"], guest: ["Sheena Easton"] }],
    ["A produced by P", ["A"], { main: ["A"], producer: ["P"] }],
    ["Something else", ["A", "B"], { main: ["A", "B"] }],
    ["", ["A"], { main: ["A"] }]
  ] as ReadonlyArray<[string, ReadonlyArray<string>, Partial<ArtistsByRole>]>)("%s with %j", (credit, exact, expected) =>
    expect(artistsOf({ main: [credit], exact })).toEqual(artists(expected))
  )
})

describe("artists are printed: main names, more than 3 in a role → `{first} et al.`, else `x, y & z`", () => {
  test.each([
    [{ main: ["A"] }, "A"],
    [{ main: ["A", "B"] }, "A & B"],
    [{ main: ["A", "B", "C"] }, "A, B & C"],
    [{ main: ["A", "B", "C", "D"] }, "A et al."],
    [{ main: ["A"], djmixer: ["D"], composer: ["C"] }, "D pres. A"],
    [{ main: ["A"], composer: ["C", "E"] }, "C & E performed by A"],
    [{ main: ["A"], conductor: ["K"], guest: ["G"], producer: ["P"] }, "A under K (feat. G) (prod. P)"],
    [{ main: ["A"], remixer: ["R"] }, "A"],
    [{ main: ["Violin Woman"], guest: ["Conductor Woman"] }, "Violin Woman (feat. Conductor Woman)"],
    [{}, "Unknown Artists"]
  ] as ReadonlyArray<[Partial<ArtistsByRole>, string]>)("%j", (some, text) => expect(formatArtists(artists(some))).toBe(text))

  test("what is joined by the grammar is parsed back, for 2,000 random credits", () => {
    const choose = seededChoices(20_261_120)
    const names = [
      "Öffnung",
      "AC/DC",
      "Earth, Wind & Fire",
      "坂本龍一",
      "A",
      "b C",
      "Mr. X",
      "Thunder. Lizards",
      "vs",
      "feat",
      "(Sandy) Alex G"
    ]
    for (let round = 0; round < 2000; round += 1) {
      const some: { -readonly [R in keyof ArtistsByRole]?: ReadonlyArray<string> } = {}
      for (const role of artistRoles) some[role] = role === "main" ? choose.some(names, 1, 3) : choose.some(names, 0, 2)
      // The string puts a composer before a DJ, and a DJ's names are cut off first: both at once cannot be told apart.
      if ((some.djmixer?.length ?? 0) > 0) some.composer = []
      const credit = artists(some)
      expect(parseArtists(joinArtists(credit)), `seed 20261120, round ${round}`).toEqual(credit)
    }
  })
})

describe("dates: an integer → year; a leading `YYYY-MM-DD` → full date, rest ignored; `YYYY-MM` is kept; the day is never invented", () => {
  test.each([
    ["1990", "1990"],
    ["990", "0990"],
    [" 2004 ", "2004"],
    ["1990-02-05", "1990-02-05"],
    ["1990-02-05T10:11:12", "1990-02-05"],
    ["1990-02", "1990-02"],
    ["1990-02T10", "1990-02"],
    ["19900205", "1990-02-05"],
    ["2004-00-00", "2004"],
    ["2004-02-00", "2004-02"],
    ["2004-02-30", "2004-02"],
    ["2000-02-29", "2000-02-29"],
    ["1900-02-29", "1900-02"],
    ["0000", null],
    ["None", null],
    ["", null],
    ["around 1990", null],
    ["1990s", null],
    ["12345", null]
  ])("%s", (value, date) => expect(parseDate(value)).toBe(date))

  test.each([
    ["2004", "0502", "2004-02-05"],
    ["2004", "", "2004"],
    ["2004", "9999", "2004"],
    ["2004-03-01", "0502", "2004-03-01"],
    ["None", "0502", null]
  ])("ID3v2.3 keeps %s and DDMM %s apart", (year, dayMonth, date) => expect(dateFromYearAndDayMonth(year, dayMonth)).toBe(date))

  test("a date that was read reads as itself, for every day of four centuries", () => {
    for (let day = Date.UTC(1700, 0, 1); day < Date.UTC(2100, 0, 1); day += 86_400_000) {
      const text = new Date(day).toISOString().slice(0, 10)
      if (parseDate(text) !== text) expect(parseDate(text)).toBe(text)
    }
  })
})

describe("numbers are text (`A1` is valid), dots removed, `n/total` split", () => {
  test.each([
    ["1", "1", null],
    ["01", "01", null],
    ["1/12", "1", 12],
    [" 3 / 10 ", "3", 10],
    ["A1", "A1", null],
    ["1.", "1", null],
    ["0", "0", null],
    ["/12", null, 12],
    ["1/", "1", null],
    ["1/0", "1", null],
    ["None", null, null],
    ["", null, null]
  ])("%s", (value, number, total) => expect(parseNumber(value)).toEqual({ number, total }))
  test("a total is a number above zero", () => expect(["12", "0", "x", ""].map(parseTotal)).toEqual([12, null, null, null]))
})

describe("release types: album single ep compilation anthology soundtrack live remix djmix mixtape other bootleg loosetrack demo; else `unknown`", () => {
  test.each(releaseTypes)("%s", (type) => expect(parseReleaseType(type.toUpperCase())).toBe(type))
  test.each([
    [["album", "live"], "live"],
    [["Album; Compilation"], "compilation"],
    [["single"], "single"],
    [["other", "ep"], "ep"],
    [["dj-mix"], "djmix"],
    [["mixtape/street"], "mixtape"],
    [["audiobook"], "other"],
    [["lp"], "unknown"],
    [["lp", "album"], "album"]
  ])("%j", (values, type) => expect(parseReleaseType(values)).toBe(type))
})

describe("genres are cut at `\\\\PARENTS:\\\\`", () => {
  test.each([
    [["Deep House;Techno\\\\PARENTS:\\\\Dance;Electronic"], ["Deep House", "Techno"]],
    [
      ["A", "B\\\\PARENTS:\\\\C", "D"],
      ["A", "B"]
    ],
    [
      ["A / B", "B"],
      ["A", "B"]
    ],
    [["\\\\PARENTS:\\\\C"], []],
    [["K-Pop;R&B"], ["K-Pop", "R&B"]]
  ])("%j", (values, genres) => expect(parseGenres(values)).toEqual(genres))

  test.each([
    ["17", ["Rock"]],
    ["(17)", ["Rock"]],
    ["(17)(18)", ["Rock", "Techno"]],
    ["(4)Eurodisco", ["Disco", "Eurodisco"]],
    ["(4)Disco", ["Disco"]],
    ["RX", ["Remix"]],
    ["(CR)", ["Cover"]],
    ["((Text)", ["(Text)"]],
    ["Rock (Live)", ["Rock (Live)"]],
    ["(Live) Rock", ["(Live) Rock"]],
    ["(255)", ["(255)"]],
    ["Drum & Bass/Jungle", ["Drum & Bass/Jungle"]]
  ])("codes of ID3: %s", (value, genres) => expect(expandId3Genre(value)).toEqual(genres))
  test("the numbered list", () =>
    expect([0, 79, 125, 147, 191, 192].map(genreOfCode)).toEqual([
      "Blues",
      "Hard Rock",
      "Dance Hall",
      "Synthpop",
      "Psybient",
      undefined
    ]))
})

describe("defaults: title `Unknown Title`, release title `Unknown Release`, track and disc number `1`", () => {
  test("fill what is absent", () => {
    const { title, releaseTitle, trackNumber, discNumber, releaseType } = withDefaults(untagged)
    expect({ title, releaseTitle, trackNumber, discNumber, releaseType }).toEqual({
      title: "Unknown Title",
      releaseTitle: "Unknown Release",
      trackNumber: "1",
      discNumber: "1",
      releaseType: "unknown"
    })
  })
  test("and nothing that is there", () => {
    const given = { ...untagged, title: "T", releaseTitle: "R", trackNumber: "A1", discNumber: "0", releaseType: "ep" as const }
    expect(withDefaults(given)).toEqual(given)
  })
})

describe("audio: `.mp3 .m4a .ogg .opus .flac`, case-insensitive; beyond: `.wav .aiff .wv .ape .mka`", () => {
  test.each(["a.mp3", "a.M4A", "x/y.z/a.ogg", "a.opus", "a.FLAC", "a.wav", "a.aif", "a.aiff", "a.wv", "a.ape", "a.mka"])(
    "%s",
    (path) => expect(isAudioPath(path)).toBe(true)
  )
  test.each(["mp3", ".mp3", "a.mp3.part", "a.mp3/b", "a.jpg", "a", "a."])("not %s", (path) =>
    expect(isAudioPath(path)).toBe(false)
  )
})
