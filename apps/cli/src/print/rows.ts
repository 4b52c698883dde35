/** Lists on standard output: a table on a terminal, lines with tabs in a pipe. */
import type { Page } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { jsonLine } from "./escape.ts"
import { counted, grouped } from "./numbers.ts"
import { Screen } from "./screen.ts"
import { type Column, plainLines, tableLines } from "./table.ts"

/** How many rows become one write: enough to be fast, few enough for a list of any length. */
const chunkSize = 500

const chunksOf = <T>(items: ReadonlyArray<T>): ReadonlyArray<ReadonlyArray<T>> =>
  Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, index) =>
    items.slice(index * chunkSize, (index + 1) * chunkSize)
  )

export const printLines = Effect.fnUntraced(function* (lines: ReadonlyArray<string>) {
  const screen = yield* Screen
  for (const chunk of chunksOf(lines)) yield* screen.out(`${chunk.join("\n")}\n`)
})

/** `indent` stands before each line; the table is narrower by it. */
export const printRows = Effect.fnUntraced(function* <Row>(
  columns: ReadonlyArray<Column<Row>>,
  rows: ReadonlyArray<Row>,
  indent = ""
) {
  const screen = yield* Screen
  if (!screen.outIsTerminal) {
    for (const chunk of chunksOf(rows))
      yield* printLines(plainLines(columns, chunk).map((line) => `${indent === "" ? "" : "\t"}${line}`))
    return
  }
  if (rows.length === 0) return
  const lines = tableLines(columns, rows, screen.columns() - indent.length, screen.outStyle)
  yield* printLines(lines.map((line) => indent + line))
})

/** Items as they stand in a list of JSON, without its brackets. */
const jsonItems = (items: ReadonlyArray<unknown>): string => jsonLine(items).slice(1, -1)

/** A page as one line of JSON, written piece by piece: the items first, then the page's own keys in their stated order. */
export const printJsonPage = Effect.fnUntraced(function* <T>(page: Page<T>) {
  const screen = yield* Screen
  const { items, ...rest } = page
  yield* screen.out('{"items":[')
  let first = true
  for (const chunk of chunksOf(items)) {
    yield* screen.out(`${first ? "" : ","}${jsonItems(chunk)}`)
    first = false
  }
  yield* screen.out(`],${jsonLine(rest).slice(1)}\n`)
})

/** The same of a whole list that comes in chunks, as it comes. Answers how many items it had. */
export const printJsonStream = Effect.fnUntraced(function* <T, E, R>(chunks: Stream.Stream<ReadonlyArray<T>, E, R>) {
  const screen = yield* Screen
  let total = 0
  yield* screen.out('{"items":[')
  yield* Stream.runForEach(chunks, (chunk) => {
    if (chunk.length === 0) return Effect.void
    const text = `${total === 0 ? "" : ","}${jsonItems(chunk)}`
    total += chunk.length
    return screen.out(text)
  })
  yield* screen.out(`],${jsonLine({ total, limit: total, offset: 0 }).slice(1)}\n`)
  return total
})

/** On a terminal, says what a page left out and how to see it. */
export const printFooter = Effect.fnUntraced(function* <T>(page: Page<T>, one: string, many: string) {
  const screen = yield* Screen
  if (!screen.outIsTerminal || screen.manner.quiet) return
  const end = page.offset + page.items.length
  if (page.total === 0) yield* screen.note(`There are no ${many}.\n`)
  else if (page.items.length === 0) yield* screen.note(`None shown of ${counted(page.total, one, many)}.\n`)
  else if (page.items.length < page.total) {
    const more = end < page.total ? `; --offset ${end} shows the next, --all everything` : ""
    yield* screen.note(`${grouped(page.offset + 1)} to ${grouped(end)} of ${counted(page.total, one, many)}${more}.\n`)
  }
})
