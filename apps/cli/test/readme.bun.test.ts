import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { fromSource } from "./programs.ts"
import { makeWorld, slowMs } from "./world.ts"

const world = makeWorld("sample")
afterAll(world.remove)
const readme = readFileSync(join(import.meta.dirname, "../../../README.md"), "utf8")
const [program = "", worker = ""] = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = ""]) => code)

test.each(["bun", "node"])(
  "[X8] the README's program runs on %s as it stands there",
  async (runtime) => {
    // Below a package's node_modules the packages are found as an installed program finds them.
    const cache = join(import.meta.dirname, "../node_modules/.cache")
    mkdirSync(cache, { recursive: true })
    const place = mkdtempSync(join(cache, "readme-"))
    const extension = runtime === "bun" ? "ts" : "mjs"
    const onRuntime = (code: string): string =>
      code.replaceAll("core-async/bun", `core-async/${runtime}`).replace("./worker.ts", `./worker.${extension}`)
    writeFileSync(join(place, `program.${extension}`), onRuntime(program))
    writeFileSync(join(place, `worker.${extension}`), onRuntime(worker))
    const [bun = ""] = fromSource.command
    const command = [
      runtime === "bun" ? bun : join(import.meta.dirname, "../../../node_modules/.bin/node"),
      "--conditions=source"
    ]
    const ran = await world.run({ name: runtime, command: [...command, join(place, `program.${extension}`)] }, [
      world.music,
      join(world.home, runtime)
    ])
    expect(ran.err).toBe("")
    expect(ran.code).toBe(0)
    expect(ran.out).toContain("Velvet Static")
    rmSync(place, { recursive: true })
  },
  slowMs
)

test(
  "the README tells of every command and of nothing that is not there",
  async () => {
    const help = await world.run(fromSource, ["--help"])
    const told = [...readme.matchAll(/run deadwax (\w+)/g)].map(([, command = ""]) => command)
    expect(told).toEqual(["init", "scan", "releases", "search", "serve"])
    for (const command of told) expect(help.out).toContain(`  ${command} `)
  },
  slowMs
)
