/** What `sources add` is told, as a source that can be kept: nothing of it holds a password, and none that would feed the library to itself. */
import { statSync } from "node:fs"
import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { LibraryCache } from "@deadwax/core-cache"
import { type NewSource, parseSourceUrl, type SourceSettings, sourceNameProblem } from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { realPathOf } from "../config/choose-library.ts"
import { Failure, fromNamedFile } from "../errors/failure.ts"
import { printNotice } from "../print/notice.ts"
import { readPolicy } from "./read-policy.ts"

/** What was typed. */
export interface SourceInput {
  readonly name: string
  readonly url: string
  readonly user: string | undefined
  readonly passwordFile: string | undefined
  readonly passwordVariable: string | undefined
  readonly allowPlainHttp: boolean
  readonly policy: ReadonlyArray<string>
}

const usage = (message: string, remedy: string, path?: string): Failure => new Failure({ code: "usage", message, remedy, path })

const checkName = (name: string): Effect.Effect<void, Failure> => {
  const problem = sourceNameProblem(name)
  if (problem === undefined) return Effect.void
  return Effect.fail(usage(`a source cannot be called "${name}": ${problem}`, "Choose another name."))
}

/** Others on this machine could read it. */
const warnOfReaders = (path: string) =>
  (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077
    ? printNotice("warning", `${path} can be read by other users of this machine; chmod 600 keeps the password to you`)
    : Effect.void

const checkPasswordFile = Effect.fnUntraced(function* (file: string) {
  const path = resolve(file)
  const { readFile } = yield* Files
  yield* Effect.mapError(readFile(path), fromNamedFile("read"))
  yield* warnOfReaders(path)
  return path
})

const readSettings = Effect.fnUntraced(function* (input: SourceInput, isDirectory: boolean) {
  const { user = null, passwordFile, passwordVariable = null, allowPlainHttp } = input
  if (isDirectory && (user ?? passwordFile ?? passwordVariable) !== null)
    return yield* usage("a directory is read without a user name and a password", "Leave them out.")
  if (passwordFile !== undefined && passwordVariable !== null)
    return yield* usage("a password is in a file or in an environment variable, not in both", "Leave out one or the other.")
  if (user === null && (passwordFile ?? passwordVariable) !== null)
    return yield* usage("a password is of no use without a user name", "Give the name with --user.")
  const settings: SourceSettings = {
    user,
    passwordFile: passwordFile === undefined ? null : yield* checkPasswordFile(passwordFile),
    passwordVariable,
    allowPlainHttp
  }
  return settings
})

const isWithin = (path: string, directory: string): boolean => path === directory || path.startsWith(`${directory}/`)

/** The directory with links resolved. What lies in the library, or around it, would be copied into itself without end. */
const checkDirectory = Effect.fnUntraced(function* (typed: string) {
  const { library } = yield* LibraryCache
  const files = yield* Files
  const path = yield* realPathOf(typed)
  if (isWithin(path, library.root) || isWithin(library.root, path))
    return yield* usage(
      `${path} lies in the library "${library.name}", or the library in it`,
      "Name a directory elsewhere: a library cannot be its own source.",
      path
    )
  const info = yield* Effect.orElseSucceed(files.stat(path), () => undefined)
  if (info !== undefined && info.kind !== "directory")
    return yield* usage(`${path} is not a directory`, "Name the directory that holds the music.", path)
  if (info === undefined) yield* printNotice("notice", `${path} is not there now; it must be when the source is synced`)
  return path
})

/** Checks all that was typed; nothing is kept yet. */
export const newSource = Effect.fnUntraced(function* (input: SourceInput) {
  yield* checkName(input.name)
  const { kind, address } = yield* Effect.fromResult(
    Result.mapError(parseSourceUrl(input.url), ({ message, remedy }) => usage(message, remedy))
  )
  const isDirectory = kind === "directory"
  const source: NewSource = {
    name: input.name,
    kind,
    settings: yield* readSettings(input, isDirectory),
    policy: { ...(yield* readPolicy(input.policy)) },
    address: isDirectory ? yield* checkDirectory(address) : address
  }
  return source
})
