/**
 * How many columns text takes on a terminal, and text cut or filled to a number of them.
 * The measuring is Effect's: it counts grapheme clusters, wide CJK and emoji as two columns, combining characters as none, and it is
 * loaded anyway with the command parser, so no further package is needed for it.
 */
import { displayWidth } from "effect/cli/CliOutput"

let segmenter: Intl.Segmenter | undefined

/** What a person takes for one character each, one after the other. What tells them is made when it is first needed: most output fits. */
export const graphemes = (text: string): Intl.Segments => {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "grapheme" })
  return segmenter.segment(text)
}

/** Printable ASCII, which is most text: its width is its length. */
const plain = /^[\x20-\x7e]*$/

export const widthOf = (text: string): number => (plain.test(text) ? text.length : displayWidth(text))

/** The text itself when it fits into `width` columns, else as much as does with an ellipsis; never in the middle of a character. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text
  if (width < 1) return ""
  let taken = ""
  let used = 0
  for (const { segment } of graphemes(text)) {
    const next = used + widthOf(segment)
    if (next > width - 1) break
    taken += segment
    used = next
  }
  return `${taken}…`
}

/** The text cut to `width` columns and filled with blanks up to it. */
export const fit = (text: string, width: number, align: "left" | "right" = "left"): string => {
  const short = cut(text, width)
  const blanks = " ".repeat(Math.max(0, width - widthOf(short)))
  return align === "left" ? short + blanks : blanks + short
}
