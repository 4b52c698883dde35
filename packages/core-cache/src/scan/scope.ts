/** Which part of the library a scan looks at: all of it, or some releases (U2). */
import { type FileError, Files, type Walk, type WalkProblem } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import { CacheError, fromFile } from "../cache-error.ts"
import { ignoreFileName } from "../ignoring/ignore-rules.ts"
import { isDirectoryIgnored, withoutIgnored } from "../ignoring/ignored-walk.ts"
import type { Library } from "../model/model.ts"
import type { CachedState } from "./cached-state.ts"
import { type ContentRules, classifyName, decideEnter } from "./entry-names.ts"
import { isDiscName } from "./find-releases.ts"
import { absolutePath, directoryOf, isBelow, nameOf } from "./paths.ts"

/** Relative directories to look at; undefined: everything. */
export type Scope = ReadonlyArray<string> | undefined

/** Is a path (or a release's directory) inside the scope? Costs a look-up per directory above the path, however large the scope. */
export const inScope = (scope: Scope): ((path: string) => boolean) => {
  if (scope === undefined) return () => true
  const directories = new Set(scope)
  return (path) => {
    for (let at = path; at !== ""; at = directoryOf(at)) if (directories.has(at)) return true
    return false
  }
}

/**
 * Turns absolute directories into a scope: relative, each once, none inside another. A disc's directory, or one below a release that is
 * known, means that release. Outside the library, ignored by it, or reached through a link: `usage`.
 */
export const decideScope = Effect.fnUntraced(function* (
  library: Library,
  rules: ContentRules,
  isRelease: (path: string) => boolean,
  directories: ReadonlyArray<string> | undefined
) {
  const scope = new Set<string>()
  for (const directory of directories ?? []) {
    const path = yield* relativeDirectory(library, rules, directory)
    const place = isRelease(path) ? yield* placeOf(library, path) : path
    if (place === "") return undefined
    scope.add(releaseOf(library, isRelease, place))
  }
  if (scope.size === 0) return undefined
  return outermost(scope) satisfies Scope
})

/** A release of files that have an album in common is known by its first file: what to look at is the directory that holds it. */
const placeOf = Effect.fnUntraced(function* (library: Library, path: string) {
  const files = yield* Files
  const info = yield* Effect.orElseSucceed(files.stat(absolutePath(library.root, path)), () => undefined)
  return info?.kind === "file" ? directoryOf(path) : path
})

/** Without those that lie inside another. */
const outermost = (directories: ReadonlySet<string>): ReadonlyArray<string> => {
  const isBelowAnother = (path: string): boolean => {
    for (let at = directoryOf(path); at !== ""; at = directoryOf(at)) if (directories.has(at)) return true
    return false
  }
  return [...directories].filter((path) => !isBelowAnother(path))
}

/** The scope with more directories. */
export const widenScope = (scope: Scope, directories: ReadonlyArray<string>): Scope =>
  scope === undefined ? undefined : outermost(new Set([...scope, ...directories]))

const relativeDirectory = Effect.fnUntraced(function* (library: Library, rules: ContentRules, directory: string) {
  const files = yield* Files
  if (directory !== library.root && !isBelow(directory, library.root)) return yield* refused(library, directory, "is not inside")
  const segments = directory
    .slice(library.root.length)
    .split("/")
    .filter((name) => name !== "" && name !== ".")
  if (segments.includes("..")) return yield* refused(library, directory, "is not inside")
  const isEntered = segments.every((name, i) => decideEnter(rules)(name, segments.slice(0, i + 1).join("/")))
  const path = segments.join("/")
  const isIgnored = !isEntered || (path !== "" && (yield* isDirectoryIgnored(library.root, path)))
  if (isIgnored) return yield* refused(library, directory, "is ignored by")
  const absolute = absolutePath(library.root, path)
  // A directory that is gone is looked at all the same: what was known of it goes.
  const real = yield* Effect.catch(files.realPath(absolute), () => Effect.succeed(absolute))
  if (real !== absolute) return yield* refused(library, directory, "is reached through a link and not part of")
  return path
})

const releaseOf = (library: Library, isRelease: (path: string) => boolean, path: string): string => {
  if (library.layout === "flat") return path.split("/")[0]!
  for (let at = directoryOf(path); at !== ""; at = directoryOf(at)) if (isRelease(at) && !isRelease(path)) return at
  let at = path
  while (isDiscName(nameOf(at)) && at.includes("/") && !isRelease(at)) at = directoryOf(at)
  return at
}

const refused = (library: Library, directory: string, what: string): CacheError =>
  new CacheError({
    reason: "usage",
    message: `${directory} ${what} the library ${library.root}`,
    remedy: "Name directories of this library, or none to scan all of it.",
    path: directory
  })

/** Walks the scope; paths in the answer are relative to the library's root. A directory of the scope that is gone is simply empty. */
export const walkScope = Effect.fnUntraced(function* (
  library: Library,
  scope: Scope,
  rules: ContentRules,
  onProgress: (files: number) => void = () => undefined
) {
  const files = yield* Files
  const wants = (name: string) => name === ignoreFileName || classifyName(name, rules) !== undefined
  if (scope === undefined) {
    const walk = files.walk(library.root, { enter: decideEnter(rules), wants, onProgress })
    return yield* withoutIgnored(yield* Effect.mapError(walk, fromFile("read the library")), undefined)
  }
  const walks: Array<Walk> = []
  let before = 0
  for (const directory of scope) {
    const enter = (name: string, path: string) => decideEnter(rules)(name, `${directory}/${path}`)
    const ahead = before
    const options = { enter, wants, onProgress: (seen: number) => onProgress(ahead + seen) }
    const walk = files.walk(absolutePath(library.root, directory), options)
    const found = yield* Effect.catch(walk, (error) => unwalked(library, directory, error))
    before += found?.paths.length ?? 0
    if (found !== undefined) walks.push(found.root === library.root ? found : prefixed(found, directory))
  }
  return yield* withoutIgnored(joined(library.root, walks), scope)
})

const nothingSeen = { paths: [], sizesBytes: [], modifiedAtUs: [], linked: [], directories: [] }

/** A directory that is gone is empty; one that cannot be read is a problem of its own; a file is no release. */
const unwalked = (library: Library, directory: string, error: FileError): Effect.Effect<Walk | undefined, CacheError> => {
  if (error.reason === "not-found") return Effect.succeed(undefined)
  if (error.reason === "not-a-directory")
    return Effect.fail(refused(library, absolutePath(library.root, directory), "is a file in"))
  return Effect.succeed({ ...nothingSeen, root: library.root, problems: [{ path: directory, reason: "unreadable" }] })
}

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
