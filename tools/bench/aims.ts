/** The rows of speed and size (P1 to P12), held against what was measured. A pure function: what was not measured has no verdict. */
import type { Measures } from "./measures.ts"
import { findName } from "./peers/floors.ts"
import type { Phase } from "./peers/peer.ts"
import { percentile, type Spread, spreadOf } from "./spread.ts"

export interface Aim {
  readonly id: string
  readonly what: string
  /** What is measured must be at most this, or at least where `isFloor`. */
  readonly target: number
  readonly isFloor?: boolean
  /** × stands for a ratio. */
  readonly unit: "×" | "ms" | "MB" | "bytes" | "KB"
  readonly measured: (measures: Measures) => Spread | undefined
}

export interface Verdict extends Omit<Aim, "measured"> {
  readonly measured: Spread
  readonly isMet: boolean
  /** How much more than the target it is, as a ratio; below 1 it is met with that to spare. */
  readonly ofTarget: number
}

/** The name under which a phase of a program is measured. `library`: of which; empty for the one that most aims are about. */
export const phaseName = (program: string, phase: Phase | string, library = ""): string =>
  `${library === "" ? "" : `${library}: `}${program}, ${phase}`

/** The same for its peak memory. */
export const peakName = (name: string): string => `${name}, peak`

/** The same for the processor time of all its threads. */
export const processorName = (name: string): string => `${name}, processor`

const samplesOf = (measures: Measures, name: string): ReadonlyArray<number> | undefined => measures.get(name)?.samples

const plain =
  (name: string) =>
  (measures: Measures): Spread | undefined => {
    const samples = samplesOf(measures, name)
    return samples === undefined ? undefined : spreadOf(samples)
  }

/** Round by round, where both took part in each; else against the other's median. */
const ratio =
  (name: string, other: string, factor = 1) =>
  (measures: Measures): Spread | undefined => {
    const [own, base] = [samplesOf(measures, name), samplesOf(measures, other)]
    if (own === undefined || base === undefined) return undefined
    const usual = percentile(base, 0.5)
    return spreadOf(own.map((value, round) => (value / (own.length === base.length ? (base[round] ?? usual) : usual)) * factor))
  }

/** One share of many samples of one run. */
const share =
  (name: string, part: number) =>
  (measures: Measures): Spread | undefined => {
    const samples = samplesOf(measures, name)
    return samples === undefined ? undefined : spreadOf([percentile(samples, part)])
  }

const runtimeNames = { bun: "deadwax on bun", node: "deadwax on node" } as const

const onBoth = (aim: (program: string, runtime: string) => ReadonlyArray<Aim>): ReadonlyArray<Aim> =>
  Object.entries(runtimeNames).flatMap(([runtime, program]) => aim(program, runtime))

/** The sizes that `--large` compares; tracks a library. */
export const sizes = { usual: 20_000, large: 200_000 } as const
export const libraryNames = { small: "small files", large: "200,000 small files", ids: "without ids" } as const

const perTrack = sizes.usual / sizes.large

type Measured = Aim["measured"]

const row = (id: string, what: string, target: number, unit: Aim["unit"], measured: Measured): Aim => ({
  ...{ id, what, target, unit, measured }
})

const atLeast = (id: string, what: string, target: number, unit: Aim["unit"], measured: Measured): Aim => ({
  ...row(id, what, target, unit, measured),
  isFloor: true
})

const { large, small } = libraryNames
/** What is measured while the program watches. */
export const watched = "one file changed while it watches"
const findAgain = phaseName(findName, "nothing changed")

const scanning = onBoth((program, runtime) => {
  const of = (phase: Phase) => phaseName(program, phase)
  const [first, again, list] = [of("first scan"), of("nothing changed"), of("list")]
  return [
    row("P1", `first scan, ids present, ÷ mpd's, ${runtime}`, 1 / 3, "×", ratio(first, phaseName("mpd", "first scan"))),
    row(
      "P1",
      `the same by processor time, ${runtime}`,
      1 / 3,
      "×",
      ratio(processorName(first), processorName(phaseName("mpd", "first scan")))
    ),
    row("P1", `first scan, ids present, ÷ rosé's, ${runtime}`, 1 / 5, "×", ratio(first, phaseName("rosé", "first scan"))),
    row("P2", `nothing changed ÷ find, ${runtime}`, 3, "×", ratio(again, findAgain)),
    row("P2", `nothing changed ÷ mpd's update, ${runtime}`, 1, "×", ratio(again, phaseName("mpd", "nothing changed"))),
    row("P3", `one file changed ÷ nothing changed, ${runtime}`, 1.2, "×", ratio(of("one file changed"), again)),
    row("P3", `one file changed in watch mode, until it is told, ${runtime}`, 1000, "ms", plain(phaseName(program, watched))),
    row("P4", `releases list --all --tracks --json ÷ find, ${runtime}`, 3, "×", ratio(list, findAgain)),
    row("P4", `the same ÷ rosé's, ${runtime}`, 1 / 10, "×", ratio(list, phaseName("rosé", "list")))
  ]
})

