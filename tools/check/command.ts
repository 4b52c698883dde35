/**
 * Runs one program and keeps what it printed. A program that outlives its time, and everything it started, is killed: a gate that can hang
 * is no gate. Output is kept in the order it came, stdout and stderr together.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs"
import { constants, tmpdir } from "node:os"
import { join } from "node:path"

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

/** Waits for the program's end; undefined when it was killed or never began. */
const exitCode = async (child: ChildProcess, timeoutMs: number, say: (text: string) => void): Promise<number | undefined> => {
  running.add(child)
  const timer = setTimeout(() => {
    say(`\nstopped: still running after ${Math.round(timeoutMs / 1000)} s\n`)
    killGroup(child)
  }, timeoutMs)
  try {
    const [code] = (await once(child, "exit")) as [number | null]
    return code ?? undefined
  } catch (cause) {
    say(`cannot start: ${String(cause)}\n`)
    return undefined
  } finally {
    clearTimeout(timer)
    running.delete(child)
  }
}

/** Both streams go into one file, because two pipes would lose the order between them. */
export const runCommand = async (command: Command): Promise<CommandResult> => {
  const folder = mkdtempSync(join(tmpdir(), "deadwax-output-"))
  const path = join(folder, "output.txt")
  const file = openSync(path, "a")
  try {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: command.env,
      stdio: ["ignore", file, file],
      detached: true
    })
    const code = await exitCode(child, command.timeoutMs, (text) => appendFileSync(path, text))
    return { code, output: readFileSync(path, "utf8") }
  } finally {
    closeSync(file)
    rmSync(folder, { recursive: true, force: true })
  }
}
