/** Many measurements of one thing, as what is told of them. */
export interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** The value below which this share of the values lies. */
export const percentile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

/** Median, least and most. */
export const spreadOf = (values: ReadonlyArray<number>): Spread => ({
  median: percentile(values, 0.5),
  low: percentile(values, 0),
  high: percentile(values, 1)
})

/** As text: the median, and in brackets the least and the most. */
export const shownSpread = ({ median, low, high }: Spread, digits = 0): string =>
  `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`
