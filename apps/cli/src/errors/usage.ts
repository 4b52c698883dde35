/** What the command parser refuses, in one sentence. */
import type { CliError } from "effect/cli/CliError"
import { commands } from "../outline.ts"
import { Failure } from "./failure.ts"

const hint = (suggestions: ReadonlyArray<string>): string =>
  suggestions.length === 0 ? "" : `; did you mean ${suggestions.join(" or ")}?`

/** The parser's `Expected: "a" | "b"` as people say it. */
const expectation = (expected: string): string => expected.replace(/^Expected:? /, "").replaceAll(" | ", " or ")

const sentence = (error: CliError): string => {
  switch (error._tag) {
    case "UnrecognizedOption":
      return `there is no option ${error.option}${hint(error.suggestions)}`
    case "UnknownSubcommand":
      return `there is no command "${error.subcommand}"${hint(error.suggestions)}`
    case "MissingOption":
      return `the option --${error.option} is needed`
    case "MissingArgument":
      return `the operand ${error.argument} is missing`
    case "UnexpectedArgument":
      return `nothing is expected where ${error.arguments.map((text) => `"${text}"`).join(", ")} stands`
    case "InvalidValue": {
      const times = /^at most 1/.test(error.expected) ? /^(\d+) occurrences$/.exec(error.value)?.[1] : undefined
      const where = error.kind === "flag" ? `--${error.option}` : error.option
      if (times !== undefined) return `${where} stands ${times} times; it is taken once`
      return error.value === ""
        ? `${where} needs a value: ${expectation(error.expected)}`
        : `${where} cannot be "${error.value}"; it must be ${expectation(error.expected)}`
    }
    default:
      return error.message
  }
}

/** The first of what was wrong; `words` are the commands typed, for the hint at help. */
export const usageFailure = (errors: ReadonlyArray<CliError>, words: ReadonlyArray<string>): Failure => {
  const [first] = errors
  const group = words.at(-1) ?? ""
  const members = commands.filter(({ path }) => path.startsWith(`${group} `)).map(({ path }) => path.split(" ")[1])
  return new Failure({
    code: "usage",
    message: first === undefined ? `${group} needs a command: ${members.join(" or ")}` : sentence(first),
    remedy: `Run '${words.join(" ")} --help' to see what fits.`,
    cause: first
  })
}

/** A condition as `-title:love` before `--`. Taken for options one letter each, the `h` in it would ask for help and end with 0. */
export const dashedCondition = (args: ReadonlyArray<string>): Failure | undefined => {
  const end = args.indexOf("--")
  const condition = (end === -1 ? args : args.slice(0, end)).find((arg) => /^-[a-z]+:/i.test(arg))
  if (condition === undefined) return undefined
  return new Failure({
    code: "usage",
    message: `"${condition}" begins with a dash, as options do`,
    remedy: `If it is a condition, write it behind all options and a --, as: -- ${condition}.`
  })
}
