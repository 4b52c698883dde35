/** The command line as it is shipped, for tests: from the sources as they are, or the copy of what the check has built of them a moment before. */
import { cpSync } from "node:fs"
import { buildCli } from "../build.ts"

/** Into a directory that is there or not; it is the caller's, who may change what is in it. */
export const makeBundle = async (directory: string): Promise<void> => {
  const built = process.env.DEADWAX_CLI_BUILD ?? ""
  if (built === "") await buildCli(directory)
  else cpSync(built, directory, { recursive: true })
}
