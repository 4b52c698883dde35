/**
 * `deadwax init DIR`: makes a directory of music a library, or mends the registration of one. Writes the marker in its root and an entry
 * in the configuration, nothing else; never a music file. In that order: a crash between the two leaves a marker that the next `init`
 * adopts, with its id.
 */

import { resolve } from "node:path"
import { type Identity, type InitPlan, type Layout, type Library, planInit, readMarker, runInit } from "@deadwax/core-cache"
import * as NodeTerminal from "@effect/platform-node/NodeTerminal"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Prompt from "effect/cli/Prompt"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { addLibrary, type ConfigFile, moveLibrary } from "../config/config-file.ts"
import { Failure } from "../errors/failure.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { Screen } from "../print/screen.ts"
import { loadConfig } from "./global-options.ts"
import { pathOperand } from "./path-operand.ts"

const identities: ReadonlyArray<Identity> = ["tags", "fingerprint"]

const question = `How shall Deadwax recognise a file after you rename or retag it?
  tags         write two small id fields into each file's tags, and nothing else
  fingerprint  never write to a music file; keep the ids in Deadwax's own database
`

/** Whether files may be written is the owner's decision: nothing is chosen until a word is typed. */
const askIdentity = Effect.gen(function* () {
  const screen = yield* Screen
  yield* screen.out(question)
  const answer = yield* Prompt.run(
    Prompt.String({
      message: "tags or fingerprint?",
      validate: (text) => {
        const word = text.trim().toLowerCase()
        const meant = identities.find((identity) => word !== "" && identity.startsWith(word))
        return meant === undefined ? Effect.fail("Type tags or fingerprint.") : Effect.succeed(meant)
      }
    })
  ).pipe(Effect.provide(NodeTerminal.layer))
  return answer as Identity
})

const chosenIdentity = Effect.fnUntraced(function* (told: Option.Option<Identity>) {
  if (Option.isSome(told)) return told.value
  const screen = yield* Screen
  if (screen.canAsk && !screen.manner.json) return yield* askIdentity
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

/** A library that is registered keeps what it was registered with: other options would be passed over in silence. */
const refuseChange = Effect.fnUntraced(function* (library: Library, input: InitInput) {
  for (const option of ["name", "identity", "layout"] as const) {
    const told = Option.getOrUndefined(input[option])
    if (told === undefined || told === library[option]) continue
    return yield* new Failure({
      code: "usage",
      message: `${library.root} is registered as "${library.name}" with --${option} ${library[option]}, not ${told}`,
      remedy: `Leave out --${option}.`,
      path: library.root
    })
  }
})

type LibraryPath = (id: string) => string

const register = Effect.fnUntraced(function* (
  file: ConfigFile,
  plan: Extract<InitPlan, { kind: "new" }>,
  input: InitInput,
  libraryPath: LibraryPath
) {
  const library = yield* runInit(plan, {
    libraryPath,
    identity: yield* chosenIdentity(input.identity),
    registered: file.config.libraries,
    ...(Option.isSome(input.name) && { name: input.name.value }),
    ...(Option.isSome(input.layout) && { layout: input.layout.value })
  })
  yield* addLibrary(file, library)
  yield* noteUnmarked(library)
  if (library.layout === "flat" && Option.isNone(input.layout)) yield* noteFlat(file)
  return library
})

/** Nobody chose it, and one datafile one level down is enough for it: in a library that is nested it would pass over music in silence. */
const noteFlat = (file: ConfigFile) =>
  printNotice(
    "notice",
    `the layout is taken for flat, since there is !collages or a .rose.*.toml: each directory of the root is one release, audio files of the root itself are left out. If releases lie deeper, write layout = "nested" into ${file.path}`
  )

/** Says by what a root is known that could not be given a marker. Answers whether it is such a one. */
const noteUnmarked = Effect.fnUntraced(function* ({ id, name, root }: Library) {
  const marker = yield* Effect.orElseSucceed(readMarker(root), () => undefined)
  if (marker === id) return false
  yield* printNotice(
    "notice",
    `${root} is read-only; the library "${name}" is known by the file system that it lies on, without a marker`
  )
  return true
})

/** Mends the registration of a library that lost its marker or was moved. */
const mend = Effect.fnUntraced(function* (
  file: ConfigFile,
  plan: Exclude<InitPlan, { kind: "new" }>,
  input: InitInput,
  libraryPath: LibraryPath
) {
  const { library } = plan
  yield* refuseChange(library, input)
  yield* runInit(plan, { identity: library.identity, registered: file.config.libraries, libraryPath })
  if (plan.kind === "move") yield* moveLibrary(file, library)
  if (yield* noteUnmarked(library)) return library
  const what =
    plan.kind === "move"
      ? `the library "${library.name}" moved from ${plan.from} to ${library.root}; it keeps its id and its databases`
      : `the marker of the library "${library.name}" was gone; it is written anew, with the library's id`
  yield* printNotice("notice", what)
  return library
})

const init = Effect.fnUntraced(function* (input: InitInput) {
  const { file, places } = yield* loadConfig(true)
  const plan = yield* planInit(resolve(input.directory), file.config.libraries, places.libraryDb)
  const library = yield* plan.kind === "new"
    ? register(file, plan, input, places.libraryDb)
    : mend(file, plan, input, places.libraryDb)
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
    directory: pathOperand("DIR", "the directory that holds the music"),
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
