/** What every step needs to know: where the project is, which runtimes to use, and the environment that programs run in. */
import { mkdirSync } from "node:fs"
import { delimiter, join, resolve } from "node:path"
import { type CommandResult, runCommand } from "./command.ts"

export interface Context {
  /** The project's root, absolute. */
  readonly root: string
  /** Reports of the test runners and packed tarballs; ignored by git. */
  readonly reports: string
  /** Share of the long counts (kills, random operations, seeds) that tests run: 0.1, or 1 for a soak. */
  readonly scale: number
  readonly env: Record<string, string | undefined>
}

/** `temporary`: where tests write, when it is not where the system has it. */
export const makeContext = (options: { readonly soak: boolean; readonly temporary?: string | undefined }): Context => {
  const root = resolve(import.meta.dirname, "../..")
  const reports = join(root, "reports")
  mkdirSync(reports, { recursive: true })
  const scale = options.soak ? 1 : 0.1
  const { temporary } = options
  return {
    root,
    reports,
    scale,
    env: {
      ...process.env,
      // What Node has compiled is kept for the next program that loads it: half of a start from source, a quarter of the command line's. What was bundled
      // for one test is there for all.
      ...(temporary !== undefined && {
        TMPDIR: temporary,
        NODE_COMPILE_CACHE: join(temporary, "node-compiled"),
        DEADWAX_BUNDLES: join(temporary, "bundles")
      }),
      PATH: [join(root, "node_modules/.bin"), process.env.PATH ?? ""].join(delimiter),
      CI: "true",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
      TURBO_TELEMETRY_DISABLED: "1",
      DO_NOT_TRACK: "1",
      DEADWAX_COUNT_SCALE: String(scale)
    }
  }
}

/** The project's own Bun and Node 24, never the system's: present once dependencies are installed. */
export const bunPath = (context: Context): string => join(context.root, "node_modules/.bin/bun")
export const nodePath = (context: Context): string => join(context.root, "node_modules/.bin/node")

export const run = (
  context: Context,
  program: string,
  args: ReadonlyArray<string>,
  options: { readonly timeoutMs?: number; readonly cwd?: string } = {}
): Promise<CommandResult> =>
  runCommand({
    program,
    args,
    cwd: options.cwd ?? context.root,
    env: context.env,
    timeoutMs: options.timeoutMs ?? 300_000
  })
