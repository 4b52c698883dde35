/**
 * How long a scan goes on after Ctrl-C, in each of its phases, and whether the next one does only what is left.
 *
 *     bun tools/bench/cancel.ts [--releases 2000] [--tracks-per-release 10] [--rounds 3] [--identity tags|fingerprint]
 *
 * Needs a built CLI (`bun run build`). A first scan is run whole, and its times say when each phase is under way; then each round begins
 * anew, is interrupted at a random moment of each phase, and is scanned to the end. With identity `tags` reading writes ids into every file.
 * Prints Markdown, for docs/benchmarks.md.
 */
import { spawn } from "node:child_process"
import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { makeLibrary } from "./make-library.ts"
import { seeded } from "./random.ts"

const root = join(import.meta.dirname, "../..")
const { values } = parseArgs({
  options: {
    releases: { type: "string", default: "2000" },
    "tracks-per-release": { type: "string", default: "10" },
    rounds: { type: "string", default: "3" },
    identity: { type: "string", default: "fingerprint" },
    seed: { type: "string", default: "1" }
  }
})
const work = mkdtempSync(join(tmpdir(), "deadwax-cancel-"))
const random = seeded(Number(values.seed))
const runtimes = ["bun", "node"] as const
type Runtime = (typeof runtimes)[number]
const phases = ["Finding files", "Reading", "Finishing"] as const

interface Ran {
  /** When each phase was told first, in ms since the start. */
  readonly startsMs: Readonly<Record<string, number>>
  readonly endedMs: number
  /** From the signal to the end. */
  readonly stopMs: number
  readonly code: number | null
  readonly out: string
}

/** Runs the program; `stop`: how long after that phase was told first it is interrupted. */
const run = (
  runtime: Runtime,
  args: ReadonlyArray<string>,
  stop?: { readonly phase: string; readonly afterMs: number }
): Promise<Ran> => {
  const home = join(work, runtime)
  const program = join(root, "node_modules/.bin", runtime)
  const child = spawn(program, [join(root, `apps/cli/dist/main.${runtime}.mjs`), ...args], {
    env: {
      ...process.env,
      HOME: home,
      XDG_CONFIG_HOME: join(home, "config"),
      XDG_DATA_HOME: join(home, "data"),
      XDG_CACHE_HOME: join(home, "cache")
    },
    stdio: ["ignore", "pipe", "pipe"]
  })
  const started = performance.now()
  const startsMs: Record<string, number> = {}
  let [stoppedMs, out] = [Number.NaN, ""]
  child.stdout.on("data", (chunk: Buffer) => {
    out += chunk.toString()
  })
  child.stderr.on("data", (chunk: Buffer) => {
    for (const phase of phases) {
      if (!chunk.toString().includes(phase) || phase in startsMs) continue
      startsMs[phase] = performance.now() - started
      if (stop?.phase !== phase) continue
      setTimeout(() => {
        stoppedMs = performance.now() - started
        child.kill("SIGINT")
      }, stop.afterMs)
    }
  })
  return new Promise((resolve) =>
    child.once("close", (code) => {
      const endedMs = performance.now() - started
      resolve({ startsMs, endedMs, stopMs: endedMs - stoppedMs, code, out })
    })
  )
}

const music = join(work, "music")
const begin = async (runtime: Runtime): Promise<void> => {
  rmSync(join(work, runtime), { recursive: true, force: true })
  if (values.identity === "tags") {
    rmSync(music, { recursive: true, force: true })
    cpSync(join(work, "made"), music, { recursive: true })
  }
  await run(runtime, ["init", music, "--identity", values.identity, "--name", "bench"])
}

const lengths = ({ startsMs, endedMs }: Ran): Readonly<Record<string, number>> => {
  const at = [...phases.map((phase) => startsMs[phase] ?? endedMs), endedMs]
  return Object.fromEntries(phases.map((phase, i) => [phase, (at[i + 1] ?? endedMs) - (at[i] ?? 0)]))
}

const tracksIn = async (runtime: Runtime): Promise<number> => {
  const { out } = await run(runtime, ["tracks", "list", "--limit", "0", "--json"])
  return out === "" ? 0 : (JSON.parse(out) as { total: number }).total
}

const measure = async (runtime: Runtime): Promise<void> => {
  await begin(runtime)
  const whole = await run(runtime, ["scan", "--force"])
  const length = lengths(whole)
  const stops = new Map<string, Array<number>>(phases.map((phase) => [phase, []]))
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const phase of phases) {
      await begin(runtime)
      const ran = await run(runtime, ["scan"], { phase, afterMs: random.below(Math.ceil((length[phase] ?? 0) * 0.9)) })
      // One that had ended by then was not stopped.
      if (!Number.isNaN(ran.stopMs)) stops.get(phase)?.push(ran.stopMs)
      const last = await run(runtime, ["scan", "--json"])
      const { tracks } = JSON.parse(last.out) as { tracks: { added: number; updated: number; unchanged: number } }
      const total = tracks.added + tracks.updated + tracks.unchanged
      console.error(
        `${runtime}, ${phase}: exit ${ran.code} after ${ran.stopMs.toFixed(0)} ms; kept ${tracks.unchanged} of ${total}`
      )
      if (total !== (await tracksIn(runtime))) throw new Error("the next scan did not finish the work")
    }
  }
  for (const [phase, times] of stops) {
    const sorted = times.toSorted((a, b) => a - b)
    const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
    const [all, most] = [length[phase] ?? 0, sorted.at(-1) ?? Number.NaN]
    console.log(`| ${runtime} | ${phase} | ${all.toFixed(0)} | ${sorted.length} | ${median.toFixed(0)} | ${most.toFixed(0)} |`)
  }
}

try {
  const made = makeLibrary(values.identity === "tags" ? join(work, "made") : music, {
    releases: Number(values.releases),
    tracksPerRelease: Number(values["tracks-per-release"]),
    small: true
  })
  console.log(`${made.tracks} tracks, identity ${values.identity}\n`)
  console.log("| runtime | phase | whole ms | stops | ms to the end, median | most |\n|---|---|---|---|---|---|")
  for (const runtime of runtimes) await measure(runtime)
} finally {
  rmSync(work, { recursive: true, force: true })
}
