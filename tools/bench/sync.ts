/**
 * What a sync costs (P12, C7): a library of so many small songs on the disk, all of which a source has, and runs of a sync of it, each in a
 * process of its own: seconds, peak memory, statements and rows of both databases.
 *
 *     bun --conditions=source tools/bench/sync.ts [items] [changes] [directory to keep]     (or node …)
 *
 * The files are made first, scanned, listed into an empty catalog, and said to be what the source has (by one statement: fetching them would
 * take the time that the disk takes). Then come: an incremental run without changes, one with `changes` of them, and a full one without.
 */
import { spawnSync } from "node:child_process"
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layer as inProcess } from "../../packages/core-async/src/workers/in-process.ts"
import { SqliteCount } from "../../packages/core-async/test/harness/counted-sqlite.ts"
import { initLibrary, LibraryCache, type LibraryCacheShape, layer } from "../../packages/core-cache/src/index.ts"
import {
  addSource,
  defaultSyncPolicy,
  executeSync,
  inOnePart,
  libraryCarrier,
  localLibrary,
  readSource,
  type SyncEvent
} from "../../packages/core-sync/src/index.ts"
import { TagWriter } from "../../packages/core-tags/src/index.ts"
import { tell } from "./measures.ts"
import { numberedSource, type SourceState, songBytes, songPath } from "./sync-source.ts"

const runtime = await ("Bun" in globalThis
  ? import("../../packages/core-async/src/bun.ts")
  : import("../../packages/core-async/src/node.ts"))

const count = new SqliteCount()
const ports = Layer.mergeAll(Layer.provideMerge(count.layer, runtime.layer), inProcess, TagWriter.layer())

/** `BENCH_STOP=200`: the process ends after so many items. */
const stopAfter = Number(process.env["BENCH_STOP"] ?? "0")

/** `BENCH_MEET=1`: nothing is said to be agreed, and the only run is a full one that compares all files with what the source has. */
const isMeeting = process.env["BENCH_MEET"] !== undefined

const peakMb = (): number => Math.round(process.resourceUsage().maxRSS / 1024)

/** What a process is started with, as JSON. */
interface Step {
  readonly directory: string
  readonly doing: "scan" | "list" | "full" | "incremental"
  readonly state: { readonly items: number; readonly generation: number; readonly changed: ReadonlyArray<[number, number]> }
}

const stateOf = ({ state }: Step): SourceState => ({ ...state, changed: new Map(state.changed) })

/** Milliseconds of processor time so far: others on the machine make a call wait, not work. */
const workedMs = (): number => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The cache, and what all its scans took. */
const timed = (cache: LibraryCacheShape) => {
  const spent: { scanMs: number; readonly scans: Array<string> } = { scanMs: 0, scans: [] }
  const scan: LibraryCacheShape["scan"] = (options) =>
    Effect.suspend(() => {
      const startedMs = workedMs()
      return Effect.ensuring(
        cache.scan(options),
        Effect.sync(() => {
          spent.scanMs += workedMs() - startedMs
          spent.scans.push(`${Math.round(workedMs() - startedMs)} (${peakMb()} MB)`)
        })
      )
    })
  return { spent, cache: { ...cache, scan } }
}

const library = (directory: string) => ({
  id: "00000000-0000-4000-8000-000000000000",
  root: join(directory, "music")
})

/** The texts that took most of the time. */
const printSlowest = (): void => {
  for (const name of ["library.db", "cache.db"])
    for (const [text, ms] of [...count.of(name).spentMs].sort((a, b) => b[1] - a[1]).slice(0, 12))
      console.error(
        `${name} ${ms.toFixed(0)} ms, ${count.of(name).texts.get(text)} times: ${text.replace(/\s+/g, " ").slice(0, 160)}`
      )
}

/** One sync. `list`: nothing is fetched, and at the end all that was listed is said to be here. */
const sync = Effect.fnUntraced(function* (step: Step) {
  const { spent, cache } = timed(yield* LibraryCache)
  const source = numberedSource(stateOf(step))
  const added = { name: "numbers", kind: "simulated", address: "numbers:", settings: {}, policy: {} }
  const row = yield* cache.inLibraryDb((database) => addSource(database, added, 0) ?? readSource(database, "numbers"))
  const sourceNo = row?.no ?? 0
  const { inLibraryDb, checkOnline } = cache
  const carrying = { source, sourceNo, policy: defaultSyncPolicy, root: cache.library.root, inLibraryDb, checkOnline }
  const recover = () => Effect.void
  const prepare = () => Effect.succeed({ order: [], carryOut: () => Effect.die("") })
  const carrier = step.doing === "list" ? { recover, divide: inOnePart, prepare } : undefined
  const marks: Array<string> = []
  let items = 0
  let markMs = workedMs()
  let markScanMs = 0
  const onEvent = ({ kind }: SyncEvent) => {
    if (kind === "item" && ++items === stopAfter) {
      console.log(`${items} items, peak ${peakMb()} MB; scans ${spent.scans.join(", ")}; ${marks.join(", ")}`)
      process.exit(0)
    }
    if (kind === "item" || kind === "discovering" || kind === "progress") return
    const nowMs = workedMs()
    marks.push(`${kind} ${Math.round(nowMs - markMs - (spent.scanMs - markScanMs))} (${peakMb()} MB)`)
    markMs = nowMs
    markScanMs = spent.scanMs
  }
  count.reset()
  const [startedMs, beganMs] = [workedMs(), performance.now()]
  const report = yield* executeSync({
    library: cache,
    local: yield* localLibrary(cache),
    source,
    sourceNo,
    kind: step.doing === "incremental" ? "incremental" : "full",
    carrier: carrier ?? (yield* libraryCarrier(carrying)),
    concurrency: 4,
    wants: () => true,
    duplicates: { library: cache, policy: "tell" },
    onEvent
  })
  const allMs = workedMs() - startedMs
  const asked = ["library.db", "cache.db"].map((name) => count.of(name)).map(({ statements, rows }) => `${statements}/${rows}`)
  if (process.env["BENCH_TEXTS"] !== undefined) printSlowest()
  if (step.doing === "list" && !isMeeting) yield* cache.inLibraryDb((database) => database.exec(allHere))
  return {
    items: report.stats.items,
    syncMs: Math.round(allMs - spent.scanMs),
    scansMs: spent.scans,
    asked: asked.join(" "),
    wallMs: Math.round(performance.now() - beganMs),
    marks: marks.join(", ")
  }
})

