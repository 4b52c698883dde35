/** Every command that lists, found in the outline of the command line: each pages as every other does. */
import type { Page } from "@deadwax/core-cache"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { commands } from "../src/outline.ts"
import { onBun } from "./programs.ts"
import { scannedWorld } from "./scanned-world.ts"
import { parsed, slowMs, type World } from "./world.ts"

const lists = commands.filter(({ options }) => options.some(({ name }) => name === "offset")).map(({ path }) => path)

/** What a list must be given besides. */
const operands: Readonly<Record<string, ReadonlyArray<string>>> = { search: ["e"], "smart show": ["Everything"] }
const argsOf = (path: string, ...options: ReadonlyArray<string>) => [...path.split(" "), ...(operands[path] ?? []), ...options]

const wrong = ["-1", "NaN", "1.5", "ten", "", "1e3", "9999999999999999", "0x10"]

describe("[A1] [A2] [D11] every list command", () => {
  let world: World
  const page = async (path: string, ...options: ReadonlyArray<string>): Promise<Page<unknown>> => {
    const answer = parsed<Page<unknown> & { readonly tracks?: Page<unknown> }>(
      await world.run(onBun, argsOf(path, ...options, "--json"))
    )
    return path === "smart show" ? answer.tracks! : answer
  }

  beforeAll(async () => {
    ;({ world } = await scannedWorld(onBun))
    expect((await world.run(onBun, ["smart", "create", "Everything", "--quiet"])).code).toBe(0)
  }, slowMs)
  afterAll(() => world.remove())

  test("is known here", () => {
    for (const { path } of commands) if (/ list$|^search$/.test(path)) expect(lists).toContain(path)
    expect(lists.length).toBeGreaterThan(14)
  })

  test.each(lists)(
    "%s answers the part that is asked for, with the total, and nothing past its end",
    async (path) => {
      const whole = await page(path, "--limit", "1000000000")
      expect(Object.keys(whole)).toEqual(expect.arrayContaining(["items", "total", "limit", "offset"]))
      expect(whole).toMatchObject({ total: whole.items.length, limit: 1000, offset: 0 })
      const part = await page(path, "--limit", "2", "--offset", "1")
      expect(part).toMatchObject({ items: whole.items.slice(1, 3), total: whole.total, limit: 2, offset: 1 })
      const past = await page(path, "--offset", "1000000000")
      expect(past).toMatchObject({ items: [], total: whole.total, limit: 50, offset: 1e9 })
    },
    slowMs
  )

  // Each wrong value somewhere, for --limit and for --offset: they are read in one place.
  test.each(
    lists.map((path, at) => [path, at % 2 === 0 ? "--limit" : "--offset", wrong[(at >> 1) % wrong.length] ?? ""] as const)
  )(
    "%s refuses %s=%s",
    async (path, option, value) => {
      const { code, out, err } = await world.run(onBun, argsOf(path, `${option}=${value}`))
      expect([code, out]).toEqual([2, ""])
      expect(err).toContain("a whole number, 0 or more")
    },
    slowMs
  )
})
