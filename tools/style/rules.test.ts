/** Every rule is seen to fail: a violation is planted, and a neighbour that must pass beside it. */
import { describe, expect, test } from "vitest"
import { coreDrivers } from "./core-drivers.ts"
import { applyRules, sourceFile } from "./project.ts"
import { manifestProblems } from "./rules/manifests.ts"
import { rules } from "./rules.ts"

interface Plant {
  readonly rule: string
  readonly path: string
  /** Each is a violation on its own. */
  readonly bad: ReadonlyArray<string>
  readonly good: ReadonlyArray<string>
}

const driverRule = "drivers are reached through the runtime's Layer"
const core = "packages/core-cache/src/scan/plan.ts"
const suite = "packages/core-cache/test/plan.test.ts"
const lines = (count: number, line: string): string => `${line}\n`.repeat(count)
const joined = (...parts: ReadonlyArray<string>): string => parts.join("")

const plants: ReadonlyArray<Plant> = [
  {
    rule: "imports point from apps to core-async",
    path: "packages/core-tags/src/read/read.ts",
    bad: [
      'import { openLibrary } from "@deadwax/core-cache"',
      'export { openLibrary } from "@deadwax/core-cache"',
      'import "@deadwax/cli"',
      'const late = import("@deadwax/core-sync")',
      'import { x } from "../../../../apps/cli/src/print.ts"',
      'import { x } from "../../../../tools/embed-sql.ts"'
    ],
    good: ['import { Files } from "@deadwax/core-async"', 'const text = "@deadwax/core-cache"', '// import "@deadwax/core-cache"']
  },
  {
    rule: "tests do not reach up either",
    path: "packages/core-async/test/files.test.ts",
    bad: ['import { readTags } from "@deadwax/core-tags"', 'import { x } from "../../core-cache/test/library.ts"'],
    good: ['import { root } from "../../../tools/style/project.ts"', 'import { Files } from "../src/files/files.ts"']
  },
  {
    rule: "another package is reached by its name",
    path: core,
    bad: [
      'import { Files } from "../../../core-async/src/files/files.ts"',
      'const at = new URL("../../../core-tags/src/a.ts", import.meta.url)'
    ],
    good: ['import { diff } from "../scan/diff.ts"']
  },
  {
    rule: "the runtime is chosen in an app's main",
    path: "apps/cli/src/commands/scan.ts",
    bad: ['import { layer } from "@deadwax/core-async/bun"', 'import { layer } from "@deadwax/core-async/simulated"'],
    good: ['import { Files } from "@deadwax/core-async"']
  },
  {
    rule: "modules that do not work here",
    path: core,
    bad: [
      joined('import * as Sql from "effect/', 'unstable/sql"'),
      joined('import { BunRuntime } from "@effect/', 'platform-bun"'),
      joined('import { X } from "@effect/', 'sql-sqlite-bun/X"'),
      'import { Effect } from "effect"',
      'import { test } from "bun:test"'
    ],
    good: ['import * as Effect from "effect/Effect"', 'import * as NodeRuntime from "@effect/platform-node/NodeRuntime"']
  },
  {
    rule: "[T3] core packages use no runtime API",
    path: core,
    bad: [
      'import { readFileSync } from "node:fs"',
      'import fs from "fs"',
      'import { Database } from "bun:sqlite"',
      "const home = process.env.HOME",
      "const bytes = Buffer.from([1])",
      "const text = `${process.cwd()}`",
      "const f = Bun.file(path)",
      "start(self)",
      "const g = globalThis",
      "const page = await_(fetch(url))",
      "const value = flag ? process : undefined"
    ],
    good: [
      "const self = make()\nself.run()",
      "const all = (window: Uint8Array) => window.length",
      "interface Step { readonly process: string }",
      "const step = { process: 1, fetch: 2 }",
      "step.process",
      '"process.env"',
      "// process.env"
    ]
  },
  {
    rule: "[T4] core packages read no clock, timer or randomness",
    path: core,
    bad: [
      "const now = Date.now()",
      "const now = new Date()",
      "const start = performance.now()",
      "const dice = Math.random()",
      "const id = crypto.randomUUID()",
      "setTimeout(f, 1)"
    ],
    good: ["const then = new Date(0)", "const hash = crypto.subtle.digest(name, bytes)", "clock.performance", "Date.parse(text)"]
  },
  {
    rule: "[T3] core packages make no promises by hand",
    path: core,
    bad: [
      "const p = new Promise(f)",
      "async function load() {}",
      "const load = async () => 1",
      "const o = { async load() {} }",
      "const stop = new AbortController()",
      "const x = await load()"
    ],
    good: ["const p = Promise.resolve(1)", "options.async", "const o = { async: true }", "const text = `await`"]
  },
  {
    rule: "files of at most 400 lines",
    path: core,
    bad: [
      lines(401, "f()"),
      `/** A long one. */\n${lines(401, "f()")}`,
      `f()\n${lines(400, "f()")}// Over 400 lines because it is late.`
    ],
    good: [
      lines(400, "f()"),
      `/**\n * All cases of one port.\n * Over 400 lines\n * because they are one list.\n */\n${lines(500, "f()")}`
    ]
  },
  {
    rule: "functions of at most 70 lines",
    path: core,
    bad: [
      `function f(a: string): Promise<{ a: 1 }> {\n${lines(70, "  g()")}}`,
      `const f = (a: { b: 1 }): void => {\n${lines(70, "  g()")}}`,
      `const f = () => ({\n${lines(70, "  a: 1,")}})`,
      `const f = () =>\n  g\n${lines(70, "    .then(h)")}`,
      `class A {\n  run<B>(b: B): { a: B } | undefined {\n${lines(70, "    g()")}  }\n}`,
      `const e = Effect.gen(function* () {\n${lines(70, "  yield* g")}})`,
      `describe("a", () => {\n  test("b", () => {\n${lines(70, "    g()")}  })\n})`
    ],
    good: [
      `function f(): void {\n${lines(68, "  g()")}}`,
      `const list = [\n${lines(100, "  g(),")}]`,
      `describe("all", () => {\n${lines(100, "  test(a, b)")}})`,
      `describe.each(all)("%s", () => {\n${lines(100, "  test(a, b)")}})`,
      `interface A {\n${lines(100, "  readonly f: (a: string) => void")}}`,
      `if (a) {\n${lines(100, "  g()")}}`
    ]
  },
  {
    rule: "kebab-case names",
    path: "packages/core-cache/src/scanPlan.ts",
    bad: ["export {}"],
    good: []
  },
  {
    rule: "kebab-case names",
    path: "packages/core-cache/sql/library/0001-first.sql",
    bad: [],
    good: ["create table a(b) strict"]
  },
  { rule: "folders are domain nouns or steps", path: "packages/core-cache/src/utils/text.ts", bad: ["export {}"], good: [] },
  { rule: "folders are domain nouns or steps", path: "packages/core-cache/src/scan/helpers.ts", bad: ["export {}"], good: [] },
  { rule: "one index.ts per package", path: "packages/core-cache/src/scan/index.ts", bad: ["export {}"], good: [] },
  {
    rule: "one index.ts per package",
    path: core,
    bad: ['export * from "./a.ts"'],
    good: ['export { a } from "./a.ts"', "const a = b * from"]
  },
  { rule: "one index.ts per package", path: "packages/core-cache/src/index.ts", bad: [], good: ['export * from "./a.ts"'] },
  { rule: "tests stand where the runners look", path: "packages/core-cache/src/scan/plan.test.ts", bad: ["test()"], good: [] },
  { rule: "tests stand where the runners look", path: "packages/core-cache/test/plan.spec.ts", bad: ["test()"], good: [] },
  { rule: "tests stand where the runners look", path: "packages/core-tags/test/read.corpus.ts", bad: [], good: ["test()"] },
  {
    rule: "no path of one machine",
    path: "docs/guide.md",
    bad: [
      joined("see /wo", "rk/notes.md"),
      joined("cp a /ho", "me/ada/b"),
      joined("open /Us", "ers/ada"),
      joined("at C:\\Us", "ers\\ada")
    ],
    good: ["~/Music", "HOME=/home/a", "https://example.org/home/ada", "src/work/plan.ts", "/music/work/a.flac"]
  },
  {
    rule: "no host of a registry",
    path: "docs/guide.md",
    bad: [joined("https://registry.npm", "js.org/effect"), joined("deb http://deb.deb", "ian.org/debian")],
    good: ["https://example.org"]
  },
  {
    rule: "nothing unfinished",
    path: core,
    bad: [
      joined("// TO", "DO later"),
      joined("throw new Error('not imple", "mented')"),
      joined("// good enough for n", "ow"),
      joined("/** A place", "holder. */")
    ],
    good: ["// todos los días", "const xxx = 1", joined("<input place", 'holder="Search" />')]
  },
  {
    rule: "every test runs",
    path: suite,
    bad: ['test.only("a", f)', 'it.skip("a", f)', 'describe.todo("a")', 'test.skipIf(x)("a", f)', 'test.concurrent.only("a", f)'],
    good: ['test("test.only", f)', 'test.each([1])("a", f)', "plan.test.skip()"]
  },
  {
    rule: "tests meet the real thing",
    path: suite,
    bad: ['vi.mock("../src/a.ts")', "const f = vi.fn()", 'mock.module("a", f)'],
    good: ["const vi = 1", "db.mock"]
  },
  {
    rule: "[T4] tests never sleep",
    path: suite,
    bad: ["setTimeout(f, 10)", "Bun.sleep(5)"],
    good: ["clock.adjust(10)", '"setTimeout"']
  },
  { rule: "every test can fail", path: suite, bad: ["expect(true).toBe(true)"], good: ["expect(found).toBe(true)"] },
  {
    rule: "[A7] no any",
    path: core,
    bad: ["const a: any = 1", "f(b as any)", "type A = Array<any>", "type B = Record<string, any>", "type C = A | any"],
    good: ["Effect.any", "const any = 1", "list.any(f)", "// any", '"any"', "const o = { any: 1 }"]
  },
  {
    rule: "no silenced type errors",
    path: core,
    bad: [joined("// @ts-", "ignore"), joined("// @ts-", "nocheck"), joined("// @ts-expect-", "error wrong on purpose")],
    good: ["// ts"]
  }
]

