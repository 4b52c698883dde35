import { expect, test } from "vitest"
import { localDay, shuffledOrder } from "../src/smart-playlists/shuffle.ts"

test("[R8] a day of the shuffle is one of the place where the program runs", () => {
  const noon = Date.parse("2026-11-28T12:00:00Z")
  expect(localDay(noon, 0)).toBe("2026-11-28")
  expect(localDay(noon, -13 * 60)).toBe("2026-11-29")
  expect(localDay(noon - 12 * 3_600_000, 60)).toBe("2026-11-27")
  expect(localDay(noon - 12 * 3_600_000, 0)).toBe("2026-11-28")
})

test("[R8] a shuffle is a permutation that its seed decides, and puts each track anywhere", () => {
  const ids = Array.from({ length: 50 }, (_, i) => `0192f7a0-0000-7000-8000-${String(i).padStart(12, "0")}`)
  const firsts = new Map<number, number>()
  for (let day = 0; day < 2000; day++) {
    const order = shuffledOrder(`library\nname\n${day}`, ids)
    expect(new Set(order).size).toBe(50)
    firsts.set(order[0]!, (firsts.get(order[0]!) ?? 0) + 1)
  }
  // Of 2,000 days each of 50 is first on 40, give or take five times the square root.
  for (let i = 0; i < 50; i++) expect(Math.abs((firsts.get(i) ?? 0) - 40), String(i)).toBeLessThan(32)
  const reversed = shuffledOrder("seed", ids.toReversed()).map((place) => ids.toReversed()[place])
  expect(reversed).toEqual(shuffledOrder("seed", ids).map((place) => ids[place]))
})
