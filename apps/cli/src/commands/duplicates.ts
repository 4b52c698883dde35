/** `deadwax duplicates list`: tracks that are there more than once, as the last syncs found them. */
import { listDuplicates } from "@deadwax/core-sync"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { withLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { duplicateColumns, duplicateRows } from "../print/duplicates.ts"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { pageOptions, pageRequest } from "./page-options.ts"

const list = Command.make(
  "list",
  pageOptions("duplicates list"),
  Effect.fnUntraced(function* (options) {
    const request = yield* pageRequest(options)
    yield* withLibrary(
      Effect.gen(function* () {
        const page = yield* listDuplicates(request)
        const { manner } = yield* Screen
        if (manner.json) return yield* printJsonPage(page)
        yield* printRows(duplicateColumns, page.items.flatMap(duplicateRows))
        yield* printFooter(page, "recording", "recordings")
      })
    )
  })
).pipe(Command.withDescription(outlineOf("duplicates list").summary))

export const duplicatesCommand = Command.make("duplicates").pipe(
  Command.withDescription(groups["duplicates"] ?? ""),
  Command.withSubcommands([list])
)
