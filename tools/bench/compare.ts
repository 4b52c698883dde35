/**
 * Times a scan next to what others need for the same files: `find` (the floor of looking at every file) and mpd (a C++ daemon).
 *
 *     bun tools/bench/compare.ts [--releases 2000] [--tracks-per-release 10] [--runs 5] [--full]
 *
 * Needs a built CLI (`bun run build`), mpd and GNU find. Every program runs as a whole process; the rounds are interleaved, so that a
 * machine that slows down slows all of them; the table gives the median and, in brackets, the fastest. `--full`: files of about 200 KB
 * with covers, not the small ones. Prints Markdown, for docs/benchmarks.md.
 */
import { spawn, spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { makeLibrary } from "./make-library.ts"

const root = join(import.meta.dirname, "../..")
const { values } = parseArgs({
  options: {
    releases: { type: "string", default: "2000" },
    "tracks-per-release": { type: "string", default: "10" },
    runs: { type: "string", default: "5" },
    full: { type: "boolean", default: false }
  }
})

interface Timing {
  readonly wallMs: number
  readonly peakMb: number | null
}

/** Runs a program to its end under GNU time, which also tells its peak memory. */
const timeProgram = (command: ReadonlyArray<string>, env: Readonly<Record<string, string>> = {}): Timing => {
  const report = join(work, "time.txt")
  const started = performance.now()
  const run = spawnSync("/usr/bin/time", ["-f", "%M", "-o", report, ...command], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"]
  })
  const wallMs = performance.now() - started
  if (run.status !== 0) throw new Error(`${command.join(" ")}: exit ${run.status}\n${run.stderr}`)
  const peak = spawnSync("tail", ["-n1", report]).stdout.toString()
  return { wallMs, peakMb: Number(peak) / 1024 }
}

const work = mkdtempSync(join(tmpdir(), "deadwax-compare-"))
const music = join(work, "music")

/** One mpd update, measured from inside: from start to idle for a first scan, else from the command to idle. */
const timeMpd = async (isFirst: boolean): Promise<Timing> => {
  const state = join(work, "mpd")
  if (isFirst) rmSync(state, { recursive: true, force: true })
  mkdirSync(state, { recursive: true })
  const socket = join(state, "socket")
  const conf = join(state, "mpd.conf")
  writeFileSync(
    conf,
    `music_directory "${music}"\ndb_file "${state}/db"\nbind_to_address "${socket}"\nauto_update "no"\naudio_output {\ntype "null"\nname "null"\n}\n`
  )
  rmSync(socket, { force: true })
  const started = performance.now()
  const daemon = spawn("mpd", ["--no-daemon", conf], { stdio: "ignore" })
  try {
    const updated = await updateMpd(socket, isFirst)
    return { wallMs: isFirst ? performance.now() - started : updated, peakMb: null }
  } finally {
    daemon.kill("SIGTERM")
    await new Promise((resolve) => daemon.once("exit", resolve))
  }
}

/** Speaks mpd's line protocol: waits until no update is running; answers how long the update took, in ms. */
const updateMpd = async (socket: string, isFirst: boolean): Promise<number> => {
  const deadline = performance.now() + 5_000
  while (!existsSync(socket) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 2))
  const link = connect(socket)
  const lines = readAnswers(link)
  await lines.next()
  const started = performance.now()
  if (!isFirst) {
    link.write("update\n")
    await lines.next()
  }
  for (;;) {
    link.write("status\n")
    const { value } = await lines.next()
    if (value !== undefined && !value.includes("updating_db")) break
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  link.end()
  return performance.now() - started
}

/** Each answer up to its `OK`. */
async function* readAnswers(link: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let text = ""
  for await (const chunk of link) {
    text += chunk.toString()
    if (/(?:^|\n)OK(?: MPD [^\n]*)?\n$/.test(text)) {
      yield text
      text = ""
    }
  }
}

const cli = { bun: join(root, "apps/cli/dist/main.bun.mjs"), node: join(root, "apps/cli/dist/main.node.mjs") }
const programs = { bun: join(root, "node_modules/.bin/bun"), node: join(root, "node_modules/.bin/node") }

/** The environment in which a runtime's CLI keeps everything to itself. */
const envOf = (name: string): Readonly<Record<string, string>> => ({
  HOME: join(work, name),
  XDG_CONFIG_HOME: join(work, name, "config"),
  XDG_DATA_HOME: join(work, name, "data"),
  XDG_CACHE_HOME: join(work, name, "cache")
})

const deadwax = (runtime: "bun" | "node", ...args: ReadonlyArray<string>): Timing =>
  timeProgram([programs[runtime], cli[runtime], ...args], envOf(runtime))

const rows = new Map<string, Array<Timing>>()
const note = (name: string, timing: Timing): void => {
  const timings = rows.get(name) ?? []
  rows.set(name, timings)
  timings.push(timing)
}

const firstScan = (runtime: "bun" | "node"): Timing => {
  rmSync(join(work, runtime), { recursive: true, force: true })
  deadwax(runtime, "init", music, "--identity", "fingerprint", "--name", "bench")
  return deadwax(runtime, "scan", "--quiet")
}

const round = async (): Promise<void> => {
  note("find -printf '%p %s %T@'", timeProgram(["find", music, "-printf", "%p %s %T@\\n"]))
  note("mpd, first scan", await timeMpd(true))
  note("mpd, nothing changed", await timeMpd(false))
  for (const runtime of ["bun", "node"] as const) {
    note(`deadwax on ${runtime}, first scan`, firstScan(runtime))
    note(`deadwax on ${runtime}, nothing changed`, deadwax(runtime, "scan", "--quiet"))
    note(
      `deadwax on ${runtime}, releases list --all --tracks --json`,
      deadwax(runtime, "releases", "list", "--all", "--tracks", "--json")
    )
    note(`deadwax on ${runtime}, search`, deadwax(runtime, "search", "love"))
  }
}

const median = (numbers: ReadonlyArray<number>): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

const print = (): void => {
  console.log("| program | wall ms, median (fastest) | × find | peak MB |\n|---|---|---|---|")
  const floor = median([...rows.values()][0]!.map((timing) => timing.wallMs))
  for (const [name, timings] of rows) {
    const walls = timings.map((timing) => timing.wallMs)
    const peak = timings[0]?.peakMb === null ? "–" : median(timings.map((timing) => timing.peakMb ?? 0)).toFixed(0)
    console.log(
      `| ${name} | ${median(walls).toFixed(0)} (${Math.min(...walls).toFixed(0)}) | ${(median(walls) / floor).toFixed(1)} | ${peak} |`
    )
  }
}

try {
  const made = makeLibrary(music, {
    releases: Number(values.releases),
    tracksPerRelease: Number(values["tracks-per-release"]),
    small: !values.full
  })
  console.log(
    `${made.tracks} tracks in ${made.releases} releases, ${(made.sizeBytes / 1e6).toFixed(0)} MB, ${values.runs} interleaved rounds`
  )
  for (let i = 0; i < Number(values.runs); i++) await round()
  print()
} finally {
  rmSync(work, { recursive: true, force: true })
}
