/**
 * Text as it is heard: what people leave out or write in another way without meaning another name. An apostrophe beside a letter (don't,
 * rockin'), the dots of initials (R.E.M.), and `&`, which may stand for "and" in any language, with spaces around it or none.
 * All of it works on folded text (fold.ts). `+` between spaces is `&`.
 */

const apostrophes = "['’ʼ‘`]"
const silent = new RegExp(`(?<=[\\p{L}\\p{N}])${apostrophes}+|${apostrophes}+(?=[\\p{L}\\p{N}])`, "gu")
const initials = /\b\p{L}(?:\.\p{L}(?![\p{L}\p{N}\p{M}]))+\.?/gu
const marks = /['’ʼ‘`.&+]/

/** A folded text as it is heard; most are as they are. */
export const heardText = (folded: string): string => {
  if (!marks.test(folded)) return folded
  return folded
    .replace(initials, (run) => run.replaceAll(".", ""))
    .replace(silent, "")
    .replace(/(?<=\s)\+(?=\s)/g, "&")
    .replace(/\s*&\s*/g, " & ")
    .trim()
}

/** What is kept of it beside a folded title: null where it is no other. */
export const heardTitle = (sortTitle: string): string | null => {
  const heard = heardText(sortTitle)
  return heard === sortTitle ? null : heard
}

/** The words that `&` is read as. */
const connectives: ReadonlyArray<string> = ["and", "und", "et", "y", "e", "i", "och", "og", "en", "и", "και"]

/** Does `&` say the same as this folded word? */
export const isConnective = (word: string): boolean => connectives.includes(word)

/** May this folded word become one that `&` is read as while it is typed? */
export const beginsConnective = (word: string): boolean => connectives.some((connective) => connective.startsWith(word))

/**
 * The ways in which a heard text may be written: itself, with `&` for the words that it is read as, and with "and" for `&`. The first word
 * and the last one connect nothing.
 */
export const writtenForms = (heard: string): ReadonlyArray<string> => {
  const words = heard.split(" ")
  if (words.length < 3) return [heard]
  const form = (change: (word: string) => string): string =>
    words.map((word, i) => (i === 0 || i === words.length - 1 ? word : change(word))).join(" ")
  return [...new Set([heard, form((word) => (isConnective(word) ? "&" : word)), form((word) => (word === "&" ? "and" : word))])]
}
