/** The report of a soak: what ran, with which counts and seeds. No dates, and durations rounded, so that it changes only when something did. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Context } from "./context.ts"
import { totalsLine } from "./outcome.ts"
import { type StepReport, totalsOf } from "./run-steps.ts"
import type { Soak } from "./steps.ts"

/** Tests say what they did in the long runs by lines that begin so, as "soak: 200 kills, seed 7". */
export const soakLine = /^\s*(soak: .*)$/gm

/** To 5 s below a minute, to a minute above. */
export const roundDuration = (durationMs: number): string => {
  const whole = Math.max(5, Math.round(durationMs / 5000) * 5)
  return whole < 60 ? `${whole} s` : `${Math.round(whole / 60)} min`
}

export const soakReport = ({ title, about }: Pick<Soak, "title" | "about">, reports: ReadonlyArray<StepReport>): string => {
  const rows = reports.map(
    (report) => `| ${report.name} | ${report.outcome.passed} | ${report.outcome.failed} | ${roundDuration(report.durationMs)} |`
  )
  const lines = reports.flatMap((report) =>
    [...(report.outcome.transcript ?? "").matchAll(soakLine)].map(
      (match) => `- ${report.name}: ${match[1]?.slice("soak: ".length).trim()}`
    )
  )
  return [
    `# ${title}`,
    "",
    about,
    "",
    "| step | passed | failed | about |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    ...(lines.length === 0 ? [] : ["## Counts and seeds", "", ...lines, ""]),
    `${totalsLine(totalsOf(reports))}.`,
    ""
  ].join("\n")
}

export const writeSoakReport = (context: Context, soak: Soak, reports: ReadonlyArray<StepReport>): void =>
  writeFileSync(join(context.root, soak.report), soakReport(soak, reports))
