import type { Walk } from "@deadwax/core-async"
import { describe, expect, test } from "vitest"
import { defaultContentRules } from "../src/scan/entry-names.ts"
import { findReleases, isDiscName } from "../src/scan/find-releases.ts"

const walkOf = (paths: ReadonlyArray<string>): Walk => ({
  root: "/music",
  paths,
  sizesBytes: paths.map(() => 1),
  modifiedAtUs: paths.map(() => 1),
  linked: paths.map(() => 0),
  directories: [],
  problems: []
})

/** The releases as `directory: file, file`. */
const releasesOf = (layout: "flat" | "nested", paths: ReadonlyArray<string>): Record<string, ReadonlyArray<string>> => {
  const found = findReleases(walkOf(paths), layout, defaultContentRules)
  return Object.fromEntries(found.map((release) => [release.directory, release.audio.map((index) => paths[index]!)]))
}

describe("[U18] which directories are releases", () => {
  test("[U18] flat: every child directory of the root that holds audio at any depth; loose files are ignored", () => {
    expect(releasesOf("flat", ["A/02.mp3", "A/disc 2/01.mp3", "A/01.mp3", "loose.mp3", "B/cover.jpg", "C/x/y/1.flac"])).toEqual({
      A: ["A/01.mp3", "A/02.mp3", "A/disc 2/01.mp3"],
      C: ["C/x/y/1.flac"]
    })
  })

  test("[U18] nested: a directory that holds audio is a release, everything above is a container", () => {
    expect(releasesOf("nested", ["Artist/Album/1.mp3", "Artist/Other/1.mp3", "Genre/Artist/Third/1.opus"])).toEqual({
      "Artist/Album": ["Artist/Album/1.mp3"],
      "Artist/Other": ["Artist/Other/1.mp3"],
      "Genre/Artist/Third": ["Genre/Artist/Third/1.opus"]
    })
  })

  test("[U18] nested: disc directories merge into their release, with or without audio of its own", () => {
    expect(releasesOf("nested", ["A/X/CD1/1.mp3", "A/X/CD2/1.mp3", "A/Y/bonus.mp3", "A/Y/Disc 02/1.mp3"])).toEqual({
      "A/X": ["A/X/CD1/1.mp3", "A/X/CD2/1.mp3"],
      "A/Y": ["A/Y/Disc 02/1.mp3", "A/Y/bonus.mp3"]
    })
  })

  test("[U18] nested: volumes that hold albums, not audio, are containers", () => {
    expect(releasesOf("nested", ["Vol. 1/Album/1.mp3", "S/Vol. 1/A/1.mp3", "S/Vol. 2/B/1.mp3"])).toEqual({
      "S/Vol. 1/A": ["S/Vol. 1/A/1.mp3"],
      "S/Vol. 2/B": ["S/Vol. 2/B/1.mp3"],
      "Vol. 1/Album": ["Vol. 1/Album/1.mp3"]
    })
  })

  test("[U18] nested: one child that is no disc, and all children stand for themselves", () => {
    expect(Object.keys(releasesOf("nested", ["A/CD1/1.mp3", "A/Demos/1.mp3"]))).toEqual(["A/CD1", "A/Demos"])
  })

  test("[U18] nested: a directory with a datafile is a release, whole subtree", () => {
    expect(releasesOf("nested", ["A/.rose.x.toml", "A/one/1.mp3", "A/two/1.mp3"])).toEqual({ A: ["A/one/1.mp3", "A/two/1.mp3"] })
  })

  test("[U18] nested: a datafile that a scan made beside audio does not swallow the releases below", () => {
    const paths = ["A/1.mp3", "A/b/1.mp3", "A/c/CD1/1.mp3"]
    const before = releasesOf("nested", paths)
    expect(Object.keys(before)).toEqual(["A", "A/b", "A/c"])
    expect(releasesOf("nested", [...paths, "A/.rose.x.toml", "A/b/.rose.y.toml", "A/c/.rose.z.toml"])).toEqual(before)
  })

  test("[U18] nested: a datafile without audio beside it takes its subtree down to the next datafile", () => {
    expect(releasesOf("nested", ["A/.rose.x.toml", "A/one/1.mp3", "A/two/b/1.mp3", "A/two/.rose.y.toml"])).toEqual({
      A: ["A/one/1.mp3"],
      "A/two": ["A/two/b/1.mp3"]
    })
  })

  test("[U18] nested: loose files of the root are one unit", () => {
    expect(releasesOf("nested", ["1.mp3", "2.mp3", "A/1.mp3"])).toEqual({ "": ["1.mp3", "2.mp3"], A: ["A/1.mp3"] })
  })

  test("[U19] a cover is the first match in path order, at any depth below the release", () => {
    const paths = ["A/1.mp3", "A/scans/Front.JPG", "A/cover.png", "A/back.jpg"]
    const [release] = findReleases(walkOf(paths), "nested", defaultContentRules)
    expect(release!.covers.map((index) => paths[index])).toEqual(["A/cover.png", "A/scans/Front.JPG"])
  })

  test.each([
    "CD1",
    "CD 2",
    "cd02",
    "Disc 02",
    "disc-3",
    "Disk 3 - Live",
    "Vol. 2",
    "Volume 4",
    "Side A",
    "Digital Side B",
    "DVD 1",
    "LP2"
  ])("[U18] %s is a disc's name", (name) => expect(isDiscName(name)).toBe(true))
  test.each([
    "Discovery",
    "Discs of Tron",
    "CDs",
    "Volume",
    "Sidewalk",
    "Volta",
    "Live",
    "Disc One Hundred Songs",
    "Side Effects"
  ])("[U18] %s is not", (name) => expect(isDiscName(name)).toBe(false))
})
