/** What `sources add` and `sources set` are told, as a source that can be kept: nothing of it holds a password, and none that would feed the library to itself. */
import { statSync } from "node:fs"
import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { LibraryCache } from "@deadwax/core-cache"
import {
  type NewSource,
  noSettings,
  parseSourceUrl,
  policyOf,
  type SourceChange,
  type SourceRow,
  type SourceSettings,
  settingsOf,
  sourceNameProblem
} from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { realPathOf } from "../config/choose-library.ts"
import { Failure, fromNamedFile } from "../errors/failure.ts"
import { printNotice } from "../print/notice.ts"
import { changePolicy, readPolicy } from "./read-policy.ts"

/** What was typed of how a source is reached and what is wanted of it. */
export interface Reaching {
  readonly user: string | undefined
  readonly passwordFile: string | undefined
  readonly passwordVariable: string | undefined
  readonly allowPlainHttp: boolean
  /** Undefined: as it was. */
  readonly concurrency: number | undefined
  readonly bytesPerSecond: number | null | undefined
  readonly policy: ReadonlyArray<string>
}

/** What `sources add` was told. */
export interface SourceInput extends Reaching {
  readonly name: string
  readonly url: string
}

/** What `sources set` was told. */
export interface SourceChanges extends Reaching {
  readonly newDisk: boolean
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

/** What was typed, over what was said before: a password that was typed takes the place of the former one, wherever that is. */
const readSettings = Effect.fnUntraced(function* (input: Reaching, isDirectory: boolean, before = noSettings) {
  const { passwordFile } = input
  const user = input.user ?? before.user
  const passwordVariable = input.passwordVariable ?? (passwordFile === undefined ? before.passwordVariable : null)
  if (isDirectory && (user ?? passwordFile ?? passwordVariable) !== null)
    return yield* usage("a directory is read without a user name and a password", "Leave them out.")
  if (passwordFile !== undefined && passwordVariable !== null)
    return yield* usage("a password is in a file or in an environment variable, not in both", "Leave out one or the other.")
  if (user === null && (passwordFile ?? passwordVariable) !== null)
    return yield* usage("a password is of no use without a user name", "Give the name with --user.")
  const formerFile = input.passwordVariable === undefined ? before.passwordFile : null
  const settings: SourceSettings = {
    user,
    passwordFile: passwordFile === undefined ? formerFile : yield* checkPasswordFile(passwordFile),
    passwordVariable,
    allowPlainHttp: input.allowPlainHttp || before.allowPlainHttp,
    concurrency: input.concurrency ?? before.concurrency,
    bytesPerSecond: input.bytesPerSecond === undefined ? before.bytesPerSecond : input.bytesPerSecond
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

const isNothing = ({ allowPlainHttp, policy, newDisk, ...values }: SourceChanges): boolean =>
  Object.values(values).every((value) => value === undefined) && !allowPlainHttp && policy.length === 0 && !newDisk

/** Checks all that was typed as `newSource` does, over what is known of the source; nothing is kept yet. */
export const changedSource = Effect.fnUntraced(function* (row: SourceRow, changes: SourceChanges) {
  if (isNothing(changes))
    return yield* usage(
      "nothing was said that is to be changed",
      "Give a policy, a user name, where the password is, or how fast files may come."
    )
  const isDirectory = row.kind === "directory"
  if (changes.newDisk && !isDirectory) return yield* usage("only a directory lies on a disk", "Leave out --new-disk.")
  const change: SourceChange = {
    settings: yield* readSettings(changes, isDirectory, settingsOf(row)),
    policy: yield* changePolicy(policyOf(row), changes.policy),
    acceptsDisk: changes.newDisk
  }
  return change
})
