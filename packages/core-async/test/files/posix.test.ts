/** What only a real disk can show, on Bun and on Node. */
import { spawn } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { make } from "../../src/files/posix.ts"

const files = make()
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const writerScript = fileURLToPath(new URL("./endless-writer.ts", import.meta.url))

let directory = ""
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "deadwax-posix-"))
})
afterEach(() => fs.rmSync(directory, { recursive: true }))

/** Starts a program of this runtime, which says "ready" on its output, and answers how it ended. */
const start = (args: ReadonlyArray<string>, command = process.execPath) => {
  const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "inherit"] })
  const ready = Promise.withResolvers<void>()
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString()
    ready.resolve()
  })
  const ended = Promise.withResolvers<string>()
  child.on("close", () => ended.resolve(output))
  return { child, ready: ready.promise, ended: ended.promise }
}

describe("a write on a real disk", () => {
  test("[I3] refuses with `attributes` when they cannot be carried over, with the old file untouched", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const path = `${directory}/a`
        fs.writeFileSync(path, "old")
        const error = yield* Effect.flip(make({ carryAttributes: () => false }).writeAtomic(path, bytes("new")))
        expect(error.reason).toBe("attributes")
        expect(fs.readFileSync(path, "utf8")).toBe("old")
        expect(fs.readdirSync(directory)).toEqual(["a"])
      })
    ))

  test("[I3] goes on through memory where the system copies a part and then no more", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        const path = `${directory}/a`
        fs.writeFileSync(path, "0123456789")
        let calls = 0
        const copyRange = (from: number, fromAt: number, to: number, toAt: number): number | undefined => {
          calls += 1
          const pair = new Uint8Array(2)
          return calls > 1 ? undefined : fs.writeSync(to, pair, 0, fs.readSync(from, pair, 0, 2, fromAt), toAt)
        }
        const pieces = () => [{ from: 1, to: 6 }, bytes("-"), { from: 8, to: 10 }]
        yield* make({ copyRange }).writeAtomic(path, { sizeBytes: 8, pieces })
        expect(fs.readFileSync(path, "utf8")).toBe("12345-89")
        // Once it has declined, it is not asked again.
        expect(calls).toBe(2)
      })
    ))

  test("[I3] that outgrows the disk is told as `full`, with the old file untouched and nothing beside it", async () => {
    fs.writeFileSync(`${directory}/a`, "old")
    // The shell's limit of one file's size is the full disk that needs no administrator.
    const command = `ulimit -f 8; exec "$0" --conditions=source "$1" "$2" once`
    const { ended } = start(["-c", command, process.execPath, writerScript, `${directory}/a`], "sh")
    expect((await ended).trim()).toBe("full")
    expect(fs.readFileSync(`${directory}/a`, "utf8")).toBe("old")
    expect(fs.readdirSync(directory)).toEqual(["a"])
  })

  test("[I3] killed at any moment leaves the old content or the new, whole, and the next write succeeds", async () => {
    const path = `${directory}/a`
    for (let round = 0; round < 12; round++) {
      const { child, ready, ended } = start(["--conditions=source", writerScript, path, "endless"])
      await ready
      // A different number of loop turns each round moves the kill through the steps of a write.
      for (let turn = 0; turn < round * 7; turn++) await new Promise((resolve) => setImmediate(resolve))
      child.kill("SIGKILL")
      await ended
      const content = fs.readFileSync(path)
      expect(content.length).toBe(200_000)
      expect(new Set(content).size).toBe(1)
      await Effect.runPromise(files.writeAtomic(path, bytes("mended")))
      expect(fs.readdirSync(directory)).toEqual(["a"])
    }
  }, 60_000)

  test("[I3] never follows a temporary name that someone made a link", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        fs.writeFileSync(`${directory}/victim`, "victim")
        fs.writeFileSync(`${directory}/a`, "old")
        fs.symlinkSync("victim", `${directory}/.a.deadwax-tmp`)
        yield* files.writeAtomic(`${directory}/a`, bytes("new"))
        expect([fs.readFileSync(`${directory}/victim`, "utf8"), fs.readFileSync(`${directory}/a`, "utf8")]).toEqual([
          "victim",
          "new"
        ])
      })
    ))

  test("[I3] interrupted by a crash between link and unlink of a new file is mended by the next write", () =>
    Effect.runPromise(
      Effect.gen(function* () {
        fs.writeFileSync(`${directory}/a`, "new")
        fs.linkSync(`${directory}/a`, `${directory}/.a.deadwax-tmp`)
        yield* files.writeAtomic(`${directory}/a`, bytes("newer"))
        expect(fs.readdirSync(directory)).toEqual(["a"])
        expect(fs.statSync(`${directory}/a`).nlink).toBe(1)
      })
    ))
})

describe("reading a real disk", () => {
  test("[U15] a pipe among the files neither blocks the walk nor a read, and is named where a file of its name is wanted", async () => {
    await start(["-c", `mkfifo "$0/pipe"`, directory], "sh").ended
    const walk = await Effect.runPromise(files.walk(directory))
    expect([walk.paths, walk.problems]).toEqual([[], [{ path: "pipe", reason: "special" }]])
    const filtered = await Effect.runPromise(files.walk(directory, { wants: (name) => name !== "pipe" }))
    expect(filtered.problems).toEqual([])
    const error = await Effect.runPromise(Effect.flip(files.readFile(`${directory}/pipe`)))
    expect(error.reason).toBe("io")
  })

  test("[D13] times in the walk are the disk's nanoseconds, floored", async () => {
    for (let index = 0; index < 200; index++) fs.writeFileSync(`${directory}/${index}`, "")
    const walk = await Effect.runPromise(files.walk(directory))
    walk.paths.forEach((path, index) => {
      const { mtimeNs } = fs.statSync(`${directory}/${path}`, { bigint: true })
      expect(walk.modifiedAtUs[index]).toBe(Number(mtimeNs / 1000n))
    })
  })
})
