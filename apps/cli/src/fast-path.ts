/**
 * Answers `--version`, the root's `--help` and `completions SHELL` from plain data, before Effect is loaded: those are what a
 * shell asks for at every start. Everything else, and every form that is not plainly one of these, is left to the command parser.
 */
import { completionScript, isShell } from "./completions/script.ts"
import { rootHelp } from "./root-help.ts"
import { version } from "./version.ts"

/** The text that answers these arguments at once, or undefined. */
export const answerAtOnce = (args: ReadonlyArray<string>): string | undefined => {
  const [first, second] = args
  if (args.length === 1 && first === "--version") return `deadwax ${version}`
  if (args.length === 1 && (first === "--help" || first === "-h")) return rootHelp().trimEnd()
  if (args.length === 2 && first === "completions" && second !== undefined && isShell(second))
    return completionScript(second).trimEnd()
  return undefined
}
