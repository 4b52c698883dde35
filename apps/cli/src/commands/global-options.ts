/** The options that every command takes, and the configuration they lead to. */
import { resolve } from "node:path"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { readConfig } from "../config/config-file.ts"
import { placesOf } from "../config/places.ts"
import type { UnknownKey } from "../config/validate.ts"
import { optionSummary } from "../outline.ts"
import { printNotice } from "../print/notice.ts"
import type { Manner } from "../print/screen.ts"

const text = <const Name extends string>(name: Name, metavar: string) =>
  GlobalFlag.Setting(name)({
    flag: Flag.String(name).pipe(
      Flag.withMetavar(metavar),
      Flag.withDescription(optionSummary("", name)),
      Flag.filter(
        (value) => value !== "",
        () => "a text that is not empty"
      ),
      Flag.optional
    )
  })

const toggle = <const Name extends string>(name: Name, short?: string) => {
  const flag = Flag.Boolean(name).pipe(Flag.withDescription(optionSummary("", name)), Flag.withoutNegation)
  return GlobalFlag.Setting(name)({
    flag: (short === undefined ? flag : Flag.withAlias(flag, short)).pipe(Flag.withDefault(false))
  })
}

export const configOption = text("config", "FILE")
export const libraryOption = text("library", "NAME|DIR")
const jsonOption = toggle("json")
const quietOption = toggle("quiet")
const verboseOption = toggle("verbose", "v")

export const globalSettings = [configOption, libraryOption, jsonOption, quietOption, verboseOption] as const

/**
 * How to talk is needed before the arguments are parsed, for what parsing itself has to say; so it is read from the words before `--`.
 */
export const mannerOf = (args: ReadonlyArray<string>): Manner => {
  const end = args.indexOf("--")
  const words = new Set(end < 0 ? args : args.slice(0, end))
  return { json: words.has("--json"), quiet: words.has("--quiet"), verbose: words.has("-v") || words.has("--verbose") }
}

/** Reads the configuration that was asked for. `mayMake`: the command writes it, and so need not find it. */
export const findConfig = Effect.fnUntraced(function* (mayMake = false) {
  const places = placesOf(process.env)
  const told = Option.getOrUndefined(yield* configOption) ?? (process.env.DEADWAX_CONFIG || undefined)
  const file = yield* readConfig(told === undefined ? places.config : resolve(told), told !== undefined && !mayMake)
  return { file, places }
})

/** The same, and warns of keys that nothing reads. */
export const loadConfig = Effect.fnUntraced(function* (mayMake = false) {
  const found = yield* findConfig(mayMake)
  for (const unknown of found.file.unknownKeys) yield* printNotice("warning", unknownKeyText(found.file.path, unknown))
  return found
})

/** What is said of a key that nothing reads. */
export const unknownKeyText = (path: string, { key, meant }: UnknownKey): string =>
  `${path}: unknown key ${key} is ignored${meant === undefined ? "" : `; did you mean ${meant}?`}`

/** The library named by --library, else by DEADWAX_LIBRARY. */
export const wantedLibrary = Effect.gen(function* () {
  return Option.getOrUndefined(yield* libraryOption) ?? (process.env.DEADWAX_LIBRARY || undefined)
})
