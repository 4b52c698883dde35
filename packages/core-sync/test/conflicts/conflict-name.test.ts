import { expect, test } from "vitest"
import { conflictPath } from "../../src/conflicts/conflict-name.ts"
import { isSafePath } from "../../src/placement/safe-name.ts"

const day = "2026-11-28"

test.each([
  ["a/Title.flac", "NAS", 1, "a/Title (conflict, NAS, 2026-11-28).flac"],
  ["a/Title.flac", "NAS", 2, "a/Title (conflict, NAS, 2026-11-28) [2].flac"],
  ["x.mp3", "https://nas/music", 1, "x (conflict, https：／／nas／music, 2026-11-28).mp3"]
] as const)("[Y10] X1: the copy of %s from %s, number %i, is %s", (path, source, number, wanted) => {
  expect(conflictPath(path, { source, day }, number)).toBe(wanted)
})

test("[Y10] X1: of a source's name 60 bytes are shown, and a title is cut to leave a name of 255", () => {
  expect(conflictPath("x.mp3", { source: `${"s".repeat(60)}t`, day }, 1)).toBe(`x (conflict, ${"s".repeat(60)}, 2026-11-28).mp3`)
  const suffix = " (conflict, NAS, 2026-11-28).flac"
  const longest = "x".repeat(255 - suffix.length)
  expect(conflictPath(`d/${longest}.flac`, { source: "NAS", day }, 1)).toBe(`d/${longest}${suffix}`)
  expect(conflictPath(`d/${longest}y.flac`, { source: "NAS", day }, 1)).toBe(`d/${longest}${suffix}`)
})

test("[Y10] X1: a long title is cut for it, and so is a source's name", () => {
  for (const number of [1, 2, 12]) {
    const path = conflictPath(`d/${"é".repeat(125)}.flac`, { source: "日本".repeat(40), day }, number)
    expect(new TextEncoder().encode(path.slice(2)).length).toBeLessThanOrEqual(255)
    expect([isSafePath(path), path.endsWith(".flac"), path.includes(day)]).toEqual([true, true, true])
  }
})
