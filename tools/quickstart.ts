/**
 * The first look at Deadwax: installs what is needed, scans a copy of the sample library, shows what it found and how to go on.
 * `npx -y bun@1.4.5 run quickstart` on a machine that has only Node and npm; touches nothing of the user's.
 *
 * Imports nothing but built-ins: before the install there is nothing else. The tour itself is a second program.
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")

process.stdout.write("Installing dependencies …\n")
const installed = spawnSync(process.execPath, ["install", "--frozen-lockfile"], { cwd: root, encoding: "utf8" })
if (installed.status === 0) {
  const tour = spawnSync(process.execPath, ["--conditions=source", join(root, "tools/quickstart/tour.ts")], { stdio: "inherit" })
  process.exitCode = tour.status ?? 1
} else {
  process.stderr.write(`${installed.stdout}${installed.stderr}\nThe dependencies could not be installed: see above.\n`)
  process.exitCode = 1
}
