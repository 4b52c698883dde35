/** Words that must not stand in the project, in code or prose. */
import { isTypeScript, type Rule, type SourceFile, type Violation } from "../project.ts"

const search = (file: SourceFile, pattern: RegExp, message: (hit: string) => string): ReadonlyArray<Violation> =>
  file.text.split("\n").flatMap((line, index) => {
    const hit = pattern.exec(line)?.[0]
    return hit === undefined ? [] : [{ path: file.path, line: index + 1, message: message(hit) }]
  })

/** A home of one letter, as /home/a, is plainly invented: tests of places need one. */
const machinePath = /(?<![\w.@/)\]~-])(?:\/(?:work|farm)\/|\/(?:home|Users)\/[A-Za-z0-9_.-]{2,}|\/root\/\.|[A-Za-z]:\\\\?Users\\)/
const registryHost =
  /\b(?:registry\.(?:npmjs|yarnpkg)|npm\.pkg\.github|(?:deb|security)\.debian|archive\.ubuntu|files\.pythonhosted)\.[a-z]+/
/** The attribute of an input, and the option of the query library, are names that others have given. */
const unfinished =
  /\bT(?:ODO)\b|\bFI(?:XME)\b|\bHA(?:CK)\b|\bX(?:XX)\b|\b[Nn]ot (?:yet )?im(?:plemented)\b|\b[Pp]lace(?:holder)(?!=|Data:)|\b[Ff]or n(?:ow)\b|\b[Ss]impl(?:ified)\b/

const anyText = (path: string): boolean => path !== "bun.lock"

export const textRules: ReadonlyArray<Rule> = [
  {
    name: "no path of one machine",
    appliesTo: anyText,
    check: (file) => search(file, machinePath, (hit) => `${hit} exists on one machine only`)
  },
  {
    name: "no host of a registry",
    appliesTo: anyText,
    check: (file) => search(file, registryHost, (hit) => `${hit} is the installer's business, not the project's`)
  },
  {
    name: "nothing unfinished",
    appliesTo: isTypeScript,
    check: (file) => search(file, unfinished, (hit) => `"${hit}": finish it, or take it out`)
  }
]
