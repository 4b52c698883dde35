/**
 * Gives a browser the priority that this program was started with. Chromium sets that of its pages' processes by itself, by whether somebody looks at
 * them, so a benchmark that runs before all other work of a machine would measure a page that does not. Linux alone, where `/proc` says who is whose.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { getPriority, setPriority } from "node:os"

/** Each process's parent. One that ends meanwhile is left out. */
const parents = (): ReadonlyMap<number, number> => {
  const all = new Map<number, number>()
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    const stat = read(`/proc/${pid}/stat`)
    // The name before it may hold anything, a bracket too.
    const parent = stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[1]
    if (parent !== undefined) all.set(pid, Number(parent))
  }
  return all
}

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return undefined
  }
}

const threadsOf = (pid: number): ReadonlyArray<number> => {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return []
  }
}

/** All that this program has started, and what that has: each thread of it. What may not be changed, or has ended, is left as it is. */
export const sharePriority = (): void => {
  if (!existsSync("/proc/self/task")) return
  const parentOf = parents()
  const isOurs = (pid: number | undefined): boolean => pid !== undefined && (pid === process.pid || isOurs(parentOf.get(pid)))
  const priority = getPriority()
  for (const pid of parentOf.keys())
    if (pid !== process.pid && isOurs(pid))
      for (const thread of threadsOf(pid))
        try {
          setPriority(thread, priority)
        } catch {
          // Refused, or gone: the figures are those of a page with the browser's own priority.
        }
}
