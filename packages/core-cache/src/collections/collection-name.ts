/**
 * Which names a collection may be given: those that its file can have on every disk, since a library moves between them (a NAS, a USB stick, a
 * share of Windows'). Names of files that are there are taken as they are, whatever they are.
 */
import { CacheError } from "../cache-error.ts"
import { foldName, unportable } from "../naming/fit-name.ts"
import type { CollectionKind } from "./kind.ts"

const mostBytes = 255 - ".toml".length

/** Why a name cannot be a collection's; undefined when it can. */
const nameProblem = (name: string): string | undefined => {
  if (name.trim() === "") return "is empty"
  if (name !== name.trim()) return "begins or ends with a space"
  if (name.includes("/") || name.includes("\\")) return "holds a slash"
  if (name.startsWith(".")) return "begins with a dot"
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u001f\u007f]/.test(name) || !name.isWellFormed()) return "holds a character that no file name may have"
  if (new TextEncoder().encode(name).length > mostBytes) return "is longer than 250 bytes"
  return portabilityProblem(name)
}

const portabilityProblem = (name: string): string | undefined => {
  const problem = unportable(name)
  if (problem?.kind === "characters") return `holds ${JSON.stringify(problem.text)}, which not every disk takes`
  if (problem?.kind === "device") return `is a device to Windows (${problem.text})`
  return problem === undefined ? undefined : "ends with a dot, which not every disk keeps"
}

/** A name refused; undefined: it may be used. */
export const refuseName = (kind: CollectionKind, name: string): CacheError | undefined => {
  const problem = nameProblem(name)
  if (problem === undefined) return undefined
  return new CacheError({
    reason: "usage",
    message: `the name ${JSON.stringify(name)} of a ${kind.name} ${problem}`,
    remedy:
      'Choose a name that every disk takes for a file: without / \\ : ? * | < > ", no dot at its ends, and none as CON or NUL.'
  })
}

/** The name among these that differs from `name` in case or Unicode form alone: on many disks the two would be one file. */
export const similarName = (names: Iterable<string>, name: string): string | undefined => {
  const wanted = foldName(name)
  for (const other of names) if (other !== name && foldName(other) === wanted) return other
  return undefined
}
