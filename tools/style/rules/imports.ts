/** Imports point one way, runtime code is chosen in one place, and paths that do not work with this Effect are out. */
import { dirname, join } from "node:path/posix"
import { coreDrivers } from "../core-drivers.ts"
import type { Token } from "../lexer.ts"
import { textOf } from "../lexer.ts"
import { isCore, isTest, isTypeScript, type Rule, type SourceFile, type Violation } from "../project.ts"

/** Lowest first; a package may import those before it. */
export const packageOrder = ["core-async", "core-tags", "core-cache", "core-sync"] as const

interface Import {
  readonly from: string
  readonly line: number
}

const isName = (token: Token | undefined, ...texts: ReadonlyArray<string>): boolean =>
  token?.kind === "name" && texts.includes(token.text)

/** Every module that a file names: import, export … from, import(…), new URL("./x.ts", …). */
export const importsOf = (file: SourceFile): ReadonlyArray<Import> =>
  file.code.flatMap((token, index) => {
    if (token.kind !== "string") return []
    const [before, beforeThat, third] = [file.code[index - 1], file.code[index - 2], file.code[index - 3]]
    const called =
      before?.text === "(" && (isName(beforeThat, "import", "require") || (isName(beforeThat, "URL") && isName(third, "new")))
    return isName(before, "from", "import") || called ? [{ from: textOf(token), line: token.line }] : []
  })

const rank = (name: string): number => packageOrder.indexOf(name as (typeof packageOrder)[number])

/** The folder that stands for a path: "core-tags" for a package, "apps" for all apps, "tools". */
const roomOf = (path: string): string => /^packages\/([^/]+)\//.exec(path)?.[1] ?? /^(apps|tools)\//.exec(path)?.[1] ?? ""

/** The room that an import leads to, or undefined when it stays outside the project or inside its own package. */
const targetRoom = (file: SourceFile, from: string): string | undefined => {
  const named = /^@deadwax\/([^/]+)/.exec(from)?.[1]
  if (named !== undefined) return rank(named) === -1 ? "apps" : named
  return from.startsWith(".") ? roomOf(join(dirname(file.path), from)) : undefined
}

const pointsBack = (here: string, there: string): boolean => {
  if (there === here || there === "") return false
  if (here === "apps") return there === "tools"
  return there === "apps" || there === "tools" || rank(there) > rank(here)
}

const violation = (file: SourceFile, line: number, message: string): Violation => ({ path: file.path, line, message })

const direction: Rule = {
  name: "imports point from apps to core-async",
  appliesTo: (path) => isTypeScript(path) && /^(?:packages|apps)\//.test(path) && !isTest(path),
  check: (file) =>
    importsOf(file).flatMap((item) => {
      const there = targetRoom(file, item.from)
      return there !== undefined && pointsBack(roomOf(file.path), there)
        ? [violation(file, item.line, `${roomOf(file.path)} must not import ${there} (${item.from})`)]
        : []
    })
}

const testDirection: Rule = {
  name: "tests do not reach up either",
  appliesTo: (path) => isTypeScript(path) && /^packages\//.test(path) && isTest(path),
  check: (file) =>
    importsOf(file).flatMap((item) => {
      const there = targetRoom(file, item.from)
      return there !== undefined && there !== "tools" && pointsBack(roomOf(file.path), there)
        ? [violation(file, item.line, `tests of ${roomOf(file.path)} must not import ${there} (${item.from})`)]
        : []
    })
}

const ownPackage: Rule = {
  name: "another package is reached by its name",
  appliesTo: (path) => isTypeScript(path) && /^(?:packages|apps)\/[^/]+\/src\//.test(path),
  check: (file) => {
    const own = file.path.split("/").slice(0, 2).join("/")
    return importsOf(file).flatMap((item) =>
      item.from.startsWith(".") && !join(dirname(file.path), item.from).startsWith(`${own}/`)
        ? [violation(file, item.line, `${item.from} leaves the package: import it by name`)]
        : []
    )
  }
}

const runtimeSubpath = /^@deadwax\/core-async\/(?:bun|node|browser|simulated)$/

const runtimeChoice: Rule = {
  name: "the runtime is chosen in an app's main",
  appliesTo: (path) => isTypeScript(path) && /^(?:packages|apps)\/[^/]+\/src\//.test(path),
  check: (file) =>
    /^apps\/[^/]+\/src\/(?:.*\/)?[a-z-]*(?:main|worker|runtime)(?:\.[a-z]+)?\.ts$/.test(file.path)
      ? []
      : importsOf(file)
          .filter((item) => runtimeSubpath.test(item.from))
          .map((item) =>
            violation(file, item.line, `${item.from} belongs into an app's main, runtime or worker entry, or a test`)
          )
}

const bannedModules: ReadonlyArray<readonly [RegExp, string]> = [
  [/^effect\/unstable(?:\/|$)/, "effect/<area>, where 4.1 keeps it"],
  [
    /^@effect\/(?:platform-bun|platform-browser|sql-sqlite-[a-z]+)(?:\/|$)/,
    "@effect/platform-node, which runs on Bun too, or a driver of core-async"
  ],
  [/^effect$/, "a deep import, as effect/Effect"],
  [/^bun:test$/, "vitest, which `bun test` answers to as well"]
]

const modules: Rule = {
  name: "modules that do not work here",
  appliesTo: isTypeScript,
  check: (file) =>
    importsOf(file).flatMap((item) =>
      bannedModules
        .filter(([pattern]) => pattern.test(item.from))
        .map(([, instead]) => violation(file, item.line, `${item.from} is not used here; write ${instead}`))
    )
}

const runtimeEntries = new Set(["bun", "node", "browser", "simulated"].map((name) => `packages/core-async/src/${name}.ts`))

const drivers: Rule = {
  name: "drivers are reached through the runtime's Layer",
  appliesTo: (path) => isCore(path) && coreDrivers[path] === undefined && !runtimeEntries.has(path),
  check: (file) =>
    importsOf(file)
      .filter((item) => item.from.startsWith(".") && coreDrivers[join(dirname(file.path), item.from)] !== undefined)
      .map((item) => violation(file, item.line, `${item.from} is a driver: only drivers and the runtime's Layer import it`))
}

export const importRules: ReadonlyArray<Rule> = [direction, testDirection, ownPackage, runtimeChoice, modules, drivers]
