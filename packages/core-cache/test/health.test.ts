/** Which names are one to some disks, and how a damaged database is told. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { expect, test } from "vitest"
import { layer } from "#runtime"
import { makeNameRegister } from "../src/health/name-clashes.ts"
import { examineLibrary } from "../src/index.ts"

const clashesOf = (...paths: ReadonlyArray<string>) => {
  const register = makeNameRegister()
  for (const path of paths) register.add(path)
  return register.clashes()
}

test("[I6] names of one directory that differ only in case or Unicode form clash; in two directories they do not", () => {
  expect(clashesOf("A/x.mp3", "B/X.mp3", "A/y.mp3", "a-b", "A b")).toEqual([])
  expect(clashesOf("A/Song.mp3", "A/song.mp3")).toEqual([{ path: "A/song.mp3", otherPath: "A/Song.mp3", by: "case" }])
  expect(clashesOf("A/e\u0301", "A/\u00e9")).toEqual([{ path: "A/\u00e9", otherPath: "A/e\u0301", by: "form" }])
  expect(clashesOf("Velvet", "VELVET", "velvet").map(({ path }) => path)).toEqual(["Velvet", "velvet"])
})

test("[I6] databases that are no databases are findings, and stay as they are", async () => {
  const directory = mkdtempSync(join(tmpdir(), "deadwax-health-"))
  const [libraryPath, cachePath] = [join(directory, "library.db"), join(directory, "cache.db")]
  for (const path of [libraryPath, cachePath]) writeFileSync(path, "this is no database. ".repeat(300))
  const library = { id: "none", name: "x", root: join(directory, "absent"), identity: "tags", layout: "nested" } as const
  const findings = await Effect.runPromise(Effect.provide(examineLibrary({ library, libraryPath, cachePath }), layer))
  expect(findings.map(({ kind, path }) => [kind, path])).toEqual([
    ["storage", library.root],
    ["database", libraryPath],
    ["database", cachePath]
  ])
  rmSync(directory, { recursive: true })
})
