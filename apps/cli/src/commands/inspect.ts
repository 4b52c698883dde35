/** `deadwax inspect FILE…`: what the tag reader sees, as the configuration has files read. Needs no library and writes nothing; one file's failure is that file's answer. */
import { Files } from "@deadwax/core-async"
import { QuickReader } from "@deadwax/core-tags"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { someFailed } from "../errors/some-failed.ts"
import { type Inspected, inspectFiles } from "../library/inspect-files.ts"
import { outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { inspectionFields } from "../print/inspection.ts"
import { Screen } from "../print/screen.ts"
import { loadConfig } from "./global-options.ts"
import { pathOperand } from "./path-operand.ts"

/** Few enough that the first answers come at once, enough to open files in one call. */
const batchSize = 32

const print = Effect.fnUntraced(function* (inspected: Inspected, first: boolean) {
  const screen = yield* Screen
  if (screen.manner.json) return yield* printJson(inspected)
  if ("error" in inspected) {
    const { path, error } = inspected
    return yield* screen.note(`${visible(path)}: ${visible(error.message)} (${error.reason})\n`)
  }
  yield* screen.out(`${first ? "" : "\n"}${screen.outStyle.bold(visible(inspected.path))}\n`)
  yield* printFields(inspectionFields(inspected))
})

const inspect = Effect.fnUntraced(function* (paths: ReadonlyArray<string>) {
  const files = yield* Files
  let failed = false
  for (let start = 0; start < paths.length; start += batchSize) {
    const answers = yield* inspectFiles(files, paths.slice(start, start + batchSize))
    for (const [index, inspected] of answers.entries()) {
      failed ||= "error" in inspected
      yield* print(inspected, start + index === 0)
    }
  }
  if (failed) yield* someFailed
})

export const inspectCommand = Command.make(
  "inspect",
  { files: Argument.variadic(pathOperand("FILE", "audio files"), { min: 1 }) },
  ({ files }) =>
    Effect.flatMap(loadConfig(), ({ file }) =>
      Effect.provideService(inspect(files), QuickReader, file.config.scanning.quickReader)
    )
).pipe(Command.withDescription(outlineOf("inspect").summary))
