/**
 * The benchmark, in one command: makes the libraries, runs Deadwax and the other programs in turn, then what is measured in process, and holds
 * it all against the rows of docs/requirements.md.
 *
 *     bun run build && bun run bench --install-peers
 *
 * `BENCH_PREFIX="chrt -f 10"` stands before every program that is measured, for a machine that has other work to do.
 *
 * Prints Markdown, and puts it into docs/benchmarks.md and the figures into docs/benchmarks.json. What is not installed is left out, and so is
 * a row that needs it. Ratios within one run are the evidence: absolute numbers are this machine's, at this hour.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { judge } from "./aims.ts"
import { measureIds } from "./ids.ts"
import { type LibraryKind, prepareLibrary } from "./libraries.ts"
import { linesOf, Measures, takeTold } from "./measures.ts"
import { type BenchOptions, type PartName, parseOptions, usage } from "./options.ts"
import { measurePart } from "./parts.ts"
import { beets } from "./peers/beets.ts"
import { commandPeer } from "./peers/command.ts"
import { checkBuilt, deadwax, runtimeProgram, runtimes } from "./peers/deadwax.ts"
import { find, findName, readHeads } from "./peers/floors.ts"
import { mpd } from "./peers/mpd.ts"
import type { Peer, Place } from "./peers/peer.ts"
import { isInstalled, runProgram } from "./program.ts"
import { json, markdown, type Setting, withPart } from "./report.ts"
import { measureScans, measureSize, measureStart } from "./scans.ts"
import { spreadOf } from "./spread.ts"
import { measureWatch } from "./watching.ts"

const docs = join(import.meta.dirname, "../../docs")

const installPeers = (): void => {
  const { status } = spawnSync("apt-get", ["install", "-y", "--no-install-recommends", "mpd", "beets", "wrk"], {
    stdio: "inherit"
  })
  if (status !== 0) throw new Error("apt-get could not install mpd, beets and wrk")
}

interface Bench {
  readonly options: BenchOptions
  readonly work: string
  readonly measures: Measures
  readonly libraries: Array<string>
}

/** A directory of its own for each program. */
const placeOf = (bench: Bench, music: string, name: string): Place => {
  const state = join(bench.work, "state", name.replaceAll(/[^\w]+/g, "-"))
  mkdirSync(state, { recursive: true })
  return { music, state }
}

const ownPeers = (bench: Bench, music: string) =>
  runtimes.map((runtime) => deadwax(runtime, placeOf(bench, music, `deadwax-${runtime}`), "tags"))

/** `withSlow`: also what takes longer than all others together. */
const peersOf = (bench: Bench, music: string, withSlow: boolean): ReadonlyArray<Peer> => {
  const place = (name: string) => placeOf(bench, music, name)
  const all = [
    ...(isInstalled("find") ? [find(place("find"))] : []),
    readHeads(place("heads")),
    ...(isInstalled("mpd") ? [mpd(place("mpd"))] : []),
    ...(withSlow && isInstalled("beet") ? [beets(place("beets"))] : []),
    ...bench.options.peers.map(({ name, command }) => commandPeer(name, command, place(`peer ${name}`)))
  ]
  return all.filter(({ name }) => !bench.options.without.includes(name))
}

const prepare = (bench: Bench, kind: LibraryKind) => {
  const library = prepareLibrary(bench.work, kind, bench.options.releases)
  bench.libraries.push(library.text)
  return library
}

const scans = async (bench: Bench, kind: "usual" | "small" | "large"): Promise<void> => {
  const { measures, options } = bench
  const library = prepare(bench, kind)
  const own = ownPeers(bench, library.music)
  await measureScans(measures, library, [...peersOf(bench, library.music, kind === "usual"), ...own], options.rounds)
  for (const peer of own) measureSize(measures, library, peer)
  if (kind !== "usual") return
  for (const peer of own) await measureWatch(measures, library, peer)
  // Node would have to strip TypeScript of its types first, which Deadwax does not make it do.
  const hellos = { bun: "hello.ts", node: "hello.mjs" } as const
  const hello = (runtime: keyof typeof hellos) =>
    runProgram([runtimeProgram(runtime), join(import.meta.dirname, hellos[runtime])])
  measureStart(measures, own, ({ runtime }) => hello(runtime), Math.max(15, options.rounds))
}

