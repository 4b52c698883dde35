/** Files and folders are named alike and for what they hold. */
import type { Rule, SourceFile, Violation } from "../project.ts"
import { isTypeScript } from "../project.ts"

const kebabFile = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/
const emptyFolders = new Set(["utils", "util", "common", "helpers", "helper", "types", "services", "layers", "misc", "shared"])
const isSource = (path: string): boolean => /^(?:packages|apps|tools)\//.test(path) && /\.(?:ts|tsx|sql)$/.test(path)

const at = (file: SourceFile, message: string): ReadonlyArray<Violation> => [{ path: file.path, line: 1, message }]

const kebab: Rule = {
  name: "kebab-case names",
  appliesTo: isSource,
  check: (file) =>
    file.path.split("/").every((part) => kebabFile.test(part)) ? [] : at(file, "names of files and folders are kebab-case")
}

const folders: Rule = {
  name: "folders are domain nouns or steps",
  appliesTo: isSource,
  check: (file) => {
    const empty = file.path.split("/").find((part) => emptyFolders.has(part.replace(/\.[a-z.]+$/, "")))
    return empty === undefined ? [] : at(file, `"${empty}" says nothing about what is inside`)
  }
}

const barrels: Rule = {
  name: "one index.ts per package",
  appliesTo: isTypeScript,
  check: (file) => {
    if (/^packages\/[^/]+\/src\/index\.ts$/.test(file.path)) return []
    if (/(?:^|\/)index\.tsx?$/.test(file.path)) return at(file, "only a package's src has an index.ts")
    return file.code.flatMap((token, index) =>
      token.text === "export" && file.code[index + 1]?.text === "*" && file.code[index + 2]?.text === "from"
        ? [{ path: file.path, line: token.line, message: "only index.ts passes on what other files export" }]
        : []
    )
  }
}

const testPlaces: Rule = {
  name: "tests stand where the runners look",
  appliesTo: (path) => /\.(?:test|spec|corpus)\.[cm]?[jt]sx?$/.test(path),
  check: (file) =>
    /^(?:(?:packages|apps)\/[^/]+\/test|tools)\/.*[^/]\.(?:test|corpus)\.ts$/.test(file.path)
      ? []
      : at(file, "no runner finds a test here: packages/*/test, apps/*/test or tools, named *.test.ts or *.corpus.ts")
}

export const nameRules: ReadonlyArray<Rule> = [kebab, folders, barrels, testPlaces]
