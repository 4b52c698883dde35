import { describe, expect, test } from "vitest"
import { seeded } from "../../../tools/bench/random.ts"
import { pathFolder } from "../src/filter/text-rows.ts"
import { foldText, queryGrams, searchTerms } from "../src/search/fold.ts"
import { matchOf } from "../src/search/match.ts"

describe("[R8] how text becomes search words", () => {
  test.each([
    ["Björk", "bjork"],
    ["SIGUR RÓS", "sigur ros"],
    ["Ænima", "aenima"],
    ["Straße", "strasse"],
    ["Łódź", "lodz"],
    ["Ｆｕｌｌ　Ｗｉｄｔｈ", "full width"],
    ["Ελλάδα", "ελλαδα"],
    ["ОДИССЕЙ", "одиссеи"],
    ["カタカナ", "かたかな"],
    ["ｶﾞｰﾙ", "がーる"],
    ["e\u0301", "e"]
  ])("[R8] %s folds to %s", (text, folded) => expect(foldText(text)).toBe(folded))

  test("[R8] marks that make another letter elsewhere are kept", () => {
    expect(foldText("がぎ")).toBe("がぎ")
    expect(foldText("हिंदी")).toBe("हिंदी".normalize("NFC"))
  })

  test("[R9] a path is folded as its directory and its name are, seed 5", () => {
    const random = seeded(5)
    const parts = [..."//aΣσÉßＡ／ｶ\u3099\u0301\u0338\ud83d\ude00İ.가각", "e\u0301", "../"]
    const fold = pathFolder()
    let directory = ""
    for (let i = 0; i < 20_000; i++) {
      const text = (most: number) => Array.from({ length: random.below(most) }, () => random.pick(parts)).join("")
      if (random.chance(30)) directory = text(6)
      const path = `${directory}${random.chance(70) ? "/" : ""}${text(6)}`
      expect(fold(path), JSON.stringify(path)).toBe(foldText(path))
    }
  })

  test("[R8] words are cut at signs, an apostrophe inside a word is not heard", () => {
    expect(searchTerms("AC/DC don't rock’n’roll").words).toEqual(["ac", "dc", "dont", "rocknroll"])
    expect(searchTerms("R.E.M.").words).toEqual(["rem"])
  })

  test("[R8] names made of signs are words of their own", () => {
    expect(searchTerms("!!!").words).toHaveLength(1)
    expect(searchTerms("!!!").words).not.toEqual(searchTerms("!").words)
    expect(searchTerms("C#").words).toEqual(["c", ...searchTerms("C#").words.slice(1)])
    expect(searchTerms("C#").words).toHaveLength(2)
  })

  test("[R8] scripts without spaces: single characters and pairs in the index, pairs in a query", () => {
    expect(searchTerms("東京事変").grams).toEqual(["東", "京", "事", "変", "東京", "京事", "事変"])
    expect(queryGrams("東京")).toEqual(["東京"])
    expect(queryGrams("東")).toEqual(["東"])
    expect(searchTerms("東京 live").words).toEqual(["live"])
  })

  test("[R8] no text can be an operator", () => {
    for (const text of ['"', "*", "AND", "a OR b", "NEAR(", "title:x", "^", "-x", "(", "'; drop table tracks; --"]) {
      const expression = matchOf(text)?.expression ?? ""
      expect(expression.replaceAll(/"(?:[^"]|"")*"/g, "").replaceAll(/ AND | \*| OR |[()]/g, "")).toBe("")
    }
    expect(matchOf("   ")).toBeUndefined()
  })
})
