/** Programs of our own that are killed in the midst of their work. */
import { spawn } from "node:child_process"
import { bundledProgram } from "../../core-async/test/harness/bundled-program.ts"

/** When to kill: `spinMs` after the program has said its `marks`-th "." on standard output. */
export interface KillMoment {
  readonly marks: number
  readonly spinMs: number
}

/**
 * Starts a module on this runtime and kills it at that moment, spinning, since a timer comes at the same few moments. True: it was killed;
 * false: it came to its end before. Rejects when it fails or complains.
 */
export const killProgram = async (module: string, parameters: ReadonlyArray<string>, moment: KillMoment): Promise<boolean> =>
  killBundled(await bundledProgram(module), parameters, moment)

const killBundled = (module: string, parameters: ReadonlyArray<string>, { marks, spinMs }: KillMoment): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const program = spawn(process.execPath, [module, ...parameters], { stdio: ["ignore", "pipe", "pipe"] })
    let seen = 0
    let complaint = ""
    program.stderr.on("data", (data: Buffer) => {
      complaint += data.toString()
    })
    program.stdout.on("data", (data: Buffer) => {
      seen += data.length
      if (seen < marks || program.killed) return
      for (const until = performance.now() + spinMs; performance.now() < until; );
      program.kill("SIGKILL")
    })
    program.on("error", reject)
    program.on("close", (code, signal) =>
      complaint === "" && (signal === "SIGKILL" || code === 0)
        ? resolve(signal === "SIGKILL")
        : reject(new Error(`${module} ended with ${signal ?? code}: ${complaint}`))
    )
  })
