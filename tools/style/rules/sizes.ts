/** A file that can be read in one sitting, a function that fits on a screen. */
import { findFunctions } from "../functions.ts"
import { isTypeScript, type Rule } from "../project.ts"

export const maxFileLines = 400
export const maxFunctionLines = 70

/** What the first comment of a longer file must say. */
const reason = /Over 400 lines because \S/

const files: Rule = {
  name: `files of at most ${maxFileLines} lines`,
  appliesTo: isTypeScript,
  check: (file) => {
    const lines = file.text.replace(/\n$/, "").split("\n").length
    const header = file.tokens.find((token) => token.kind === "comment" && !token.text.startsWith("#!"))
    const explained = header !== undefined && header.line <= 3 && reason.test(header.text.replaceAll(/\s*\n\s*\*?\s*/g, " "))
    return lines <= maxFileLines || explained
      ? []
      : [{ path: file.path, line: 1, message: `${lines} lines: split it, or let the header say "Over 400 lines because …"` }]
  }
}

const functions: Rule = {
  name: `functions of at most ${maxFunctionLines} lines`,
  appliesTo: isTypeScript,
  check: (file) =>
    findFunctions(file.code)
      .map((span) => ({ ...span, lines: span.endLine - span.startLine + 1 }))
      .filter((span) => span.lines > maxFunctionLines)
      .map((span) => ({ path: file.path, line: span.startLine, message: `function ${span.name} has ${span.lines} lines` }))
}

export const sizeRules: ReadonlyArray<Rule> = [files, functions]
