/** `deadwax search TEXT`: words in any order, the last one as a beginning. Several words need no quotes. */
import { type Hit, LibraryCache, type PageRequest, type SearchPage } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { withFilledLibrary } from "../library/open-library.ts"
import { optionSummary, outlineOf } from "../outline.ts"
import { counted } from "../print/numbers.ts"
import { releaseColumns } from "../print/release.ts"
import { printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import type { Column } from "../print/table.ts"
import { trackColumns } from "../print/track.ts"
import { artistColumns } from "../print/value.ts"
import { countOption, pageRequest } from "./page-options.ts"

const hitColumns: ReadonlyArray<Column<Hit>> = [
  { title: "Kind", value: ({ kind }) => kind, leaves: 2, style: "dim" },
  { title: "Title", value: ({ title }) => title, least: 24 },
  { title: "Artists", value: ({ artists }) => artists, least: 18, style: "cyan" },
  { title: "ID", value: ({ id }) => id, leaves: 3, style: "dim" }
]

const print = Effect.fnUntraced(function* <A>(columns: ReadonlyArray<Column<A>>, page: SearchPage<A>) {
  const { manner } = yield* Screen
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printRows(columns, page.items)
    yield* printSummary(page)
  }
  return page.total
})

const kinds = ["track", "release", "artist"] as const
type Kind = (typeof kinds)[number]

const search = Effect.fnUntraced(function* (text: string, kind: Kind | undefined, request: PageRequest) {
  const cache = yield* LibraryCache
  switch (kind) {
    case "track":
      return yield* print(trackColumns, yield* cache.searchTracks(text, request))
    case "release":
      return yield* print(releaseColumns, yield* cache.searchReleases(text, request))
    case "artist":
      return yield* print(artistColumns, yield* cache.searchArtists(text, request))
    case undefined:
      return yield* print(hitColumns, yield* cache.search(text, request))
  }
})

/** On a terminal, says how much more there is. */
const printSummary = Effect.fnUntraced(function* (page: SearchPage<unknown>) {
  const { manner, note, outIsTerminal } = yield* Screen
  if (!outIsTerminal || manner.quiet) return
  if (page.total === 0) yield* note("Nothing was found.\n")
  else if (page.items.length < page.total) {
    const total = `${page.totalCapped ? "more than " : ""}${counted(page.total, "hit", "hits")}`
    const shown = page.offset === 0 ? `The best ${page.items.length}` : `${page.items.length} from the ${page.offset + 1}th on,`
    yield* note(`${shown} of ${total}; --limit and --offset show more.\n`)
  }
})

export const searchCommand = Command.make(
  "search",
  {
    words: Argument.String("TEXT").pipe(
      Argument.withDescription("words of titles, artists and releases, and conditions as year:1990..1999"),
      Argument.variadic({ min: 1 })
    ),
    kind: Flag.Literals("kind", kinds).pipe(Flag.withDescription(optionSummary("search", "kind")), Flag.optional),
    limit: countOption("search", "limit"),
    offset: countOption("search", "offset")
  },
  Effect.fnUntraced(function* ({ words, kind, ...page }) {
    const request = yield* pageRequest({ ...page, all: false })
    yield* withFilledLibrary(search(words.join(" "), Option.getOrUndefined(kind), request))
  })
).pipe(Command.withDescription(outlineOf("search").summary))
