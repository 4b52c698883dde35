/**
 * The ways in which the command line is run: as it would be shipped, on Bun and on Node; and from source, as in this repository, which the
 * README's tests do. From source each start costs twice as much, and what runs is the same.
 * The bundle is made once per test run, in a temporary directory, from the sources as they are; the check has made it before.
 */
import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { countScale } from "../../../packages/core-async/test/harness/count-scale.ts"
import { makeBundle } from "./make-bundle.ts"

const root = join(import.meta.dirname, "../../..")
const tool = (name: string): string => join(root, "node_modules/.bin", name)

export interface Program {
  readonly name: string
  readonly command: ReadonlyArray<string>
}

export const dist = mkdtempSync(join(tmpdir(), "deadwax-dist-"))
await makeBundle(dist)
// Not after a file's tests: other files may use the same bundle.
process.on("exit", () => rmSync(dist, { recursive: true, force: true }))

export const fromSource: Program = {
  name: "source on Bun",
  command: [tool("bun"), "--conditions=source", join(root, "apps/cli/src/main.bun.ts")]
}
export const onBun: Program = { name: "bundle on Bun", command: [tool("bun"), join(dist, "bin.mjs")] }
export const onNode: Program = { name: "bundle on Node", command: [tool("node"), join(dist, "bin.mjs")] }

export const programs: ReadonlyArray<Program> = [onBun, onNode]

/**
 * The programs for a test file about what the one bundle decides, whichever runtime it is on: in the check one of both, by turns in the order of the
 * files' names; in a soak both. `file`: its `import.meta.path`.
 */
export const inTurn = (file: string): ReadonlyArray<Program> => {
  if (countScale >= 1) return programs
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith(".test.ts"))
  return [files.sort().indexOf(basename(file)) % 2 === 0 ? onBun : onNode]
}
