/** `rclone serve webdav` over a directory, Basic. */
import { mkdirSync } from "node:fs"
import { join } from "node:path"
import { findProgram, freePort, makeDirectory, type RunningServer, startServer } from "./server-program.ts"

export const user = "mary"
export const password = "s3cret pw"

/** It shows control characters as the pictures that Unicode has of them. */
const shownPath = (path: string): string =>
  Array.from(path, (letter) => {
    const code = letter.charCodeAt(0)
    return code < 0x20 || code === 0x7f ? String.fromCharCode(0x2400 + (code === 0x7f ? 0x21 : code)) : letter
  }).join("")

export const startRclone = async (): Promise<RunningServer> => {
  const program = findProgram("RCLONE_PATH", ["rclone"])
  const directory = makeDirectory("rclone")
  const [port, controlPort] = [await freePort(), await freePort()]
  const served = join(directory, "music")
  mkdirSync(served)
  return startServer({
    program,
    parameters: [
      ...["serve", "webdav", served, "--addr", `localhost:${port}`, "--user", user],
      ...["--rc", "--rc-no-auth", "--rc-addr", `localhost:${controlPort}`]
    ],
    env: { RCLONE_CONFIG: join(directory, "none"), RCLONE_PASS: password },
    url: `http://localhost:${port}`,
    directory,
    served,
    shownPath,
    lookAgain: async () => {
      const { status } = await fetch(`http://localhost:${controlPort}/vfs/forget`, { method: "POST" })
      if (status !== 200) throw new Error(`rclone does not forget: ${status}`)
    }
  })
}
