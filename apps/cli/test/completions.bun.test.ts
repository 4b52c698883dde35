import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as Completions from "effect/cli/Completions"
import { afterAll, describe, expect, test } from "vitest"
import { commandNames, loadCommand } from "../src/commands/deadwax.ts"
import { globalSettings } from "../src/commands/global-options.ts"
import { completionScript, shells } from "../src/completions/script.ts"
import { commands, globalOptions } from "../src/outline.ts"
import { makeWorld } from "./world.ts"

const world = makeWorld()
afterAll(world.remove)

const script = join(world.directory, "deadwax.bash")
writeFileSync(script, completionScript("bash"))

/** What Bash offers for the words typed so far; the last one is under the cursor. */
const offered = (words: ReadonlyArray<string>): ReadonlyArray<string> => {
  const quoted = ["deadwax", ...words].map((word) => `'${word}'`).join(" ")
  const program = `source '${script}'; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _deadwax; printf '%s\\n' "\${COMPREPLY[@]}"`
  const ran = Bun.spawnSync(["bash", "-c", program], { cwd: world.directory, env: world.env })
  return ran.stdout.toString().split("\n").filter(Boolean)
}

describe("[X1] completions", () => {
  test("bash accepts the script", () => {
    const ran = Bun.spawnSync(["bash", "-n", script])
    expect(ran.stderr.toString()).toBe("")
    expect(ran.exitCode).toBe(0)
  })

  test("bash completes commands, options, values and files", () => {
    expect(offered([""])).toEqual([
      "init",
      "scan",
      "status",
      "releases",
      "tracks",
      "collages",
      "playlists",
      "smart",
      "sources",
      "sync",
      "queue",
      "duplicates",
      "trash",
      "doctor",
      "artists",
      "genres",
      "descriptors",
      "labels",
      "search",
      "inspect",
      "watch",
      "serve",
      "config",
      "export",
      "import",
      "completions"
    ])
    expect(offered(["s"])).toEqual(["scan", "status", "smart", "sources", "sync", "search", "serve"])
    expect(offered(["--json", "releases", ""])).toEqual(["list", "show", "new", "cover", "delete"])
    expect(offered(["--library", "scan", "tracks", "l"])).toEqual(["list", "lyrics", "lost"])
    expect(offered(["playlists", "co"])).toEqual(["cover"])
    expect(offered(["playlists", "remove", "x", "y", "--a"])).toEqual(["--at"])
    expect(offered(["scan", "--f"])).toEqual(["--force"])
    expect(offered(["releases", "list", "--a"])).toEqual(["--artist", "--all"])
    expect(offered(["init", "--identity", ""])).toEqual(["tags", "fingerprint"])
    expect(offered(["completions", "z"])).toEqual(["zsh"])
    expect(offered(["scan", "mus"])).toEqual(["music"])
    expect(offered(["tracks", "list", "--limit", ""])).toEqual([])
  })

  test.each(shells.filter((shell) => shell !== "bash" && Bun.which(shell) !== null))("%s accepts its script", (shell) => {
    const path = join(world.directory, `deadwax.${shell}`)
    writeFileSync(path, completionScript(shell))
    expect(Bun.spawnSync([shell, "-n", path]).exitCode).toBe(0)
  })

  test("every script knows every command and option", () => {
    for (const shell of shells) {
      const text = completionScript(shell)
      for (const { path, options } of commands) {
        for (const word of path.split(" ")) expect(text).toContain(word)
        for (const { name } of [...options, ...globalOptions]) expect(text).toContain(name)
      }
    }
  })

  test("the outline is the command tree", async () => {
    const tree = Completions.fromCommand(await loadCommand(commandNames))
    const walk = (
      node: Completions.CommandDescriptor,
      path: ReadonlyArray<string>
    ): ReadonlyArray<readonly [string, ReadonlyArray<string>]> => {
      const inner = node.subcommands.flatMap((child) => walk(child, [...path, child.name]))
      // Sync does something by itself, too; what other groups do without a command is to say which they have.
      const isCommand = inner.length === 0 || path[0] === "sync"
      return isCommand ? [[path.join(" "), node.flags.map(({ name }) => name)], ...inner] : inner
    }
    const outlined = commands.map(({ path, options }) => [path, options.map(({ name }) => name)])
    expect(walk(tree, [])).toEqual(outlined)
    const settings = globalSettings.map(({ id }) => id)
    expect(globalOptions.map(({ name }) => name)).toEqual([...settings, "help", "version"])
  })
})
