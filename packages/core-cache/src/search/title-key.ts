/**
 * A title as one line to find it by its beginning: heard words in their order, signs that belong to a name with them. All that a person
 * may leave out is left out (brackets, dashes between words, the spaces beside characters of scripts that write none), so that in the order
 * of keys the exact title comes first, then those that go on with another word, then those whose last word goes on.
 */
import { foldText, isSigns, joinUnspaced } from "./fold.ts"
import { heardText } from "./heard-text.ts"

/** In UTF-16 units. Of a longer title the rest does not count. */
export const longestKey = 120

const plain = /^[a-z0-9]+(?: [a-z0-9]+)*$/
const joint = /^[-–—/&+|:,.;·…_~=]+$/
const between = /[^\p{L}\p{N}\p{M}]+/gu

/** Not cut. */
export const keyOf = (text: string): string => {
  const heard = heardText(foldText(text))
  if (plain.test(heard)) return heard
  const chunks = heard.split(/\s+/)
  const spoken = chunks.filter((chunk) => chunk === "&" || !joint.test(chunk))
  const words = (spoken.join("") === "" ? chunks : spoken).map((chunk) =>
    chunk === "&" || isSigns(chunk) ? chunk : chunk.replace(between, " ")
  )
  return joinUnspaced(words.join(" ").replace(/\s+/g, " ").trim())
}

/** The key under which a title is kept. */
export const titleKey = (title: string): string => keyOf(title).slice(0, longestKey).toWellFormed()

const article = /^the (?=.)/

/** The keys under which an artist's name is kept: of it the article does not count, who types "beatles" means the band. */
export const nameKeys = (name: string): ReadonlyArray<string> => {
  const key = titleKey(name)
  return article.test(key) ? [key, key.replace(article, "")] : [key]
}

const joints = /(?<=^|\s)[-–—/&+|:,.;·…_~=]+(?=\s|$)/gu

/** "Artist - Title" and "A & B": what stands between words is no word. Alone it is what is looked for. */
export const withoutJoints = (text: string): string => {
  const without = text.replace(joints, " ")
  return without.trim() === "" ? text : without
}
