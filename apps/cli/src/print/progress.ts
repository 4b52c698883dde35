/**
 * Progress of long work on standard error: a bar on a terminal; in a pipe a plain line when a phase begins and every few seconds.
 * The work calls back from inside its loops, so drawing is a plain write at most ten times a second.
 */
import type { ScanProgress, ScanReport } from "@deadwax/core-cache"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { counted, grouped, lengthOf } from "./numbers.ts"
import { Screen, type ScreenShape } from "./screen.ts"
import { cut } from "./width.ts"

const phaseNames: Readonly<Record<ScanProgress["phase"], string>> = {
  find: "Finding files",
  read: "Reading",
  finish: "Finishing"
}

const redrawMs = 100
const plainLineMs = 5_000

const rateText = ({ perSecond, leftMs }: ScanProgress): ReadonlyArray<string> => [
  ...(perSecond === null ? [] : [`${grouped(Math.round(perSecond))}/s`]),
  ...(leftMs === null ? [] : [`${lengthOf(Math.ceil(leftMs / 1000))} left`])
]

/**
 * What there is to say about a moment of the work, without a bar. The count of failures is that of reading; what stands at the end,
 * also from before, is for the end to say.
 */
export const progressText = (progress: ScanProgress): string => {
  const done = progress.done > 0 ? ` ${grouped(progress.done)}` : ""
  const count = progress.total > 0 ? ` ${grouped(progress.done)} of ${grouped(progress.total)}` : done
  const isReading = progress.phase === "read" && progress.failed > 0
  const failed = isReading ? [counted(progress.failed, "failure", "failures")] : []
  const written = progress.phase === "read" && progress.written > 0 ? [`${grouped(progress.written)} written`] : []
  return [phaseNames[progress.phase] + count, ...written, ...rateText(progress), ...failed].join(", ")
}

/** The line with a bar, at most `columns` wide; the bar goes first when there is no room for it. */
export const progressBar = (progress: ScanProgress, columns: number): string => {
  const text = progressText(progress)
  const room = columns - text.length - 4
  if (progress.total === 0 || room < 8) return cut(text, columns - 1)
  const size = Math.min(room, 30)
  const full = Math.min(size, Math.round((progress.done / progress.total) * size))
  return `[${"#".repeat(full)}${"-".repeat(size - full)}] ${text}`
}

/** A callback that draws; it keeps when it last wrote. */
const makeDrawer = (screen: ScreenShape, now: () => number) => {
  let phase: ScanProgress["phase"] | undefined
  let drawnAtMs = Number.NEGATIVE_INFINITY
  const everyMs = screen.noteIsTerminal ? redrawMs : plainLineMs
  return (progress: ScanProgress): void => {
    const atMs = now()
    const begins = progress.phase !== phase
    if (!begins && atMs - drawnAtMs < everyMs) return
    phase = progress.phase
    drawnAtMs = atMs
    if (screen.noteIsTerminal) screen.noteNow(`\r\x1b[K${progressBar(progress, screen.columns())}`)
    else screen.noteNow(`${progressText(progress)}\n`)
  }
}

/** The last line in a pipe: how many files were read in all, and how many failures stand. */
export const endText = (read: number, failed: number): string =>
  `Finished, ${counted(read, "file", "files")} read, ${counted(failed, "failure", "failures")}`

const eraseLine = Effect.gen(function* () {
  const screen = yield* Screen
  if (screen.noteIsTerminal) yield* screen.note("\r\x1b[K")
})

/** Runs a scan that reports its progress; the bar is gone when it ends, however it ends. */
export const withProgress = Effect.fnUntraced(function* <E, R>(
  work: (onProgress: (progress: ScanProgress) => void) => Effect.Effect<ScanReport, E, R>
) {
  const screen = yield* Screen
  // In a pipe JSON speaks for itself; its reader wants no lines in between on the other stream either.
  if (screen.manner.quiet || (screen.manner.json && !screen.noteIsTerminal)) return yield* work(() => undefined)
  const clock = yield* Clock.Clock
  const draw = makeDrawer(screen, () => clock.currentTimeMillisUnsafe())
  let read = 0
  const follow = (progress: ScanProgress): void => {
    // A scan looks again where files changed meanwhile: each look ends with what it has read.
    if (progress.phase === "finish") read += progress.total
    draw(progress)
  }
  const report = yield* Effect.ensuring(work(follow), eraseLine)
  if (!screen.noteIsTerminal) yield* screen.note(`${endText(read, report.failedTotal)}\n`)
  return report
})
