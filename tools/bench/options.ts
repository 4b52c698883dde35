/** What `bun run bench` is asked for. */
import { parseArgs } from "node:util"
import { parsePeer } from "./peers/command.ts"

/** What is measured when it is asked for alone. */
const rareParts: ReadonlyArray<PartName> = ["large", "ids", "million"]

/** Parts of the benchmark, in the order in which they run. */
export const partNames = ["scans", "small", "large", "ids", "queries", "million", "cache", "http", "browser", "sync"] as const
export type PartName = (typeof partNames)[number]

/** The size that the rows are about. */
const usualReleases = 2000

export interface BenchOptions {
  readonly parts: ReadonlyArray<PartName>
  readonly rounds: number
  /** Releases of ten tracks in the usual library; the large one has ten times as many. */
  readonly releases: number
  readonly peers: ReadonlyArray<{ readonly name: string; readonly command: string }>
  /** Names of programs that are left out. */
  readonly without: ReadonlyArray<string>
  readonly installsPeers: boolean
  /** Where libraries are made and kept; absent: a directory that goes again. */
  readonly directory: string | undefined
  /** Parts that were measured in `directory` before are not measured again. */
  readonly isGoingOn: boolean
  readonly isWriting: boolean
  readonly isHelp: boolean
}

export const usage = `bun run bench [options]      Measures Deadwax (built: bun run build) and other programs on the same library.

  --part NAME          one of ${partNames.join(", ")}; may be repeated (default: all but large, ids and million)
  --large              also 200,000 small files
  --ids                also a first scan that writes ids, of a tenth of the library
  --million            also searches of 1,000,000 tracks
  --rounds N           rounds in which all programs take turns (default 5)
  --releases N         releases of ten tracks each (default ${usualReleases}; another number: with --no-write)
  --peer NAME=COMMAND  another program; the shell runs COMMAND with MUSIC, STATE and PHASE (see tools/bench/peers/command.ts)
  --without NAME       leaves a program out: mpd, beets
  --install-peers      installs mpd, beets and wrk with apt-get
  --in DIR             makes the libraries there, keeps them, and uses those that are there
  --go-on              leaves out the parts that were measured in DIR before, and tells their figures
  --no-write           prints, and leaves docs/benchmarks.md and docs/benchmarks.json as they are`

const whole = (text: string, name: string): number => {
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1 on`)
  return value
}

const leftOut = (name: string): string => {
  if (name !== "mpd" && name !== "beets") throw new Error(`--without ${name}: one of mpd, beets`)
  return name
}

const isPart = (name: string): name is PartName => partNames.some((part) => part === name)

const chosenParts = (named: ReadonlyArray<string>, rare: Readonly<Record<string, unknown>>): ReadonlyArray<PartName> => {
  const unknown = named.find((name) => !isPart(name))
  if (unknown !== undefined) throw new Error(`--part ${unknown}: one of ${partNames.join(", ")}`)
  return partNames.filter((part) => {
    if (rareParts.includes(part)) return named.includes(part) || rare[part] === true
    return named.length === 0 || named.includes(part)
  })
}

/** Throws where an option is none. */
export const parseOptions = (given: ReadonlyArray<string>): BenchOptions => {
  const { values } = parseArgs({
    args: [...given],
    options: {
      part: { type: "string", multiple: true, default: [] },
      large: { type: "boolean", default: false },
      ids: { type: "boolean", default: false },
      million: { type: "boolean", default: false },
      rounds: { type: "string", default: "5" },
      releases: { type: "string", default: String(usualReleases) },
      peer: { type: "string", multiple: true, default: [] },
      without: { type: "string", multiple: true, default: [] },
      "install-peers": { type: "boolean", default: false },
      in: { type: "string" },
      "go-on": { type: "boolean", default: false },
      "no-write": { type: "boolean", default: false },
      help: { type: "boolean", default: false }
    }
  })
  const releases = whole(values.releases, "releases")
  if (releases !== usualReleases && !values["no-write"])
    throw new Error(
      `docs/benchmarks.md is about libraries of ${usualReleases} releases: with --releases ${releases} say --no-write`
    )
  return {
    parts: chosenParts(values.part, values),
    rounds: whole(values.rounds, "rounds"),
    releases,
    peers: values.peer.map(parsePeer),
    without: values.without.map(leftOut),
    installsPeers: values["install-peers"],
    directory: values.in,
    isGoingOn: values["go-on"],
    isWriting: !values["no-write"],
    isHelp: values.help
  }
}
