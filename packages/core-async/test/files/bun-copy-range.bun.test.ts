import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { makeCopyRange } from "../../src/files/bun-copy-range.ts"

test("[I3] ranges are copied inside the kernel, to their places; what cannot be copied so, and the end, is left to memory", () => {
  const folder = mkdtempSync(join(tmpdir(), "deadwax-range-"))
  writeFileSync(join(folder, "from"), "0123456789")
  writeFileSync(join(folder, "to"), "abcdef")
  const [from, to] = [openSync(join(folder, "from"), "r"), openSync(join(folder, "to"), "r+")]
  const copyRange = makeCopyRange()
  expect(copyRange(from, 4, to, 2, 3)).toBe(3)
  expect(readFileSync(join(folder, "to"), "utf8")).toBe("ab456f")
  expect(copyRange(from, 10, to, 0, 3)).toBeUndefined()
  expect(copyRange(from, 0, from, 0, 3)).toBeUndefined()
  for (const descriptor of [from, to]) closeSync(descriptor)
  rmSync(folder, { recursive: true })
})
