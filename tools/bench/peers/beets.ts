/** beets: imported as it is, without asking the network and without touching the files. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { runProgram } from "../program.ts"
import type { Peer, Place } from "./peer.ts"

const configuration = ({ music, state }: Place): string =>
  `directory: ${music}\nlibrary: ${state}/library.db\nimport:\n  copy: no\n  write: no\n  autotag: no\n`

export const beets = (place: Place): Peer => {
  const beet = (...given: ReadonlyArray<string>) =>
    runProgram(["beet", "-c", join(place.state, "config.yaml"), ...given], { HOME: place.state, BEETSDIR: place.state })
  return {
    name: "beets",
    isSlow: true,
    run: (phase) => {
      switch (phase) {
        case "first scan":
          rmSync(place.state, { recursive: true, force: true })
          mkdirSync(place.state, { recursive: true })
          writeFileSync(join(place.state, "config.yaml"), configuration(place))
          return beet("import", "-q", "-A", "-C", "-W", place.music)
        case "list":
          return beet("ls", "-a")
        default:
          return beet("update")
      }
    }
  }
}
