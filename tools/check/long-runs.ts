/**
 * The report of the long counts: one row a test file and runtime, with the commit it was seen at. All of it takes hours, so files can be run apart;
 * the rows of the others stay as they are. No dates, and durations rounded.
 */
import type { Runtime } from "./test-files.ts"

/** One test file that was run with its counts in full. */
export interface LongRun {
  readonly file: string
  readonly runtime: Runtime
  readonly passed: number
  readonly failed: number
  /** As it is printed: "5 s", "12 min". */
  readonly about: string
  /** The commit, with a "+" where the tree held more than that. */
  readonly commit: string
  /** What the tests said that they did: counts and seeds. */
  readonly said: ReadonlyArray<string>
}

const names: Readonly<Record<Runtime, string>> = { bun: "Bun", node: "Node", browser: "Chromium" }

const runtimeNamed = (name: string): Runtime | undefined =>
  (Object.keys(names) as ReadonlyArray<Runtime>).find((runtime) => names[runtime] === name)

const row = /^\| `([^`]+)` \| (\w+) \| (\d+) \| (\d+) \| ([^|]+) \| (\S+) \|$/
const saying = /^- `([^`]+)` on (\w+): (.*)$/

const keyOf = ({ file, runtime }: Pick<LongRun, "file" | "runtime">): string => `${file} ${names[runtime]}`

/** The rows of a report; of a text that is none, none. */
export const parseLongRuns = (report: string): ReadonlyArray<LongRun> => {
  const said = new Map<string, Array<string>>()
  for (const line of report.split("\n")) {
    const [, file, on, text] = saying.exec(line) ?? []
    if (file === undefined || on === undefined || text === undefined) continue
    said.set(`${file} ${on}`, [...(said.get(`${file} ${on}`) ?? []), text])
  }
  return report.split("\n").flatMap((line) => {
    const [, file = "", on = "", passed, failed, about = "", commit = ""] = row.exec(line) ?? []
    const runtime = runtimeNamed(on)
    if (runtime === undefined) return []
    return [
      { file, runtime, passed: Number(passed), failed: Number(failed), about, commit, said: said.get(`${file} ${on}`) ?? [] }
    ]
  })
}

/** What was seen now takes the place of what was seen before; a row whose file is no long one any more goes. */
export const mergeLongRuns = (
  before: ReadonlyArray<LongRun>,
  now: ReadonlyArray<LongRun>,
  isLong: (run: LongRun) => boolean
): ReadonlyArray<LongRun> => {
  const runs = new Map([...before, ...now].filter(isLong).map((run) => [keyOf(run), run]))
  return [...runs].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, run]) => run)
}

export const printLongRuns = (title: string, about: string, runs: ReadonlyArray<LongRun>): string =>
  [
    `# ${title}`,
    "",
    about,
    "",
    "| file | on | passed | failed | about | at |",
    "| --- | --- | --- | --- | --- | --- |",
    ...runs.map((run) => {
      const { file, runtime, passed, failed, commit } = run
      return `| \`${file}\` | ${names[runtime]} | ${passed} | ${failed} | ${run.about} | ${commit} |`
    }),
    "",
    "## Counts and seeds",
    "",
    ...runs.flatMap(({ file, runtime, said }) => said.map((text) => `- \`${file}\` on ${names[runtime]}: ${text}`)),
    ""
  ].join("\n")
