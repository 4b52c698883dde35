/** Builds pages as they are shipped, into a directory of the test's own. */
import { cpSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const web = join(import.meta.dirname, "../..")
const vite = join(web, "node_modules/vite/bin/vite.js")

/**
 * `app`: what is shipped. `harness`: the same without views, for tests of what lies below them. `fixture`: the views over an invented
 * library. Answers the directory. DEADWAX_WEB_BUILD: where the check has built the app just before, which is then copied.
 */
export const buildPages = async (which: "app" | "harness" | "fixture"): Promise<string> => {
  const outDir = mkdtempSync(join(tmpdir(), "deadwax-web-"))
  const built = process.env["DEADWAX_WEB_BUILD"]
  if (which === "app" && built !== undefined) {
    cpSync(built, outDir, { recursive: true })
    return outDir
  }
  const root = which === "app" ? web : join(web, "test", which)
  const args = [
    vite,
    "build",
    root,
    "--config",
    join(web, "vite.config.ts"),
    "--outDir",
    outDir,
    "--emptyOutDir",
    "--logLevel=error"
  ]
  // A process of its own: the one that tests is no production, and React and the app would be built for that.
  const building = Bun.spawn([process.execPath, ...args], { env: { ...process.env, NODE_ENV: "production" }, stderr: "pipe" })
  if ((await building.exited) !== 0)
    throw new Error(`the pages could not be built:\n${await new Response(building.stderr).text()}`)
  return outDir
}
