/** No way around the type checker. */
import { isTest, isTypeScript, type Rule } from "../project.ts"

const beforeType = new Set([
  ":",
  "<",
  ",",
  "|",
  "&",
  "=",
  "=>",
  "(",
  "as",
  "extends",
  "keyof",
  "readonly",
  "is",
  "satisfies",
  "["
])
const suppressions = /@ts-(?:ignore|nocheck)\b/
/** Type tests expect errors; anywhere else an expected error is a hole. */
const expectations = /@ts-expect-error\b/

const holes: Rule = {
  name: "[A7] no any",
  appliesTo: isTypeScript,
  check: (file) =>
    file.code.flatMap((token, index) => {
      const after = file.code[index + 1]?.text
      const isType = token.kind === "name" && token.text === "any" && beforeType.has(file.code[index - 1]?.text ?? "")
      return isType && after !== "(" && after !== ":" && after !== "."
        ? [{ path: file.path, line: token.line, message: "any switches the type checker off; write unknown or the real type" }]
        : []
    })
}

const comments: Rule = {
  name: "no silenced type errors",
  appliesTo: isTypeScript,
  check: (file) =>
    file.tokens.flatMap((token) =>
      token.kind === "comment" && (suppressions.test(token.text) || (expectations.test(token.text) && !isTest(file.path)))
        ? [{ path: file.path, line: token.line, message: "mend the type instead of silencing it" }]
        : []
    )
}

export const typeRules: ReadonlyArray<Rule> = [holes, comments]
