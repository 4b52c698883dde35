/** Where songs and what lies with them go, when the library's templates say it. */
import { describe, expect, test } from "vitest"
import type { WantedPlace } from "../../src/placement/places.ts"
import { type NamedSong, type PlacedMusic, placeCompanions, placeSongs } from "../../src/placement/template-places.ts"

const song = (path: string, directory: string, more: Partial<NamedSong> = {}): NamedSong => ({
  path,
  directory,
  name: `${path.slice(path.lastIndexOf("/") + 1)}`,
  maxBytes: 180,
  album: "Velvet",
  disc: "1",
  ...more
})

const shown = (place: WantedPlace | undefined): string | undefined =>
  place?.kind === "named" ? `${place.directory}/${place.name}` : place?.place

const songsAt = (...songs: ReadonlyArray<NamedSong>) =>
  Object.fromEntries([...placeSongs(songs)].map(([path, place]) => [path, shown(place)]))

const nothingPlaced: PlacedMusic = { directoriesOf: () => [], ofStem: () => undefined }

const companion = (path: string, songs: ReadonlyArray<NamedSong>, placed: Partial<PlacedMusic> = {}): string | undefined =>
  shown(placeCompanions([path], placeSongs(songs), { ...nothingPlaced, ...placed }).get(path))

describe("songs", () => {
  test("[C1] N8: go where their tags say; those of one album that lie together all go where the first does", () => {
    expect(songsAt(song("x/2.mp3", "Guest - Velvet"), song("x/1.mp3", "Reds - Velvet"))).toEqual({
      "x/1.mp3": "Reds - Velvet/1.mp3",
      "x/2.mp3": "Reds - Velvet/2.mp3"
    })
    expect(songsAt(song("x/1.mp3", "Reds"), song("x/2.mp3", "Blues", { album: "Other" }))).toMatchObject({
      "x/2.mp3": "Blues/2.mp3"
    })
    expect(songsAt(song("x/1.mp3", "V/CD1"), song("x/2.mp3", "V/CD2", { disc: "2" }))).toMatchObject({ "x/2.mp3": "V/CD2/2.mp3" })
    expect(songsAt(song("x/1.mp3", "Reds"), song("y/1.mp3", "Blues"))).toMatchObject({ "y/1.mp3": "Blues/1.mp3" })
    expect(songsAt(song("x/1.mp3", "Reds", { album: "VELVET" }), song("x/2.mp3", "Blues"))).toMatchObject({
      "x/2.mp3": "Reds/2.mp3"
    })
  })

  test("[C1] N8: a name may be as long as the template says, and that of what lies with it as long as a disk takes", () => {
    const placed = placeSongs([song("x/1.mp3", "Reds")])
    expect([...placed]).toEqual([["x/1.mp3", { kind: "named", directory: "Reds", name: "1.mp3", maxBytes: 180 }]])
    const companions = placeCompanions(["x/1.lrc", "x/a/cover.jpg"], placed, nothingPlaced)
    expect([...companions]).toEqual([
      ["x/1.lrc", { kind: "named", directory: "Reds", name: "1.lrc", maxBytes: 255 }],
      ["x/a/cover.jpg", { kind: "named", directory: "Reds/a", name: "cover.jpg", maxBytes: 255 }]
    ])
  })

  test("[C10] N8: whatever a template makes, the names are safe", () => {
    expect(songsAt(song("a.mp3", "../.hidden", { name: "CON.mp3" }))).toEqual({ "a.mp3": "．．/．hidden/CON_.mp3" })
    expect(songsAt(song("a.mp3", ""))).toEqual({ "a.mp3": "/a.mp3" })
  })
})

