import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"

test("[X1] quickstart shows a scanned library, a search, and the way on, and touches nothing of the user's", async () => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-home-"))
  const child = Bun.spawn([process.execPath, join(import.meta.dirname, "quickstart.ts")], {
    env: {
      ...process.env,
      HOME: directory,
      TMPDIR: directory,
      XDG_CONFIG_HOME: join(directory, "config"),
      DEADWAX_CONFIG: "/nowhere",
      NO_COLOR: "1"
    },
    stdout: "pipe",
    stderr: "pipe"
  })
  const [out, err, code] = await Promise.all([new Response(child.stdout).text(), new Response(child.stderr).text(), child.exited])
  expect({ err, code }).toEqual({ err: "", code: 0 })
  expect(out).toMatch(/\d+ tracks on \d+ releases/)
  expect(out).toMatch(/^Date +Artists +Title +Type +Tracks +Length$/m)
  expect(out).toMatch(/^2018-11-02 +The Paper Lanterns +Velvet Static /m)
  expect(out).toMatch(/^release +Velvet Static, by The Paper Lanterns$/m)
  expect(out).toMatch(/^[1-9]\d* added, 0 updated, 0 deleted, 0 skipped, 0 failed$/m)
  const [, songs, here] = /of the source's (\d+) songs (\d+) are here, 0 to be fetched$/m.exec(out) ?? []
  expect(songs).toBe(here ?? "none")
  for (const [, path = ""] of out.matchAll(/^ {2}(?:library|configuration|your data|the cache) +(.+)$/gm))
    expect(existsSync(path)).toBe(true)
  expect(out).toContain("npx -y bun@1.4.5 run deadwax init ~/Music --identity fingerprint")
  expect(existsSync(join(directory, "config"))).toBe(false)
  expect(readdirSync(directory).filter((name) => !name.startsWith("."))).toHaveLength(1)
  rmSync(directory, { recursive: true })
}, 120_000)
