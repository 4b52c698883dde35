/** `deadwax config check`: reads the configuration as every command does, and says what it found. */
import { Files } from "@deadwax/core-async"
import type { Library } from "@deadwax/core-cache"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { lookFurther, readingRules } from "../config/config-file.ts"
import { readEnvironment, variableOf } from "../config/environment.ts"
import type { Failure } from "../errors/failure.ts"
import { outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { fieldLines } from "../print/fields.ts"
import { printNotice } from "../print/notice.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { findConfig, unknownKeyText } from "./global-options.ts"

/** What is odd and works all the same. */
const warningsOf = Effect.fnUntraced(function* (libraries: ReadonlyArray<Library>) {
  const files = yield* Files
  const warnings: Array<string> = []
  for (const { name, root } of libraries) {
    const info = yield* files.stat(root).pipe(Effect.orElseSucceed(() => undefined))
    if (info?.kind !== "directory") warnings.push(`the root of the library "${name}", ${root}, is not there at the moment`)
  }
  return warnings
})

/** The mistakes that stop every command, and with them what is found besides. */
const tellAll = Effect.fnUntraced(function* (stopped: Failure) {
  const { failure, unknownKeys } = yield* lookFurther(stopped)
  for (const unknown of unknownKeys) yield* printNotice("warning", unknownKeyText(failure.path ?? "", unknown))
  return yield* failure
})

const checkConfig = Effect.gen(function* () {
  const { file } = yield* findConfig().pipe(Effect.catch(tellAll))
  const rules = yield* readingRules(file)
  const { config, path, state } = file
  const warnings = [...file.unknownKeys.map((unknown) => unknownKeyText(path, unknown)), ...(yield* warningsOf(config.libraries))]
  const { content, naming, scanning } = config
  const found = {
    path,
    exists: state !== null,
    libraries: config.libraries,
    settings: {
      ...content,
      ...naming,
      ...scanning,
      artistAliases: rules.artistAliases ?? [],
      genreTree:
        typeof config.reading.genreTree === "string"
          ? config.reading.genreTree
          : rules.genreParents === undefined
            ? null
            : "inline"
    },
    environment: Object.keys(readEnvironment(process.env)).map(variableOf)
  }
  const { manner, outStyle } = yield* Screen
  if (manner.json) return yield* printJson({ ...found, warnings })
  for (const warning of warnings) yield* printNotice("warning", warning)
  yield* printLines(
    fieldLines(
      [
        ["Configuration", found.exists ? path : `${path} (not there yet)`],
        ...config.libraries.map(({ name, root }) => ["Library", `${name} (${root})`] as const),
        ["Cover stems", content.coverArtStems ?? []],
        ["Cover endings", content.validArtExts ?? []],
        ["Ignored directories", content.ignoreReleaseDirectories ?? []],
        ["Renames files", naming.renameSourceFiles],
        ["Artist aliases", found.settings.artistAliases.map(({ artist, aliases }) => `${artist} = ${aliases.join(", ")}`)],
        ["Genre tree", found.settings.genreTree],
        ["From environment", found.environment]
      ],
      outStyle
    )
  )
  yield* printLines([warnings.length === 0 ? "No mistakes." : "No mistakes that stop anything."])
})

export const checkConfigCommand = Command.make("check", {}, () => checkConfig).pipe(
  Command.withDescription(outlineOf("config check").summary)
)
