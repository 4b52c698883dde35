/** `statx` read by hand, against the bigint stat: both must say the same. */
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { makeLookAt } from "../../src/files/bun-glance.ts"
import { makeLookAt as makeOrdinary } from "../../src/files/posix-glance.ts"

let directory = ""
beforeEach(() => {
  directory = fs.mkdtempSync(join(tmpdir(), "deadwax-glance-"))
})
afterEach(() => fs.rmSync(directory, { recursive: true }))

const both = (path: string) => [makeLookAt()(path), makeOrdinary()(path)]

test("[D13] sizes and times agree with the bigint stat, from before 1970 to far ahead, and beyond 4 GiB", () => {
  const path = `${directory}/é a`
  fs.writeFileSync(path, "")
  for (const milliseconds of [-1_500, -86_400_001, 250, 1_700_000_000_123, 4_102_444_800_000]) {
    fs.truncateSync(path, Math.abs(milliseconds) % 4_096)
    fs.utimesSync(path, new Date(milliseconds), new Date(milliseconds))
    const [fast, ordinary] = both(path)
    expect(fast).toEqual(ordinary)
    expect(fast?.modifiedAtUs).toBe(milliseconds * 1000)
  }
  fs.truncateSync(path, 5_000_000_000)
  expect(makeLookAt()(path)?.sizeBytes).toBe(5_000_000_000)
})

test("[I3] links, directories, pipes and nothing at all are told apart alike", () => {
  fs.writeFileSync(`${directory}/file`, "1")
  fs.linkSync(`${directory}/file`, `${directory}/hard`)
  fs.symlinkSync("file", `${directory}/soft`)
  fs.mkdirSync(`${directory}/folder`)
  spawnSync("mkfifo", [`${directory}/pipe`])
  for (const name of ["file", "hard", "soft", "folder", "pipe", "missing"]) {
    const [fast, ordinary] = both(`${directory}/${name}`)
    expect(fast).toEqual(ordinary)
  }
  expect([makeLookAt()(`${directory}/hard`)?.names, makeLookAt()(`${directory}/missing`)]).toEqual([2, undefined])
})

test("[U15] a path too long for the system fails with the system's reason", () => {
  for (const length of [5_000, 50_000]) expect(() => makeLookAt()(`/${"x/".repeat(length)}`)).toThrow(/ENAMETOOLONG/)
})
