import { chmodSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { onBun, onNode, type Program, programs } from "./programs.ts"
import { expectFailureIn, scannedWorld } from "./scanned-world.ts"
import { slowMs, type World } from "./world.ts"

let world: World
beforeAll(async () => {
  world = (await scannedWorld(onBun)).world
}, slowMs)
afterAll(() => world.remove())

interface Serving {
  readonly url: string
  readonly first: string
  readonly child: Bun.Subprocess<"ignore", "pipe", "pipe">
}

/** Starts `serve` and waits for the line that says where. */
const serve = async (program: Program, args: ReadonlyArray<string> = [], env: Record<string, string> = {}): Promise<Serving> => {
  const child = Bun.spawn([...program.command, "serve", "--port", "0", ...args], {
    cwd: world.directory,
    env: { ...world.env, ...env },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe"
  })
  let first = ""
  for await (const chunk of child.stdout) {
    first += new TextDecoder().decode(chunk)
    if (first.includes("\n")) break
  }
  return { first, url: /http:\/\/[^ ;"]+/.exec(first)?.[0] ?? "", child }
}

const end = async ({ child }: Serving, signal: NodeJS.Signals) => {
  child.kill(signal)
  return { code: await child.exited, err: await new Response(child.stderr).text() }
}

describe.each(programs)("[X1] [X2] serve, $name", (program) => {
  test(
    "says where, answers, and ends with 0 and without a word when it is told to",
    async () => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        const serving = await serve(program)
        expect(serving.first).toMatch(/^Serving "mine" at http:\/\/127\.0\.0\.1:\d+\/; Ctrl-C ends it\.\n$/)
        const status = (await (await fetch(`${serving.url}api/v1/status`)).json()) as { readonly storage: string }
        expect(status.storage).toBe("online")
        const events = await fetch(`${serving.url}api/v1/events`)
        expect(await end(serving, signal)).toEqual({ code: 0, err: "" })
        expect(await events.text()).toMatch(/^event: hello\n/)
      }
    },
    slowMs
  )

  test(
    "asks for the token of its file, or of the environment",
    async () => {
      const file = join(world.directory, "token")
      writeFileSync(file, "0123456789abcdef0123456789abcdef\n")
      chmodSync(file, 0o600)
      const ways = [
        [["--token-file", file], {}],
        [[], { DEADWAX_TOKEN: readFileSync(file, "utf8") }]
      ] as const
      for (const [args, env] of ways) {
        const serving = await serve(program, ["--host", "0.0.0.0", "--json", ...args], env)
        expect(JSON.parse(serving.first)).toMatchObject({ isTokenNeeded: true, library: { name: "mine" } })
        expect((await fetch(`${serving.url}api/v1/status`)).status).toBe(401)
        const headers = { authorization: `Bearer ${readFileSync(file, "utf8").trim()}` }
        expect((await fetch(`${serving.url}api/v1/status`, { headers })).status).toBe(200)
        expect((await end(serving, "SIGTERM")).code).toBe(0)
      }
    },
    slowMs
  )
})

describe("[X1] [X5] serve, bad input", () => {
  test(
    "is refused before anything is opened",
    async () => {
      const file = join(world.directory, "short")
      writeFileSync(file, "short")
      const expectFailure = (
        ...expected: Parameters<typeof expectFailureIn> extends [World, Program, ...infer Rest] ? Rest : never
      ) => expectFailureIn(world, onNode, ...expected)
      await expectFailure(["serve", "--host", "0.0.0.0"], 2, "usage", /anybody.*token/s)
      await expectFailure(["serve", "--host", "192.168.0.7"], 2, "usage", /token/)
      await expectFailure(["serve", "--port", "70000"], 2, "usage", /--port/)
      await expectFailure(["serve", "--port", "http"], 2, "usage", /--port/)
      await expectFailure(["serve", "--host", "a b"], 2, "usage", /--host/)
      await expectFailure(["serve", "--token-file", join(world.directory, "nowhere")], 2, "config", /nowhere/)
      await expectFailure(["serve", "--token-file", file], 2, "config", /16 characters/)
      await expectFailure(["serve", "--library", "nope"], 2, "not-initialised", /nope/)
    },
    slowMs
  )

  test(
    "a port that is taken is named",
    async () => {
      const serving = await serve(onBun)
      const port = new URL(serving.url).port
      const ran = await world.run(onBun, ["serve", "--port", port])
      expect([ran.code, ran.out]).toEqual([2, ""])
      expect(ran.err).toContain(`another program listens at 127.0.0.1:${port}`)
      expect((await end(serving, "SIGTERM")).code).toBe(0)
    },
    slowMs
  )

  test(
    "a token that others can read is used, and said",
    async () => {
      const file = join(world.directory, "readable")
      writeFileSync(file, "0123456789abcdef0123456789abcdef")
      chmodSync(file, 0o644)
      const serving = await serve(onBun, ["--token-file", file])
      expect((await end(serving, "SIGTERM")).err).toMatch(/^warning: .*readable can be read by other users/)
    },
    slowMs
  )
})
