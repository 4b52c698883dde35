/** Ranges as the filter language writes them: `1990`, `1990..1999`, `1990..`, `..1999`; both ends belong to them. */

/** Null leaves an end open. */
export interface Range {
  readonly from: number | null
  readonly to: number | null
}

/** Reads a range of what `readOne` reads. Undefined: it is none, or its end lies before its start. */
export const readRange = (text: string, readOne: (text: string) => number | undefined): Range | undefined => {
  const at = text.indexOf("..")
  const [first, second] = at < 0 ? [text, text] : [text.slice(0, at), text.slice(at + 2)]
  const from = first === "" && at >= 0 ? null : readOne(first)
  const to = second === "" && at >= 0 ? null : readOne(second)
  if (from === undefined || to === undefined) return undefined
  return from !== null && to !== null && from > to ? undefined : { from, to }
}

export const printRange = ({ from, to }: Range, printOne: (value: number) => string = String): string =>
  from !== null && from === to ? printOne(from) : `${from === null ? "" : printOne(from)}..${to === null ? "" : printOne(to)}`

const readYear = (text: string): number | undefined => (/^\d{1,4}$/.test(text) ? Number(text) : undefined)

export const readYears = (text: string): Range | undefined => readRange(text, readYear)

export const readRatings = (text: string): Range | undefined =>
  readRange(text, (one) => (/^[0-5]$/.test(one) ? Number(one) : undefined))

export const readCounts = (text: string): Range | undefined =>
  readRange(text, (one) => (/^\d{1,9}$/.test(one) ? Number(one) : undefined))
