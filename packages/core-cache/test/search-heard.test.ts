import { describe, expect, test } from "vitest"
import { type Random, seeded } from "../../../tools/bench/random.ts"
import { heardMatcherOf } from "../src/filter/text-match.ts"
import { foldText } from "../src/search/fold.ts"
import { heardText, writtenForms } from "../src/search/heard-text.ts"
import { matchOf } from "../src/search/match.ts"
import { beginningsOf, nearnessTo } from "../src/search/nearness.ts"
import { nameKeys, titleKey } from "../src/search/title-key.ts"

const seed = Number(process.env["DEADWAX_SEED"] ?? "11")

describe("[R8] text as it is heard", () => {
  test.each([
    ["don't", "dont"],
    ["rock’n’roll", "rocknroll"],
    ["rockin' 'til", "rockin til"],
    ["l'été d'o'neil", "lete doneil"],
    ["r.e.m.", "rem"],
    ["a.b. c.d", "ab cd"],
    ["mr. x", "mr. x"],
    ["r&b", "r & b"],
    ["simon  &garfunkel", "simon & garfunkel"],
    ["florence + the machine", "florence & the machine"],
    ["a+b", "a+b"],
    ["' '", "' '"],
    ["&", "&"]
  ])("[R8] %s is heard as %s", (text, heard) => expect(heardText(foldText(text))).toBe(heard))

  test.each([
    ["simon and garfunkel", ["simon and garfunkel", "simon & garfunkel"]],
    ["simon & garfunkel", ["simon & garfunkel", "simon and garfunkel"]],
    ["and you and i", ["and you and i", "and you & i"]],
    ["simon and", ["simon and"]],
    ["y", ["y"]]
  ])("[R8] %s may be written %j", (heard, forms) => expect(writtenForms(heard)).toEqual(forms))

  test.each([
    ["The End.", "the end"],
    ["(I Can't Get No) Satisfaction", "i cant get no satisfaction"],
    ["Foo - Bar", "foo bar"],
    ["Étude in C# minor", "etude in c# minor"],
    ["!!!", "!!!"],
    ["-", "-"],
    ["東京 Live", "東京live"],
    ["AC/DC", "ac dc"],
    ["Drum&Bass", "drum & bass"],
    ["", ""]
  ])("[R8] %s is kept under %s", (title, key) => expect(titleKey(title)).toBe(key))

  test("[R8] a name with an article is kept without it, too; an article alone is a name", () => {
    expect(nameKeys("The Beatles")).toEqual(["the beatles", "beatles"])
    expect(nameKeys("The The")).toEqual(["the the", "the"])
    expect(nameKeys("The")).toEqual(["the"])
    expect(nameKeys("Thea")).toEqual(["thea"])
  })

  test("[R8] a long title is kept by its beginning, and what is typed beyond that begins no title", () => {
    const long = "ab ".repeat(60)
    expect(titleKey(long)).toBe(long.slice(0, 120))
    expect(beginningsOf(long.slice(0, 100))).toEqual([long.slice(0, 100).trim()])
    expect(beginningsOf(long)).toEqual([])
    expect(titleKey(`${"a".repeat(119)}😀`).isWellFormed()).toBe(true)
  })

  test("[R8] words that & is read as ask for it, too, not as the first word", () => {
    expect(matchOf("you and i")?.expression).toBe('"you" AND ("and" OR "≡26") AND ("i" * OR "≡26")')
    expect(matchOf("and you")?.expression).toBe('"and" AND "you" *')
    expect(matchOf("you & i")?.expression).toBe('"you" AND ("i" * OR "≡26")')
  })
})

const letters = [..."abcdeéßø'’.&+#!- 東京ー 愛がŁи"]
const randomText = (random: Random): string => Array.from({ length: 1 + random.below(12) }, () => random.pick(letters)).join("")

describe("[R8] [R9] properties of what is heard", () => {
  test(`[R8] folding twice is folding once, and a title is exactly itself, seed ${seed}`, () => {
    const random = seeded(seed)
    for (let i = 0; i < 2000; i++) {
      const text = randomText(random)
      const folded = foldText(text)
      expect(foldText(folded), text).toBe(folded)
      if (titleKey(text) !== "") expect(nearnessTo(text, false)(text), text).toBe(0)
      expect(heardMatcherOf([folded, ...writtenForms(heardText(folded))])(folded), text).toBe(true)
    }
  })

  test(`[R8] [R9] a name is found with or without its apostrophes, and with any word for &, seed ${seed}`, () => {
    const random = seeded(seed)
    const word = () => Array.from({ length: 2 + random.below(5) }, () => random.pick([..."abcdxz"])).join("")
    const apostrophed = (text: string) => text.slice(0, 1) + random.pick(["'", "’", "`"]) + text.slice(1)
    for (let i = 0; i < 1000; i++) {
      const [one, two] = [word(), word()]
      const name = `${apostrophed(one)} ${random.pick(["&", "+"])} ${two}`
      const typed = `${random.pick([one, apostrophed(one)])} ${random.pick(["and", "und", "et", "y", "&"])} ${two}`
      expect(nearnessTo(typed, false)(name), `${typed} to ${name}`).toBe(0)
      const holds = heardMatcherOf(writtenForms(heardText(foldText(typed))))
      expect(holds(foldText(name)), `${typed} in ${name}`).toBe(true)
      expect(holds(foldText(`${one} ${two}`)), `${typed} in ${one} ${two}`).toBe(false)
      expect(holds(foldText(`${one} or ${two}`)), `${typed} in ${one} or ${two}`).toBe(false)
    }
  })
})
