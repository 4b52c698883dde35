/** Deadwax as it is built, on Bun or Node, with everything of its own in a directory of its own. */
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { type Environment, type Run, runProgram } from "../program.ts"
import type { Peer, Place } from "./peer.ts"

const root = join(import.meta.dirname, "../../..")

export const runtimes = ["bun", "node"] as const
export type Runtime = (typeof runtimes)[number]

/** The program of a runtime, as the project has it. */
export const runtimeProgram = (runtime: Runtime): string => join(root, "node_modules/.bin", runtime)

const bundle = (runtime: Runtime): string => join(root, `apps/cli/dist/main.${runtime}.mjs`)

/** Fails where nothing is built. */
export const checkBuilt = (): void => {
  for (const runtime of runtimes)
    if (!existsSync(bundle(runtime))) throw new Error(`${bundle(runtime)} is not there: bun run build`)
}

export interface Deadwax extends Peer {
  readonly runtime: Runtime
  readonly command: (...given: ReadonlyArray<string>) => Run
  /** The same as words, for who starts it himself, with what to add to the environment. */
  readonly commandLine: (...given: ReadonlyArray<string>) => ReadonlyArray<string>
  readonly environment: Environment
  /** Where its cache.db lies. */
  readonly dataDirectory: string
}

/** `identity`: of the library that a first scan is of. */
export const deadwax = (runtime: Runtime, { music, state }: Place, identity: "tags" | "fingerprint"): Deadwax => {
  const env: Environment = {
    HOME: state,
    XDG_CONFIG_HOME: join(state, "config"),
    XDG_DATA_HOME: join(state, "data"),
    XDG_CACHE_HOME: join(state, "cache")
  }
  const commandLine = (...given: ReadonlyArray<string>) => [runtimeProgram(runtime), bundle(runtime), ...given]
  const command = (...given: ReadonlyArray<string>): Run => runProgram(commandLine(...given), env)
  return {
    name: `deadwax on ${runtime}`,
    runtime,
    command,
    commandLine,
    environment: env,
    dataDirectory: state,
    run: (phase) => {
      if (phase === "list") return command("releases", "list", "--all", "--tracks", "--json")
      if (phase === "first scan") {
        rmSync(state, { recursive: true, force: true })
        command("init", music, "--identity", identity, "--name", "bench")
      }
      return command("scan", "--quiet")
    }
  }
}
