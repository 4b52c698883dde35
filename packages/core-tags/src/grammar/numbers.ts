/** Track and disc numbers: text, because records have sides. */

export interface NumberAndTotal {
  readonly number: string | null
  readonly total: number | null
}

/** Reads `n`, `n/total`, `A1`. Dots go; an empty value and the text `None` are absent. Zero is a number: hidden tracks have it. */
export const parseNumber = (value: string): NumberAndTotal => {
  const parts = /^([^/]*)\/\s*(\d*)/.exec(value)
  const number = (parts?.[1] ?? value).replaceAll(".", "").trim()
  return { number: number === "" || number === "None" ? null : number, total: parseTotal(parts?.[2] ?? "") }
}

/** Reads a total; zero and text are absent. */
export const parseTotal = (value: string): number | null => {
  const total = /^\s*(\d{1,9})\s*$/.exec(value)
  return total === null || Number(total[1]) === 0 ? null : Number(total[1])
}
