/** The gate itself: what it counts, what it refuses, and that it cannot be passed by not running. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import type { Command } from "./command.ts"
import { runCommand } from "./command.ts"
import { type Context, makeContext } from "./context.ts"
import { filesRead } from "./corpus.ts"
import { readJunit, readVitest } from "./counts.ts"
import { failed, passed, totalsLine } from "./outcome.ts"
import { tarballComplaints } from "./packages.ts"
import { runSteps, totalsOf } from "./run-steps.ts"
import { roundDuration, soakReport } from "./soak.ts"
import { ensureSystemPrograms, findCommand } from "./system-programs.ts"
import { longTestFiles, runsOn, testFiles } from "./test-files.ts"
import { startTests } from "./test-pool.ts"
import { bunRuns, complaints, nodeRuns, runTests, type TestRun } from "./test-runs.ts"

const folders: Array<string> = []
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "deadwax-check-"))
  folders.push(path)
  return path
}
afterAll(() => {
  for (const path of folders) rmSync(path, { recursive: true, force: true })
})

const script = (path: string, text: string): void => {
  writeFileSync(path, `#!/bin/sh\n${text}\n`)
  chmodSync(path, 0o755)
}

const shell = (text: string, timeoutMs = 60_000): Command => ({
  program: "/bin/sh",
  args: ["-c", text],
  cwd: tmpdir(),
  env: process.env,
  timeoutMs
})

describe("commands", () => {
  test("output of both streams and the exit code are kept", async () => {
    expect(await runCommand(shell("echo a; echo b >&2; exit 3"))).toEqual({ code: 3, output: "a\nb\n" })
  })

  test("a program that outlives its time is killed with what it started", async () => {
    const result = await runCommand(shell("echo begun; sleep 600 & wait", 200))
    expect(result.code).toBeUndefined()
    expect(result.output).toContain("begun")
    expect(result.output).toContain("still running")
  })

  test("a program that is not there is a result, not a crash", async () => {
    const result = await runCommand({ ...shell(""), program: join(folder(), "absent") })
    expect(result.code).toBeUndefined()
    expect(result.output).toContain("cannot start")
  })
})

describe("counts", () => {
  const junit = (attributes: string, inside: string): string =>
    `<?xml version="1.0"?><testsuites name="bun test" ${attributes}>${inside}</testsuites>`

  test("Bun's report", () => {
    const inside = '<testsuite name="a" file="x/a.test.ts" tests="4"><testsuite name="b" file="x/a.test.ts"/></testsuite>'
    expect(readJunit(junit('tests="4" failures="1" skipped="1"', inside))).toEqual({
      passed: 2,
      failed: 1,
      skipped: 1,
      files: ["x/a.test.ts"]
    })
    expect(() => readJunit("")).toThrow()
  })

  test("Vitest's report: a file that could not be loaded is not counted as run", () => {
    const testResults = [
      { name: "/p/a.test.ts", assertionResults: [{}] },
      { name: "/p/b.test.ts", assertionResults: [] }
    ]
    const report = JSON.stringify({ numPassedTests: 3, numFailedTests: 1, numPendingTests: 1, numTodoTests: 1, testResults })
    expect(readVitest(report)).toEqual({ passed: 3, failed: 1, skipped: 2, files: ["/p/a.test.ts"] })
  })

  const counts = { passed: 2, failed: 0, skipped: 0, files: ["a.test.ts", "/p/b.test.ts"] }

  test("a clean run has no complaints", () => {
    expect(complaints(counts, ["a.test.ts", "b.test.ts"], { root: "/p", code: 0 })).toEqual([])
  })

  test("no tests, skipped tests, files not loaded and an exit code without a reason are failures", () => {
    expect(complaints({ ...counts, passed: 0, files: [] }, [], { root: "/p", code: 0 })).toEqual(["no test ran"])
    expect(complaints({ ...counts, skipped: 2 }, [], { root: "/p", code: 0 })).toEqual(["2 tests were skipped"])
    expect(complaints(counts, ["c.test.ts"], { root: "/p", code: 1 })).toEqual(["not loaded: c.test.ts"])
    expect(complaints(counts, [], { root: "/p", code: 1 })).toEqual(["the runner ended with exit code 1"])
    expect(complaints(counts, [], { root: "/p", code: undefined })).toEqual(["the runner did not finish"])
  })

  test("a runner without files is not started, and has failed", async () => {
    const program = join(folder(), "absent")
    const nothing = {
      runtime: "bun",
      files: [],
      report: join(folder(), "report.xml"),
      program,
      args: [],
      read: readJunit
    } as const
    expect(await runTests(makeContext({ soak: false }), nothing)).toEqual(failed("no test file was found"))
  })

  describe("runs side by side", () => {
    const root = folder()
    const context: Context = { ...makeContext({ soak: false }), root, reports: root }
    const testRun = (
      name: string,
      options: { readonly runtime?: "bun" | "node"; readonly failures?: number; readonly first?: string } = {}
    ): TestRun => ({
      runtime: options.runtime ?? "bun",
      files: [name],
      report: join(root, name),
      program: "/bin/sh",
      args: ["-c", `${options.first ?? ""} echo ${name} >${join(root, name)}; echo soak: ${name}; exit ${options.failures ?? 0}`],
      read: (text) => ({ passed: 2, failed: options.failures ?? 0, skipped: 0, files: [text.trim()] })
    })
    const startedTests = (...testRuns: ReadonlyArray<TestRun>) => startTests(context, testRuns)

    test("those of a runtime are counted as one, and only what failed is shown", async () => {
      const outcomes = startedTests(
        testRun("one"),
        testRun("two", { failures: 1 }),
        testRun("three"),
        testRun("four", { runtime: "node" })
      )
      const outcome = await outcomes.get("bun")
      expect([outcome?.passed, outcome?.failed]).toEqual([6, 1])
      expect(outcome?.output.trim()).toBe("soak: two")
      expect(outcome?.transcript?.split(/\n+/).filter(Boolean)).toEqual(["soak: one", "soak: two", "soak: three"])
      expect(await outcomes.get("node")).toMatchObject({ passed: 2, failed: 0, summary: "2 of 2 tests, 1 files" })
      expect(outcomes.get("browser")).toBeUndefined()
    })

    test("one runtime's do not wait for another's to end", async () => {
      const flag = join(root, "flag")
      const outcomes = startedTests(
        testRun("waits", { runtime: "node", first: `while [ ! -e ${flag} ]; do sleep 0.05; done;` }),
        testRun("sets", { first: `: >${flag};` })
      )
      expect([(await outcomes.get("node"))?.passed, (await outcomes.get("bun"))?.passed]).toEqual([2, 2])
    })

    test("a run that throws is a failure of its own runtime", async () => {
      const broken = { ...testRun("broken"), program: undefined as unknown as string }
      const outcomes = startedTests(broken, testRun("five"), testRun("six", { runtime: "node" }))
      expect(await outcomes.get("bun")).toMatchObject({ passed: 2, failed: 1 })
      expect(await outcomes.get("node")).toMatchObject({ passed: 2, failed: 0 })
    })
  })

  test("every file of Bun's runs in just one of its parts", () => {
    const context = makeContext({ soak: false })
    const parts = bunRuns(context)
    expect(parts.flatMap(({ files }) => files).sort()).toEqual([...testFiles(context.root, "bun")].sort())
    expect(new Set(parts.map(({ report }) => report)).size).toBe(parts.length)
  })

  test("a soak runs the files that read the scale of counts, also by a module beside them", () => {
    const long = longTestFiles(makeContext({ soak: true }).root, "bun")
    expect(long).toEqual(expect.arrayContaining(["packages/core-cache/test/scan-kill.test.ts", "apps/web/test/queue.test.ts"]))
    expect(long).not.toContain("packages/core-cache/test/contracts-scanning.test.ts")
    expect(bunRuns(makeContext({ soak: true })).flatMap(({ files }) => files)).toEqual(long)
    const onNode = nodeRuns(makeContext({ soak: true }))
    expect(onNode.map(({ files }) => files)).toEqual(
      longTestFiles(makeContext({ soak: true }).root, "node").map((file) => [file])
    )
    expect(new Set(onNode.map(({ report }) => report)).size).toBe(onNode.length)
  })

  test("a file's name says where it runs", () => {
    const where = (path: string): ReadonlyArray<string> =>
      (["bun", "node", "browser"] as const).filter((runtime) => runsOn(path, runtime))
    expect(where("a.test.ts")).toEqual(["bun", "node"])
    expect(where("a.bun.test.ts")).toEqual(["bun"])
    expect(where("a.node.test.ts")).toEqual(["node"])
    expect(where("a.browser.test.ts")).toEqual(["browser"])
    expect([...where("a.corpus.ts"), ...where("a.ts")]).toEqual([])
    expect(where("tools/a.test.ts")).toEqual(["bun"])
  })

  test("the corpus counts the largest number that was read", () => {
    expect(filesRead("x\ncorpus: 13 files\n  corpus: 237 files\n")).toBe(237)
    expect(filesRead("nothing")).toBe(0)
  })
})

describe("steps", () => {
  const context = makeContext({ soak: false })
  const step = (name: string, outcome: () => Promise<typeof ok>, essential = false) => ({ name, essential, run: outcome })
  const ok = passed("fine")

  test("totals are summed, a defect is a failure, output is shown only for failures", async () => {
    const lines: Array<string> = []
    const steps = [
      step("one", async () => ({ ...ok, passed: 7, output: "hidden" })),
      step("two", async () => failed("bad", "seen\nboth")),
      step("three", () => Promise.reject(new Error("a bug")))
    ]
    const reports = await runSteps(steps, context, (line) => lines.push(line))
    expect(totalsLine(totalsOf(reports))).toBe("7 passed, 2 failed")
    expect(lines.join("\n")).not.toContain("hidden")
    expect(lines).toEqual(expect.arrayContaining(["── one", "   | seen", "   | both"]))
    expect(lines.some((line) => line.includes("a bug"))).toBe(true)
  })

  test("what an essential step kept from running has failed", async () => {
    const steps = [
      step("install", async () => failed("no network"), true),
      step("tests", async () => ok),
      step("more", async () => ok)
    ]
    expect(totalsOf(await runSteps(steps, context, () => undefined))).toEqual({ passed: 0, failed: 3 })
  })

  test("the soak's report has no dates and rounded durations", () => {
    expect([1, 7400, 59_000, 61_000, 600_001].map(roundDuration)).toEqual(["5 s", "5 s", "1 min", "1 min", "10 min"])
    const report = soakReport({ title: "The last soak", about: "All." }, [
      { name: "tests", outcome: { ...ok, transcript: "a\nsoak: 200 kills, seed 7\n" }, durationMs: 90_000 }
    ])
    expect(report).toContain("- tests: 200 kills, seed 7")
    expect(report).toContain("| tests | 1 | 0 | 2 min |")
    expect(report).not.toMatch(/\b20\d\d-/)
  })
})

describe("packages", () => {
  test("a tarball holds the licence and what was built, and neither sources nor tests", () => {
    expect(tarballComplaints(["package/package.json", "package/LICENSE", "package/dist/index.js"])).toEqual([])
    expect(tarballComplaints(["package/package.json", "package/src/index.ts", "package/test/a.test.ts"])).toEqual([
      "LICENSE is not in the tarball",
      "nothing of dist/ is in the tarball",
      "does not belong in the tarball: src/index.ts",
      "does not belong in the tarball: test/a.test.ts"
    ])
    expect(
      tarballComplaints(["LICENSE", "dist/index.js", "dist/files/files.contract.js", "dist/sqlite/contract-case.d.ts"])
    ).toEqual([
      "does not belong in the tarball: dist/files/files.contract.js",
      "does not belong in the tarball: dist/sqlite/contract-case.d.ts"
    ])
  })
})

/** A machine of its own: PATH holds nothing but what the test puts there. */
const machine = (programs: Readonly<Record<string, string>>): Context => {
  const bin = folder()
  for (const tool of ["sh", "env", "chmod", "cat"]) {
    const real = findCommand(tool, process.env.PATH ?? "")
    if (real !== undefined) symlinkSync(real, join(bin, tool))
  }
  for (const [name, text] of Object.entries(programs)) script(join(bin, name), text.replaceAll("$BIN", bin))
  return { ...makeContext({ soak: false }), env: { PATH: bin } }
}

