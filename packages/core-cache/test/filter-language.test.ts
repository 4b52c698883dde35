import * as Result from "effect/Result"
import { describe, expect, test } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { countConditions } from "../src/filter/filter-size.ts"
import { normalFilter } from "../src/filter/normal-filter.ts"
import { type Filter, type InvalidFilter, parseFilter, printFilter, type TextField, type TextMatch } from "../src/index.ts"
import { randomFilter } from "./made-library.ts"

const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const seed = Number(process.env["DEADWAX_SEED"] ?? "5")

const text = (field: TextField, match: TextMatch, of: string): Filter => ({ kind: "text", field, match, text: of })
const word = (of: string): Filter => text("any", "words", of)
const all = (...filters: ReadonlyArray<Filter>): Filter => ({ kind: "and", filters })
const any = (...filters: ReadonlyArray<Filter>): Filter => ({ kind: "or", filters })
const not = (filter: Filter): Filter => ({ kind: "not", filter })
const year = (from: number | null, to: number | null): Filter => ({ kind: "year", from, to })

const favorite: Filter = { kind: "favorite", isFavorite: true }
const day = 86_400
const usOf = (iso: string): number => Date.parse(iso) * 1000
const tenThirty = usOf("2024-05-01T10:30:00Z")
const stretch = (from: string, before: string) => ({ from: { atUs: usOf(from) }, to: { atUs: usOf(before) - 1 } })

const parsed = (of: string): Filter => Result.getOrThrow(parseFilter(of))
const refused = (of: string): InvalidFilter => Result.getOrThrow(Result.flip(parseFilter(of)))

describe("[R8] [R9] the filter language becomes filters", () => {
  const cases: ReadonlyArray<readonly [string, Filter]> = [
    ["", all()],
    ["  \n\t ", all()],
    ["()", all()],
    ["love", word("love")],
    ["love hate", all(word("love"), word("hate"))],
    ["love and hate", all(word("love"), word("hate"))],
    ["love OR hate", any(word("love"), word("hate"))],
    ['"or"', word("or")],
    ["a b or c", any(all(word("a"), word("b")), word("c"))],
    ["a (b or c)", all(word("a"), any(word("b"), word("c")))],
    ["((a) (b c))", all(word("a"), word("b"), word("c"))],
    ["-a", not(word("a"))],
    ["--a", not(not(word("a")))],
    ["-(a b)", not(all(word("a"), word("b")))],
    ["-()", not(all())],
    ["a-b", word("a-b")],
    ["AC/DC don't C# * 12\" !!!", all(...["AC/DC", "don't", "C#", "*", '12"', "!!!"].map(word))],
    ["artist:sigur", text("artist", "words", "sigur")],
    ['artist:"Sigur Rós"', text("artist", "words", "Sigur Rós")],
    ["artist:“Sigur Rós”", text("artist", "words", "Sigur Rós")],
    ['ARTIST:=="Sigur Rós"', { kind: "artist", name: "Sigur Rós" }],
    ["genre:==Dub", { kind: "genre", name: "Dub" }],
    ["releaseartist:==x", { kind: "releaseArtist", name: "x" }],
    ["albumartist:x", text("releaseArtist", "words", "x")],
    ["title:=love", text("title", "equals", "love")],
    ["title:~love", text("title", "contains", "love")],
    ["title:^love", text("title", "starts", "love")],
    ["title:love$", text("title", "ends", "love")],
    ["title:^love$", text("title", "equals", "love")],
    ['title:^"my love"$', text("title", "equals", "my love")],
    ['title:"my love$"', text("title", "words", "my love$")],
    ["title:$", text("title", "words", "$")],
    ["title:A$AP", text("title", "words", "A$AP")],
    ['title:"a \\"b\\" \\\\ c\\d"', text("title", "words", 'a "b" \\ c\\d')],
    ['label:""', text("label", "words", "")],
    ['-label:""', not(text("label", "words", ""))],
    ["path:^Jazz/", text("path", "starts", "Jazz/")],
    ["title:or", text("title", "words", "or")],
    ["title:-x", text("title", "words", "-x")],
    ["title:a:b", text("title", "words", "a:b")],
    ["12:30", word("12:30")],
    ["type:EP", { kind: "type", type: "ep" }],
    ["is:new -is:new", all({ kind: "new", isNew: true }, not({ kind: "new", isNew: true }))],
    ["year:1990", year(1990, 1990)],
    ["year:1990..1999", year(1990, 1999)],
    ["year:1990..", year(1990, null)],
    ["year:..1999", year(null, 1999)],
    ["year:..", year(null, null)],
    ['year:"1990"', year(1990, 1990)],
    ["is:favorite -is:FAVOURITE", all(favorite, not(favorite))],
    ["rating:4..", { kind: "rating", from: 4, to: null }],
    ["rating:0", { kind: "rating", from: 0, to: 0 }],
    ["plays:10..99", { kind: "plays", from: 10, to: 99 }],
    ["plays:..", { kind: "plays", from: null, to: null }],
    ["played:30d", { kind: "played", from: { agoSeconds: 30 * day }, to: null }],
    ["played:..30d", { kind: "played", from: null, to: { agoSeconds: 30 * day } }],
    ["added:2w..36h", { kind: "added", from: { agoSeconds: 14 * day }, to: { agoSeconds: 36 * 3600 } }],
    ["added:6m", { kind: "added", from: { agoSeconds: 180 * day }, to: null }],
    ["added:1y", { kind: "added", from: { agoSeconds: 365 * day }, to: null }],
    ["played:..", { kind: "played", from: null, to: null }],
    ["added:2024", { kind: "added", ...stretch("2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z") }],
    ["added:2024-02", { kind: "added", ...stretch("2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z") }],
    ["added:2024-12..2025", { kind: "added", ...stretch("2024-12-01T00:00:00Z", "2026-01-01T00:00:00Z") }],
    ["added:2024-02-29", { kind: "added", ...stretch("2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z") }],
    ["added:2024-05-01..", { ...{ kind: "added", ...stretch("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z") }, to: null }],
    ["played:2024-05-01T10:30:00.000001Z", { kind: "played", from: { atUs: tenThirty + 1 }, to: { atUs: tenThirty + 1 } }],
    ["played:2024-05-01T10:30:00Z..1h", { kind: "played", from: { atUs: tenThirty }, to: { agoSeconds: 3600 } }],
    ["東京 artist:東", all(word("東京"), text("artist", "words", "東"))],
    [
      'genre:dub year:1990..1999 -(artist:="The Orb" or is:new)',
      all(
        text("genre", "words", "dub"),
        year(1990, 1999),
        not(any(text("artist", "equals", "The Orb"), { kind: "new", isNew: true }))
      )
    ]
  ]
  test.each(cases)("%s", (of, filter) => {
    expect(parsed(of)).toEqual(filter)
    expect(parsed(printFilter(filter))).toEqual(filter)
  })
})

