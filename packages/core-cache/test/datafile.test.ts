/** What both programs write as a datafile is read without the parser of TOML; what it says must be what that parser says. */
import { parse } from "@decimalturn/toml-patch"
import { describe, expect, test } from "vitest"
import { seeded } from "../../../tools/bench/random.ts"
import { completeDatafile, isCompleteDatafile, parseDatafile } from "../src/identity/datafile.ts"

/** A datafile's state by the parser alone. */
const parsed = (text: string) => {
  try {
    const { new: isNew = true, added_at: addedAt = null } = parse(text) as { new?: unknown; added_at?: unknown }
    if (typeof isNew !== "boolean") return undefined
    if (addedAt instanceof Date) return { isNew, addedAt: addedAt.toISOString() }
    return addedAt === null || typeof addedAt === "string" ? { isNew, addedAt } : undefined
  } catch {
    return undefined
  }
}

const time = "2026-11-20T17:13:20+01:00"

describe("[P1] datafiles", () => {
  test.each([
    ['new = true\nadded_at = "2026-11-20T17:13:20+01:00"\n', { isNew: true, addedAt: time }],
    ['new = false\r\nadded_at = "2026-11-20T17:13:20+01:00"', { isNew: false, addedAt: time }],
    ['new = true\nadded_at = ""\n', { isNew: true, addedAt: "" }],
    ['new = true\nadded_at = "a\\tb"\n', { isNew: true, addedAt: "a\tb" }],
    ['new = true\nadded_at = "x" # mine\n', { isNew: true, addedAt: "x" }],
    ['new = true\nadded_at = "x"\nnew = false\n', undefined],
    ['new = true\nadded_at = "x\ny"\n', undefined],
    ['new = true\nadded_at = "x\u0001"\n', undefined],
    ['new = True\nadded_at = "x"\n', undefined],
    ["new = 1\n", undefined],
    ["", { isNew: true, addedAt: null }]
  ])("%j", (text, state) => {
    expect(parseDatafile(text)).toEqual(state)
    expect(parseDatafile(text)).toEqual(parsed(text))
  })

  test("a text that is one character away from what is written says what the parser says", () => {
    const { below, pick } = seeded(20261129)
    const written = completeDatafile("", { isNew: true, addedAt: time })
    expect(isCompleteDatafile(written)).toBe(true)
    const signs = ['"', "\\", "\n", "\r", "\t", " ", "#", "=", "'", "a", "0", "\u007f", "\u0085", "é", "東", "[", "]"]
    for (let i = 0; i < 600; i++) {
      const at = below(written.length + 1)
      const text = written.slice(0, at) + pick(signs) + written.slice(at + below(2))
      expect(parseDatafile(text), JSON.stringify(text)).toEqual(parsed(text))
    }
  })
})
