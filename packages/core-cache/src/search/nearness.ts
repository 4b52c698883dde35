/** How near a title is to what was typed: what ranking puts before all else. */
import { bareText, foldText, type SearchTerms, searchTerms } from "./fold.ts"
import { leadingWords } from "./match-expression.ts"

/** How near a title is to a text: 0 the same words, 1 begins with them, 2 begins with them and the last one goes on, 3 elsewhere. */
export type Nearness = 0 | 1 | 2 | 3

export const nearnessTo = (text: string): ((title: string) => Nearness) => {
  const terms = searchTerms(text)
  const lead = leadingWords(terms).join(" ")
  const key = keyOf(terms)
  const bare = bareText(text)
  // What follows a literal beginning mostly decides, at a tenth of the cost of cutting the title into words.
  const atOnce = (folded: string): Nearness | undefined => {
    if (lead === "" || !folded.startsWith(lead)) return undefined
    if (goesOn.test(folded[lead.length] ?? "")) return 2
    return folded[lead.length] === " " && goesOn.test(folded[lead.length + 1] ?? "") ? 1 : undefined
  }
  return (title) => {
    const known = terms.grams.length > 0 ? undefined : atOnce(foldText(title))
    if (known !== undefined) return known
    const own = searchTerms(title)
    if (keyOf(own) === key) return 0
    // The index keeps the words of other scripts apart: where a title begins, its text alone tells.
    if (terms.grams.length > 0) return bareText(title).startsWith(bare) ? 1 : 3
    if (own.grams.length > 0 && !bareText(title).startsWith(bare)) return 3
    const words = own.words.join(" ")
    if (!words.startsWith(lead)) return 3
    return words.length === lead.length || words[lead.length] === " " ? 1 : 2
  }
}

const goesOn = /^[a-z0-9]/

const keyOf = (terms: SearchTerms): string => `${terms.words.join(" ")}\n${terms.grams.join(" ")}`
