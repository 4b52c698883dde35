/** Which pages of a long list the visible rows need, and where a row lies in them. */

/** Rows a request asks for. The server's own limit is 1,000. */
export const pageSize = 100

export interface VisibleRange {
  /** First and last visible index, both included; last is -1 when nothing is shown. */
  readonly first: number
  readonly last: number
}

/** The pages that cover the range, in order of offset. With `ahead`, one page more on either side, within the list. */
export const pagesFor = (range: VisibleRange, total: number, size = pageSize, ahead = 0): ReadonlyArray<number> => {
  if (total === 0 || range.last < range.first) return []
  const lastPage = Math.floor((total - 1) / size)
  const from = Math.max(0, Math.floor(Math.max(0, range.first) / size) - ahead)
  const to = Math.min(lastPage, Math.floor(range.last / size) + ahead)
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}

/** In which page an index lies, and at which place of it. */
export const locate = (index: number, size = pageSize): { readonly page: number; readonly at: number } => ({
  page: Math.floor(index / size),
  at: index % size
})

/** How many columns of at least `least` pixels fit, with gaps between; never fewer than `fewest`. */
export const columnsFor = (widthPx: number, least: number, gapPx: number, fewest: number): number =>
  Math.max(fewest, Math.floor((widthPx + gapPx) / (least + gapPx)))

/** How a grid of covers lies in a width. All lengths in CSS pixels; `rowPx` holds cover, caption and the gap below. */
export interface GridShape {
  readonly columns: number
  readonly gapPx: number
  readonly coverPx: number
  readonly captionPx: number
  readonly rowPx: number
}

/** Title, artist and year below a cover. */
const captionPx = 56

export const gridShape = (widthPx: number): GridShape => {
  const isNarrow = widthPx < 560
  const gapPx = isNarrow ? 16 : 24
  const columns = columnsFor(widthPx, isNarrow ? 150 : 168, gapPx, 2)
  const coverPx = Math.max(0, Math.floor((widthPx - gapPx * (columns - 1)) / columns))
  return { columns, gapPx, coverPx, captionPx, rowPx: coverPx + captionPx + gapPx }
}

/** The index that an arrow key leads to in a grid of `columns`, or undefined when the key means nothing here. */
export const gridStep = (key: string, index: number, total: number, columns: number, rowsPerPage: number): number | undefined => {
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: index - 1,
    ArrowRight: index + 1,
    ArrowUp: index - columns,
    ArrowDown: index + columns,
    PageUp: index - columns * rowsPerPage,
    PageDown: index + columns * rowsPerPage,
    Home: 0,
    End: total - 1
  }
  const step = steps[key]
  if (step === undefined || total === 0) return undefined
  if (key.startsWith("Page")) return Math.min(total - 1, Math.max(0, step))
  return step < 0 || step >= total ? index : step
}
