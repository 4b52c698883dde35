/** `deadwax tracks add FILE…`: files from elsewhere are copied into the library and scanned; each stays where it was. */
import { basename, dirname, join, resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { CacheError, LibraryCache, type Track } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { Failure } from "../errors/failure.ts"
import { someFailed } from "../errors/some-failed.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { pathOperand } from "./path-operand.ts"

/** A directory that need not be there yet, as the disk has what is there of it. */
const realDirectoryOf = Effect.fnUntraced(function* (given: string) {
  const files = yield* Files
  const absolute = resolve(given)
  for (let at = absolute, rest = ""; ; ) {
    const real = yield* Effect.option(files.realPath(at))
    if (Option.isSome(real)) return join(real.value, rest)
    if (dirname(at) === at) return absolute
    rest = join(basename(at), rest)
    at = dirname(at)
  }
})

const addOne = Effect.fnUntraced(function* (file: string, to: string | undefined) {
  const cache = yield* LibraryCache
  const path = yield* realPathOf(file)
  const track = yield* cache.addTrack({ path }, to === undefined ? {} : { to })
  if (track !== undefined) return track
  return yield* new Failure({
    code: "not-found",
    message: `${path} was not added: it is not there, or where it would lie is ignored by the library`,
    remedy: "Check its spelling, or name another directory with --to.",
    path
  })
})

const printAdded = Effect.fnUntraced(function* (track: Track) {
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(track)
  else if (!manner.quiet) yield* printLines([`Added: ${visible(track.sourcePath)}`])
})

/** What is wrong with one of several files; anything else ends the command. */
const isOfTheFile = (error: unknown): error is CacheError | Failure =>
  (error instanceof CacheError && error.reason === "usage") || (error instanceof Failure && error.code === "not-found")

const addAll = Effect.fnUntraced(function* (files: ReadonlyArray<string>, to: string | undefined) {
  const screen = yield* Screen
  let failed = 0
  for (const file of files) {
    const adding = Effect.flatMap(addOne(file, to), printAdded)
    if (files.length === 1) yield* adding
    else
      yield* Effect.catch(adding, (error) => {
        if (!isOfTheFile(error)) return Effect.fail(error)
        failed++
        return screen.manner.json
          ? printJson({ path: file, error: { message: error.message, remedy: error.remedy } })
          : screen.note(`${visible(file)}: ${visible(error.message)}\n`)
      })
  }
  if (failed > 0) return yield* someFailed
  return files.length
})

export const tracksAdd = Command.make(
  "add",
  {
    files: Argument.variadic(pathOperand("FILE", "audio files"), { min: 1 }),
    to: Flag.String("to").pipe(
      Flag.withMetavar("DIR"),
      Flag.withDescription(optionSummary("tracks add", "to")),
      Flag.filter(
        (path) => path !== "",
        () => "a path that is not empty"
      ),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ files, to }) {
    const directory = Option.isSome(to) ? yield* realDirectoryOf(to.value) : undefined
    yield* withFilledLibrary(addAll(files, directory))
  })
).pipe(Command.withDescription(outlineOf("tracks add").summary))
