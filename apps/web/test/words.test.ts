import type { Artists, Hit } from "@deadwax/core-cache"
import { describe, expect, test } from "vitest"
import { creditLine, mainLine, otherCredits } from "../src/parts/credits.ts"
import { sleeveFor } from "../src/parts/sleeve.ts"
import { formatCount, formatDate, formatLength, formatSeconds, formatSince, speakSeconds, yearOf } from "../src/parts/time.ts"
import { groupHits, shownOrder } from "../src/search/hit-groups.ts"
import { shortcutFor, shortcuts } from "../src/shortcuts.ts"

const credits = (roles: Partial<Record<keyof Artists, ReadonlyArray<string>>>): Artists => {
  const named = (role: keyof Artists) => (roles[role] ?? []).map((name) => ({ name, alias: false }))
  return {
    main: named("main"),
    guest: named("guest"),
    remixer: named("remixer"),
    producer: named("producer"),
    composer: named("composer"),
    conductor: named("conductor"),
    djmixer: named("djmixer")
  }
}

describe("words of the views", () => {
  test("[X4] times are short for eyes and whole for ears", () => {
    expect([0, 59.9, 60, 3599, 3600, 36_061].map(formatSeconds)).toEqual(["0:00", "0:59", "1:00", "59:59", "1:00:00", "10:01:01"])
    expect([null, Number.NaN, Number.POSITIVE_INFINITY, -1].map(formatSeconds)).toEqual(["–", "–", "–", "–"])
    expect([0, 1, 61, 3600, null].map(speakSeconds)).toEqual([
      "0 seconds",
      "1 second",
      "1 minute 1 second",
      "1 hour",
      "unknown length"
    ])
    expect([48, 60, 2530, 3600, 11_100].map(formatLength)).toEqual(["48 s", "1 min", "42 min", "1 h", "3 h 5 min"])
  })

  test("[X4] dates keep the precision that they have", () => {
    expect(["2019", "2019-03", "2019-03-08", "soon", "2019-13"].map(formatDate)).toEqual([
      "2019",
      "Mar 2019",
      "8 Mar 2019",
      "soon",
      "2019-13"
    ])
    expect([yearOf("1974-05"), yearOf(null), yearOf("unknown")]).toEqual(["1974", "", ""])
    const now = Date.parse("2026-11-28T12:00:00Z")
    const since = (iso: string) => formatSince(iso, now)
    expect(since("2026-11-28T11:59:55Z")).toBe("just now")
    expect(since("2026-11-28T11:58:59Z")).toBe("1 minute ago")
    expect(since("2026-11-26T12:00:00Z")).toBe("2 days ago")
    expect(since("2026-01-02T12:00:00Z")).toBe("2 Jan 2026")
    expect(formatCount(1, "track") + formatCount(2000, "track")).toBe("1 track2,000 tracks")
  })

  test("[X4] credits read as a sleeve has them, without names that only an alias added", () => {
    expect(creditLine(credits({ main: ["A", "B", "C"], guest: ["D"] }))).toBe("A, B and C (feat. D)")
    expect(mainLine(credits({ djmixer: ["D"], guest: ["G"] }))).toBe("D")
    expect(creditLine(credits({ guest: ["G"] }))).toBe("G")
    expect(creditLine(credits({}))).toBe("Unknown artist")
    const aliased = { ...credits({ main: ["A"] }), main: [...credits({ main: ["A"] }).main, { name: "Also A", alias: true }] }
    expect(creditLine(aliased)).toBe("A")
    expect(otherCredits(credits({ main: ["A"], producer: ["P"] }))).toEqual([{ role: "Produced by", names: ["P"] }])
  })

  test("[X4] hits stand by kind, the kind of the best hit first, in rank order within", () => {
    const hit = (kind: Hit["kind"], id: string): Hit => ({ kind, id, title: id, artists: "", releaseId: null })
    const groups = groupHits([hit("release", "1"), hit("track", "2"), hit("artist", "3"), hit("release", "4"), hit("track", "5")])
    expect(groups.map((group) => group.title)).toEqual(["Releases", "Tracks", "Artists"])
    expect(shownOrder(groups).map(({ id }) => id)).toEqual(["1", "4", "2", "5", "3"])
    expect(groupHits([])).toEqual([])
  })

  test("[X4] a drawn sleeve is its release's own, always", () => {
    expect(sleeveFor("018d6a00-0001")).toEqual(sleeveFor("018d6a00-0001"))
    const seen = new Set(Array.from({ length: 200 }, (_, index) => JSON.stringify(sleeveFor(`018d6a00-${index}`))))
    expect(seen.size).toBeGreaterThan(180)
  })

  test("[X4] shortcuts stay away from text, from controls' own keys and from the browser's", () => {
    const pressed = (key: string, more: object = {}) => ({ key, altKey: false, ctrlKey: false, metaKey: false, ...more })
    const nowhere = { isText: false, isControl: false }
    expect(shortcutFor(pressed(" "), nowhere)).toBe("play")
    expect(shortcutFor(pressed(" "), { isText: false, isControl: true })).toBeUndefined()
    expect(shortcutFor(pressed("n"), { isText: true, isControl: false })).toBeUndefined()
    expect(shortcutFor(pressed("n", { ctrlKey: true }), nowhere)).toBeUndefined()
    const keys = shortcuts.flatMap((shortcut) => shortcut.keys)
    expect(new Set(keys).size).toBe(keys.length)
  })
})
