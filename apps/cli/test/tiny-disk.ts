/**
 * Runs a program where one directory is on a disk of a few pages. In a mount namespace of its own, so that nothing of the machine
 * changes; where namespaces are forbidden, by a limit on the size of a written file, which the program meets as the same failure.
 */
import { mkdirSync } from "node:fs"
import type { Program } from "./programs.ts"

const size = "120k"

const namespaces = (): boolean =>
  Bun.spawnSync(["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", "/tmp"], { stderr: "ignore" })
    .exitCode === 0

export const inTinyDisk = ({ name, command }: Program, directory: string): Program => {
  mkdirSync(directory, { recursive: true })
  const mounted = `mount -t tmpfs -o size=${size} none "$1" && shift && exec "$@"`
  const limited = `shift; trap '' XFSZ; ulimit -f 100; exec "$@"`
  const wrapper = namespaces()
    ? ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mounted]
    : ["bash", "-c", limited]
  return { name, command: [...wrapper, "sh", directory, ...command] }
}
