/** `deadwax export …` and `import …`. `import rose [CONFIG]` takes over what the configuration of the music manager rosé says that means something here. */
import { homedir } from "node:os"
import { resolve } from "node:path"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { addKeys, parseFile } from "../config/config-file.ts"
import { type LeftKey, planRoseImport } from "../config/import-rose.ts"
import { groups, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { findConfig } from "./global-options.ts"
import { pathOperand } from "./path-operand.ts"
import { exportState, importState } from "./state.ts"

const leftLines = (title: string, keys: ReadonlyArray<LeftKey>): ReadonlyArray<string> =>
  keys.map(({ key, reason }) => `${title}: ${key} (${reason.replace(/\.$/, "")})`)

const expanded = (path: string): string => resolve(path.replace(/^~(?=\/|$)/, process.env.HOME ?? homedir()))

const importRose = Effect.fnUntraced(function* (given: string | undefined) {
  const { file, places } = yield* findConfig(true)
  const from = given === undefined ? places.roseConfig : resolve(given)
  const theirs = yield* parseFile(from)
  const { taken, kept, ignored, musicDirectory } = planRoseImport(theirs, yield* parseFile(file.path, file.text))
  const keys = Object.keys(taken)
  if (keys.length > 0) yield* addKeys(file, taken)
  const root = musicDirectory === undefined ? null : expanded(musicDirectory)
  const isRegistered = file.config.libraries.some((library) => library.root === root)
  const { manner } = yield* Screen
  if (manner.json)
    return yield* printJson({
      from,
      path: file.path,
      taken: keys,
      kept,
      ignored,
      library: root === null ? null : { root, isRegistered }
    })
  yield* printLines([
    ...keys.map((key) => `Taken over: ${key}`),
    ...leftLines("Left as it is", kept),
    ...leftLines("Not taken over", ignored),
    ...(keys.length > 0 ? [`Written to ${file.path}.`] : ["Nothing was written."]),
    ...(root === null || isRegistered ? [] : [`Next: deadwax init ${JSON.stringify(root)} --layout flat`])
  ])
})

const rose = Command.make(
  "rose",
  { config: pathOperand("CONFIG", "its config.toml (default: where it keeps it)").pipe(Argument.optional) },
  ({ config }) => importRose(Option.getOrUndefined(config))
).pipe(Command.withDescription(outlineOf("import rose").summary))

export const importCommand = Command.make("import").pipe(
  Command.withDescription(groups.import ?? ""),
  Command.withSubcommands([importState, rose])
)

export const exportCommand = Command.make("export").pipe(
  Command.withDescription(groups.export ?? ""),
  Command.withSubcommands([exportState])
)
