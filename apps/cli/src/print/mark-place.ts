/** A text with a mark below the place that is meant. */
import { visible } from "./escape.ts"
import { graphemes, widthOf } from "./width.ts"

export interface Place {
  readonly text: string
  /** In UTF-16 units; a length of 0 is a place where something is missing. */
  readonly position: number
  readonly length: number
}

const indent = "  "
const gap = "…"

/** Two lines of at most `columns`; of a long text what is around the place. */
export const markPlace = ({ text, position, length }: Place, columns: number): readonly [string, string] => {
  const room = Math.max(16, columns - indent.length - 2 * gap.length)
  const meant = lastThatFit(charactersOf(visible(text.slice(position, position + Math.max(length, 1)))), room, "start")
  const before = lastThatFit(charactersOf(visible(text.slice(0, position))), room - widthOf(meant.text), "end")
  const left = room - widthOf(meant.text) - widthOf(before.text)
  const after = lastThatFit(charactersOf(visible(text.slice(position + Math.max(length, 1)))), left, "start")
  const head = `${indent}${before.isCut ? gap : ""}${before.text}`
  const tail = meant.isCut || after.isCut ? gap : ""
  return [
    `${head}${meant.text}${after.text}${tail}`,
    `${" ".repeat(widthOf(head))}${"^".repeat(Math.max(1, widthOf(meant.text)))}`
  ]
}

const charactersOf = (text: string): ReadonlyArray<string> => Array.from(graphemes(text), ({ segment }) => segment)

/** As many characters from one side as fit. */
const lastThatFit = (
  characters: ReadonlyArray<string>,
  width: number,
  from: "start" | "end"
): { readonly text: string; readonly isCut: boolean } => {
  const ordered = from === "start" ? characters : characters.toReversed()
  const taken: Array<string> = []
  let used = 0
  for (const character of ordered) {
    used += widthOf(character)
    if (used > width) break
    taken.push(character)
  }
  const isCut = taken.length < characters.length
  return { text: (from === "start" ? taken : taken.toReversed()).join(""), isCut }
}
