import { expect, test } from "vitest"
import { searchPath, searchText, shelfName, shelfPath } from "../src/navigation/paths.ts"

const names = ["Halden Row", "AB/CD", "100% Pure", "%25", "a?b#c&d=e", "x+y z", "凪紗コウ", "C:\\x", "...", "السماء", "\u{1F3B7}"]

test("[X4] any name goes into an address and comes back", () => {
  for (const name of names) {
    expect(shelfName(new URL(shelfPath("artist", name), "http://localhost").pathname), name).toBe(name)
    expect(searchText(new URL(searchPath(name), "http://localhost").search), name).toBe(name)
  }
  expect(shelfPath("artist", "..")).toBe("/search?q=..")
  expect(shelfName("/artists/100%")).toBe("100%")
  expect(shelfName("/artists")).toBe("")
  expect(searchText("")).toBe("")
})
