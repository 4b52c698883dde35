/** `deadwax tracks lost|relink`: tracks that are gone and that the user still holds, and what file they are now. */
import { type Holding, LibraryCache, type LostTrack } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { realPathOf } from "../config/choose-library.ts"
import { Failure } from "../errors/failure.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import type { Column } from "../print/table.ts"
import { trackFields } from "../print/track.ts"
import { pageOptions, pageRequest } from "./page-options.ts"

const wordsOf = (holding: Holding): string => {
  switch (holding.kind) {
    case "playlist":
      return holding.name
    case "favorite":
      return "favourites"
    case "rating":
      return `rated ${holding.rating}`
    case "plays":
      return holding.plays === 1 ? "played once" : `played ${holding.plays} times`
  }
}

const columns: ReadonlyArray<Column<LostTrack>> = [
  { title: "ID", value: ({ id }) => id, style: "dim" },
  { title: "Title", value: ({ title, description }) => description ?? title ?? "", least: 16 },
  { title: "Held by", value: ({ heldBy }) => heldBy.map(wordsOf).join("; "), least: 8 },
  { title: "Last path", value: ({ lastPath }) => lastPath ?? "", leaves: 5 }
]

export const tracksLost = Command.make(
  "lost",
  pageOptions("tracks lost"),
  Effect.fnUntraced(function* (options) {
    const request = yield* pageRequest(options)
    yield* withFilledLibrary(
      Effect.gen(function* () {
        const cache = yield* LibraryCache
        const page = yield* cache.listLostTracks(request)
        const { manner } = yield* Screen
        if (manner.json) yield* printJsonPage(page)
        else {
          yield* printRows(columns, page.items)
          yield* printFooter(page, "lost track", "lost tracks")
        }
        return 1
      })
    )
  })
).pipe(Command.withDescription(outlineOf("tracks lost").summary))

const relink = Effect.fnUntraced(function* (id: string, path: string) {
  const cache = yield* LibraryCache
  const track = yield* cache.relinkTrack(id, yield* realPathOf(path))
  if (track === undefined) {
    const message = `nothing is known of a track "${id}" in the library "${cache.library.name}"`
    return yield* new Failure({ code: "not-found", message, remedy: "See what is lost with deadwax tracks lost." })
  }
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(track)
  else if (!manner.quiet) yield* printFields(trackFields(track))
  return 1
})

export const tracksRelink = Command.make(
  "relink",
  {
    id: Argument.String("ID").pipe(Argument.withDescription("of the lost track, as tracks lost shows it")),
    path: Argument.String("PATH").pipe(Argument.withDescription("the file that it is now"))
  },
  ({ id, path }) => withFilledLibrary(relink(id, path))
).pipe(Command.withDescription(outlineOf("tracks relink").summary))
