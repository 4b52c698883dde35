/**
 * What lies in the library where work is to be done: the files at some paths and all beside them, so that a name that is taken is known to be,
 * also where only its case differs. Each directory is listed once, whatever else the library holds.
 */
import { Files } from "@deadwax/core-async"
import { foldName } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { folderOf } from "../folder-of.ts"
import type { LocalItem } from "../planning/trees.ts"
import { stateText } from "./plan-work.ts"

/** A directory as it is spelt on the disk. */
interface Listed {
  readonly files: ReadonlyArray<LocalItem>
  /** Paths of the directories in it. */
  readonly directories: ReadonlyArray<string>
}

const nothing: Listed = { files: [], directories: [] }

const below = (directory: string, name: string): string => (directory === "" ? name : `${directory}/${name}`)

/** One directory without those in it. What is not there, or cannot be read, holds nothing: an action will fail at it. */
const listDirectory = Effect.fnUntraced(function* (root: string, directory: string) {
  const files = yield* Files
  const directories: Array<string> = []
  const enter = (name: string): boolean => {
    directories.push(below(directory, name))
    return false
  }
  const walked = yield* Effect.option(files.walk(below(root, directory), { enter }))
  if (walked._tag === "None") return nothing
  const { paths, sizesBytes, modifiedAtUs } = walked.value
  const found = paths.map((name, at): LocalItem => {
    const state = { sizeBytes: sizesBytes[at] ?? 0, modifiedAtUs: modifiedAtUs[at] ?? 0 }
    return { path: below(directory, name), state: stateText(state), sizeBytes: state.sizeBytes, content: null }
  })
  return { files: found, directories } satisfies Listed
})

/** Every file in the directories of these paths, which are relative to the root; directories that a disk may take for those count. */
export const lookAround = Effect.fnUntraced(function* (root: string, paths: Iterable<string>) {
  const listed = new Map<string, Listed>()
  const spelt = new Map<string, ReadonlyArray<string>>([["", [""]]])
  const list = (directory: string) =>
    Effect.suspend(() => {
      const known = listed.get(directory)
      if (known !== undefined) return Effect.succeed(known)
      return Effect.tap(listDirectory(root, directory), (found) => Effect.sync(() => listed.set(directory, found)))
    })
  /** All spellings of a directory that there are, and the one that was asked for, to which a link may lead. */
  const resolve = (directory: string): Effect.Effect<ReadonlyArray<string>, never, Files> =>
    Effect.gen(function* () {
      const known = spelt.get(directory)
      if (known !== undefined) return known
      const folded = foldName(directory)
      const found = new Set([directory])
      for (const parent of yield* resolve(folderOf(directory)))
        for (const other of (yield* list(parent)).directories) if (foldName(other) === folded) found.add(other)
      spelt.set(directory, [...found])
      return [...found]
    })
  const items = new Map<string, LocalItem>()
  for (const directory of new Set([...paths].map(folderOf)))
    for (const one of yield* resolve(directory)) for (const item of (yield* list(one)).files) items.set(item.path, item)
  return [...items.values()]
})
