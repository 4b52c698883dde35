/** Whole processes, from start to exit: what they took, and what memory they had at most. */
import { spawnSync } from "node:child_process"
import { readFileSync } from "node:fs"

/** What one run of a program took. */
export interface Run {
  readonly wallMs: number
  /** Absent where only a part of the process was measured. */
  readonly peakMb?: number
}

export type Environment = Readonly<Record<string, string>>

/** The last part of what a program said, for whoever must find out what was wrong with it. */
const lastWords = (text: string): string => text.trim().split("\n").slice(-4).join("\n")

/** Runs a program to its end; what it prints is thrown away. Throws where it fails. Needs Bun, which tells a child's peak memory. */
export const runProgram = (command: ReadonlyArray<string>, env: Environment = {}): Run => {
  const startedMs = performance.now()
  const { exitCode, stderr, resourceUsage } = Bun.spawnSync([...command], {
    env: { ...process.env, ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "pipe"
  })
  const wallMs = performance.now() - startedMs
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: exit ${exitCode}\n${lastWords(stderr.toString())}`)
  return { wallMs, peakMb: resourceUsage.maxRSS / 1024 ** 2 }
}

/** Whether there is a program of this name. */
export const isInstalled = (name: string): boolean => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0

/** The most memory that a process has had so far; Linux alone tells. */
export const peakOf = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024
