/** `deadwax trash list|restore|empty`: what was deleted, and what becomes of it. */
import { LibraryCache, type TrashedItem } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { withLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { counted } from "../print/numbers.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import type { Column } from "../print/table.ts"
import { pageOptions, pageRequest } from "./page-options.ts"

const columns: ReadonlyArray<Column<TrashedItem>> = [
  { title: "ID", value: ({ id }) => id, leaves: 8, style: "dim" },
  { title: "Deleted", value: ({ trashedAt }) => trashedAt, leaves: 10 },
  { title: "Files", value: ({ files }) => String(files), align: "right", leaves: 4 },
  { title: "Path", value: ({ path }) => path, leaves: 9 }
]

const list = Command.make(
  "list",
  pageOptions("trash list"),
  Effect.fnUntraced(function* (options) {
    const request = yield* pageRequest(options)
    yield* withLibrary(
      Effect.gen(function* () {
        const cache = yield* LibraryCache
        const page = yield* cache.listTrash(request)
        const { manner } = yield* Screen
        if (manner.json) return yield* printJsonPage(page)
        yield* printRows(columns, page.items)
        yield* printFooter(page, "thing in the trash", "things in the trash")
      })
    )
  })
).pipe(Command.withDescription(outlineOf("trash list").summary))

const restore = Command.make(
  "restore",
  { id: Argument.String("ID").pipe(Argument.withDescription("as trash list shows it")) },
  ({ id }) =>
    withLibrary(
      Effect.gen(function* () {
        const cache = yield* LibraryCache
        const path = yield* cache.restoreTrash(id)
        if (path === undefined) {
          const message = `the trash of the library "${cache.library.name}" holds nothing under "${id}"`
          return yield* new Failure({ code: "not-found", message, remedy: "See what it holds with deadwax trash list." })
        }
        const { manner } = yield* Screen
        if (manner.json) yield* printJson({ path })
        else if (!manner.quiet) yield* printLines([`Restored: ${visible(path)}`])
      })
    )
).pipe(Command.withDescription(outlineOf("trash restore").summary))

const empty = Command.make("empty", {}, () =>
  withLibrary(
    Effect.gen(function* () {
      const cache = yield* LibraryCache
      const removed = yield* cache.emptyTrash()
      const { manner } = yield* Screen
      if (manner.json) yield* printJson({ removed })
      else if (!manner.quiet) yield* printLines([`Removed for good: ${counted(removed, "thing", "things")}`])
    })
  )
).pipe(Command.withDescription(outlineOf("trash empty").summary))

export const trashCommand = Command.make("trash").pipe(
  Command.withDescription(groups.trash ?? ""),
  Command.withSubcommands([list, restore, empty])
)
