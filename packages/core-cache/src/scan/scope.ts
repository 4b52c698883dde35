/** Which part of the library a scan looks at: all of it, or some releases (U2). */
import { Files, type Walk, type WalkProblem } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { CacheError, fromFile } from "../cache-error.ts"
import type { Library } from "../model/model.ts"
import type { CachedState } from "./cached-state.ts"
import { type ContentRules, classifyName, decideEnter } from "./entry-names.ts"
import { isDiscName } from "./find-releases.ts"
import { absolutePath, directoryOf, isBelow, nameOf } from "./paths.ts"

/** Relative directories to look at; undefined: everything. */
export type Scope = ReadonlyArray<string> | undefined

/** Is a path (or a release's directory) inside the scope? */
export const inScope =
  (scope: Scope) =>
  (path: string): boolean =>
    scope === undefined || scope.some((directory) => path === directory || isBelow(path, directory))

/** Turns absolute directories into a scope; a disc's directory means its release. Outside the library: `usage`. */
export const decideScope = (
  library: Library,
  directories: ReadonlyArray<string> | undefined
): Effect.Effect<Scope, CacheError> => {
  const scope: Array<string> = []
  for (const directory of directories ?? []) {
    const path = directory.length > 1 && directory.endsWith("/") ? directory.slice(0, -1) : directory
    if (path === library.root) return Effect.succeed(undefined)
    if (!isBelow(path, library.root)) return Effect.fail(outside(library, directory))
    scope.push(releaseOf(library, path.slice(library.root.length + 1)))
  }
  return Effect.succeed(scope.length === 0 ? undefined : scope)
}

const releaseOf = (library: Library, path: string): string => {
  if (library.layout === "flat") return path.split("/")[0]!
  let at = path
  while (isDiscName(nameOf(at)) && at.includes("/")) at = directoryOf(at)
  return at
}

const outside = (library: Library, directory: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${directory} is not inside the library ${library.root}`,
    remedy: "Name directories of this library, or none to scan all of it.",
    path: directory
  })

/** Walks the scope; paths in the answer are relative to the library's root. A directory of the scope that is gone is simply empty. */
export const walkScope = Effect.fnUntraced(function* (library: Library, scope: Scope, rules: ContentRules) {
  const files = yield* Files
  const wants = (name: string) => classifyName(name, rules) !== undefined
  if (scope === undefined) {
    const walk = files.walk(library.root, { enter: decideEnter(rules), wants })
    return yield* Effect.mapError(walk, fromFile("read the library"))
  }
  const walks: Array<Walk> = []
  for (const directory of scope) {
    const walk = files.walk(absolutePath(library.root, directory), { enter: decideEnter(rules), wants })
    const found = yield* Effect.catch(walk, (error) =>
      error.reason === "not-found" ? Effect.succeed(undefined) : Effect.fail(fromFile("read a release")(error))
    )
    if (found !== undefined) walks.push(prefixed(found, directory))
  }
  return joined(library.root, walks)
})

const prefixed = (walk: Walk, directory: string): Walk => ({
  ...walk,
  paths: walk.paths.map((path) => `${directory}/${path}`),
  directories: [directory, ...walk.directories.map((path) => `${directory}/${path}`)],
  problems: walk.problems.map((problem): WalkProblem => ({ ...problem, path: `${directory}/${problem.path}` }))
})

const joined = (root: string, walks: ReadonlyArray<Walk>): Walk => ({
  root,
  paths: walks.flatMap((walk) => walk.paths),
  sizesBytes: walks.flatMap((walk) => walk.sizesBytes),
  modifiedAtUs: walks.flatMap((walk) => walk.modifiedAtUs),
  linked: walks.flatMap((walk) => walk.linked),
  directories: walks.flatMap((walk) => walk.directories),
  problems: walks.flatMap((walk) => walk.problems)
})

/** The part of the cached state that the scope can say something about. */
export const stateInScope = (state: CachedState, scope: Scope): CachedState => {
  if (scope === undefined) return state
  const isInside = inScope(scope)
  const inside = <A>(rows: ReadonlyMap<string, A>): ReadonlyMap<string, A> =>
    new Map([...rows].filter(([path]) => isInside(path)))
  return { tracks: inside(state.tracks), releases: inside(state.releases), failures: inside(state.failures) }
}
