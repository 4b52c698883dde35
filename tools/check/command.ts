/**
 * Runs one program and keeps what it printed. A program that outlives its time, and everything it started, is killed: a gate that can hang
 * is no gate. Output is kept in the order it came, stdout and stderr together.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { constants } from "node:os"

export interface Command {
  readonly program: string
  readonly args: ReadonlyArray<string>
  /** Absolute. */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
}

export interface CommandResult {
  /** Undefined when the program could not be started, was killed, or ran out of time. */
  readonly code: number | undefined
  readonly output: string
}

const running = new Set<ChildProcess>()

/** Kills a program with all that it started: each one leads a process group of its own. */
const killGroup = (child: ChildProcess): void => {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, "SIGKILL")
  } catch {
    child.kill("SIGKILL")
  }
}

/** An interrupted check leaves nothing running behind. */
export const killOnSignals = (): void => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      for (const child of running) killGroup(child)
      process.exit(128 + constants.signals[signal])
    })
  }
}

export const runCommand = async (command: Command): Promise<CommandResult> => {
  const chunks: Array<string> = []
  const child = spawn(command.program, command.args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  running.add(child)
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8")
    stream.on("data", (chunk: string) => chunks.push(chunk))
  }
  const timer = setTimeout(() => {
    chunks.push(`\nstopped: still running after ${Math.round(command.timeoutMs / 1000)} s\n`)
    killGroup(child)
  }, command.timeoutMs)
  try {
    const [code] = (await once(child, "close")) as [number | null]
    return { code: code ?? undefined, output: chunks.join("") }
  } catch (cause) {
    return { code: undefined, output: `${chunks.join("")}\ncannot start ${command.program}: ${String(cause)}\n` }
  } finally {
    clearTimeout(timer)
    running.delete(child)
  }
}
