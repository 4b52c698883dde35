import { cpSync, existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { widthOf } from "../src/print/width.ts"
import { onBun, type Program, programs } from "./programs.ts"
import { makeWorld, slowMs, type World } from "./world.ts"

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal sequences are what is looked for
const sequence = /\x1b\[[0-9;?]*[A-Za-z]/g
const plain = (text: string): string => text.replace(sequence, "")

interface Session {
  readonly code: number
  readonly text: string
}

interface SessionOptions {
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  /** Called with all that was shown so far; what it answers is typed. */
  readonly type?: (shown: string) => string | undefined
}

/** Runs the program at a terminal. */
const atTerminal = async (
  world: World,
  program: Program,
  args: ReadonlyArray<string>,
  options: SessionOptions = {}
): Promise<Session> => {
  let text = ""
  const decoder = new TextDecoder()
  const child = Bun.spawn([...program.command, ...args], {
    cwd: world.directory,
    env: { ...world.env, TERM: "xterm-256color", ...options.env },
    terminal: {
      cols: options.columns ?? 80,
      rows: 24,
      data: (terminal, bytes) => {
        text += decoder.decode(bytes, { stream: true })
        const typed = options.type?.(text)
        if (typed !== undefined) terminal.write(typed)
      }
    }
  })
  const code = await child.exited
  child.terminal?.close()
  return { code, text }
}

const lines = (text: string): ReadonlyArray<string> =>
  plain(text)
    .split(/\r?\n/)
    .filter((line) => line !== "")

describe.each(programs)("[X1] at a terminal, $name", (program) => {
  const world = makeWorld("sample")
  afterAll(world.remove)
  beforeAll(async () => {
    await world.run(program, ["init", world.music, "--identity", "fingerprint", "--name", "mine"])
    await world.run(program, ["scan"])
  }, slowMs)

  test(
    "lists are tables with a header that fit the width, wide characters counted",
    async () => {
      for (const columns of program === onBun ? [30, 80, 200] : [80]) {
        for (const args of [
          ["releases", "list"],
          ["tracks", "list"],
          ["search", "lantern"]
        ]) {
          const { code, text } = await atTerminal(world, program, args, { columns })
          expect(code).toBe(0)
          for (const line of lines(text)) expect(widthOf(line)).toBeLessThanOrEqual(columns)
          expect(plain(text)).toContain("Title")
        }
      }
      const wide = plain((await atTerminal(world, program, ["releases", "list"], { columns: 300 })).text)
      expect(wide).toContain("夜の水族館")
      expect(wide).toContain(world.music)
    },
    slowMs
  )

  test(
    "a footer says what is left out",
    async () => {
      const { text } = await atTerminal(world, program, ["tracks", "list", "--limit", "2"], { columns: 120 })
      expect(lines(text).at(-1)).toMatch(/^1 to 2 of \d+ tracks; --offset 2 shows the next, --all everything\.$/)
    },
    slowMs
  )

  test(
    "colours, unless NO_COLOR or a dumb terminal",
    async () => {
      expect((await atTerminal(world, program, ["releases", "list"])).text).toContain("\x1b[36m")
      for (const env of [{ NO_COLOR: "1" }, { TERM: "dumb" }]) {
        const { text } = await atTerminal(world, program, ["releases", "list"], { env })
        expect(text).not.toContain("\x1b[3")
        expect(text).not.toContain("\x1b[1m")
      }
      expect((await atTerminal(world, program, ["releases", "list"], { env: { NO_COLOR: "" } })).text).toContain("\x1b[36m")
    },
    slowMs
  )

  test(
    "progress is a bar that is gone at the end",
    async () => {
      const { code, text } = await atTerminal(world, program, ["scan", "--force"])
      expect(code).toBe(0)
      expect(text.replaceAll("\r\x1b[K", "\n")).toMatch(/\n\[[#-]+\] Reading/)
      const end = text.slice(text.lastIndexOf("\r\x1b[K"))
      expect(plain(end)).toMatch(/^\rReleases: /)
      for (const drawn of text.split("\r\x1b[K")) for (const line of lines(drawn)) expect(widthOf(line)).toBeLessThanOrEqual(80)
      expect((await atTerminal(world, program, ["scan", "--quiet"])).text).toBe("")
    },
    slowMs
  )

  test(
    "init asks how files may be recognised; nothing is chosen before a word is typed",
    async () => {
      const fresh = makeWorld("sample")
      const typed = [
        ["tags or fingerprint?", "\r"],
        ["Type tags or fingerprint.", "fingerprint\r"]
      ]
      const { code, text } = await atTerminal(fresh, program, ["init", fresh.music], {
        type: (shown) => (plain(shown).includes(typed[0]?.[0] ?? "\0") ? typed.shift()?.[1] : undefined)
      })
      expect({ code, typed }).toEqual({ code: 0, typed: [] })
      expect(plain(text)).toContain("never write to a music file")
      expect(plain(text)).toContain("Identity: fingerprint")
      const status = await fresh.run(program, ["status", "--json"])
      expect(JSON.parse(status.out).library.identity).toBe("fingerprint")
      fresh.remove()
    },
    slowMs
  )

  test(
    "ctrl-c at the question changes nothing and exits 130",
    async () => {
      const fresh = makeWorld("sample")
      let answered = false
      const { code } = await atTerminal(fresh, program, ["init", fresh.music], {
        type: (shown) => {
          if (answered || !plain(shown).includes("tags or fingerprint?")) return undefined
          answered = true
          return "\x03"
        }
      })
      expect(code).toBe(130)
      expect(existsSync(fresh.config)).toBe(false)
      expect(readdirSync(fresh.music)).not.toContain(".deadwax")
      fresh.remove()
    },
    slowMs
  )
})

describe.each(programs)("[X1] in a pipe, $name", (program) => {
  test(
    "a reader that leaves early ends the program quietly, with 0",
    async () => {
      const world = makeWorld()
      const release = join(import.meta.dirname, "../../../sample/library/AB_CD - 1987. Live Wires")
      for (let copy = 0; copy < 250; copy++) cpSync(release, join(world.music, `Copy ${copy}`), { recursive: true })
      await world.run(program, ["init", world.music, "--identity", "fingerprint"])
      expect((await world.run(program, ["scan"])).code).toBe(0)
      const shell = `"$@" | head -n 1 >/dev/null; echo "\${PIPESTATUS[0]}"`
      for (const args of [
        ["tracks", "list", "--all"],
        ["tracks", "list", "--all", "--json"],
        ["inspect", ...Array(60).fill(join(release, "01. Thunder_Rain.mp3"))]
      ]) {
        const piped = { name: program.name, command: ["bash", "-c", shell, "bash", ...program.command] }
        expect(await world.run(piped, args)).toEqual({ code: 0, out: "0\n", err: "" })
      }
      const whole = await world.run(program, ["tracks", "list", "--all", "--json"])
      expect(JSON.parse(whole.out).items).toHaveLength(750)
      world.remove()
    },
    slowMs
  )
})
