/** Processes of this machine, for Bun and Node: signal 0 asks for life, /proc (where there is one) for the start. */
import { readFileSync } from "node:fs"
import { hostname } from "node:os"
import * as Layer from "effect/Layer"
import { Processes, type ProcessIdentity } from "./processes.ts"

/** The process's start in clock ticks since boot, with the boot's id; empty where the system does not tell. */
const readStart = (pid: number): string => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1")
    // The name in parentheses may hold spaces and parentheses: fields count from the last one. Start time is field 22.
    const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim()}:${ticks}`
  } catch {
    return ""
  }
}

const answersSignal = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: it lives, but belongs to someone else.
    return (error as NodeJS.ErrnoException).code !== "ESRCH"
  }
}

export const layer = Layer.sync(Processes, () => {
  const self: ProcessIdentity = { host: hostname(), pid: process.pid, startedAt: readStart(process.pid) }
  return Processes.of({
    self,
    isAlive: (other) => {
      if (other.host !== self.host) return true
      if (!answersSignal(other.pid)) return false
      const start = readStart(other.pid)
      return start === "" || other.startedAt === "" || start === other.startedAt
    }
  })
})
