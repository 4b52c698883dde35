/** What the documents show as TypeScript compiles, as a program would that has the packages installed. */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { listPaths, root } from "./style/project.ts"

interface Snippet {
  readonly place: string
  readonly code: string
}

/** The blocks of TypeScript in a document, each with the place where it begins. */
const snippetsOf = (path: string, text: string): ReadonlyArray<Snippet> =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ 1: code = "", index }) => ({
    place: `${path}:${text.slice(0, index).split("\n").length + 1}`,
    code
  }))

// Where the packages are installed, and neither git nor any tool looks.
const installed = join(root, "apps/cli/node_modules")
mkdirSync(installed, { recursive: true })
const directory = mkdtempSync(join(installed, ".snippets-"))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Compiles all of them at once; answers what is wrong, by the places in the documents. */
const complaints = (snippets: ReadonlyArray<Snippet>): ReadonlyArray<string> => {
  for (const [at, { code }] of snippets.entries()) writeFileSync(join(directory, `snippet-${at}.ts`), code)
  const settings = {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: { typeRoots: [join(root, "node_modules/@types")], noUnusedLocals: true },
    files: snippets.map((_, at) => `snippet-${at}.ts`)
  }
  writeFileSync(join(directory, "tsconfig.json"), JSON.stringify(settings))
  try {
    execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", "tsconfig.json"], {
      cwd: directory,
      encoding: "utf8",
      stdio: "pipe"
    })
    return []
  } catch (cause) {
    const { stdout } = cause as { readonly stdout: string }
    return stdout
      .trim()
      .split("\n")
      .map((line) =>
        line.replace(/^snippet-(\d+)\.ts\((\d+),/, (_, at: string, row: string) => {
          const [path, first] = snippets[Number(at)]?.place.split(":") ?? []
          return `${path}:${Number(first) + Number(row) - 1} (`
        })
      )
  }
}

test("[A9] every piece of TypeScript in the documents compiles", () => {
  const documents = listPaths(root).filter((path) => path.endsWith(".md"))
  const snippets = documents.flatMap((path) => snippetsOf(path, readFileSync(join(root, path), "utf8")))
  for (const guide of ["README.md", "docs/api.md", "docs/data-access.md", "docs/scanning.md"])
    expect(snippets.map(({ place }) => place.split(":")[0])).toContain(guide)
  expect(complaints(snippets)).toEqual([])
}, 120_000)

test("[A9] one that does not compile is told by its place", () => {
  const text =
    '# Title\n\n```ts\nimport { getTrack } from "@deadwax/core-cache"\nexport const track: number = getTrack("x")\n```\n'
  const [first, ...others] = complaints(snippetsOf("docs/x.md", text))
  expect(first).toMatch(/^docs\/x\.md:5 \(.*error TS2322/)
  expect(others.every((line) => !line.includes("error"))).toBe(true)
}, 120_000)

test("[A9] the guides there must be are there", () => {
  const guides = ["api", "data-access", "query-cache", "scanning", "identity"]
  for (const name of guides) expect(readFileSync(join(root, `docs/${name}.md`), "utf8").length).toBeGreaterThan(1500)
})
