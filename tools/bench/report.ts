/** What was measured, as a part of docs/benchmarks.md and as docs/benchmarks.json. Pure: texts in, texts out. */
import { peakName, processorName, type Verdict } from "./aims.ts"
import type { Measure, Measures } from "./measures.ts"
import { percentile, shownSpread, spreadOf } from "./spread.ts"

/** Where and with what it was measured. */
export interface Setting {
  readonly takenAt: string
  readonly machine: string
  readonly programs: ReadonlyArray<string>
  readonly libraries: ReadonlyArray<string>
  readonly rounds: number
}

const begin = "<!-- bench: begin -->"
const end = "<!-- bench: end -->"

const digitsOf = (value: number): number => (value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0)

const number = (value: number): string => value.toFixed(digitsOf(value))

const targetText = ({ target, isFloor, unit }: Verdict): string => `${isFloor === true ? "≥" : "≤"} ${number(target)} ${unit}`

const measuredText = ({ measured, unit }: Verdict): string => {
  const { median, low, high } = measured
  return low === high ? `${number(median)} ${unit}` : `${number(median)} ${unit} (${number(low)}–${number(high)})`
}

const verdictText = ({ isMet, ofTarget }: Verdict): string =>
  isMet ? `met (${(ofTarget * 100).toFixed(0)} % of it)` : `missed: ${ofTarget.toFixed(2)} times as much`

const verdictLines = (verdicts: ReadonlyArray<Verdict>): ReadonlyArray<string> => [
  "| row | what | target | measured, median (least–most) | |",
  "|---|---|---|---|---|",
  ...verdicts.map(
    (verdict) =>
      `| ${verdict.id} | ${verdict.what} | ${targetText(verdict)} | ${measuredText(verdict)} | ${verdictText(verdict)} |`
  )
]

const shown = (measure: Measure | undefined): string => (measure === undefined ? "–" : shownSpread(spreadOf(measure.samples)))

/** How many times as long as the same library's floor a program took; `–` for what is no whole program, or has no floor. */
const timesOf = (measures: Measures, floor: string, name: string, { samples }: Measure): string => {
  const library = /^[^:]+: /.exec(name)?.[0] ?? ""
  const base = measures.has(peakName(name)) ? measures.get(`${library}${floor}`) : undefined
  return base === undefined ? "–" : (spreadOf(samples).median / spreadOf(base.samples).median).toFixed(1)
}

const programLines = (measures: Measures, floor: string): ReadonlyArray<string> => {
  const rows = measures.entries().flatMap(([name, measure]) => {
    if (measure.unit !== "ms" || measure.samples.length > 50 || name.endsWith(processorName(""))) return []
    const [peak, processor] = [measures.get(peakName(name)), measures.get(processorName(name))]
    const cells = [name, shown(measure), timesOf(measures, floor, name, measure), shown(processor), shown(peak)]
    return [`| ${cells.join(" | ")} |`]
  })
  const head = "| program | wall ms, median (least–most) | × find | processor ms | peak MB |"
  return [head, "|---|---|---|---|---|", ...rows]
}

/** The part of the document between the markers. `floor`: the measure of a library that its others are divided by. */
export const markdown = (setting: Setting, verdicts: ReadonlyArray<Verdict>, measures: Measures, floor: string): string =>
  [
    `Measured on ${setting.machine}; ${setting.programs.join(", ")}; ${setting.takenAt}. ${setting.rounds} rounds in which all programs take turns.`,
    ...setting.libraries.map((library) => `${library}.`),
    "",
    ...verdictLines(verdicts),
    "",
    ...programLines(measures, floor)
  ].join("\n")

/** The document with another part between its markers; fails where it has none. */
export const withPart = (document: string, part: string): string => {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the document has no ${begin} … ${end}`)
  return `${document.slice(0, from)}${begin}\n${part}\n${document.slice(to)}`
}

const kept = ({ unit, samples }: Measure): object => {
  const [p50, p95] = [percentile(samples, 0.5), percentile(samples, 0.95)]
  return { unit, n: samples.length, ...spreadOf(samples), p50, p95, ...(samples.length <= 50 && { samples }) }
}

export const json = (setting: Setting, verdicts: ReadonlyArray<Verdict>, measures: Measures): string => {
  const rows = verdicts.map(({ id, what, target, isFloor, unit, measured, isMet, ofTarget }) => ({
    ...{ id, what, target, unit, measured, isMet, ofTarget },
    isFloor: isFloor === true
  }))
  const all = Object.fromEntries(measures.entries().map(([name, measure]) => [name, kept(measure)]))
  return `${JSON.stringify({ ...setting, rows, measures: all }, null, 2)}\n`
}
