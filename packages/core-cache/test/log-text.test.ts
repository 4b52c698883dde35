import { expect, test } from "vitest"
import { releaseLogtext, trackLogtext } from "../src/log-text.ts"

const nobody = { guest: [], remixer: [], producer: [], composer: [], conductor: [], djmixer: [] }
const artists = { ...nobody, main: ["Techno Man", "Bass Man"].map((name) => ({ name, alias: false })) }

test("[R2] release log text, track log text: the library format's own examples", () => {
  const release = { artists, title: "Release 1", releaseDate: "2023" }
  const track = { artists, title: "Track 1", sourcePath: "/music/r1/01.m4a" }
  expect(releaseLogtext(release)).toBe("Techno Man & Bass Man - 2023. Release 1")
  expect(trackLogtext(track, release.releaseDate)).toBe("Techno Man & Bass Man - Track 1 [2023].m4a")
})
