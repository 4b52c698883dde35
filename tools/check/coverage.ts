/**
 * Which lines the tests on Bun ran, put together from the parts of that run. Counting costs a tenth of what Bun itself computes, and sees
 * only what runs inside a test's own process, not a program that a test starts, and nothing that Node or Chromium alone load. So the
 * share is of the core packages and the server; of what Bun never loads the number of files is told.
 */
import { readdirSync, readFileSync, rmSync } from "node:fs"
import { join, normalize } from "node:path"
import type { Context } from "./context.ts"
import { type Outcome, passed } from "./outcome.ts"
import { listSources } from "./test-files.ts"

/** A line of a file by its number, and whether it ran. */
export type Lines = ReadonlyMap<string, ReadonlyMap<number, boolean>>

/** The least share of lines, in percent. */
const leastPercent = 95

/** What counts: the sources of the core packages and of the server, but for the contracts that lie beside them and what is generated. */
export const isCounted = (path: string): boolean =>
  /^(?:packages\/[^/]+|apps\/server)\/src\/.*\.ts$/.test(path) && !/(?:\.contract|contract|contract-case|\.gen)\.ts$/.test(path)

/** Puts reports in the lcov format together: a line ran if it ran in one of them. */
export const mergeLcov = (reports: ReadonlyArray<string>): Lines => {
  const files = new Map<string, Map<number, boolean>>()
  for (const report of reports) {
    let lines = new Map<number, boolean>()
    for (const row of report.split("\n")) {
      const [, path] = /^SF:(.*)$/.exec(row) ?? []
      if (path !== undefined) {
        const name = normalize(path)
        lines = files.get(name) ?? new Map<number, boolean>()
        files.set(name, lines)
      }
      const [, line, count] = /^DA:(\d+),(\d+)/.exec(row) ?? []
      if (line !== undefined) lines.set(Number(line), lines.get(Number(line)) === true || Number(count) > 0)
    }
  }
  return files
}

interface Share {
  readonly ran: number
  readonly all: number
}

const percentOf = ({ ran, all }: Share): number => (all === 0 ? 0 : (100 * ran) / all)

/** Cut, not rounded: 94.99 is no 95. */
const shown = (share: Share): string => `${(Math.floor(percentOf(share) * 10) / 10).toFixed(1)} %`

const sharesOf = (lines: Lines): ReadonlyMap<string, Share> => {
  const shares = new Map<string, Share>()
  for (const [path, ran] of lines) {
    if (!isCounted(path)) continue
    const folder = path.split("/").slice(0, 2).join("/")
    const before = shares.get(folder) ?? { ran: 0, all: 0 }
    const count = [...ran.values()].filter(Boolean).length
    shares.set(folder, { ran: before.ran + count, all: before.all + ran.size })
  }
  return shares
}

/** The outcome: a note for each package, and a failure below the least share, or when nothing was counted. */
export const coverageOutcome = (lines: Lines, sources: ReadonlyArray<string>): Outcome => {
  const shares = sharesOf(lines)
  const sum = [...shares.values()].reduce((left, right) => ({ ran: left.ran + right.ran, all: left.all + right.all }), {
    ran: 0,
    all: 0
  })
  const unseen = sources.filter((path) => isCounted(path) && !lines.has(path))
  const notes = [
    ...[...shares].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, share]) => `${folder}: ${shown(share)}`),
    `${unseen.length} files that the tests on Bun do not load: those of other runtimes, and those of types alone`
  ]
  const summary = `${shown(sum)} of ${sum.all} lines`
  if (percentOf(sum) >= leastPercent) return passed(summary, notes)
  return { passed: 0, failed: 1, summary, output: `at least ${leastPercent} % of the lines must run`, notes }
}

/** Where the parts of the run on Bun leave what they counted: a directory each. */
export const coverageDirectory = (context: Context): string => join(context.reports, "coverage")

/** What an earlier check counted is none of the next one's. */
export const forgetCoverage = (context: Context): void => rmSync(coverageDirectory(context), { recursive: true, force: true })

export const reportCoverage = async (context: Context): Promise<Outcome> => {
  const directory = coverageDirectory(context)
  const reports = readdirSync(directory).map((part) => readFileSync(join(directory, part, "lcov.info"), "utf8"))
  return coverageOutcome(mergeLcov(reports), listSources(context.root))
}
