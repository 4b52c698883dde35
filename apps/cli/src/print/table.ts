/**
 * Tables for a terminal: never wider than it. Columns that can be done without leave first, then the long ones share what is left.
 */
import { visible } from "./escape.ts"
import type { Style } from "./style.ts"
import { fit, widthOf } from "./width.ts"

export interface Column<Row> {
  readonly title: string
  readonly value: (row: Row) => string
  readonly align?: "left" | "right"
  /** The column may be cut down to so many columns of the terminal; absent: it is shown whole or not at all. */
  readonly least?: number
  /** Leaves when there is no room for everything; the highest number leaves first. Absent: stays. */
  readonly leaves?: number
  readonly style?: keyof Style
}

const gap = 2

interface Measured<Row> {
  readonly column: Column<Row>
  readonly cells: ReadonlyArray<string>
  readonly natural: number
  readonly least: number
}

const measure = <Row>(column: Column<Row>, rows: ReadonlyArray<Row>): Measured<Row> => {
  const cells = rows.map((row) => visible(column.value(row)))
  const natural = Math.max(widthOf(column.title), ...cells.map(widthOf))
  return { column, cells, natural, least: Math.min(natural, column.least ?? natural) }
}

const leastWidth = <Row>(columns: ReadonlyArray<Measured<Row>>): number =>
  columns.reduce((sum, { least }) => sum + least, gap * (columns.length - 1))

/** Takes columns away until the rest fits: first those that may leave, then from the right; one always stays. */
const choose = <Row>(all: ReadonlyArray<Measured<Row>>, width: number): ReadonlyArray<Measured<Row>> => {
  let kept = all
  while (kept.length > 1 && leastWidth(kept) > width) {
    const leaving = Math.max(...kept.map(({ column }) => column.leaves ?? 0))
    const index = leaving === 0 ? kept.length - 1 : kept.findLastIndex(({ column }) => column.leaves === leaving)
    kept = kept.filter((_, position) => position !== index)
  }
  return kept
}

/** Gives every column its least and shares the rest fairly: short ones get what they need, long ones divide what remains. */
const share = <Row>(columns: ReadonlyArray<Measured<Row>>, width: number): ReadonlyArray<number> => {
  const widths = columns.map(({ least }) => least)
  let spare = width - leastWidth(columns)
  const wanting = new Set(columns.keys())
  while (spare > 0 && wanting.size > 0) {
    const each = Math.max(1, Math.floor(spare / wanting.size))
    for (const index of wanting) {
      const { natural } = columns[index] as Measured<Row>
      const given = Math.min(each, natural - (widths[index] as number), spare)
      widths[index] = (widths[index] as number) + given
      spare -= given
      if (widths[index] === natural) wanting.delete(index)
    }
  }
  return widths.map((size) => Math.max(1, Math.min(size, width)))
}

/** The lines of a table with its header, each at most `width` columns wide, without trailing blanks. */
export const tableLines = <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  width: number,
  style: Style
): ReadonlyArray<string> => {
  const chosen = choose(
    columns.map((column) => measure(column, rows)),
    width
  )
  const widths = share(chosen, width)
  const line = (cell: (measured: Measured<Row>) => string, paint: (measured: Measured<Row>) => (text: string) => string) =>
    chosen
      .map((measured, index) => {
        const text = fit(cell(measured), widths[index] as number, measured.column.align)
        return paint(measured)(index === chosen.length - 1 ? text.trimEnd() : text)
      })
      .join(" ".repeat(gap))
  const header = line(
    ({ column }) => column.title,
    () => style.bold
  )
  const plain = (text: string): string => text
  const body = rows.map((_, row) =>
    line(
      ({ cells }) => cells[row] as string,
      ({ column }) => (column.style === undefined ? plain : style[column.style])
    )
  )
  return [header, ...body]
}

/** Rows for a pipe: all columns whole, separated by tabs, without a header. */
export const plainLines = <Row>(columns: ReadonlyArray<Column<Row>>, rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  rows.map((row) => columns.map(({ value }) => visible(value(row))).join("\t"))
