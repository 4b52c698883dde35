/**
 * Copies the chosen files into the library: look what is there already, see that the rest fits, copy a few at a time.
 *
 * What makes it hard: thousands of files that must not be held in memory, storage that may run full in the midst, files that vanish or
 * cannot be read, and a tab that may be closed at any moment. Each file is there whole or not at all, and whatever ends the import, what
 * was copied stays. What it does not do: scan.
 */
import type { ImportFailure, ImportFile, ImportProgress, ImportReport } from "../library/browser-library.ts"
import { CopyFailure, copyFile } from "./copy-file.ts"
import { formatBytes } from "./format-bytes.ts"
import { clearIncoming, dropReserve, holdReserve, openIncoming, openRoot, tellsCase, writeNote } from "./library-directories.ts"
import { type LibraryTree, openTree } from "./library-tree.ts"
import { type ImportPlan, type PlannedFile, planImport } from "./plan-import.ts"

export interface ImportOptions {
  readonly onProgress: (progress: ImportProgress) => void
  readonly signal: AbortSignal
  /** UTC ISO, for the note that a closed tab leaves. */
  readonly startedAt: string
  /** Called before the first file is copied, when it is known that there are some and that they fit. */
  readonly prepare: () => Promise<void>
}

/** More at once gains nothing where one disk writes, and holds more pieces in memory. */
const copiesAtOnce = 4
const looksAtOnce = 16
const listedFailures = 50
/**
 * What the databases may need for so much music: their logs, which grow before they are merged; about a kilobyte in each of the two for a
 * track, more where its tags are long; smaller covers. What is left of it after the scan is the room that the next opening needs.
 */
const reserveBytes = (files: number, bytes: number): number => Math.ceil(16 * 1024 ** 2 + files * 4096 + bytes * 0.005)

/** Runs `work` over all items, `atOnce` at a time, in order; stops starting when `isStopped`. */
const eachOf = async <A>(
  items: ReadonlyArray<A>,
  atOnce: number,
  isStopped: () => boolean,
  work: (item: A, index: number) => Promise<void>
) => {
  let next = 0
  const run = async (): Promise<void> => {
    for (let at = next++; at < items.length && !isStopped(); at = next++) await work(items[at] as A, at)
  }
  await Promise.all(Array.from({ length: atOnce }, run))
}

type Counts = { -readonly [Key in "done" | "copied" | "skipped" | "copiedBytes"]: number }

/** An import under way. */
interface Importing {
  readonly plan: ImportPlan
  readonly options: ImportOptions
  readonly tree: LibraryTree
  readonly counts: Counts
  readonly failed: Array<ImportFailure>
  isFull: boolean
}

const tell = (importing: Importing, phase: ImportProgress["phase"], total: number, totalBytes: number): void => {
  const { done, copiedBytes } = importing.counts
  importing.options.onProgress({ phase, done, total, copiedBytes, totalBytes, failed: importing.failed.length })
}

/** What is not there yet. */
const lookForMissing = async (importing: Importing): Promise<ReadonlyArray<PlannedFile>> => {
  const { plan, tree, options, counts } = importing
  const missing: Array<PlannedFile> = []
  await eachOf(
    plan.files,
    looksAtOnce,
    () => options.signal.aborted,
    async (planned) => {
      const size = await tree.sizeAt(planned.parts)
      if (size === planned.file.size) counts.skipped++
      else missing.push(planned)
      counts.done++
      if (counts.done % 100 === 0) tell(importing, "look", plan.files.length, 0)
    }
  )
  return missing
}

const copyAll = async (importing: Importing, missing: ReadonlyArray<PlannedFile>, totalBytes: number): Promise<void> => {
  const { options, counts, tree } = importing
  const incoming = await openIncoming()
  const onBytes = (bytes: number): void => {
    counts.copiedBytes += bytes
    tell(importing, "copy", missing.length, totalBytes)
  }
  const copying = { incoming, tree, signal: options.signal, onBytes }
  await eachOf(
    missing,
    copiesAtOnce,
    () => importing.isFull || options.signal.aborted,
    async (planned, index) => {
      try {
        await copyFile(planned, String(index), copying)
        counts.copied++
      } catch (cause) {
        if (options.signal.aborted) return
        if (!(cause instanceof CopyFailure)) throw cause
        importing.failed.push(cause.failure)
        if (cause.failure.reason === "full") importing.isFull = true
      }
      counts.done++
      tell(importing, "copy", missing.length, totalBytes)
    }
  )
}

