/**
 * A text as FTS5 expressions. It never reaches MATCH itself: it is cut like the index (fold.ts), each word is quoted, and nothing a person
 * types is an operator.
 */
import { bareText, queryGrams, type SearchTerms, searchTerms } from "./fold.ts"

/** Of a long text, a pasted page, only so many words and pairs are looked up: each costs time, and these already leave little. */
const mostTerms = 128
/** Of these, so many decide which titles are looked at as beginning with the text. */
const mostLeading = 32

/** A text as FTS5 expressions. The narrower two find some titles more, where the text is long or of a script without spaces. */
export interface Expressions {
  /** Every word in any order, the last one as a prefix. */
  readonly all: string
  /** Titles that begin with the words, in their order, the last one as a prefix. `column` is where a title's words are. */
  readonly begins: (column: string) => string
  /** The same with the last word whole. */
  readonly beginsWhole: (column: string) => string
}

/** Cuts a text into FTS5 expressions; undefined when it holds nothing to search for. */
export const matchExpression = (text: string): Expressions | undefined => {
  const { words, grams, signs } = searchTerms(withoutJoints(text))
  const plain = words.slice(0, words.length - signs)
  const star = isUnfinished(text, plain) ? " *" : ""
  const spoken = new Set(plain.map((word, i) => (i === plain.length - 1 ? `${quote(word)}${star}` : quote(word))))
  const others = [
    ...words.slice(plain.length).map((word) => `${quote(word)} *`),
    ...queryGrams(text).map((gram) => `grams : ${quote(gram)}`)
  ]
  const terms = [...new Set([...spoken, ...others])].slice(0, mostTerms)
  if (terms.length === 0) return undefined
  const lead = leadingWords({ words, grams, signs })
  const characters = leadingCharacters(grams)
  const isLong = lead.length > mostLeading
  const begins = (column: string, end: string): string =>
    [
      ...(lead.length === 0 ? [] : [`${column} : ^ ${phrase(lead)}${isLong ? "" : end}`]),
      ...(characters.length === 0 ? [] : [`grams : ^ ${phrase(characters)}`]),
      ...terms.filter((term) => isLong || !spoken.has(term))
    ].join(" AND ")
  return { all: terms.join(" AND "), begins: (column) => begins(column, star), beginsWhole: (column) => begins(column, "") }
}

const joints = /(?<=^|\s)[-–—/&+|:,.;·…_~=]+(?=\s|$)/gu

/** "Artist - Title" and "A & B": what stands between words is no word. Alone it is what is looked for. */
const withoutJoints = (text: string): string => {
  const without = text.replace(joints, " ")
  return without.trim() === "" ? text : without
}

const quote = (word: string): string => `"${word.replaceAll('"', '""')}"`

const phrase = (words: ReadonlyArray<string>): string => words.slice(0, mostLeading).map(quote).join(" + ")

// Nothing but a word that ends the text may go on.
const isUnfinished = (text: string, plain: ReadonlyArray<string>): boolean => bareText(text).endsWith(plain.at(-1) ?? " ")

// Words made of signs stand last in the index, wherever they are in the title: they lead only where there is nothing else.
export const leadingWords = ({ words, grams, signs }: SearchTerms): ReadonlyArray<string> =>
  signs < words.length || grams.length > 0 ? words.slice(0, words.length - signs) : words

// Of a title's grams the single characters of its first run come first, each once.
const leadingCharacters = (grams: SearchTerms["grams"]): ReadonlyArray<string> => {
  const firstPair = grams.findIndex((gram) => [...gram].length > 1)
  return [...new Set(firstPair < 0 ? grams : grams.slice(0, firstPair))]
}
