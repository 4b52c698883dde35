/** [P5] What begins a command sooner: on Bun the program compiled beforehand, on Node what Node keeps of it. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { thisRuntime } from "../src/load-program.bun.ts"
import { dist, onBun, onNode, type Program } from "./programs.ts"
import { makeWorld, sampleLibrary, slowMs } from "./world.ts"

const world = makeWorld()
const copies: Array<string> = []
afterAll(() => {
  world.remove()
  for (const copy of copies) rmSync(copy, { recursive: true, force: true })
})

const copyOfBundle = (): string => {
  const copy = mkdtempSync(join(tmpdir(), "deadwax-compiled-"))
  copies.push(copy)
  cpSync(dist, copy, { recursive: true })
  return copy
}

const bunOn = (directory: string): Program => ({
  name: "copy",
  command: [onBun.command[0] as string, join(directory, "bin.mjs")]
})

/** The bundle as another Bun would have made it. */
const forAnother = (directory: string): void => {
  let told = 0
  for (const name of readdirSync(directory).filter((each) => each.endsWith(".mjs"))) {
    const text = readFileSync(join(directory, name), "utf8")
    if (!text.includes(thisRuntime())) continue
    told += 1
    writeFileSync(join(directory, name), text.replaceAll(thisRuntime(), "0.0.1 plan9 mips"))
  }
  expect(told).toBe(1)
}

const planted = 'exports.run = () => { process.stdout.write("the compiled one\\n") }'

describe("[P5] on Bun", () => {
  test(
    "the compiled program runs on the Bun that it was compiled for, the modules on any other",
    async () => {
      const copy = copyOfBundle()
      writeFileSync(join(copy, "program.cjs"), planted)
      rmSync(join(copy, "program.cjs.jsc"))
      expect((await world.run(bunOn(copy), ["status"])).out).toBe("the compiled one\n")
      forAnother(copy)
      const { code, err } = await world.run(bunOn(copy), ["status"])
      expect(code).toBe(2)
      expect(err).toContain("no library is registered")
    },
    slowMs
  )

  test(
    "its bytecode is what is run, and not needed",
    async () => {
      const told = { env: { BUN_JSC_verboseDiskCache: "1" } }
      const { err } = await world.run(onBun, ["status"], told)
      expect(err).toContain("Cache hit")
      const copy = copyOfBundle()
      const bytecode = join(copy, "program.cjs.jsc")
      writeFileSync(bytecode, readFileSync(bytecode).subarray(0, 1_000_000))
      expect((await world.run(bunOn(copy), ["status"], told)).err).not.toContain("Cache hit")
      const without = await world.run(bunOn(copy), ["status"])
      expect(without.code).toBe(2)
      expect(without.err).toContain("no library is registered")
    },
    slowMs
  )

  test(
    "where it is missing or cut off the modules run",
    async () => {
      const copy = copyOfBundle()
      const program = join(copy, "program.cjs")
      const text = readFileSync(program)
      for (const cut of [() => writeFileSync(program, text.subarray(0, text.length / 2)), () => rmSync(program)]) {
        cut()
        const { code, err } = await world.run(bunOn(copy), ["status"])
        expect([code, err]).toEqual([2, expect.stringMatching(/^deadwax: no library is registered/)])
      }
    },
    slowMs
  )

  test("it names no directory of the machine that made it", () => {
    const root = join(import.meta.dirname, "../../..")
    for (const name of ["program.cjs", "program.cjs.jsc"])
      expect(readFileSync(join(dist, name), "latin1").includes(root)).toBe(false)
    // The check sees a place that is named.
    expect(readFileSync(join(dist, "program.cjs"), "latin1")).toContain("taglib-web.wasm")
  })
})

describe("[P5] on Node", () => {
  const compiled = join(world.home, ".cache/deadwax/compiled")
  // The check tells Node of a directory of its own, which comes before the program's.
  const told = { env: { NODE_COMPILE_CACHE: "", NODE_DEBUG_NATIVE: "COMPILE_CACHE" } }
  const accepted = (err: string): number => err.match(/was accepted/g)?.length ?? 0

  test(
    "what was compiled is kept in the cache's directory and used the next time; of older versions' the last stays, and all that is no version's",
    async () => {
      for (const [name, seconds] of [
        ["0.0.0-a", 1e9],
        ["0.0.0-b", 1.2e9],
        ["0.0.0-c", 1.1e9],
        ["mine", 1e8]
      ] as const) {
        mkdirSync(join(compiled, name, "v20"), { recursive: true })
        utimesSync(join(compiled, name), seconds, seconds)
      }
      writeFileSync(join(compiled, "0.0.1"), "no directory")
      expect(accepted((await world.run(onNode, ["status"], told)).err)).toBe(0)
      expect(readdirSync(compiled).sort()).toEqual(["0.0.0", "0.0.0-b", "0.0.1", "mine"])
      expect(accepted((await world.run(onNode, ["status"], told)).err)).toBeGreaterThan(10)
    },
    slowMs
  )

  test(
    "nothing is kept where the user told Node otherwise, or has no home",
    async () => {
      const away = join(world.directory, "away")
      mkdirSync(away)
      const run = (env: Record<string, string>) =>
        world.run(onNode, ["inspect", sampleLibrary], { cwd: away, env: { XDG_CACHE_HOME: join(away, "c"), ...env } })
      await run({ NODE_COMPILE_CACHE: join(world.directory, "node") })
      await run({ NODE_COMPILE_CACHE: "", NODE_DISABLE_COMPILE_CACHE: "1" })
      await run({ NODE_COMPILE_CACHE: "", XDG_CACHE_HOME: "", HOME: "" })
      expect(readdirSync(away)).toEqual([])
    },
    slowMs
  )

  test(
    "a cache directory that cannot be written is nobody's failure",
    async () => {
      const file = join(world.directory, "no-directory")
      writeFileSync(file, "")
      const { code, err } = await world.run(onNode, ["status"], { env: { NODE_COMPILE_CACHE: "", XDG_CACHE_HOME: file } })
      expect(code).toBe(2)
      expect(err).toMatch(/^deadwax: no library is registered/)
      expect(existsSync(file)).toBe(true)
    },
    slowMs
  )
})
