/** What a runtime is told before it goes through a whole library: on Node that its heap of what is new stays small, on Bun by starting again. */
import { spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, beforeEach, describe, expect, test } from "vitest"
import { isLongWork } from "../src/long-work.ts"
import { onBun, onNode } from "./programs.ts"
import { makeWorld, slowMs } from "./world.ts"

const source = join(import.meta.dirname, "../src")

/** Makes and drops ten million small objects; answers how large the heap of new ones is then. */
const churn = `
let held = []
for (let i = 0; i < 1e7; i++) { held.push({ i }); if (held.length > 20_000) held = [] }
const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space")
process.stdout.write(String(space.space_size))`

const newSpaceBytes = (first: string): number => {
  const module = JSON.stringify(join(source, "thrift.node.ts"))
  const script = `import v8 from "node:v8"; import { beThrifty } from ${module}; ${first}; ${churn}`
  return Number(spawnSync(onNode.command[0]!, ["--input-type=module", "-e", script], { encoding: "utf8" }).stdout)
}

test("[P7] Node keeps the heap of what is new at what it begins with when it is told to", () => {
  const told = newSpaceBytes("beThrifty()")
  expect(told).toBeGreaterThan(0)
  expect(newSpaceBytes("")).toBeGreaterThan(told * 4)
})

test("[P7] thrifty is what goes through a whole library, unless the user will not have it", () => {
  const long = ["scan", "-v scan --full", "--library scan sync", "sync one two", "watch", "scan -- -odd"]
  const quick = ["status", "search scan", "sync cancel", "sync history", "serve", "scan --help", "--library scan status", ""]
  const isLong = (line: string, environment = {}): boolean => isLongWork(line === "" ? [] : line.split(" "), environment)
  expect(long.filter((line) => !isLong(line))).toEqual([])
  expect(quick.filter((line) => isLong(line))).toEqual([])
  expect(long.filter((line) => isLong(line, { DEADWAX_THRIFT: "false" }))).toEqual([])
})

const canStartAgain = process.platform === "linux"

