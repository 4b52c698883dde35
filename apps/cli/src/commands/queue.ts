/** `deadwax queue list|retry|ignore|unignore`: what is to be fetched from the sources, and what a person decides about it. */
import { LibraryCache } from "@deadwax/core-cache"
import { type CatalogRequest, decideItem, type ItemDecision, listCatalog, listQueued } from "@deadwax/core-sync"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failure } from "../errors/failure.ts"
import { withLibrary } from "../library/open-library.ts"
import { groups, optionSummary, outlineOf } from "../outline.ts"
import { itemChoices } from "../outline-sources.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { entryColumns } from "../print/source.ts"
import { sourceNamed } from "../sources/find-source.ts"
import { pageOptions, pageRequest } from "./page-options.ts"

/** Of a source that is not there nothing is listed: an empty list would say that all of it is here. */
const listItems = Effect.fnUntraced(function* (request: CatalogRequest) {
  if (request.source !== undefined) yield* sourceNamed(request.source)
  const page = yield* request.status === undefined ? listQueued(request) : listCatalog(request)
  const { manner } = yield* Screen
  if (manner.json) return yield* printJsonPage(page)
  yield* printRows(entryColumns, page.items)
  yield* printFooter(page, "file", "files")
})

const list = Command.make(
  "list",
  {
    source: Flag.String("source").pipe(
      Flag.withMetavar("NAME"),
      Flag.withDescription(optionSummary("queue list", "source")),
      Flag.optional
    ),
    status: Flag.Literals("status", itemChoices).pipe(
      Flag.withMetavar("STATUS"),
      Flag.withDescription(optionSummary("queue list", "status")),
      Flag.optional
    ),
    ...pageOptions("queue list")
  },
  Effect.fnUntraced(function* ({ source, status, ...options }) {
    const part = yield* pageRequest(options)
    const request = { ...part, source: Option.getOrUndefined(source), status: Option.getOrUndefined(status) }
    yield* withLibrary(listItems(request))
  })
).pipe(Command.withDescription(outlineOf("queue list").summary))

const told: Readonly<Record<ItemDecision, string>> = { retry: "To be tried again", ignore: "Ignored", unignore: "Wanted" }

const decideOne = Effect.fnUntraced(function* (decision: ItemDecision, id: string) {
  const entry = yield* decideItem(decision, id)
  const { library } = yield* LibraryCache
  if (entry === undefined)
    return yield* new Failure({
      code: "not-found",
      message: `the catalog of the library "${library.name}" has nothing under "${id}"`,
      remedy: "See what it has with deadwax queue list, and --status for what is not in the queue."
    })
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(entry)
  else if (!manner.quiet) yield* printLines([`${told[decision]}: ${visible(entry.path)} (${visible(entry.source)})`])
})

const idOperand = Argument.String("ID").pipe(Argument.withDescription("as queue list shows it"))

const decision = (kind: ItemDecision) =>
  Command.make(kind, { id: idOperand }, ({ id }) => withLibrary(decideOne(kind, id))).pipe(
    Command.withDescription(outlineOf(`queue ${kind}`).summary)
  )

export const queueCommand = Command.make("queue").pipe(
  Command.withDescription(groups.queue ?? ""),
  Command.withSubcommands([list, decision("retry"), decision("ignore"), decision("unignore")])
)
