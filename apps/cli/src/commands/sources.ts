/** `deadwax sources add|set|list|remove|test`: the places that music comes from. Nothing of them is ever written to. */
import { LibraryCache } from "@deadwax/core-cache"
import { addSource, listSourceInfos, listSources, removeSource, type SourceRow, testSource } from "@deadwax/core-sync"
import * as Clock from "effect/Clock"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { Failure, fromSyncFailure } from "../errors/failure.ts"
import { withLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { sourceColumns } from "../print/source.ts"
import { shownSource, sourceNamed } from "../sources/find-source.ts"
import { newSource, type SourceInput } from "../sources/new-source.ts"
import { pageOptions, pageRequest } from "./page-options.ts"
import { setCommand } from "./set-source.ts"
import { printSource, reachingOf, reachingOptions } from "./source-options.ts"

const nameOperand = Argument.String("NAME").pipe(Argument.withDescription("the source's name"))

/** Names that differ in case alone would be one name to people, and to disks. */
const isTaken = (rows: ReadonlyArray<SourceRow>, name: string): boolean =>
  rows.some((row) => row.name.toLowerCase() === name.toLowerCase())

const taken = (name: string): Failure =>
  new Failure({
    code: "usage",
    message: `there is a source "${name}" already, or one whose name differs in case alone`,
    remedy: "Choose another name, or remove that one first."
  })

const addOne = Effect.fnUntraced(function* (input: SourceInput) {
  const { inLibraryDb } = yield* LibraryCache
  // Before anything is said of where it is: it will not be there.
  if (yield* inLibraryDb((database) => isTaken(listSources(database), input.name))) return yield* taken(input.name)
  const source = yield* newSource(input)
  const nowUs = (yield* Clock.currentTimeMillis) * 1000
  const added = yield* inLibraryDb((database) =>
    isTaken(listSources(database), source.name) ? undefined : addSource(database, source, nowUs)
  )
  if (added === undefined) return yield* taken(source.name)
  yield* printSource(source.name)
})

const add = Command.make(
  "add",
  {
    name: nameOperand,
    url: Argument.String("URL").pipe(Argument.withDescription("dir:PATH, webdavs://HOST/PATH or webdav://HOST/PATH")),
    ...reachingOptions("sources add")
  },
  ({ name, url, ...options }) => withLibrary(addOne({ name, url, ...reachingOf(options) }))
).pipe(Command.withDescription(outlineOf("sources add").summary))

const list = Command.make(
  "list",
  pageOptions("sources list"),
  Effect.fnUntraced(function* (options) {
    const request = yield* pageRequest(options)
    yield* withLibrary(
      Effect.gen(function* () {
        const page = yield* listSourceInfos(request)
        const { manner } = yield* Screen
        if (manner.json) return yield* printJsonPage(page)
        yield* printRows(sourceColumns, page.items)
        yield* printFooter(page, "source", "sources")
      })
    )
  })
).pipe(Command.withDescription(outlineOf("sources list").summary))

const removeOne = Effect.fnUntraced(function* (name: string) {
  const row = yield* sourceNamed(name)
  const shown = yield* shownSource(name)
  const { inLibraryDb } = yield* LibraryCache
  yield* inLibraryDb((database) => removeSource(database, row.no))
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(shown)
  else if (!manner.quiet) yield* printLines([`Removed: ${visible(name)}; files that came from it stay.`])
})

const remove = Command.make("remove", { name: nameOperand }, ({ name }) => withLibrary(removeOne(name))).pipe(
  Command.withDescription(outlineOf("sources remove").summary)
)

const testOne = Effect.fnUntraced(function* (name: string) {
  const row = yield* sourceNamed(name)
  const opening = { environment: process.env, isImpatient: true }
  const source = yield* Effect.mapError(testSource(row, opening), fromSyncFailure)
  const { url } = yield* shownSource(name)
  const { changes } = source.capabilities
  const { manner } = yield* Screen
  if (manner.json) yield* printJson({ name, url, changes })
  else if (!manner.quiet)
    yield* printLines([`${visible(name)} is there and lets Deadwax in${changes ? "; it tells what changed" : ""}.`])
})

const test = Command.make("test", { name: nameOperand }, ({ name }) => withLibrary(testOne(name))).pipe(
  Command.withDescription(outlineOf("sources test").summary)
)

export const sourcesCommand = Command.make("sources").pipe(
  Command.withDescription(groups.sources ?? ""),
  Command.withSubcommands([add, setCommand, list, remove, test])
)
