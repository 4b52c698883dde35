/**
 * How often a walk and a read ask the system, counted where they ask it: once for each file that is wanted, never for one that is not. What a
 * whole process asks, start-up included, is shown by `strace -c -f`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { afterAll, beforeAll, expect, test } from "vitest"
import { make } from "../../src/files/posix.ts"
import { makeLookAt } from "../../src/files/posix-glance.ts"
import { FilesCount } from "../harness/counted-files.ts"

const directories = 12
const filesEach = 7
let root: string

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "deadwax-cost-"))
  for (let no = 0; no < directories; no++) {
    mkdirSync(join(root, `${no}`))
    for (let file = 0; file < filesEach; file++) writeFileSync(join(root, `${no}`, `${file}.flac`), "x".repeat(100))
    writeFileSync(join(root, `${no}`, "notes.txt"), "")
  }
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** Files that count how often a walk looks at one. */
const counting = () => {
  const looks = { count: 0 }
  const files = make({
    makeLookAt: () => {
      const lookAt = makeLookAt()
      return (path) => {
        looks.count++
        return lookAt(path)
      }
    }
  })
  return { looks, files }
}

test("[P2] a walk looks once at each file that is wanted, and at no other", () =>
  Effect.gen(function* () {
    const { looks, files } = counting()
    const walk = yield* files.walk(root, { wants: (name) => name.endsWith(".flac") })
    expect(walk.paths).toHaveLength(directories * filesEach)
    expect(walk.directories).toHaveLength(directories)
    expect(looks.count).toBe(directories * filesEach)
    const twice = yield* files.walk(root, { enter: (name) => name !== "3" })
    expect(twice.paths).toHaveLength((directories - 1) * (filesEach + 1))
    expect(looks.count).toBe(directories * filesEach + (directories - 1) * (filesEach + 1))
  }).pipe(Effect.runPromise))

test("[P1] each file is opened once, and asked for what its reader asks for", () =>
  Effect.gen(function* () {
    const count = new FilesCount()
    const files = count.counted(counting().files)
    const paths = Array.from({ length: directories }, (_, no) => join(root, `${no}`, "0.flac"))
    const results = yield* files.readEach(paths, (file) => file.read(new Uint8Array(file.sizeBytes), 0))
    expect(results).toHaveLength(directories)
    expect(count.asked).toEqual({
      walks: 0,
      wholeFiles: 0,
      opens: directories,
      reads: directories,
      bytes: directories * 100,
      stats: 0,
      changes: 0
    })
  }).pipe(Effect.runPromise))
