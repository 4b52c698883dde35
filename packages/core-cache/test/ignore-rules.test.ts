/** The rules of ignore files against git itself, which says what its syntax means. */
import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { checkIgnoreLine, makeIsIgnored, readIgnoreRules } from "../src/ignoring/ignore-rules.ts"

const seed = Number(process.env["DEADWAX_SEED"] ?? "20261128")
const scale = Number(process.env["DEADWAX_COUNT_SCALE"] ?? "0.1")
const rounds = Math.max(5, Math.round(200 * scale))

/** Files of a tree, and the ignore files in it by directory. */
interface Tree {
  readonly paths: ReadonlyArray<string>
  readonly ignores: Readonly<Record<string, string>>
}

/** What git would ignore of the paths. */
const ignoredByGit = ({ paths, ignores }: Tree): ReadonlyArray<string> => {
  const folder = mkdtempSync(join(tmpdir(), "deadwax-ignore-"))
  for (const path of paths) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), "")
  }
  for (const [directory, text] of Object.entries(ignores)) {
    mkdirSync(join(folder, directory), { recursive: true })
    writeFileSync(join(folder, directory, ".gitignore"), text)
  }
  const git = (args: ReadonlyArray<string>, input = "") =>
    spawnSync("git", ["-C", folder, "-c", "core.excludesFile=", "-c", "core.quotePath=false", ...args], {
      input,
      encoding: "utf8"
    })
  expect(git(["init", "-q"]).status).toBe(0)
  const found = git(["check-ignore", "--no-index", "--stdin", "-z"], paths.map((path) => `${path}\0`).join(""))
    .stdout.split("\0")
    .filter((path) => path !== "")
  rmSync(folder, { recursive: true })
  return found
}

const ignoredHere = ({ paths, ignores }: Tree): ReadonlyArray<string> => {
  const files = Object.entries(ignores).map(([directory, text]) => ({ directory, rules: readIgnoreRules(text) }))
  const isIgnored = makeIsIgnored(files)
  return paths.filter((path) => isIgnored(path, false))
}

const paths = [
  "a.mp3",
  "b/a.mp3",
  "b/c/a.mp3",
  "b/c/d/x y.mp3",
  "Podcasts/one/1.mp3",
  "Podcasts/two/keep.mp3",
  "foo/bar/baz/q.flac",
  "foo/q.flac",
  "#odd/!x.mp3",
  "[b]/a-b.mp3",
  "trail /s.mp3",
  "back\\slash.mp3"
]

const cases: ReadonlyArray<readonly [string, Readonly<Record<string, string>>]> = [
  ["names at any depth, comments and blank lines", { "": "# no\n\na.mp3\n" }],
  ["anchored, directories, and taking back", { "": "/a.mp3\nPodcasts/*\n!Podcasts/two/\n" }],
  ["what lies in an ignored directory is not taken back", { "": "b/\n!b/c/a.mp3\n" }],
  ["a nearer file wins", { "": "*.mp3\n", b: "!a.mp3\n", "b/c": "a.mp3\n" }],
  ["stars over directories", { "": "foo/**/q.flac\n**/c/\n" }],
  ["everything inside", { "": "foo/**\n" }],
  ["escapes, classes and spaces at the end", { "": "\\#odd/\n\\[b\\]/\ntrail\\ /\n*.fla[!a-b]  \n" }],
  ["posix classes and ranges", { "": "[[:alpha:]].mp3\n[x-z]*.mp3\n" }],
  ["Windows line ends and a byte order mark", { "": "\uFEFFa.mp3\r\nfoo/\r\n" }],
  ["patterns that match nothing", { "": "/\n!\n[a\nb\\\n***\\\n" }],
  ["a backslash in a name", { "": "back\\\\slash.mp3\n" }]
]

describe("[U19] the rules of ignore files mean what git means", () => {
  test.each(cases)("%s", (_, ignores) => {
    expect(ignoredHere({ paths, ignores })).toEqual(ignoredByGit({ paths, ignores }))
  })

  test(`random rules, seed ${seed}`, () => {
    let state = seed
    const below = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return Math.floor((state / 2 ** 32) * limit)
    }
    const pick = <A>(values: ReadonlyArray<A>): A => values[below(values.length)] as A
    // Not among them, since git itself departs from its manual there: `**` beside other characters, and a slash in a class.
    const pieces = ["a", "b", "c", "*", "/**/", "?", "/", "/", ".mp3", "[a-c]", "[!b]", "\\a", "d", "!", " "]
    const rule = () => (below(4) === 0 ? "!" : "") + Array.from({ length: 1 + below(6) }, () => pick(pieces)).join("")
    const text = () => Array.from({ length: 1 + below(4) }, rule).join("\n")
    const tree = [1, 2, 3].flatMap((depth) =>
      Array.from({ length: 14 }, () => Array.from({ length: depth }, () => pick(["a", "b", "c", "d", "ab", "a.d"])).join("/"))
    )
    const files = [...new Set(tree.map((path) => `${path}/${pick(["a.mp3", "b.mp3", "abc", "d"])}.f`))]
    for (let round = 0; round < rounds; round++) {
      const ignores = { "": text(), ...(below(2) === 0 ? { a: text() } : {}), ...(below(3) === 0 ? { "a/b": text() } : {}) }
      expect(ignoredHere({ paths: files, ignores }), JSON.stringify(ignores)).toEqual(ignoredByGit({ paths: files, ignores }))
    }
    console.log(`soak: ${rounds} random ignore files against git, seed ${seed}`)
  }, 120_000)
})

test.each([
  ["*.flac", undefined],
  ["!Podcasts/[a-c]*/", undefined],
  ["**/x", undefined],
  ["[]]", undefined],
  ["\\[", undefined],
  ["[", [1, "the [ at character 1 begins no class of characters"]],
  ["a/[b/c]", [3, "the [ at character 3 begins no class of characters"]],
  ["!\u{1F3B5}/x[[:tone:]]", [5, "the [ at character 5 begins no class of characters"]],
  ["Jazz\\", [5, "nothing follows the \\ at character 5"]],
  ["# a comment", [1, "it names nothing"]],
  ["!", [1, "it names nothing"]],
  ["/", [1, "it names nothing"]],
  ["  ", [1, "it names nothing"]]
] as const)("[U19] what keeps a line from matching anything is told with its place: %s", (line, expected) => {
  const problem = checkIgnoreLine(line)
  expect(problem && [problem.at, problem.detail]).toEqual(expected)
})
