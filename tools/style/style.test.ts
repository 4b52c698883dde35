/** The project keeps its own rules. Each rule is its own test; rules.test.ts shows that each can fail. */
import { existsSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { workspaces } from "../check/packages.ts"
import { type Allowance, coreDrivers } from "./core-drivers.ts"
import { applyRules, readProject, root, show, sourceFile } from "./project.ts"
import { undocumentedExports } from "./public-exports.ts"
import { needs } from "./rules/core-calls.ts"
import { manifestProblems } from "./rules/manifests.ts"
import { rules } from "./rules.ts"

const files = readProject()

const brokenLinks = (path: string, text: string): ReadonlyArray<{ readonly path: string; readonly target: string }> =>
  [...text.matchAll(/\]\(([^)\s#]+)(?:#[^)]*)?\)/g)]
    .map((match) => ({ path, target: match[1] ?? "" }))
    .filter((link) => !/^[a-z]+:/.test(link.target) && !existsSync(join(root, dirname(path), link.target)))

describe("style", () => {
  test("the whole project is read", () => {
    expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(["package.json", "tools/style/style.test.ts"]))
    expect(files.filter((file) => file.path.startsWith("packages/")).length).toBeGreaterThan(20)
  })

  for (const rule of rules) {
    const title = rule.name.startsWith("[") ? rule.name : `style: ${rule.name}`
    test(title, () => expect(applyRules([rule], files).map(show)).toEqual([]))
  }

  test("[T3] every driver on the list needs what it is allowed", () => {
    const unused = Object.entries(coreDrivers).flatMap(([path, allowances]) => {
      const file = files.find((candidate) => candidate.path === path)
      if (file === undefined) return [`${path} is gone`]
      return allowances
        .filter((allowance: Allowance) => needs[allowance](file).length === 0)
        .map((allowance) => `${path}: ${allowance}`)
    })
    expect(unused).toEqual([])
  })

  test("packages depend in one direction, and carry the licence", () => {
    expect(workspaces(root).flatMap((workspace) => manifestProblems(workspace))).toEqual([])
    const licence = readFileSync(join(root, "LICENSE"), "utf8")
    for (const { folder, manifest } of workspaces(root)) {
      if (manifest.private !== true) expect(readFileSync(join(root, folder, "LICENSE"), "utf8"), folder).toBe(licence)
    }
  })

  test("[A7] whatever a package exports has a doc comment", () => {
    expect(undocumentedExports(files).map(show)).toEqual([])
    const index = sourceFile("packages/x/src/index.ts", 'export * from "./a.ts"\nexport { b, type C } from "./b.ts"\n')
    const a = sourceFile("packages/x/src/a.ts", "/** A. */\nexport const a = 1\nexport type a = 1\nexport class Bare {}\n")
    const b = sourceFile("packages/x/src/b.ts", "export const b = 1\nconst hidden = 2\n/** C. */\nexport interface C {}\n")
    expect(undocumentedExports([index, a, b]).map(show)).toEqual([
      "packages/x/src/a.ts:4 Bare is exported and has no doc comment",
      "packages/x/src/b.ts:1 b is exported and has no doc comment"
    ])
  })

  test("links between documents lead somewhere", () => {
    const broken = files
      .filter((file) => file.path.endsWith(".md"))
      .flatMap((file) => brokenLinks(file.path, file.text))
      .map((link) => `${link.path}: ${link.target}`)
    expect(broken).toEqual([])
    expect(brokenLinks("docs/glossary.md", "[a](absent.md) [b](invariants.md#top) [c](https://example.org) [d](#e)").length).toBe(
      1
    )
  })

  test("a file is read as it is", () => {
    expect(sourceFile("a.ts", "// x\nlet a = 1").code.map((token) => token.text)).toEqual(["let", "a", "=", "1"])
  })
})
