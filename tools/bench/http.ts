/**
 * Measures the HTTP server: a page of 50 next to the same bytes from memory through the same listener, and what open event streams cost.
 *
 *     bun tools/bench/http.ts [--releases 2000] [--tracks-per-release 10] [--seconds 3] [--rounds 3] [--streams 1000]
 *
 * Needs a built CLI (`bun run build`), wrk, and Linux (/proc). Server and client share the machine; rounds are interleaved. Rates depend on
 * what else the machine does, so the processor time that the server spent on a request is printed as well: read that, and the ratios.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { connect, type Socket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { makeLibrary } from "./make-library.ts"
import { tell } from "./measures.ts"

const root = join(import.meta.dirname, "../..")
const { values } = parseArgs({
  options: {
    releases: { type: "string", default: "2000" },
    "tracks-per-release": { type: "string", default: "10" },
    seconds: { type: "string", default: "3" },
    rounds: { type: "string", default: "3" },
    streams: { type: "string", default: "1000" }
  }
})

const work = mkdtempSync(join(tmpdir(), "deadwax-http-"))
// An empty XDG_CACHE_HOME would have Bun keep what it transpiled in the working directory.
const env = { ...process.env, HOME: work, XDG_CONFIG_HOME: "", XDG_DATA_HOME: "", XDG_CACHE_HOME: join(work, ".cache") }
const tool = (name: string): string => join(root, "node_modules/.bin", name)
const cli = join(root, "apps/cli/dist/bin.mjs")
const pages = ["/api/v1/tracks?limit=50", "/api/v1/releases?limit=50"]

const deadwax = (...args: ReadonlyArray<string>): void => {
  const run = spawnSync(tool("bun"), [cli, ...args], { env })
  if (run.status !== 0) throw new Error(`${args.join(" ")}: exit ${run.status}\n${run.stderr}`)
}

interface Served {
  readonly child: Bun.Subprocess<"ignore", "pipe", "inherit">
  readonly url: string
}

const started: Array<Served> = []

/** Starts a server and waits for the address that it prints. */
const start = async (command: ReadonlyArray<string>): Promise<Served> => {
  const child = Bun.spawn([...command], { env, stdin: "ignore", stdout: "pipe", stderr: "inherit" })
  let text = ""
  for await (const chunk of child.stdout) {
    text += new TextDecoder().decode(chunk)
    if (text.includes("\n")) break
  }
  const served = { child, url: (/http:\/\/[^\s;"]+/.exec(text)?.[0] ?? "").replace(/\/$/, "") }
  started.push(served)
  return served
}

/** Processor time that a process has used, in milliseconds: the kernel counts hundredths of a second. */
const processorMs = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}

const residentMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024

interface Load {
  readonly perSecond: number
  readonly microseconds: number
}

const load = ({ child, url }: Served, path: string): Load => {
  const before = processorMs(child.pid)
  const run = spawnSync("wrk", ["-t1", "-c32", `-d${values.seconds}`, url + path], { encoding: "utf8" })
  const requests = Number(/(\d+) requests in/.exec(run.stdout)?.[1] ?? 0)
  if (requests === 0 || run.stdout.includes("Non-2xx")) throw new Error(`${path}: ${run.stdout}${run.stderr}`)
  return { perSecond: requests / Number(values.seconds), microseconds: ((processorMs(child.pid) - before) * 1000) / requests }
}

const median = (numbers: ReadonlyArray<number>): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

const comparePage = async (name: string, served: Served, path: string): Promise<void> => {
  const memory = await start([tool(name), "--conditions=source", join(import.meta.dirname, "http-memory.ts"), served.url + path])
  const rounds = Array.from({ length: Number(values.rounds) + 1 }, () => [load(served, path), load(memory, "/")] as const).slice(
    1
  )
  tell(
    `pages over HTTP, ${name}`,
    "ratio",
    rounds.map(([own, bytes]) => bytes.microseconds / own.microseconds)
  )
  const of = (side: 0 | 1, key: keyof Load): number => median(rounds.map((round) => round[side][key]))
  const [own, bytes] = [of(0, "microseconds"), of(1, "microseconds")]
  const rates = `${of(0, "perSecond").toFixed(0)} | ${of(1, "perSecond").toFixed(0)}`
  console.log(`| ${name} | \`${path}\` | ${rates} | ${own.toFixed(0)} | ${bytes.toFixed(0)} | ${(bytes / own).toFixed(2)} |`)
  memory.child.kill()
}

const openStream = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1", () =>
      socket.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    )
    socket.once("error", reject)
    socket.once("data", () => resolve(socket))
  })

const measureStreams = async (name: string, served: Served): Promise<string> => {
  const before = residentMb(served.child.pid)
  const sockets = await Promise.all(Array.from({ length: Number(values.streams) }, () => openStream(served.url)))
  const grown = residentMb(served.child.pid) - before
  for (const socket of sockets) socket.destroy()
  tell(`event streams, ${name}`, "MB", [grown])
  return `${name}: ${values.streams} open event streams: ${grown.toFixed(0)} MB (${before.toFixed(0)} MB before)`
}

try {
  makeLibrary(join(work, "music"), {
    releases: Number(values.releases),
    tracksPerRelease: Number(values["tracks-per-release"]),
    small: true
  })
  deadwax("init", join(work, "music"), "--identity", "fingerprint")
  deadwax("scan", "--quiet")
  const streams: Array<string> = []
  console.log("| runtime | page | requests/s | from memory | µs of processor a request | from memory | ratio |")
  console.log("|---|---|---|---|---|---|---|")
  for (const name of ["bun", "node"]) {
    const served = await start([tool(name), cli, "serve", "--port", "0"])
    for (const path of pages) await comparePage(name, served, path)
    streams.push(await measureStreams(name, served))
  }
  console.log(`\n${streams.join("\n")}`)
} finally {
  for (const { child } of started) child.kill()
  rmSync(work, { recursive: true, force: true })
}
