/** Is every runtime that the project promises to run on really here? A suite that ran on another one would prove nothing. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { bunPath, type Context, nodePath, run } from "./context.ts"
import { failed, type Outcome, passed } from "./outcome.ts"

/** Versions pinned in the root package.json, as "1.4.5" and "24.21.0". */
const pinned = (context: Context): { readonly bun: string; readonly node: string } => {
  const manifest = JSON.parse(readFileSync(join(context.root, "package.json"), "utf8")) as {
    readonly devDependencies: Readonly<Record<string, string>>
  }
  return { bun: manifest.devDependencies.bun ?? "", node: manifest.devDependencies.node ?? "" }
}

export const checkRuntimes = async (context: Context): Promise<Outcome> => {
  const expected = pinned(context)
  const bun = await run(context, bunPath(context), ["--version"])
  const node = await run(context, nodePath(context), ["--version"])
  const seen = `Bun ${bun.output.trim()}, Node ${node.output.trim()}`
  return bun.output.trim() === expected.bun && node.output.trim() === `v${expected.node}`
    ? passed(seen)
    : failed("a runtime is absent", `expected Bun ${expected.bun} and Node v${expected.node} in node_modules/.bin, found ${seen}`)
}
