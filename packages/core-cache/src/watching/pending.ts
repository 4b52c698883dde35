/**
 * Which directories wait to be scanned, and since when nothing happened in each. A copy or a download that goes on keeps its own directory
 * waiting and no other. Plain data and decisions; whoever watches brings the clock.
 */

export interface Pending {
  /** When each directory (relative to the root, "" is the root) changed last, in ms. */
  readonly changedAtMs: Map<string, number>
  /** Directories that wait for their second look. */
  readonly secondLooks: Set<string>
  /** Changes were lost, or too many: all of the library is to be scanned. */
  isWhole: boolean
  wholeAtMs: number
}

/** Without a change for so long, a directory is taken for finished. */
export const settledMs = 300
/** From so many directories on, one scan of all is cheaper than one of each. */
const mostDirectories = 200

export const makePending = (): Pending => ({ changedAtMs: new Map(), secondLooks: new Set(), isWhole: false, wholeAtMs: 0 })

export const notePending = (pending: Pending, directory: string, nowMs: number): void => {
  pending.changedAtMs.set(directory, nowMs)
  pending.secondLooks.delete(directory)
  if (directory === "" || pending.changedAtMs.size > mostDirectories) noteWhole(pending, nowMs)
}

export const noteWhole = (pending: Pending, nowMs: number): void => {
  pending.isWhole = true
  pending.wholeAtMs = nowMs
}

/** What looked like a copy in progress is taken when nothing in it has changed for a minute (U4), and nothing happens then that would tell. */
const secondLookMs = 60_000

/** Has directories that were scanned after a change looked at once more, unless this was that look. */
export const notePendingAgain = (pending: Pending, scanned: ReadonlyArray<string>, nowMs: number): void => {
  for (const directory of scanned) {
    if (pending.secondLooks.delete(directory) || pending.changedAtMs.has(directory)) continue
    pending.secondLooks.add(directory)
    pending.changedAtMs.set(directory, nowMs + secondLookMs)
  }
}

export const isPending = (pending: Pending): boolean => pending.isWhole || pending.changedAtMs.size > 0

/** How long until something may be scanned, in ms; 0: now. Undefined: nothing waits. */
export const dueInMs = (pending: Pending, nowMs: number): number | undefined => {
  if (!isPending(pending)) return undefined
  const times = pending.isWhole ? [pending.wholeAtMs] : [...pending.changedAtMs.values()]
  return Math.max(0, Math.min(...times) + settledMs - nowMs)
}

/** What is due, taken out: directories, or undefined for the whole library. */
export const takeDue = (pending: Pending, nowMs: number): ReadonlyArray<string> | undefined => {
  if (pending.isWhole) {
    pending.isWhole = false
    pending.changedAtMs.clear()
    pending.secondLooks.clear()
    return undefined
  }
  const due = [...pending.changedAtMs].filter(([, changedMs]) => changedMs + settledMs <= nowMs).map(([directory]) => directory)
  for (const directory of due) pending.changedAtMs.delete(directory)
  return due
}
