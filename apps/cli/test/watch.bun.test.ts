/** `deadwax watch`, as a person runs it: from its start to Ctrl-C. Waits for its lines, never for time. */
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { onBun, onNode, type Program } from "./programs.ts"
import { makeWorld, slowMs } from "./world.ts"

const worlds: Array<ReturnType<typeof makeWorld>> = []
afterAll(() => {
  for (const world of worlds.splice(0)) world.remove()
})

interface Line {
  readonly kind: string
  readonly report?: { readonly releases: Record<string, number>; readonly tracks: Record<string, number> }
  readonly directories?: ReadonlyArray<string> | null
}

/** Starts it and gives its lines one by one. */
const startWatching = (world: ReturnType<typeof makeWorld>, program: Program, args: ReadonlyArray<string>) => {
  const child = Bun.spawn([...program.command, "watch", ...args], { env: { ...world.env }, stdout: "pipe", stderr: "pipe" })
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader()
  let text = ""
  const next = async (): Promise<string> => {
    while (!text.includes("\n")) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`it ended: ${await new Response(child.stderr).text()}`)
      text += value
    }
    const line = text.slice(0, text.indexOf("\n"))
    text = text.slice(line.length + 1)
    return line
  }
  return { child, next }
}

test.each([onBun, onNode])(
  "[U21] $name: changes are told as they happen, storage that goes away as well, Ctrl-C ends it with 0",
  async (program) => {
    const world = makeWorld("sample")
    worlds.push(world)
    await world.run(program, ["init", world.music, "--identity", "fingerprint", "--name", "m"])
    const { child, next } = startWatching(world, program, ["--json"])
    const nextOf = async (kind: string): Promise<Line> => {
      for (;;) {
        const line = JSON.parse(await next()) as Line
        if (line.kind === kind) return line
      }
    }
    const first = await nextOf("scanned")
    expect(first.directories).toBeNull()
    expect(first.report?.releases["added"]).toBeGreaterThan(3)
    const from = join(world.music, "Rust Choir - Demo Tape")
    cpSync(from, join(world.music, "New/Tape Copy"), { recursive: true })
    let added = 0
    while (added < 4) added += (await nextOf("scanned")).report?.tracks["added"] ?? 0
    rmSync(join(world.music, "New"), { recursive: true })
    expect((await nextOf("scanned")).report?.tracks).toMatchObject({ removed: 4 })
    renameSync(world.music, `${world.music}-away`)
    await nextOf("offline")
    renameSync(`${world.music}-away`, world.music)
    child.kill("SIGINT")
    expect(await child.exited).toBe(0)
    expect(await new Response(child.stderr).text()).not.toContain("interrupted")
  },
  slowMs
)

test(
  "[U21] without --json a line an update, the time first; what is odd in the configuration is said once",
  async () => {
    const world = makeWorld("sample")
    worlds.push(world)
    await world.run(onBun, ["init", world.music, "--identity", "fingerprint", "--name", "m"])
    writeFileSync(world.config, `tehme = 1\n${readFileSync(world.config, "utf8")}`)
    const { child, next } = startWatching(world, onBun, [])
    expect(await next()).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z releases: \d+ added; tracks: \d+ added/)
    child.kill("SIGTERM")
    expect(await child.exited).toBe(0)
    expect((await new Response(child.stderr).text()).match(/unknown key tehme/g)).toHaveLength(1)
  },
  slowMs
)