const runPart = async (bench: Bench, part: PartName): Promise<void> => {
  if (part === "scans") await scans(bench, "usual")
  else if (part === "small" || part === "large") await scans(bench, part)
  else if (part === "ids") await measureIds(bench.measures, prepare(bench, "ids"), bench.work, bench.options.peers)
  else measurePart(bench.measures, part, bench.work)
}

const loadName = "load of the machine"

const noteLoad = (measures: Measures): void => measures.add(loadName, "count", loadavg()[0] ?? 0)

/** Each part's figures are kept beside the libraries as soon as it is done: what comes after it may fail. */
const runAll = async (bench: Bench): Promise<void> => {
  for (const part of bench.options.parts) {
    const kept = join(bench.work, `measured-${part}.jsonl`)
    const measures = new Measures()
    if (bench.options.isGoingOn && existsSync(kept)) takeTold(measures, readFileSync(kept, "utf8"))
    else {
      noteLoad(measures)
      await runPart({ ...bench, measures }, part)
      noteLoad(measures)
      writeFileSync(kept, linesOf(measures))
    }
    bench.measures.addAll(measures)
  }
}

const versionOf = (command: ReadonlyArray<string>): string =>
  spawnSync(command[0] ?? "", command.slice(1), { encoding: "utf8" })
    .stdout?.split("\n")[0]
    ?.trim() ?? ""

const loadText = (measures: Measures): string => {
  const { low, high } = spreadOf(measures.get(loadName)?.samples ?? [])
  return `${low.toFixed(1)} to ${high.toFixed(1)}`
}

const settingOf = ({ options, libraries, measures }: Bench): Setting => ({
  takenAt: new Date().toISOString().slice(0, 10),
  machine: `${cpus().length} cores (${cpus()[0]?.model ?? "unknown"}), load ${loadText(measures)} before and after its parts`,
  programs: [
    `Bun ${versionOf([runtimeProgram("bun"), "--version"])}`,
    `Node ${versionOf([runtimeProgram("node"), "--version"])}`,
    ...(isInstalled("mpd") ? [versionOf(["mpd", "--version"])] : []),
    ...(isInstalled("beet") ? [versionOf(["beet", "--version"])] : []),
    ...options.peers.map(({ name }) => name)
  ],
  libraries,
  rounds: options.rounds
})

const publish = (part: string, figures: string): void => {
  const page = join(docs, "benchmarks.md")
  writeFileSync(page, withPart(readFileSync(page, "utf8"), part))
  writeFileSync(join(docs, "benchmarks.json"), figures)
}

const main = async (options: BenchOptions): Promise<void> => {
  if (options.isHelp) return console.log(usage)
  checkBuilt()
  if (options.installsPeers) installPeers()
  const work = options.directory ?? mkdtempSync(join(tmpdir(), "deadwax-bench-"))
  mkdirSync(work, { recursive: true })
  const bench: Bench = { options, work, measures: new Measures(), libraries: [] }
  try {
    await runAll(bench)
  } finally {
    rmSync(options.directory === undefined ? work : join(work, "state"), { recursive: true, force: true })
  }
  const [setting, verdicts] = [settingOf(bench), judge(bench.measures)]
  const part = markdown(setting, verdicts, bench.measures, `${findName}, nothing changed`)
  console.log(part)
  if (options.isWriting) publish(part, json(setting, verdicts, bench.measures))
}

try {
  await main(parseOptions(process.argv.slice(2)))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 2
}