const report = (importing: Importing, outcome: ImportReport["outcome"], message: string): ImportReport => ({
  outcome,
  message,
  copied: importing.counts.copied,
  skipped: importing.counts.skipped,
  leftOut: importing.plan.leftOut,
  copiedBytes: importing.counts.copiedBytes,
  failed: importing.failed.slice(0, listedFailures),
  failedTotal: importing.failed.length
})

const files = (count: number): string => (count === 1 ? "1 file" : `${count.toLocaleString("en")} files`)

const noMusic = ({ plan }: Importing): string =>
  plan.failed.length > 0
    ? "None of the music files that were chosen can be imported under its name."
    : plan.leftOut > 0
      ? `There is no music among the ${files(plan.leftOut)} that were chosen.`
      : "There is nothing in what was chosen."

const finished = (importing: Importing, missing: number): ImportReport => {
  const { copied, skipped } = importing.counts
  const there = skipped === 0 ? "" : `, ${files(skipped)} were there already`
  if (importing.options.signal.aborted)
    return report(importing, "cancelled", `Stopped: ${files(copied)} of ${files(missing)} were copied and stay.`)
  if (importing.isFull)
    return report(
      importing,
      "full",
      `The storage of this browser is full: ${files(copied)} of ${files(missing)} were copied and stay.`
    )
  return report(
    importing,
    "done",
    copied === 0 && skipped > 0 ? "Everything was there already." : `${files(copied)} were copied${there}.`
  )
}

/** Room that is left, as the browser tells it; a browser that tells nothing is tried. */
const freeBytes = async (): Promise<number> => {
  const { quota, usage } = await navigator.storage.estimate()
  return quota === undefined || usage === undefined ? Number.POSITIVE_INFINITY : Math.max(0, quota - usage)
}

const copyMissing = async (importing: Importing, incoming: FileSystemDirectoryHandle): Promise<ImportReport> => {
  const missing = await lookForMissing(importing)
  const totalBytes = missing.reduce((sum, { file }) => sum + file.size, 0)
  const free = await freeBytes()
  const reserve = reserveBytes(missing.length, totalBytes)
  if (missing.length > 0 && totalBytes + reserve > free) {
    const beside = totalBytes > free ? "" : ` and ${formatBytes(reserve)} for its databases`
    const message = `The music needs ${formatBytes(totalBytes)}${beside}, and this browser has room for ${formatBytes(free)}: choose a part of it, or free some space on the disk.`
    return report(importing, "no-room", message)
  }
  await importing.options.prepare()
  importing.counts.done = 0
  tell(importing, "copy", missing.length, totalBytes)
  await writeNote(incoming, { startedAt: importing.options.startedAt, filesTotal: importing.plan.files.length })
  await copyWithReserve(importing, incoming, missing, totalBytes)
  return finished(importing, missing.length)
}

/** Keeps room for the scan that follows: music that filled everything could not even be listed. */
const copyWithReserve = async (
  importing: Importing,
  incoming: FileSystemDirectoryHandle,
  missing: ReadonlyArray<PlannedFile>,
  totalBytes: number
): Promise<void> => {
  importing.isFull = missing.length > 0 && !(await holdReserve(incoming, reserveBytes(missing.length, totalBytes)))
  try {
    await copyAll(importing, missing, totalBytes)
  } finally {
    await dropReserve(incoming)
  }
}

/**
 * Copies what belongs to a library. Throws only what is no failure of a file (the private file system itself fails). Leaves a note in
 * `incoming`, for the caller to remove once what was copied was scanned.
 */
export const runImport = async (chosen: ReadonlyArray<ImportFile>, options: ImportOptions): Promise<ImportReport> => {
  const incoming = await openIncoming()
  await clearIncoming(incoming)
  const plan = planImport(chosen, await tellsCase(incoming))
  const counts: Counts = { done: 0, copied: 0, skipped: 0, copiedBytes: 0 }
  const importing: Importing = {
    plan,
    options,
    tree: openTree(await openRoot()),
    counts,
    failed: [...plan.failed],
    isFull: false
  }
  return plan.audioFiles === 0 ? report(importing, "no-music", noMusic(importing)) : copyMissing(importing, incoming)
}