const check = (plant: Plant, text: string): number =>
  applyRules(
    rules.filter((rule) => rule.name === plant.rule),
    [sourceFile(plant.path, text)]
  ).length

describe("rules", () => {
  for (const plant of plants) {
    test(`${plant.rule}: ${plant.path}`, () => {
      expect({ missed: plant.bad.filter((text) => check(plant, text) === 0) }).toEqual({ missed: [] })
      expect({ wronged: plant.good.filter((text) => check(plant, text) > 0) }).toEqual({ wronged: [] })
    })
  }

  test("every rule has a planted violation", () => {
    const planted = new Set(plants.filter((plant) => plant.bad.length > 0).map((plant) => plant.rule))
    expect(rules.map((rule) => rule.name).filter((name) => !planted.has(name) && name !== driverRule)).toEqual([])
  })

  test(`${driverRule}: every driver on the list, from a file beside it`, () => {
    const reached = Object.keys(coreDrivers).map((driver) => {
      const beside = sourceFile(driver.replace(/[^/]+$/, "neighbour.ts"), `import { layer } from "./${driver.split("/").at(-1)}"`)
      return applyRules(rules, [beside]).map((violation) => violation.message)
    })
    expect(reached.length).toBeGreaterThan(0)
    for (const messages of reached) expect(messages).toEqual([expect.stringContaining("is a driver")])
  })

  test("a manifest that points back, floats or carries another licence is named", () => {
    const problems = manifestProblems({
      folder: "packages/core-tags",
      manifest: {
        name: "@deadwax/core-tags",
        license: "ISC",
        dependencies: { "@deadwax/core-async": "workspace:*", "@deadwax/core-cache": "workspace:*", effect: "^4.1.0" }
      }
    })
    expect(problems).toEqual([
      "@deadwax/core-tags has the licence ISC",
      "@deadwax/core-tags must not depend on @deadwax/core-cache",
      "@deadwax/core-tags: effect is not pinned (^4.1.0)"
    ])
  })
})
