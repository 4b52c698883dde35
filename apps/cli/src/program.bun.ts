/** All that the command line is on Bun, once it is clear that a command is to be run. */
import { layer } from "./runtime.bun.ts"
import { start } from "./start.ts"

/** Runs the command that the arguments mean, and ends the process with its exit code. */
export const run = (args: ReadonlyArray<string>): void => start(layer, args)
