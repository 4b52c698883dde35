/**
 * A text as FTS5 expressions. It never reaches MATCH itself: it is cut like the index (fold.ts), each word is quoted, and nothing a person
 * types is an operator. A word that `&` is read as finds that, too. Nothing but a word that ends the text may go on.
 */
import { bareText, foldText, queryGrams, searchTerms, signWord } from "./fold.ts"
import { beginsConnective, heardText, isConnective } from "./heard-text.ts"
import { withoutJoints } from "./title-key.ts"

/** Of a long text, a pasted page, only so many words and pairs are looked up: each costs time, and these already leave little. */
const mostTerms = 128

/** What is asked of the index, and what tells where in a document the words are. */
export interface Match {
  /** For FTS5: every word in any order, the last one as a prefix. */
  readonly expression: string
  /** One a word or pair: what a title's key has one of, between spaces, if it is in the title. */
  readonly pieces: ReadonlyArray<ReadonlyArray<string>>
}

/** Cuts a text; undefined when it holds nothing to search for. */
export const matchOf = (text: string): Match | undefined => {
  const { words, signs } = searchTerms(withoutJoints(heardText(foldText(text))))
  const plain = words.slice(0, words.length - signs)
  const isUnfinished = bareText(text).endsWith(plain.at(-1) ?? " ")
  const terms = new Map<string, ReadonlyArray<string>>()
  for (const [i, word] of plain.entries()) {
    const goesOn = isUnfinished && i === plain.length - 1
    const isAmpersand = i > 0 && (goesOn ? beginsConnective(word) : isConnective(word))
    const term = goesOn ? `${quote(word)} *` : quote(word)
    const piece = goesOn ? ` ${word}` : ` ${word} `
    if (isAmpersand) terms.set(`(${term} OR ${quote(ampersand)})`, [piece, " & "])
    else terms.set(term, [piece])
  }
  for (const word of words.slice(plain.length)) terms.set(`${quote(word)} *`, [])
  for (const gram of queryGrams(text)) terms.set(quote(gram), [gram])
  if (terms.size === 0) return undefined
  const some = [...terms].slice(0, mostTerms)
  return {
    expression: some.map(([term]) => term).join(" AND "),
    pieces: some.flatMap(([, piece]) => (piece.length === 0 ? [] : [piece]))
  }
}

/** How many of the pieces a title's key has, which stands between spaces. */
export const countPieces = ({ pieces }: Match, spaced: string): number => {
  let count = 0
  for (const anyOf of pieces) if (hasAny(anyOf, spaced)) count++
  return count
}

const hasAny = (anyOf: ReadonlyArray<string>, spaced: string): boolean => {
  for (const piece of anyOf) if (spaced.includes(piece)) return true
  return false
}

const ampersand = signWord("&")

const quote = (word: string): string => `"${word.replaceAll('"', '""')}"`
