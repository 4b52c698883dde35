/** A person's machine for one test: an empty home, a copy of the sample library, and the command line to be run in it. */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { Program } from "./programs.ts"

const repository = join(import.meta.dirname, "../../..")
// Where the check lets Node keep what it has compiled; it changes nothing but the time.
const cache = process.env["NODE_COMPILE_CACHE"]
const compiled = cache === undefined ? {} : { NODE_COMPILE_CACHE: cache }
export const sampleLibrary = join(repository, "sample/library")

/** For a test that starts several processes, on a machine that may be busy. */
export const slowMs = 120_000

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

export interface World {
  readonly directory: string
  readonly home: string
  readonly music: string
  readonly config: string
  /** Where the databases of a library are. */
  readonly libraryDb: (id: string) => string
  readonly cacheDb: (id: string) => string
  readonly env: Readonly<Record<string, string>>
  readonly run: (program: Program, args: ReadonlyArray<string>, options?: RunOptions) => Promise<Ran>
  readonly remove: () => void
}

const runIn = async (
  world: Omit<World, "run">,
  program: Program,
  args: ReadonlyArray<string>,
  options: RunOptions
): Promise<Ran> => {
  const child = Bun.spawn([...program.command, ...args], {
    cwd: options.cwd ?? world.directory,
    env: { ...world.env, ...options.env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe"
  })
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  return { code, out, err }
}

/** `music`: "sample" copies the sample library, "empty" makes an empty directory. */
export const makeWorld = (music: "sample" | "empty" = "empty"): World => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-cli-"))
  const home = join(directory, "home")
  const base = {
    directory,
    home,
    music: join(directory, "music"),
    config: join(home, ".config/deadwax/config.toml"),
    libraryDb: (id: string) => join(home, ".local/share/deadwax", id, "library.db"),
    cacheDb: (id: string) => join(home, ".cache/deadwax", id, "cache.db"),
    env: { HOME: home, PATH: process.env.PATH ?? "", LANG: "C.UTF-8", TMPDIR: tmpdir(), ...compiled },
    remove: () => rmSync(directory, { recursive: true, force: true })
  }
  mkdirSync(home)
  if (music === "sample") cpSync(sampleLibrary, base.music, { recursive: true })
  else mkdirSync(base.music)
  return { ...base, run: (program, args, options = {}) => runIn(base, program, args, options) }
}

/** The one object that a command printed. */
export const parsed = <T>(ran: Ran): T => JSON.parse(ran.out) as T

/** The error that a command printed with --json: the last line, for notices may stand before it. */
export const failure = (ran: Ran): { code: string; message: string; remedy: string; path: string | null } =>
  JSON.parse(ran.err.trimEnd().split("\n").at(-1) ?? "").error