const allHere = `update catalog set status = 'downloaded', local_path = path, local_place = path, local_source_path = path,
  place_key = lower(path), local_revision = revision, local_size_bytes = size_bytes, local_modified_us = 1000000, seen_on_disk_us = 1`

const run = (step: Step) =>
  Effect.gen(function* () {
    const { root } = library(step.directory)
    const told = join(step.directory, "library.json")
    if (!existsSync(told))
      writeFileSync(told, JSON.stringify(yield* initLibrary({ root, identity: "fingerprint", layout: "flat", registered: [] })))
    const opened = {
      library: JSON.parse(readFileSync(told, "utf8")),
      cachePath: join(step.directory, "cache.db"),
      libraryPath: join(step.directory, "library.db")
    }
    const doing = step.doing === "scan" ? Effect.flatMap(LibraryCache, (cache) => Effect.as(cache.scan(), {})) : sync(step)
    const result = yield* Effect.provide(doing, layer(opened), { local: true })
    return { ...result, peakMb: peakMb() }
  })

const tellSync = ({ doing, state: { items, changed } }: Step, syncMs: number): void => {
  if (doing === "full") tell(`full sync, ${items} items`, "ms", [syncMs])
  if (doing === "incremental" && changed.length > 0) tell(`sync of 100 changes, ${items} items`, "ms", [syncMs])
}

const inChild = (step: Step): void => {
  const startedMs = performance.now()
  const here = fileURLToPath(import.meta.url)
  const { stdout, stderr, status } = spawnSync(process.execPath, ["--conditions=source", here, JSON.stringify(step)], {
    encoding: "utf8",
    maxBuffer: 1 << 26
  })
  if (status !== 0) throw new Error(stderr)
  if (stderr !== "") console.error(stderr)
  const { syncMs } = JSON.parse(stdout) as { readonly syncMs?: number }
  if (syncMs !== undefined) tellSync(step, syncMs)
  console.log(
    `${step.doing} ${step.state.changed.length}: ${Math.round(performance.now() - startedMs)} ms in all, ${stdout.trim()}`
  )
}

const writeFiles = (root: string, items: number): void => {
  for (let no = 0; no < items; no++) {
    const path = join(root, songPath(no))
    if (no % 10 === 0) mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, songBytes(no, 0))
    // One time for all: what was agreed on is then known without a look.
    utimesSync(path, 1, 1)
  }
}

/** The runs, one after the other. */
const runAll = (directory: string, items: number, changes: number): void => {
  const changedIn = (generation: number): Array<[number, number]> =>
    Array.from({ length: changes }, (_, i) => [Math.floor((i * items) / changes) + generation - 1, generation])
  const step = (doing: Step["doing"], generation = 0) => {
    const changed = [1, 2].flatMap((one) => (one <= generation ? changedIn(one) : []))
    inChild({ directory, doing, state: { items, generation, changed } })
  }
  if (!existsSync(join(directory, "cache.db"))) step("scan")
  step("list")
  if (isMeeting) {
    step("full")
    return
  }
  // The first look after that compares everything.
  step("incremental")
  step("incremental")
  step("incremental", 1)
  step("incremental", 2)
  step("full", 2)
}

const [first = "1000", second = "100", kept] = process.argv.slice(2)
if (first.startsWith("{")) {
  const result = await Effect.runPromise(Effect.provide(run(JSON.parse(first)), ports) as Effect.Effect<unknown>)
  console.log(JSON.stringify(result))
} else {
  const [items, changes] = [Number(first), Number(second)]
  const directory = kept ?? mkdtempSync(join(tmpdir(), "deadwax-bench-sync-"))
  const { root } = library(directory)
  try {
    if (!existsSync(root)) writeFiles(root, items)
    console.log(`${items} items, ${changes} changes, ${runtime.runtime}`)
    runAll(directory, items, changes)
  } finally {
    if (kept === undefined) rmSync(directory, { recursive: true, force: true })
  }
}
