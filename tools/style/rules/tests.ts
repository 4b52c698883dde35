/** A test that does not run, or runs against a pretence, proves nothing. */
import type { Token } from "../lexer.ts"
import { isTest, isTypeScript, type Rule, type Violation } from "../project.ts"

const runners = new Set(["test", "it", "describe"])
const evasions = new Set(["only", "skip", "todo", "skipIf", "runIf", "todoIf", "fails", "failing"])
const mocks: ReadonlyArray<readonly [string, string]> = [
  ["vi", "mock"],
  ["vi", "doMock"],
  ["vi", "fn"],
  ["vi", "spyOn"],
  ["jest", "fn"],
  ["mock", "module"]
]
const sleeps = new Set(["setTimeout", "setInterval", "sleepSync"])

const isTestFile = (path: string): boolean => isTypeScript(path) && isTest(path)

const eachToken =
  (path: string, code: ReadonlyArray<Token>) =>
  (say: (token: Token, index: number) => string | undefined): ReadonlyArray<Violation> =>
    code.flatMap((token, index) => {
      const message = token.kind === "name" ? say(token, index) : undefined
      return message === undefined ? [] : [{ path, line: token.line, message }]
    })

/** The names after a runner, as ["concurrent", "only"] of test.concurrent.only. */
const chain = (code: ReadonlyArray<Token>, index: number): ReadonlyArray<string> => {
  const found: Array<string> = []
  for (let at = index + 1; code[at]?.text === "." && code[at + 1]?.kind === "name"; at += 2) found.push(code[at + 1]?.text ?? "")
  return found
}

const everyTestRuns: Rule = {
  name: "every test runs",
  appliesTo: isTestFile,
  check: (file) =>
    eachToken(
      file.path,
      file.code
    )((token, index) => {
      if (!runners.has(token.text) || file.code[index - 1]?.text === ".") return undefined
      const evasion = chain(file.code, index).find((name) => evasions.has(name))
      return evasion === undefined ? undefined : `${token.text}.${evasion}: a test runs, or it goes`
    })
}

const noMocks: Rule = {
  name: "tests meet the real thing",
  appliesTo: isTestFile,
  check: (file) =>
    eachToken(
      file.path,
      file.code
    )((token, index) =>
      mocks.some(
        ([object, member]) => token.text === object && file.code[index + 1]?.text === "." && file.code[index + 2]?.text === member
      )
        ? "no mocks: use the simulated runtime, a real file or a real database"
        : undefined
    )
}

const noSleeps: Rule = {
  name: "[T4] tests never sleep",
  appliesTo: (path) => isTestFile(path) && path.endsWith(".test.ts"),
  check: (file) =>
    eachToken(
      file.path,
      file.code
    )((token, index) => {
      const bunSleep = token.text === "Bun" && file.code[index + 1]?.text === "." && file.code[index + 2]?.text === "sleep"
      return sleeps.has(token.text) || bunSleep ? "wait for the event itself, or move the test clock" : undefined
    })
}

const canFail: Rule = {
  name: "every test can fail",
  appliesTo: isTestFile,
  check: (file) =>
    eachToken(
      file.path,
      file.code
    )((_token, index) => {
      const words = file.code.slice(index, index + 7).map((part) => part.text)
      return /^expect \( (\w+) \) \. (?:toBe|toEqual) \($/.test(words.join(" ")) &&
        words[2] === file.code[index + 7]?.text &&
        words[2] === "true"
        ? "this cannot fail"
        : undefined
    })
}

export const testRules: ReadonlyArray<Rule> = [everyTestRuns, noMocks, noSleeps, canFail]