const maker = (name: string): string => `printf '#!/bin/sh\\necho ${name} 1.0\\n' > $BIN/${name}; chmod 755 $BIN/${name}`
const sudo = 'shift; exec "$@"'

describe("system programs", () => {
  const servers = { apache2: "echo Apache 2.4", rclone: "echo rclone 1.60" }

  test("programs on PATH are used as they are", async () => {
    const context = machine({ chromium: "echo Chromium 156", ffmpeg: "echo ffmpeg 5", ...servers, "apt-get": "exit 1" })
    expect((await ensureSystemPrograms(context)).failed).toBe(0)
    expect(context.env.CHROMIUM_PATH).toBe(findCommand("chromium", context.env.PATH ?? ""))
  })

  test("absent ones are installed by the package manager, after it was brought up to date", async () => {
    const made = ["chromium", "ffmpeg", "rclone"].map((name) => `*${name}*) ${maker(name)};;`).join(" ")
    const aptGet = `echo "$@" >> $BIN/calls; case "$*" in ${made} *apache2-bin*) ${maker("apache2")};; esac`
    const context = machine({ "apt-get": aptGet, sudo })
    const outcome = await ensureSystemPrograms(context)
    expect([outcome.failed, outcome.output]).toEqual([0, ""])
    expect(readFileSync(join(context.env.PATH ?? "", "calls"), "utf8").split("\n")).toEqual([
      "update",
      "install -y --no-install-recommends chromium",
      "update",
      "install -y --no-install-recommends ffmpeg",
      "update",
      "install -y --no-install-recommends apache2-bin",
      "update",
      "install -y --no-install-recommends rclone",
      ""
    ])
  })

  test("where installing is impossible, the sentence says what to do", async () => {
    const outcome = await ensureSystemPrograms(machine({ ffmpeg: "echo ffmpeg 5" }))
    expect(outcome.failed).toBe(1)
    expect(outcome.output).toContain("no package manager that the check knows")
    expect(outcome.output).toContain("or set CHROMIUM_PATH to it")
  })

  test("a failed installation and a program that does not start are told with their output", async () => {
    const outcome = await ensureSystemPrograms(
      machine({ ffmpeg: "echo broken library; exit 127", "apt-get": "echo no mirror; exit 100", sudo })
    )
    expect(outcome.output).toContain("no mirror")
    expect(outcome.output).toContain("broken library")
  })
})