describe("[R8] what is no filter is refused, with the place, what was expected, and what to do", () => {
  const cases: ReadonlyArray<readonly [string, InvalidFilter["reason"], position: number, length: number, expected: RegExp]> = [
    ["foo:bar", "unknown-field", 0, 3, /one of .*title.*year/],
    ["a -foo:bar", "unknown-field", 3, 3, /artist/],
    ["title:", "missing", 6, 0, /a text/],
    ["title: love", "missing", 6, 0, /a text/],
    ["title:==", "missing", 8, 0, /a text/],
    ["(title:)", "missing", 7, 0, /a text/],
    ["a or", "missing", 4, 0, /after it/],
    ["(a or ) b", "missing", 6, 0, /after it/],
    ["or a", "missing", 0, 2, /before it/],
    ["a or or b", "missing", 5, 2, /before it/],
    ["and", "missing", 0, 3, /before it/],
    ["-", "missing", 0, 1, /left out/],
    ["a - b", "missing", 2, 1, /left out/],
    ["year:abc", "bad-value", 5, 3, /1990\.\.1999/],
    ["year:1999..1990", "bad-value", 5, 10, /1990\.\.1999/],
    ["year:~1990", "bad-value", 5, 5, /year/],
    ["type:foo", "bad-value", 5, 3, /album, single/],
    ["is:good", "bad-value", 3, 4, /new/],
    ["is:constructor", "bad-value", 3, 11, /new/],
    ["rating:6", "bad-value", 7, 1, /1 to 5/],
    ["rating:5..4", "bad-value", 7, 4, /1 to 5/],
    ["plays:-1", "bad-value", 6, 2, /10\.\./],
    ["plays:1e9", "bad-value", 6, 3, /plays/],
    ["played:30", "bad-value", 7, 2, /30d/],
    ["played:1d..2d", "bad-value", 7, 6, /30d/],
    ["added:2024-13", "bad-value", 6, 7, /2024-05/],
    ["added:2023-02-29", "bad-value", 6, 10, /2024-05/],
    ["added:2025..2024", "bad-value", 6, 10, /2024-05/],
    ["added:2024-05-01T10:61:00Z", "bad-value", 6, 20, /2024-05/],
    ["constructor:x", "unknown-field", 0, 11, /title/],
    ["title:==x", "bad-value", 6, 3, /contains/],
    ["title:~x$", "bad-value", 6, 3, /ends/],
    ['a "b', "unclosed-quote", 2, 2, /"/],
    ['title:"b\\"', "unclosed-quote", 6, 4, /"/],
    ["(a (b)", "unclosed-group", 0, 1, /\)/],
    ["a) b", "unexpected", 1, 1, /end/],
    ['"a"b', "unexpected", 3, 1, /space/],
    ['title:"a"b', "unexpected", 9, 1, /space/],
    [`${"-".repeat(51)}a`, "too-large", 50, 1, /fewer/],
    [`${"(".repeat(5000)}a`, "too-large", 50, 1, /fewer/],
    ["a ".repeat(201), "too-large", 400, 1, /fewer/]
  ]
  test.each(cases)("%.40s", (of, reason, position, length, expected) => {
    const error = refused(of)
    expect([error.reason, error.position, error.length]).toEqual([reason, position, length])
    expect(error.expected).toMatch(expected)
    for (const sentence of [error.message, error.remedy]) expect(sentence).toMatch(/\w.{8}/)
  })
})

test(`[R8] any filter that is printed and read again is the same in its normal form, seed ${seed}`, () => {
  const random = seeded(seed)
  const rounds = Math.ceil(20_000 * scale)
  let read = 0
  for (let i = 0; i < rounds; i++) {
    const filter = randomFilter(random, 5)
    const normal = normalFilter(filter)
    if (countConditions(normal) === undefined) continue
    read++
    const printed = printFilter(filter)
    expect(parsed(printed), printed).toEqual(normal)
    expect(normalFilter(normal)).toEqual(normal)
    expect(printFilter(parsed(printed))).toBe(printed)
  }
  expect(read).toBeGreaterThan(rounds / 2)
  console.log(`soak: ${read} filters printed and read again, seed ${seed}`)
})

const pieces = [
  ...'title: artist: year: is: type: rating: plays: played: added: 30d 2024 2024-02 4.. foo: == = ~ ^ $ - ( ) or and OR " \\ “ ” « : .. 1990..1999 new album a love 東 😀 \ud800 \u0000 \n'.split(
    " "
  ),
  " ",
  " ",
  " "
]

const randomText = (random: Random): string =>
  Array.from({ length: random.below(40) }, () =>
    random.chance(90) ? random.pick(pieces) : String.fromCharCode(random.below(0x10000))
  ).join("")

test(`[R8] any text is a filter or is refused with its place in it, seed ${seed}`, () => {
  const random = seeded(seed)
  const rounds = Math.ceil(100_000 * scale)
  let filters = 0
  for (let i = 0; i < rounds; i++) {
    const of = randomText(random)
    const result = parseFilter(of)
    if (Result.isFailure(result)) {
      const { position, length } = result.failure
      if (position < 0 || length < 0 || position + length > of.length) expect.fail(JSON.stringify(of))
    } else {
      filters++
      const again = JSON.stringify(parsed(printFilter(result.success)))
      if (again !== JSON.stringify(normalFilter(result.success))) expect.fail(`${JSON.stringify(of)}: ${again}`)
    }
  }
  expect(filters).toBeGreaterThan(rounds / 20)
  expect(filters).toBeLessThan(rounds)
  console.log(`soak: ${rounds} texts read, seed ${seed}`)
})

test("[R8] long texts are read or refused at once: their time grows with their length alone", () => {
  for (const of of [
    "x".repeat(10_240),
    "😀".repeat(5000),
    '"'.repeat(10_240),
    `"${"\\".repeat(10_240)}`,
    "(".repeat(10_240),
    "-".repeat(10_240),
    "a:".repeat(5000),
    "or ".repeat(3400),
    `title:"${"a b ".repeat(2500)}"`,
    `${"((".repeat(20)}a${"))".repeat(20)}`,
    "1990..".repeat(1700)
  ]) {
    const result = parseFilter(of)
    if (Result.isSuccess(result)) expect(parsed(printFilter(result.success))).toEqual(result.success)
  }
})
