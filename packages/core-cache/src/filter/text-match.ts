/**
 * How a text is found in a value (R9), always in one value, never across two. Both sides are folded as for people's search (case,
 * diacritics, width, katakana); genres as genres are compared. What a person types as a plain word is found where words begin: `air` is in
 * `Air` and `Airbourne`, not in `Fairport`, and as it is heard: `dont` is in `Don't`, `rock and roll` in `Rock & Roll`; the scripts that write no spaces have no such places, there it is found anywhere.
 */
import { isWordStart } from "../search/fold.ts"
import { heardText } from "../search/heard-text.ts"

/**
 * - `words`: the value contains the text, beginning where a word begins
 * - `contains`, `starts`, `ends`, `equals`: exactly that
 */
export const textMatches = ["words", "contains", "starts", "ends", "equals"] as const
/** How a text is looked for in a value; one of `textMatches`. */
export type TextMatch = (typeof textMatches)[number]

/** Tells whether a folded value has one of these folded texts where a word begins, as it is written or as it is heard. */
export const heardMatcherOf =
  (texts: ReadonlyArray<string>): ((value: string) => boolean) =>
  (value) => {
    const heard = heardText(value)
    return texts.some((text) => hasWords(value, text) || (heard !== value && hasWords(heard, text)))
  }

/** Tells whether a folded value meets a folded text. */
export const matcherOf = (match: TextMatch, text: string): ((value: string) => boolean) => {
  switch (match) {
    case "words":
      return (value) => hasWords(value, text)
    case "contains":
      return (value) => value.includes(text)
    case "starts":
      return (value) => value.startsWith(text)
    case "ends":
      return (value) => value.endsWith(text)
    case "equals":
      return (value) => value === text
  }
}

const hasWords = (value: string, text: string): boolean => {
  for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + 1)) if (isWordStart(value, at)) return true
  return false
}
