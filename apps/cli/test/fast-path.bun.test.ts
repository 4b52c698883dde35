import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { afterAll, describe, expect, test } from "vitest"
import { nodeComplaint } from "../src/node-version.ts"
import { commands } from "../src/outline.ts"
import { dist, onBun, onNode, programs } from "./programs.ts"
import { makeWorld, slowMs } from "./world.ts"

const world = makeWorld()
afterAll(world.remove)

const source = join(import.meta.dirname, "../src")

/** The modules that a module loads with it (static imports only), and the packages among them. */
const staticImports = (entry: string, isSource: boolean): { files: Set<string>; packages: Set<string> } => {
  const files = new Set<string>()
  const packages = new Set<string>()
  const visit = (file: string): void => {
    if (files.has(file)) return
    files.add(file)
    const text = readFileSync(file, "utf8")
    const pattern = isSource
      ? /^(?:import|export)(?! type)[^"]*?from "([^"]+)"|^import "([^"]+)"/gm
      : /(?:from|import)\s*"([^"]+)"/g
    for (const [, from, bare] of text.matchAll(pattern)) {
      const found = from ?? bare ?? ""
      if (!found.startsWith(".")) packages.add(found)
      else if (!found.endsWith(".json")) visit(resolve(dirname(file), found))
    }
  }
  visit(entry)
  return { files, packages }
}

/** What a command of the bundle loads: the sources that its chunks are made of, and the runtime's own modules. */
const loadedBy = (command: string): { sources: ReadonlyArray<string>; modules: ReadonlySet<string> } => {
  const texts = readdirSync(dist).flatMap((name) => (name.endsWith(".mjs") ? [readFileSync(join(dist, name), "utf8")] : []))
  const chunkOf = new RegExp(`\\b${command}: async [^\\n]*?import\\("\\./([^"]+)"\\)`)
  const [chunk] = texts.flatMap((text) => chunkOf.exec(text)?.[1] ?? [])
  const main = readFileSync(join(dist, "main.bun.mjs"), "utf8")
  const began = [...main.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, name]) => name)
  const loaded = [...began, chunk].map((name) => staticImports(join(dist, name ?? ""), false))
  const files = new Set(loaded.flatMap((each) => [...each.files]))
  const sources = [...files].flatMap((file) => readFileSync(file, "utf8").match(/^\/\/ \S+\.[jt]s$/gm) ?? [])
  return { sources, modules: new Set(loaded.flatMap(({ packages }) => [...packages])) }
}

describe("[P5] a command loads what it needs", () => {
  const foreign = /packages\/core-sync\/|apps\/server\/|Node(?:FileSystem|ChildProcessSpawner|Stdio|Terminal)\.js$/
  const slowToLoad = ["node:child_process", "node:crypto", "node:net", "node:readline", "node:stream"]

  test.each(["search", "scan", "releases", "tracks"])(
    "%s loads nothing of syncs or of the server, nor what starts programs or makes digests",
    (command) => {
      const { sources, modules } = loadedBy(command)
      expect(sources.some((source) => source.endsWith("packages/core-cache/src/search/search.ts"))).toBe(true)
      expect(sources.filter((source) => foreign.test(source))).toEqual([])
      expect(slowToLoad.filter((name) => modules.has(name))).toEqual([])
    }
  )

  test("and the check sees what is loaded", () => {
    expect(loadedBy("sync").sources.some((source) => foreign.test(source))).toBe(true)
    expect(loadedBy("init").modules).toContain("node:readline")
  })
})

describe("[X1] what is answered before Effect is loaded", () => {
  for (const program of programs) {
    test(
      `version, help and completions, ${program.name}`,
      async () => {
        const version = await world.run(program, ["--version"])
        expect(version).toEqual({ code: 0, out: "deadwax 0.0.0\n", err: "" })
        const help = await world.run(program, ["--help"])
        expect(help.code).toBe(0)
        for (const { path, summary } of commands) {
          expect(help.out).toContain(`  ${path} `)
          expect(help.out).toContain(summary)
        }
        expect((await world.run(program, ["-h"])).out).toBe(help.out)
        const completions = await world.run(program, ["completions", "bash"])
        expect(completions.out).toContain("complete -F _deadwax deadwax")
      },
      slowMs
    )
  }

  test("the source of the fast path imports nothing but itself", () => {
    for (const entry of ["main.bun.ts", "main.node.ts"])
      expect(staticImports(join(source, entry), true).packages).toEqual(new Set())
    // The check sees an import where there is one.
    expect(staticImports(join(source, "start.ts"), true).packages).toContain("effect/Effect")
  })

  test(
    "the bundle answers with every other chunk taken away",
    async () => {
      const bare = mkdtempSync(join(tmpdir(), "deadwax-bare-"))
      cpSync(dist, bare, { recursive: true })
      const kept = ["bin.mjs", "main.bun.mjs", "main.node.mjs"].flatMap((entry) => [
        ...staticImports(join(bare, entry), false).files
      ])
      for (const name of readdirSync(bare)) if (!kept.includes(join(bare, name))) rmSync(join(bare, name), { recursive: true })
      for (const { command } of [onBun, onNode]) {
        const program = { name: "bare", command: [command[0] as string, join(bare, "bin.mjs")] }
        expect((await world.run(program, ["--version"])).out).toBe("deadwax 0.0.0\n")
        expect((await world.run(program, ["--help"])).out).toContain("Usage: deadwax")
        expect((await world.run(program, ["completions", "fish"])).out).toContain("complete -c deadwax")
        expect((await world.run(program, ["status"])).code).not.toBe(0)
      }
      rmSync(bare, { recursive: true })
    },
    slowMs
  )

  test("an older Node is told so in one sentence", () => {
    expect(nodeComplaint("20.20.2")).toBe("deadwax: Node 20.20.2 is too old; Deadwax needs Node 22.19 or newer, or Bun.\n")
    expect(nodeComplaint("22.18.0")).toBeDefined()
    expect(nodeComplaint("22.19.0")).toBeUndefined()
    expect(nodeComplaint("24.21.0")).toBeUndefined()
    expect(nodeComplaint("26.0.0")).toBeUndefined()
  })
})
