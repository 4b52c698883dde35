/** The floors: looking at each file once, and reading 64 KB of each. */
import { spawnSync } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { isInstalled, runProgram } from "../program.ts"
import type { Peer, Place } from "./peer.ts"

export const findName = "find -printf '%p %s %T@'"
export const headsName = "reading 64 KB of each file"

export const find = ({ music }: Place): Peer => ({
  name: findName,
  run: (phase) => (phase === "nothing changed" ? runProgram(["find", music, "-printf", "%p %s %T@\\n"]) : undefined)
})

/** In C where there is a compiler, else by a program of this runtime. */
export const readHeads = ({ music, state }: Place): Peer => {
  const list = join(state, "files.txt")
  const command = readerCommand(state)
  return {
    name: headsName,
    run: (phase) => {
      if (phase !== "first scan") return undefined
      const { stdout } = spawnSync("find", [music, "-type", "f"], { maxBuffer: 1 << 30 })
      writeFileSync(list, stdout)
      return runProgram(["sh", "-c", `${command} < "${list}"`])
    }
  }
}

const readerCommand = (state: string): string => {
  const source = join(import.meta.dirname, "read-heads.c")
  const made = join(state, "read-heads")
  if (isInstalled("cc") && spawnSync("cc", ["-O2", "-o", made, source]).status === 0) return `"${made}"`
  return `"${process.execPath}" "${join(import.meta.dirname, "read-heads.ts")}"`
}
