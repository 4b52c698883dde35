/** Findings as people read them: one a paragraph on a terminal, one a line in a pipe. */
import type { Finding } from "@deadwax/core-cache"
import { visible } from "./escape.ts"
import { counted } from "./numbers.ts"
import type { Style } from "./style.ts"
import type { Column } from "./table.ts"

export const findingColumns: ReadonlyArray<Column<Finding>> = [
  { title: "Kind", value: ({ kind }) => kind },
  { title: "Severity", value: ({ severity }) => severity },
  { title: "Path", value: ({ path }) => path ?? "" },
  { title: "Other path", value: ({ otherPath }) => otherPath ?? "" },
  { title: "Fixable", value: ({ fixable }) => (fixable ? "fixable" : "") },
  { title: "Message", value: ({ message }) => message },
  { title: "Remedy", value: ({ remedy }) => remedy }
]

export const findingLines = ({ kind, severity, path, message, remedy }: Finding, style: Style): ReadonlyArray<string> => [
  `${style.dim(severity === "note" ? `${kind} (for your information)` : kind)}${path === null ? "" : `  ${visible(path)}`}`,
  `    ${visible(message)}`,
  `    ${visible(remedy)}`
]

export const summaryOf = (findings: ReadonlyArray<Finding>): string => {
  const problems = findings.filter(({ severity }) => severity === "problem")
  if (problems.length === 0) return "Nothing is amiss."
  const fixable = problems.filter((finding) => finding.fixable).length
  const mendable = fixable === 0 ? "" : `; deadwax doctor --fix mends ${fixable === problems.length ? "all" : fixable} of them`
  return `${counted(problems.length, "problem", "problems")}${mendable}.`
}
