/** One entry of a collection's file, and the text that says what it is when it is gone. */

export interface Entry {
  readonly id: string
  /** `description_meta`; null: the file has none. */
  readonly description: string | null
  readonly isMissing: boolean
}

/** An entry as it is to be written. `from`: its place in the text before, null when it is new. */
export interface PlacedEntry extends Entry {
  readonly from: number | null
}

const missingMark = " {MISSING}"

/** The description without its mark, however often it was put there. */
export const unmarked = (description: string): string => {
  let text = description
  while (text.endsWith(missingMark)) text = text.slice(0, -missingMark.length)
  return text
}

/** The description with the mark once. */
export const marked = (description: string): string => `${unmarked(description)}${missingMark}`
