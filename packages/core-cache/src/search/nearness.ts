/** How near a title is to what was typed: what ranking puts before all else. */
import { isWordStart } from "./fold.ts"
import { writtenForms } from "./heard-text.ts"
import { keyOf, longestKey, nameKeys, titleKey } from "./title-key.ts"

/**
 * 0 the same words, 1 begins with them, 2 begins with them and the last one goes on, 3 has them elsewhere, 4 has some of them, the others are
 * of its artists or its release, 5 all of them are.
 */
export type Nearness = 0 | 1 | 2 | 3 | 4 | 5

/** What titles are to begin with, as keys. None: it is longer than any key. */
export const beginningsOf = (text: string): ReadonlyArray<string> => {
  const key = keyOf(text)
  return key === "" || key.length > longestKey ? [] : writtenForms(key)
}

/** Of a key that begins with `beginning`. */
export const nearnessOfKey = (key: string, beginning: string): Nearness => {
  if (key.length === beginning.length) return 0
  return isWordStart(key, beginning.length) ? 1 : 2
}

/** The same by the next character of the key, as a code point; null: it has none. */
export const nearnessGoingOn = (beginning: string, next: number | null): Nearness =>
  next === null ? 0 : isWordStart(beginning + String.fromCodePoint(next), beginning.length) ? 1 : 2

/** Of titles to a text: 0 to 2, or 5. */
export const nearnessTo = (text: string, isName: boolean): ((title: string) => Nearness) => {
  const beginnings = beginningsOf(text)
  return (title) => {
    let best: Nearness = 5
    for (const key of isName ? nameKeys(title) : [titleKey(title)])
      for (const beginning of beginnings) {
        const nearness = key.startsWith(beginning) ? nearnessOfKey(key, beginning) : 5
        if (nearness < best) best = nearness
      }
    return best
  }
}