describe("what lies with songs", () => {
  const album = [
    song("in/x/CD1/1.mp3", "Reds - Velvet"),
    song("in/x/CD2/1.mp3", "Reds - Velvet", { disc: "2", name: "02-01. One.mp3" })
  ]

  test.each([
    ["in/x/cover.jpg", "Reds - Velvet/cover.jpg"],
    ["in/x/Scans/a/1.jpg", "Reds - Velvet/Scans/a/1.jpg"],
    ["in/x/CD1/.log", "Reds - Velvet/．log"],
    ["in/notes.txt", "Reds - Velvet/notes.txt"],
    ["in/x/CD2/1.lrc", "Reds - Velvet/02-01. One.lrc"],
    ["notes.txt", undefined],
    ["other/cover.jpg", undefined]
  ])("[C1] N8: %s goes with the music of the nearest directory: %s", (path, expected) => {
    expect(companion(path, album)).toBe(expected)
  })

  test("[C1] N8: where the music goes to several places nothing says which, and it stays where it lay", () => {
    const two = [...album, song("in/y/1.mp3", "Blues")]
    expect(companion("in/notes.txt", two)).toBeUndefined()
    expect(companion("in/y/cover.jpg", two)).toBe("Blues/cover.jpg")
    expect(companion("in/y/cover.jpg", two, { directoriesOf: (at) => (at === "in/y" ? ["Elsewhere"] : []) })).toBeUndefined()
  })

  test("[C1] N8: a file is named as a song where all of its name but the extension is that", () => {
    const songs = [song("in/x.mp3", "Reds", { name: "One.mp3" }), song("in/.mp3", "Reds", { name: "None.mp3" })]
    expect(companion("in/x.lrc", songs)).toBe("Reds/One.lrc")
    expect(companion("in/x.en.lrc", songs)).toBe("Reds/x.en.lrc")
    expect(companion("in/x", songs)).toBe("Reds/x")
    expect(companion("in/.lrc", songs)).toBe("Reds/．lrc")
    expect(companion("in/x.y/README", songs)).toBe("Reds/x.y/README")
    expect(companion("x.lrc", [song("x.mp3", "Reds", { name: "One.mp3" })])).toBe("Reds/One.lrc")
  })

  test("[C1] N8: what lies with music that goes to the root goes there too", () => {
    const songs = [song("in/x/1.mp3", "", { name: "One.mp3" })]
    const places = placeCompanions(["in/x/1.lrc", "in/x/cover.jpg", "in/x/Scans/1.jpg"], placeSongs(songs), nothingPlaced)
    expect([...places.values()]).toMatchObject([
      { directory: "", name: "One.lrc" },
      { directory: "", name: "cover.jpg" },
      { directory: "Scans", name: "1.jpg" }
    ])
  })

  test("[C1] N8: what was kept where it was says where its lyrics go, and not where all else goes", () => {
    const songs = new Map<string, WantedPlace>([["in/x/1.mp3", { kind: "kept", place: "Old/One.mp3" }]])
    const places = placeCompanions(["in/x/1.lrc", "in/x/cover.jpg"], songs, nothingPlaced)
    expect([...places].map(([path, place]) => [path, shown(place)])).toEqual([["in/x/1.lrc", "Old/One.lrc"]])
    const both = new Map([...songs, ...placeSongs([song("in/x/2.mp3", "Reds")])])
    expect(shown(placeCompanions(["in/x/cover.jpg"], both, nothingPlaced).get("in/x/cover.jpg"))).toBe("Reds/cover.jpg")
  })

  test("[C1] N8: music that was placed before counts too", () => {
    const directoriesOf = (at: string) => (at === "in/x" ? ["Reds - Velvet"] : [])
    expect(companion("in/x/cover.jpg", [], { directoriesOf })).toBe("Reds - Velvet/cover.jpg")
    const ofStem = (stem: string) => (stem === "in/x/1" ? "Reds - Velvet/01. One.mp3" : undefined)
    expect(companion("in/x/1.lrc", [], { directoriesOf, ofStem })).toBe("Reds - Velvet/01. One.lrc")
  })
})
