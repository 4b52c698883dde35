/** Rounds in which every program works on the same library, phase by phase, each in its turn: a machine that slows down slows all of them. */
import { readdirSync, statSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { peakName, phaseName, processorName } from "./aims.ts"
import type { Measures } from "./measures.ts"
import type { Deadwax } from "./peers/deadwax.ts"
import { type Peer, phases } from "./peers/peer.ts"
import type { Run } from "./program.ts"

export interface Library {
  readonly music: string
  readonly tracks: number
  /** Empty for the one that most aims are about. */
  readonly name: string
}

/** One run under its name. */
export const noteRun = (measures: Measures, name: string, run: Run | undefined): void => {
  if (run === undefined) return
  measures.add(name, "ms", run.wallMs)
  if (run.peakMb !== undefined) measures.add(peakName(name), "MB", run.peakMb)
  if (run.processorMs !== undefined) measures.add(processorName(name), "ms", run.processorMs)
}

/** Paths below `music`. */
export const mp3sOf = (music: string): ReadonlyArray<string> =>
  readdirSync(music, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".mp3"))

/** Another file than last time is another one, as far as its time tells: a minute earlier than it was. Not later: the time
 * of a file that was made just now would lie ahead, which a scan must look at twice. */
const changeOne = (music: string, paths: ReadonlyArray<string>, round: number): void => {
  const path = join(music, paths[(round * 7919) % paths.length] ?? "")
  const time = statSync(path).mtimeMs / 1000 - 60
  utimesSync(path, time, time)
}

/** All phases of all peers, so many times. */
export const measureScans = async (
  measures: Measures,
  library: Library,
  peers: ReadonlyArray<Peer>,
  rounds: number
): Promise<void> => {
  const paths = mp3sOf(library.music)
  for (let round = 0; round < rounds; round++) {
    for (const phase of phases) {
      if (phase === "one file changed") changeOne(library.music, paths, round)
      for (const peer of peers) {
        if (phase === "first scan" && peer.isSlow === true && round > 0) continue
        noteRun(measures, phaseName(peer.name, phase, library.name), await peer.run(phase))
      }
    }
    console.error(`${library.name === "" ? "library" : library.name}: round ${round + 1} of ${rounds}`)
  }
}

/** Bytes of cache.db a track, after a scan. */
export const measureSize = (measures: Measures, { tracks, name }: Library, peer: Deadwax): void => {
  const files = readdirSync(peer.dataDirectory, { recursive: true, encoding: "utf8" })
  const bytes = files
    .filter((path) => path.endsWith("cache.db"))
    .reduce((sum, path) => sum + statSync(join(peer.dataDirectory, path)).size, 0)
  measures.add(phaseName(peer.name, "cache.db a track", name), "bytes", bytes / tracks)
}

const startCommands = [["--version"], ["--help"], ["search", "love"]] as const

/** Start-up: what answers at once, and a search of the library that was scanned last. */
export const measureStart = (
  measures: Measures,
  peers: ReadonlyArray<Deadwax>,
  hello: (peer: Deadwax) => Run,
  rounds: number
): void => {
  for (let round = 0; round < rounds; round++) {
    for (const peer of peers) {
      noteRun(measures, `hello on ${peer.runtime}`, hello(peer))
      for (const command of startCommands) noteRun(measures, phaseName(peer.name, command[0]), peer.command(...command))
    }
  }
}
