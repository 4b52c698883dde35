/** Names that are one to some disks: those that ignore case, and those that write letters with marks in another Unicode form. */
import { foldName } from "../naming/fit-name.ts"

/** Two names of one directory, relative to the root. */
export interface NameClash {
  readonly path: string
  readonly otherPath: string
  /** `form`: they look alike, and differ only in how their letters are composed. */
  readonly by: "case" | "form"
}

/** Takes the names of a tree one by one, and keeps the clashes. */
export interface NameRegister {
  readonly add: (path: string) => void
  /** Of each group of names that are one the first stands beside every other; in path order. */
  readonly clashes: () => ReadonlyArray<NameClash>
}

/** A register for one tree; a directory's own name is a name of the directory above it. */
export const makeNameRegister = (): NameRegister => {
  const groups = new Map<string, string | Array<string>>()
  return {
    add: (path) => {
      const slash = path.lastIndexOf("/") + 1
      const key = path.slice(0, slash) + foldName(path.slice(slash))
      const before = groups.get(key)
      if (before === undefined) groups.set(key, path)
      else if (typeof before === "string") groups.set(key, [before, path])
      else before.push(path)
    },
    clashes: () => [...groups.values()].flatMap((group) => (typeof group === "string" ? [] : clashesOf(group)))
  }
}

const clashesOf = (group: ReadonlyArray<string>): ReadonlyArray<NameClash> => {
  const [first, ...others] = [...group].sort()
  return others.map((path) => ({ path, otherPath: first!, by: isSameText(first!, path) ? "form" : "case" }))
}

const isSameText = (a: string, b: string): boolean => a.normalize("NFC") === b.normalize("NFC")