const writingIds = onBoth((program, runtime) => {
  const of = (name: string) => phaseName(name, "first scan", libraryNames.ids)
  return [row("P1", `first scan that writes ids ÷ rosé's, ${runtime}`, 1, "×", ratio(of(program), of("rosé")))]
})

const starting = onBoth((program, runtime) => {
  const of = (command: string) => ratio(phaseName(program, command), `hello on ${runtime}`)
  return [
    row("P5", `--version ÷ hello, ${runtime}`, 2, "×", of("--version")),
    row("P5", `--help ÷ hello, ${runtime}`, 2, "×", of("--help")),
    row("P5", `search, ${runtime}`, 80, "ms", plain(phaseName(program, "search")))
  ]
})

const growing = onBoth((program, runtime) => {
  const peak = (library?: string) => plain(peakName(phaseName(program, "first scan", library)))
  const growth = (phase: Phase) => ratio(phaseName(program, phase, large), phaseName(program, phase, small), perTrack)
  return [
    row("P7", `peak memory of a first scan of 20,000, ${runtime}`, 150, "MB", peak()),
    row("P7", `peak memory of a first scan of 200,000, ${runtime}`, 250, "MB", peak(large)),
    row("P8", `cache.db a track, ${runtime}`, 1536, "bytes", plain(phaseName(program, "cache.db a track"))),
    row("P9", `first scan a track, 200,000 ÷ 20,000 small files, ${runtime}`, 1.3, "×", growth("first scan")),
    row("P9", `nothing changed a track, 200,000 ÷ 20,000 small files, ${runtime}`, 1.3, "×", growth("nothing changed"))
  ]
})

const overHttp = Object.keys(runtimeNames).flatMap((runtime) => [
  atLeast("P10", `a page of 50 ÷ the same bytes from memory, ${runtime}`, 0.6, "×", plain(`pages over HTTP, ${runtime}`)),
  row("P10", `1,000 open event streams, ${runtime}`, 100, "MB", plain(`event streams, ${runtime}`))
])

const searchName = "search, letter by letter"
const rareName = "search that finds at most 1,000"

const reconcileOf = (rows: number): string => `reconcile, ${rows} rows`

const syncOf = (items: number): string => `sync of 100 changes, ${items} items`

const fullSyncOf = (items: number): string => `full sync, ${items} items`

const inProcess: ReadonlyArray<Aim> = [
  row("P6", "search at 100,000 tracks, p50", 1, "ms", share(searchName, 0.5)),
  row("P6", "search at 100,000 tracks, p95", 5, "ms", share(searchName, 0.95)),
  row("P6", "a page of 50 of any list at any offset, p95", 5, "ms", share("pages of 50", 0.95)),
  row("P9", "search at 1,000,000 tracks that finds at most 1,000, p50", 3, "ms", share(`${rareName}, 1000000 tracks`, 0.5)),
  row("P9", "search at 1,000,000 tracks that finds at most 1,000, p95", 15, "ms", share(`${rareName}, 1000000 tracks`, 0.95)),
  row("P9", "any search at 1,000,000 tracks, p50", 3, "ms", share(`${searchName}, 1000000 tracks`, 0.5)),
  row("P9", "any search at 1,000,000 tracks, p95", 15, "ms", share(`${searchName}, 1000000 tracks`, 0.95)),
  row("P9", "full sync a track, 200,000 ÷ 20,000", 1.3, "×", ratio(fullSyncOf(200_000), fullSyncOf(20_000), perTrack)),
  row("P9", "reconcile a row, 200,000 ÷ 20,000", 1.3, "×", ratio(reconcileOf(200_000), reconcileOf(20_000), perTrack)),
  row("C7", "reconcile of 10,000 rows", 500, "ms", plain(reconcileOf(10_000))),
  row("P11", "search as you type in a browser, p95", 16, "ms", share("search in a browser", 0.95)),
  row("P11", "script for the first paint, gzipped", 300, "KB", plain("script for the first paint")),
  row("P12", "100 changes in a catalog of 100,000 ÷ in one of 1,000", 2, "×", ratio(syncOf(100_000), syncOf(1000)))
]

const byRow = (a: Aim, b: Aim): number => Number(a.id.slice(1)) - Number(b.id.slice(1))

const aims = [...scanning, ...writingIds, ...starting, ...growing, ...overHttp, ...inProcess].toSorted(byRow)

/** What was measured against what it should be, in the order of the rows. */
export const judge = (measures: Measures): ReadonlyArray<Verdict> =>
  aims.flatMap((aim) => {
    const measured = aim.measured(measures)
    if (measured === undefined) return []
    const ofTarget = aim.isFloor === true ? aim.target / measured.median : measured.median / aim.target
    return [{ ...aim, measured, ofTarget, isMet: ofTarget <= 1 }]
  })
