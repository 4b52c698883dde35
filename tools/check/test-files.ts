/**
 * Which test files belong to which runtime. The name says it: `x.test.ts` runs on Bun and Node, `x.bun.test.ts` and `x.node.test.ts`
 * on one of them, `x.browser.test.ts` in Chromium, `x.corpus.ts` on Bun and Node in the corpus step. What lies in tools/ runs on Bun.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"

export type Runtime = "bun" | "node" | "browser"

const skipped = new Set(["node_modules", "dist", ".turbo", "coverage"])

const filesBelow = (root: string, folder: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory() && !skipped.has(entry.name)) found.push(...filesBelow(root, path))
    else if (entry.isFile()) found.push(path)
  }
  return found
}

const folders = (root: string): ReadonlyArray<string> => [
  ...["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => `${group}/${name}/test`)
      .filter((folder) => existsSync(join(root, folder)))
  ),
  "tools"
]

/** True when a test file of this name belongs to the runtime. The tools run on Bun alone, and so do their tests. */
export const runsOn = (path: string, runtime: Runtime): boolean => {
  if (path.startsWith("tools/") && runtime !== "bun") return false
  const only = /\.(bun|node|browser)\.test\.ts$/.exec(path)?.[1]
  return only === undefined ? runtime !== "browser" && path.endsWith(".test.ts") : only === runtime
}

/** Paths relative to `root`, "/"-separated, sorted. */
export const testFiles = (root: string, runtime: Runtime): ReadonlyArray<string> =>
  folders(root)
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => runsOn(path, runtime))
    .sort()

/** How a test's text tells that its counts go by DEADWAX_COUNT_SCALE; in pages the runner provides it. */
const scaled = /COUNT_SCALE|countScale/

/** Those of the runtime's test files whose counts a soak runs whole: they, or a module beside them that they import, read the scale. */
export const longTestFiles = (root: string, runtime: Runtime): ReadonlyArray<string> =>
  testFiles(root, runtime).filter((path) => {
    const text = readFileSync(join(root, path), "utf8")
    const imported = [...text.matchAll(/from "(\.\/[^"]+)"/g)].map(([, name = ""]) => join(root, dirname(path), name))
    return scaled.test(text) || imported.some((file) => existsSync(file) && scaled.test(readFileSync(file, "utf8")))
  })

/** The checks over the corpus of real audio files; every one runs on Bun and on Node. */
export const corpusFiles = (root: string): ReadonlyArray<string> =>
  folders(root)
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => path.endsWith(".corpus.ts"))
    .sort()

/** The sources of packages and apps, sorted. */
export const listSources = (root: string): ReadonlyArray<string> =>
  ["packages", "apps"]
    .flatMap((group) => readdirSync(join(root, group)).map((name) => `${group}/${name}/src`))
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => filesBelow(root, folder))
    .filter((path) => path.endsWith(".ts"))
    .sort()
