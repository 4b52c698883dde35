/**
 * Any other program, as a command of the shell: `--peer 'NAME=COMMAND'`. It is run with `MUSIC`, `STATE` (a directory of its own, empty at a first
 * scan) and `PHASE` (first-scan, nothing-changed, one-file-changed or list). With exit code 3 it says that it has no such phase.
 */
import { mkdirSync, rmSync } from "node:fs"
import { runProgram } from "../program.ts"
import type { Peer, Phase, Place } from "./peer.ts"

const noSuchPhase = /: exit 3\n/

/** Takes `NAME=COMMAND` apart. */
export const parsePeer = (text: string): { readonly name: string; readonly command: string } => {
  const at = text.indexOf("=")
  if (at <= 0 || at === text.length - 1) throw new Error(`--peer ${text}: expected NAME=COMMAND`)
  return { name: text.slice(0, at), command: text.slice(at + 1) }
}

export const commandPeer = (name: string, command: string, { music, state }: Place): Peer => ({
  name,
  run: (phase: Phase) => {
    if (phase === "first scan") rmSync(state, { recursive: true, force: true })
    mkdirSync(state, { recursive: true })
    try {
      return runProgram(["sh", "-c", command], { MUSIC: music, STATE: state, PHASE: phase.replaceAll(" ", "-"), HOME: state })
    } catch (cause) {
      if (cause instanceof Error && noSuchPhase.test(cause.message)) return undefined
      throw cause
    }
  }
})
