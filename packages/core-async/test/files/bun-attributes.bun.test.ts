/** Extended attributes through the system's calls, against those through `cp`: both must leave the same. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterEach, beforeEach, describe, expect, test } from "vitest"
import { makeCarryAttributes } from "../../src/files/bun-attributes.ts"
import { carryByCopy } from "../../src/files/posix-attributes.ts"

const script = fileURLToPath(new URL("../harness/extended-attributes.ts", import.meta.url))
const set = (path: string, name: string, value: string): void => {
  expect(spawnSync(process.execPath, [script, "set", path, name, value]).status).toBe(0)
}
const get = (path: string, name: string): string | undefined => {
  const { status, stdout } = spawnSync(process.execPath, [script, "get", path, name], { encoding: "utf8" })
  return status === 0 ? stdout : undefined
}

let directory = ""
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "deadwax-attributes-"))
})
afterEach(() => fs.rmSync(directory, { recursive: true }))

for (const [name, carry] of [
  ["the system's calls", makeCarryAttributes()],
  ["cp", carryByCopy]
] as const) {
  describe(`carrying attributes by ${name}`, () => {
    test("[I3] every attribute arrives, empty and long ones too", () => {
      const from = `${directory}/it's é -n "a".mp3`
      const to = `${directory}/to`
      fs.writeFileSync(from, "old")
      fs.writeFileSync(to, "")
      const wanted = { "user.comment": "grüße", "user.empty": "", "user.long": "x".repeat(1_000) }
      for (const [attribute, value] of Object.entries(wanted)) set(from, attribute, value)
      expect(carry(from, to)).toBe(true)
      for (const [attribute, value] of Object.entries(wanted)) expect(get(to, attribute)).toBe(value)
    })

    test("[I3] a file that is gone, or a target that is none, is refused", () => {
      fs.writeFileSync(`${directory}/from`, "old")
      expect(carry(`${directory}/missing`, `${directory}/from`)).toBe(false)
      expect(carry(`${directory}/from`, `${directory}/missing/to`)).toBe(false)
    })

    test("[I3] a file without attributes is carried over", () => {
      fs.writeFileSync(`${directory}/from`, "old")
      fs.writeFileSync(`${directory}/to`, "")
      expect(carry(`${directory}/from`, `${directory}/to`)).toBe(true)
    })
  })
}
