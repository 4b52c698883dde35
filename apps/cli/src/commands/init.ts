/**
 * `deadwax init DIR`: makes a directory of music a library. Writes the marker in its root and an entry in the configuration, nothing
 * else; never a music file. In that order: a crash between the two leaves a marker that the next `init` adopts, with its id.
 */

import { resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { type Identity, initLibrary, type Layout, type Library, markerPath } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { addLibrary, type ConfigFile } from "../config/config-file.ts"
import { Failure } from "../errors/failure.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { Screen } from "../print/screen.ts"
import { loadConfig } from "./global-options.ts"

/** The directory's real path; it must be there, for a marker is to be written into it. */
const existingRoot = Effect.fnUntraced(function* (directory: string) {
  const files = yield* Files
  const path = resolve(directory)
  const info = yield* files.stat(path).pipe(Effect.orElseSucceed(() => undefined))
  if (info?.kind === "directory") return yield* realPathOf(path)
  const message = info === undefined ? `there is no directory ${path}` : `${path} is not a directory`
  return yield* new Failure({
    code: "usage",
    message,
    remedy: "Give the directory that holds your music: deadwax init DIR",
    path
  })
})

const askIdentity = Prompt.Select<Identity>({
  message: "How shall Deadwax recognise a file after you rename or retag it?",
  choices: [
    { title: "tags", value: "tags", description: "write two small id fields into each file's tags, and nothing else" },
    {
      title: "fingerprint",
      value: "fingerprint",
      description: "never write to a music file; keep the ids in Deadwax's own database"
    }
  ]
})

/** No default on purpose: whether files may be written is the owner's decision. */
const chosenIdentity = Effect.fnUntraced(function* (told: Option.Option<Identity>) {
  if (Option.isSome(told)) return told.value
  const screen = yield* Screen
  if (screen.canAsk && !screen.manner.json) return yield* Prompt.run(askIdentity)
  return yield* new Failure({
    code: "usage",
    message: "whether Deadwax may write ids into the files' tags was not said",
    remedy: "Add --identity tags (two id fields are written) or --identity fingerprint (no music file is ever written)."
  })
})

const libraryFields = (library: Library): ReadonlyArray<readonly [string, string]> => [
  ["Library", library.name],
  ["Root", library.root],
  ["Identity", library.identity],
  ["Layout", library.layout],
  ["ID", library.id]
]

/** A word for a POSIX shell. */
const quoted = (text: string): string => (/^[\w.-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", "'\\''")}'`)

interface InitInput {
  readonly directory: string
  readonly identity: Option.Option<Identity>
  readonly layout: Option.Option<Layout>
  readonly name: Option.Option<string>
}

/** The directory bears the id of another registered library: it was moved, or is a copy. Only its owner knows which. */
const refuseTwin = (file: ConfigFile, library: Library): Effect.Effect<void, Failure> => {
  const twin = file.config.libraries.find(({ id }) => id === library.id)
  if (twin === undefined) return Effect.void
  return Effect.fail(
    new Failure({
      code: "usage",
      message: `${library.root} bears the id of the library "${twin.name}", which is registered at ${twin.root}`,
      remedy: `If you moved it, change its root in ${file.path}; if this is a copy, remove ${library.root}/${markerPath} and run init again.`,
      path: library.root
    })
  )
}

const init = Effect.fnUntraced(function* (input: InitInput) {
  const { file } = yield* loadConfig()
  const root = yield* existingRoot(input.directory)
  const library = yield* initLibrary({
    root,
    identity: yield* chosenIdentity(input.identity),
    registered: file.config.libraries,
    ...(Option.isSome(input.name) && { name: input.name.value }),
    ...(Option.isSome(input.layout) && { layout: input.layout.value })
  })
  yield* refuseTwin(file, library)
  yield* addLibrary(file, library)
  const screen = yield* Screen
  if (screen.manner.json) return yield* printJson(library)
  if (screen.manner.quiet) return
  yield* printFields(libraryFields(library))
  const which = file.config.libraries.every(({ id }) => id === library.id) ? "" : `--library ${quoted(library.name)} `
  yield* screen.note(`Registered in ${visible(file.path)}. Next: deadwax ${which}scan\n`)
})

export const initCommand = Command.make(
  "init",
  {
    directory: Argument.String("DIR").pipe(Argument.withDescription("the directory that holds the music")),
    identity: Flag.Literals("identity", ["tags", "fingerprint"]).pipe(
      Flag.withDescription(optionSummary("init", "identity")),
      Flag.optional
    ),
    layout: Flag.Literals("layout", ["nested", "flat"]).pipe(
      Flag.withDescription(optionSummary("init", "layout")),
      Flag.optional
    ),
    name: Flag.String("name").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription(optionSummary("init", "name")),
      Flag.filter(
        (name) => name.trim() !== "",
        () => "a text that is not empty"
      ),
      Flag.optional
    )
  },
  init
).pipe(Command.withDescription(outlineOf("init").summary))
