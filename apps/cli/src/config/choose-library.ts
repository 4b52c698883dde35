/** Which library a command means: by name, by directory, or the only one there is. */

import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import type { Library } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import type { ConfigFile } from "./config-file.ts"

const listed = (libraries: ReadonlyArray<Library>): string => libraries.map(({ name }) => `"${name}"`).join(", ")

/** The path with links resolved, or as it is when nothing is there: a library may be unplugged. */
export const realPathOf = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const absolute = resolve(path)
  return yield* files.realPath(absolute).pipe(Effect.orElseSucceed(() => absolute))
})

const notInitialised = (file: ConfigFile, directory: string): Failure =>
  new Failure({
    code: "not-initialised",
    message: `${directory} is not a library of ${file.path}`,
    remedy: `Make it one: deadwax init ${directory}`,
    path: directory
  })

/** `wanted` as given by --library or DEADWAX_LIBRARY; `near` is a directory that the command was given, for a better hint. */
export const chooseLibrary = Effect.fnUntraced(function* (
  file: ConfigFile,
  wanted: string | undefined,
  near: string | undefined
): Effect.fn.Return<Library, Failure, Files> {
  const { libraries } = file.config
  if (wanted !== undefined) {
    const directory = yield* realPathOf(wanted)
    const absolute = resolve(wanted)
    const isRoot = ({ root }: Library): boolean => root === directory || root === absolute
    const found = libraries.find(({ name }) => name === wanted) ?? libraries.find(isRoot)
    if (found !== undefined) return found
    if (wanted.includes("/") || wanted === "." || (yield* isThere(directory))) return yield* notInitialised(file, directory)
    return yield* unknownName(file, wanted)
  }
  const [only] = libraries
  if (only !== undefined && libraries.length === 1) return only
  if (only === undefined) {
    if (near !== undefined) return yield* notInitialised(file, yield* realPathOf(near))
    return yield* new Failure({
      code: "not-initialised",
      message: `no library is registered in ${file.path}`,
      remedy: "Register the directory that holds your music: deadwax init DIR",
      path: file.path
    })
  }
  return yield* new Failure({
    code: "usage",
    message: `${libraries.length} libraries are registered, and which one is meant was not said`,
    remedy: `Name one of ${listed(libraries)} with --library.`
  })
})

const isThere = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const info = yield* files.stat(path).pipe(Effect.orElseSucceed(() => undefined))
  return info !== undefined
})

const unknownName = (file: ConfigFile, wanted: string): Failure =>
  new Failure({
    code: "not-initialised",
    message: `there is no library "${wanted}" in ${file.path}`,
    remedy:
      file.config.libraries.length === 0
        ? "Register the directory that holds your music: deadwax init DIR"
        : `Name one of ${listed(file.config.libraries)}, or the directory of one.`,
    path: file.path
  })
