/** Which names a collection may be given. Names of files that are there are taken as they are. */
import { CacheError } from "../cache-error.ts"
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
  return new TextEncoder().encode(name).length > mostBytes ? "is longer than 250 bytes" : undefined
}

/** A name refused; undefined: it may be used. */
export const refuseName = (kind: CollectionKind, name: string): CacheError | undefined => {
  const problem = nameProblem(name)
  if (problem === undefined) return undefined
  return new CacheError({
    reason: "usage",
    message: `the name ${JSON.stringify(name)} of a ${kind.name} ${problem}`,
    remedy: "Choose a name that can be the name of a file."
  })
}

// On many disks names that differ only so are one file, and the second would take the first one's place there.
const folded = (name: string): string => name.normalize("NFC").toLowerCase().normalize("NFC")

/** The name among these that differs from `name` in case or Unicode form alone. */
export const similarName = (names: Iterable<string>, name: string): string | undefined => {
  const wanted = folded(name)
  for (const other of names) if (other !== name && folded(other) === wanted) return other
  return undefined
}
