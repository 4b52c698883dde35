/** Looks at the names below a library's root, and at its trash: no file is opened. */
import { Files, listTrash, trashDirectory } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { fromFile } from "../cache-error.ts"
import { datafileId } from "../identity/datafile.ts"
import { type ContentRules, classifyName, collectionDirectories, decideEnter } from "../scan/entry-names.ts"
import { absolutePath, directoryOf, nameOf } from "../scan/paths.ts"
import { type Finding, problem } from "./finding.ts"
import { makeNameRegister } from "./name-clashes.ts"

/** The name of a temporary file that a write puts beside what it replaces. */
export const isLeftover = (name: string): boolean => /^\..+\.deadwax-tmp$/.test(name)

/** Temporary files below the root, relative to it, in path order; `onName` is told every name that a scan would look at. */
export const findLeftovers = Effect.fnUntraced(function* (
  root: string,
  rules: ContentRules,
  onName: (path: string) => void = () => undefined
) {
  const files = yield* Files
  const isEntered = decideEnter(rules)
  const ownDirectories = new Set([".deadwax", ...collectionDirectories])
  const walk = yield* files.walk(root, {
    enter: (name, path) => {
      if (path === trashDirectory) return false
      if (ownDirectories.has(path.split("/")[0]!)) return true
      if (!isEntered(name, path)) return false
      onName(path)
      return true
    },
    wants: (name, path) => {
      if (classifyName(name, rules) !== undefined) onName(path)
      return isLeftover(name)
    }
  })
  return [...walk.paths].sort()
})

/** Datafiles by their directory. */
const makeDatafileRegister = () => {
  const found = new Map<string, Array<string>>()
  return {
    add: (path: string): void => {
      if (datafileId(nameOf(path)) === undefined) return
      const directory = directoryOf(path)
      found.set(directory, [...(found.get(directory) ?? []), path])
    },
    /** Those of a directory that has several, in the order of their names. */
    several: () => [...found.values()].filter((paths) => paths.length > 1).map((paths) => [...paths].sort())
  }
}

const severalDatafiles = (root: string, [first = "", ...others]: ReadonlyArray<string>): ReadonlyArray<Finding> =>
  others.map((other) =>
    problem(
      "datafile",
      absolutePath(root, other),
      `Its directory has another datafile, ${nameOf(first)}: one of the two came from another release. The one that the directory was known by counts.`,
      "See with deadwax releases show which id the release has, and move the other datafile away.",
      { otherPath: absolutePath(root, first) }
    )
  )

/** Leftovers, names that clash, directories with several datafiles, and what in the trash has lost its record. */
export const lookAtFiles = Effect.fnUntraced(function* (root: string, rules: ContentRules) {
  const names = makeNameRegister()
  const datafiles = makeDatafileRegister()
  const looking = fromFile("look at the library")
  const onName = (path: string): void => {
    names.add(path)
    datafiles.add(path)
  }
  const leftovers = yield* Effect.mapError(findLeftovers(root, rules, onName), looking)
  const { unreadable } = yield* Effect.mapError(listTrash(root), looking)
  return [
    ...names.clashes().map(({ path, otherPath, by }) => {
      const differ = by === "case" ? "in upper and lower case" : "in the Unicode form of their letters"
      const message = `Its name and that of ${nameOf(otherPath)} beside it differ only ${differ}: on a disk that takes both for one, the second would replace the first.`
      const more = { otherPath: absolutePath(root, otherPath) }
      return problem(
        "name",
        absolutePath(root, path),
        message,
        "Rename one of the two before you copy them to another disk.",
        more
      )
    }),
    ...datafiles.several().flatMap((paths) => severalDatafiles(root, paths)),
    ...leftovers.map((path) =>
      problem(
        "leftover",
        absolutePath(root, path),
        "It is left from a write that was cut off; the file that was to be written is as it was, or as it should be.",
        "Run deadwax doctor --fix, which moves it to the trash.",
        { fixable: true }
      )
    ),
    ...unreadable.map((id) =>
      problem(
        "trash",
        absolutePath(root, `${trashDirectory}/${id}`),
        "The record of this thing in the trash is missing or damaged, so it is not known where it was.",
        "Look at what is in it, and move it back by hand."
      )
    )
  ] satisfies ReadonlyArray<Finding>
})
