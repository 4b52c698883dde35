/** Whole processes, from start to exit: what they took, and what memory they had at most. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** What one run of a program took. What the system does not tell is absent. */
export interface Run {
  readonly wallMs: number
  /** Of all its threads. */
  readonly processorMs?: number
  readonly peakMb?: number
}

export type Environment = Readonly<Record<string, string>>

/** The last part of what a program said, for whoever must find out what was wrong with it. */
const lastWords = (text: string): string => text.trim().split("\n").slice(-4).join("\n")

/** GNU time, which is small: a program started by a large one is said to have had at least as much memory as that. */
const timer = "/usr/bin/time"
const hasTimer = existsSync(timer)

/** What GNU time wrote: kilobytes, then seconds of user and system. */
const readReport = (text: string): Pick<Run, "peakMb" | "processorMs"> => {
  const [kilobytes = 0, user = 0, system = 0] = (text.trim().split("\n").at(-1) ?? "").split(" ").map(Number)
  return { peakMb: kilobytes / 1024, processorMs: (user + system) * 1000 }
}

/** What stands before every program that is measured: `BENCH_PREFIX="chrt -f 10"` has it run before all other work of the machine. */
export const prefix: ReadonlyArray<string> = (process.env["BENCH_PREFIX"] ?? "").split(" ").filter((word) => word !== "")

/** Runs a program to its end; what it prints is thrown away. Throws where it fails. */
export const runProgram = (command: ReadonlyArray<string>, env: Environment = {}): Run => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-run-"))
  const report = join(directory, "report")
  const timed = [...prefix, ...(hasTimer ? [timer, "-f", "%M %U %S", "-o", report] : []), ...command]
  try {
    const startedMs = performance.now()
    const { status, stderr } = spawnSync(timed[0] ?? "", timed.slice(1), {
      env: { ...process.env, ...env },
      stdio: ["ignore", "ignore", "pipe"],
      encoding: "utf8"
    })
    const wallMs = performance.now() - startedMs
    if (status !== 0) throw new Error(`${command.join(" ")}: exit ${status}\n${lastWords(stderr ?? "")}`)
    return { wallMs, ...(hasTimer && readReport(readFileSync(report, "utf8"))) }
  } finally {
    rmSync(directory, { recursive: true })
  }
}

/** Whether there is a program of this name. */
export const isInstalled = (name: string): boolean => spawnSync("sh", ["-c", `command -v ${name}`]).status === 0

/** What a process has had and used so far; Linux alone tells, and counts hundredths of a second. */
export const usedBy = (pid: number): { readonly peakMb: number; readonly processorMs: number } => {
  const status = readFileSync(`/proc/${pid}/status`, "utf8")
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return {
    peakMb: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024,
    processorMs: (Number(fields[11]) + Number(fields[12])) * 10
  }
}

/** Gives all threads of a process the priority of its first; where that is not possible they keep theirs. */
export const levelThreads = (pid: number): void => {
  const { stdout } = spawnSync("chrt", ["-p", `${pid}`], { encoding: "utf8" })
  const priority = /SCHED_FIFO[\s\S]*priority: (\d+)/.exec(stdout ?? "")?.[1]
  spawnSync("chrt", ["-a", ...(priority === undefined ? ["-o", "-p", "0"] : ["-f", "-p", priority]), `${pid}`])
}
