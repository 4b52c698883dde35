/**
 * Reads the tags of files given by name, outside any library.
 * A name that is not UTF-8 reaches a program with U+FFFD in place of its bytes and cannot be opened; the directory's own listing
 * tells what the bytes were, so that the user sees which file was meant.
 */

import { basename, dirname, join, resolve } from "node:path"
import type { FileError, Files } from "@deadwax/core-async"
import type { FailureReason } from "@deadwax/core-cache"
import { type AudioTags, QuickReader, type ReadOutcome, readTags } from "@deadwax/core-tags"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"

/** What the tag reader sees in one file; keys in the order in which they are printed. */
export type Inspection = { readonly path: string } & Omit<AudioTags, "coverMime">

export interface FailedInspection {
  readonly path: string
  readonly error: { readonly reason: FailureReason; readonly message: string }
}

export type Inspected = Inspection | FailedInspection

type FilesPort = Files["Service"]

const failed = (path: string, reason: FailureReason, message: string): FailedInspection => ({ path, error: { reason, message } })

const inspection = (path: string, { coverMime: _, ...tags }: AudioTags): Inspection => ({ path, ...tags })

const replacement = "\ufffd"

/** The bytes of an escaped name (`caf\xE9`) decoded as the system decoded them for us. */
const asDecoded = (escaped: string): string => {
  const bytes: Array<number> = []
  const encoder = new TextEncoder()
  for (const [part, byte] of escaped.matchAll(/\\x([0-9A-F]{2})|[^\\]+|\\/g)) {
    if (byte === undefined) bytes.push(...encoder.encode(part))
    else bytes.push(Number.parseInt(byte, 16))
  }
  return new TextDecoder().decode(Uint8Array.from(bytes))
}

/** The file's path with its bytes written out, when its directory holds a name that was decoded to this one. */
const undecodable = Effect.fnUntraced(function* (files: FilesPort, path: string) {
  const directory = dirname(path)
  const walk = yield* files
    .walk(directory, { enter: () => false, wants: (name) => name.includes("\\x") })
    .pipe(Effect.orElseSucceed(() => undefined))
  const name = basename(path)
  const problem = walk?.problems.find((found) => found.reason === "name-not-utf8" && asDecoded(found.path) === name)
  return problem === undefined ? undefined : join(directory, problem.path)
})

const notThere = Effect.fnUntraced(function* (files: FilesPort, path: string) {
  if (!path.includes(replacement)) return failed(path, "vanished", "there is no such file")
  const escaped = yield* undecodable(files, path)
  // The bytes may belong to a directory further up: then the path cannot be told, but why it cannot be opened can.
  return failed(escaped ?? path, "name-not-utf8", "its name is not UTF-8; rename it to have it read")
})

const unreadable = (path: string, error: FileError): FailedInspection => {
  if (error.reason === "is-a-directory") return failed(path, "not-audio", "this is a directory")
  return failed(
    path,
    "unreadable",
    error.reason === "permission" ? "the file may not be read" : `the file cannot be read (${error.reason})`
  )
}

const answer = (files: FilesPort, path: string, result: Result.Result<ReadOutcome, FileError>): Effect.Effect<Inspected> => {
  if (Result.isFailure(result)) {
    return result.failure.reason === "not-found" ? notThere(files, path) : Effect.succeed(unreadable(path, result.failure))
  }
  const outcome = result.success
  return Effect.succeed(outcome.ok ? inspection(path, outcome.tags) : failed(path, outcome.reason, outcome.message))
}

/** One answer for each file, in order. */
export const inspectFiles = Effect.fnUntraced(function* (files: FilesPort, names: ReadonlyArray<string>) {
  const paths = names.map((name) => resolve(name))
  const quick = yield* QuickReader
  const results = yield* Effect.orDie(files.readEach(paths, (file) => readTags(file, { quick })))
  return yield* Effect.forEach(results, (result, index) => answer(files, paths[index] as string, result))
})
