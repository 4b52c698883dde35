/**
 * How text becomes search words: the same for the index and for what people type, so that a query never meets a tokeniser it does not
 * know. Folded: compatibility forms (NFKC), case, Latin, Greek and Cyrillic diacritics, a few letters without decomposition, katakana
 * to hiragana. What is not heard of it is in heard-text.ts. Scripts that write no spaces are cut into single characters and overlapping pairs.
 * Ideas as in Unicode's UAX #15 and #29; what it does not do: stemming, transliteration, spelling.
 */

import { heardText } from "./heard-text.ts"

/** Words for prefix matching, and characters and pairs for scripts without spaces. */
export interface SearchTerms {
  readonly words: ReadonlyArray<string>
  readonly grams: ReadonlyArray<string>
  /** How many of the words, the last ones, stand for signs. */
  readonly signs: number
}

const letters: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ð: "d",
  đ: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ı: "i",
  ŋ: "n",
  ς: "σ"
}

const isAscii = /^[\x20-\x7e]*$/

/** Folds text for comparison. */
export const foldText = (text: string): string => {
  if (isAscii.test(text)) return text.toLowerCase()
  return text
    .toWellFormed()
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFD")
    .replace(/(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}][\u0300-\u036f]*)[\u0300-\u036f]/gu, "")
    .normalize("NFC")
    .replace(/[ßæœøðđþłħıŋς]/g, (letter) => letters[letter] ?? letter)
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
}

/** Letters, digits and marks alone, folded. */
export const bareText = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}\p{M}]+/gu, "")

const unspaced =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー々〆"
const unspacedRun = new RegExp(`[${unspaced}]+`, "gu")
const wordRun = new RegExp(`(?:(?![${unspaced}])[\\p{L}\\p{N}\\p{M}])+`, "gu")
const spacedWordCharacter = new RegExp(`(?![${unspaced}])[\\p{L}\\p{N}\\p{M}]`, "u")

/** Does a word begin at this place of a folded text? In scripts without spaces everywhere; signs are words of their own. */
export const isWordStart = (folded: string, at: number): boolean =>
  !spacedWordCharacter.test(characterAt(folded, at)) || !spacedWordCharacter.test(characterBefore(folded, at))

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0)

const characterBefore = (text: string, at: number): string => {
  const unit = text.charCodeAt(at - 1)
  const isLow = unit >= 0xdc00 && unit <= 0xdfff
  return at === 0 ? "" : characterAt(text, isLow && at > 1 ? at - 2 : at - 1)
}

const symbols = /[^\p{L}\p{N}\p{M}\s\p{C}]/u

/** Cuts text into folded words and grams. */
export const searchTerms = (text: string): SearchTerms => {
  const folded = heardText(foldText(text))
  const words = folded.match(wordRun) ?? []
  const signs = symbols.test(folded) ? symbolWords(folded) : []
  const grams = isAscii.test(folded) ? [] : gramsOf(folded, true)
  return { words: signs.length === 0 ? words : [...words, ...signs], grams, signs: signs.length }
}

/** For a query: a run of one character is looked up as itself, a longer one as its pairs. */
export const queryGrams = (text: string): ReadonlyArray<string> => gramsOf(foldText(text), false)

const gramsOf = (folded: string, withSingles: boolean): ReadonlyArray<string> => {
  const grams: Array<string> = []
  for (const run of folded.match(unspacedRun) ?? []) {
    const characters = [...run]
    if (withSingles || characters.length === 1) grams.push(...characters)
    for (let i = 0; i + 1 < characters.length; i++) grams.push(characters[i]! + characters[i + 1]!)
  }
  return grams
}

/**
 * Names made of signs (`!!!`, `*`) and signs that are part of a name (`C#`, `A+B`): the whole chunk as one word of letters and digits,
 * since the index cuts at signs. It begins with a character that no word has, so that nothing but a sign finds it.
 */
const symbolWords = (folded: string): ReadonlyArray<string> => folded.split(/\s+/).filter(isSigns).map(signWord)

/** Is a chunk of a folded text, without spaces in it, a name made of signs or one that a sign belongs to? */
export const isSigns = (chunk: string): boolean =>
  symbols.test(chunk) && (!/[\p{L}\p{N}]/u.test(chunk) || /^[\p{L}\p{N}]{1,3}[#+!*$%]/u.test(chunk))

/** The word that stands for such a chunk. */
export const signWord = (chunk: string): string =>
  `≡${[...chunk]
    .slice(0, 16)
    .map((sign) => sign.codePointAt(0)!.toString(16))
    .join("x")}`

const besideUnspaced = new RegExp(` (?=[${unspaced}])|(?<=[${unspaced}]) `, "gu")

/** Folded words without the spaces beside characters of scripts that write none. */
export const joinUnspaced = (words: string): string => (isAscii.test(words) ? words : words.replace(besideUnspaced, ""))
