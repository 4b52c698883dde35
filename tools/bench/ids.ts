/** A first scan that writes ids into all files, each time into files that have none: the library is copied for each program. */
import { cpSync, rmSync } from "node:fs"
import { join } from "node:path"
import { phaseName } from "./aims.ts"
import type { Measures } from "./measures.ts"
import { commandPeer } from "./peers/command.ts"
import { deadwax, runtimes } from "./peers/deadwax.ts"
import type { Peer, Place } from "./peers/peer.ts"
import { type Library, noteRun } from "./scans.ts"

const rounds = 3

/** Each program on a copy of its own, so many times. */
export const measureIds = async (
  measures: Measures,
  library: Library,
  work: string,
  others: ReadonlyArray<{ readonly name: string; readonly command: string }>
): Promise<void> => {
  const copy = join(work, "state", "ids-copy")
  const place = (name: string): Place => ({ music: copy, state: join(work, "state", `ids-${name}`) })
  const peers: ReadonlyArray<Peer> = [
    ...others.map(({ name, command }) => commandPeer(name, command, place(name))),
    ...runtimes.map((runtime) => deadwax(runtime, place(runtime), "tags"))
  ]
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      rmSync(copy, { recursive: true, force: true })
      cpSync(library.music, copy, { recursive: true, preserveTimestamps: true })
      const run = await peer.run("first scan")
      noteRun(measures, phaseName(peer.name, "first scan", library.name), run)
    }
  }
}
