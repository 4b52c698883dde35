/** Starts a real server on a loopback port of its own, and ends it, by its id, when the tests have. A missing program fails. */
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { accessSync, chmodSync, constants, mkdtempSync, realpathSync, rmSync } from "node:fs"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { setTimeout as delay } from "node:timers/promises"

/** A server that is up: where it is, the directory that it serves, and how it is ended. */
export interface RunningServer {
  readonly url: string
  readonly directory: string
  /** How it calls a file with this path. */
  readonly shownPath: (path: string) => string
  /** Makes it forget what it remembers of the directory. */
  readonly lookAgain: () => Promise<void>
  readonly stop: () => Promise<void>
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Where a program is: what the variable says, or the first of these names in these folders. */
export const findProgram = (variable: string, names: ReadonlyArray<string>, folders: ReadonlyArray<string> = []): string => {
  const named = process.env[variable]
  if (named !== undefined && named !== "") return named
  const places = [...(process.env["PATH"] ?? "").split(delimiter), ...folders]
  const found = places.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram)
  if (found !== undefined) return found
  throw new Error(`This test needs ${names.join(" or ")}. The check installs it; or set ${variable} to it.`)
}

/** A directory that any user may look into: servers started by an administrator give up his rights. */
export const makeDirectory = (name: string): string => {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), `deadwax-${name}-`)))
  chmodSync(directory, 0o755)
  return directory
}

/** A port that nobody listened at a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, "close")
  return port
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null

/** Waits until it answers anything at all. */
const waitForAnswer = async (child: ChildProcess, url: string, said: () => string): Promise<void> => {
  for (let tries = 0; tries < 600; tries++) {
    if (hasEnded(child)) throw new Error(`the server ended at once:\n${said()}`)
    const isUp = await fetch(url).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false
    )
    if (isUp) return
    await delay(50)
  }
  throw new Error(`the server at ${url} does not answer:\n${said()}`)
}

/** Starts it; `directory` and all below it go when it is stopped. */
export const startServer = async (options: {
  readonly program: string
  readonly parameters: ReadonlyArray<string>
  readonly env?: Record<string, string>
  readonly url: string
  readonly directory: string
  /** What is served of it. */
  readonly served: string
  readonly shownPath?: RunningServer["shownPath"]
  readonly lookAgain?: RunningServer["lookAgain"]
}): Promise<RunningServer> => {
  const { program, parameters, env, url, directory, served, shownPath = (path) => path } = options
  const child = spawn(program, parameters, { cwd: directory, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = `${output}${String(chunk)}`.slice(-20_000)
    })
  }
  await waitForAnswer(child, url, () => output)
  return {
    url,
    directory: served,
    shownPath,
    lookAgain: options.lookAgain ?? (() => Promise.resolve()),
    stop: async () => {
      if (!hasEnded(child)) {
        child.kill("SIGTERM")
        await once(child, "exit")
      }
      rmSync(directory, { recursive: true, force: true })
    }
  }
}