describe("[P1] [P7] Bun starts again with its settings", () => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-thrift-"))
  const starts = join(directory, "starts")
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  beforeEach(() => rmSync(starts, { force: true }))

  interface Start {
    readonly pid: number
    readonly args: ReadonlyArray<string>
    readonly given: ReadonlyArray<string>
  }

  // What a process was started with, before any of its own code: the environment that the system keeps of it.
  writeFileSync(
    join(directory, "note.mjs"),
    `import { appendFileSync, readFileSync } from "node:fs"
    const given = readFileSync("/proc/self/environ", "utf8").split("\\0").filter((line) => /^(BUN_JSC|DEADWAX)_/.test(line)).sort()
    appendFileSync(${JSON.stringify(starts)}, JSON.stringify({ pid: process.pid, args: process.argv.slice(2), given }) + "\\n")`
  )
  const startsOf = (): ReadonlyArray<Start> =>
    existsSync(starts)
      ? readFileSync(starts, "utf8")
          .trimEnd()
          .split("\n")
          .map((line) => JSON.parse(line) as Start)
      : []
  const [bun, bundle] = onBun.command as [string, string]
  const withNote = [bun, `--preload=${join(directory, "note.mjs")}`]
  const given = ["BUN_JSC_heapGrowthFunctionThresholdInMB=0", "BUN_JSC_heapGrowthMaxIncrease=0.75", "BUN_JSC_useFTLJIT=0"]
  const marker = `DEADWAX_STARTED_WITH=${given.map((setting) => setting.slice(0, setting.indexOf("="))).join(" ")}`

  /** Tells of itself once it is thrifty: what its own environment and that of a child hold, and what it was given on its input. */
  const telling = join(directory, "telling.mjs")
  writeFileSync(
    telling,
    `import { spawnSync } from "node:child_process"
    import { beThrifty } from ${JSON.stringify(join(source, "thrift.bun.ts"))}
    if (process.env.NO_PROGRAM === "yes") process.execPath = "/no/such/program"
    beThrifty()
    const mine = Object.keys(process.env).filter((name) => /^(BUN_JSC|DEADWAX)_/.test(name)).sort()
    const child = spawnSync("env", { encoding: "utf8" }).stdout.split("\\n").filter((line) => /^(BUN_JSC|DEADWAX)_/.test(line)).sort()
    console.log(JSON.stringify({ mine, child, cwd: process.cwd(), input: await Bun.stdin.text() }))
    process.exit(9)`
  )
  const tell = (env: Record<string, string> = {}) => {
    const options = { encoding: "utf8", input: "of mine", cwd: directory, env: { PATH: process.env["PATH"], ...env } } as const
    const ran = spawnSync(withNote[0]!, [...withNote.slice(1), telling, "a b", "--", "ü"], options)
    return { code: ran.status, pid: ran.pid, err: ran.stderr, told: JSON.parse(ran.stdout) as Record<string, unknown> }
  }

  test("once, as the same process with the same arguments, directory, streams and exit code, and no child inherits them", () => {
    const ran = tell()
    expect(ran).toMatchObject({ code: 9, err: "", told: { mine: [], child: [], cwd: directory, input: "of mine" } })
    const args = ["a b", "--", "ü"]
    const first = { pid: ran.pid, args, given: [] }
    expect(startsOf()).toEqual(canStartAgain ? [first, { pid: ran.pid, args, given: [...given, marker].sort() }] : [first])
  })

  test("what the user set stays as it is, for children too", () => {
    const own = { BUN_JSC_useFTLJIT: "1", DEADWAX_LIBRARY: "x" }
    const { told } = tell(own)
    const both = Object.entries(own).map((entry) => entry.join("="))
    expect(told).toMatchObject({ mine: Object.keys(own), child: both })
    if (canStartAgain) expect(startsOf()[1]?.given).toContain("BUN_JSC_useFTLJIT=1")
    rmSync(starts)
    tell(Object.fromEntries(given.map((setting) => setting.split("="))))
    expect(startsOf()).toHaveLength(1)
  })

  test("where it is refused all goes on without a word, and Bun that was told of a directory is left where it is", () => {
    expect(tell({ NO_PROGRAM: "yes" })).toMatchObject({ code: 9, err: "", told: { cwd: directory, input: "of mine" } })
    expect(startsOf()).toHaveLength(1)
    rmSync(starts)
    const options = { encoding: "utf8", cwd: join(directory, ".."), input: "" } as const
    const ran = spawnSync(withNote[0]!, [`--cwd=${basename(directory)}`, ...withNote.slice(1), telling], options)
    expect([ran.status, ran.stderr, JSON.parse(ran.stdout).cwd]).toEqual([9, "", directory])
    expect(startsOf()).toHaveLength(1)
  })

  test("not where that would lose what no text can say, or a channel to its parent", async () => {
    const child = Bun.spawn([...withNote, telling], { ipc: () => {}, stdin: "ignore", stdout: "ignore" })
    expect(await child.exited).toBe(9)
    expect(startsOf()).toHaveLength(1)
    rmSync(starts)
    const script = `X=$(printf 'a\\377') exec "$@" < /dev/null`
    spawnSync("sh", ["-c", script, "sh", ...withNote, telling], { encoding: "utf8" })
    expect(startsOf()).toHaveLength(1)
  })

  test(
    "the program does for a scan, and for nothing that is quick",
    async () => {
      const world = makeWorld("sample")
      const program = { name: "noted", command: [...withNote, bundle] }
      expect((await world.run(program, ["init", world.music, "--identity", "fingerprint"])).code).toBe(0)
      expect(startsOf()).toHaveLength(1)
      rmSync(starts)
      const scanned = await world.run(program, ["scan", "--json"])
      expect(scanned.code).toBe(0)
      expect(JSON.parse(scanned.out)).toMatchObject({ failedTotal: 0 })
      expect(startsOf().map((start) => start.given.length > 0)).toEqual(canStartAgain ? [false, true] : [false])
      rmSync(starts)
      expect((await world.run(program, ["scan"], { env: { DEADWAX_THRIFT: "false" } })).code).toBe(0)
      expect((await world.run(program, ["status"])).code).toBe(0)
      expect(startsOf()).toHaveLength(2)
      world.remove()
    },
    slowMs
  )
})
