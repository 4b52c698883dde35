/** Tracks on standard output, the same for every list of them. */
import { LibraryCache, type TrackListRequest } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { trackColumns } from "../print/track.ts"
import { printList } from "./whole-list.ts"

const printPage = Effect.fnUntraced(function* (request: TrackListRequest) {
  const cache = yield* LibraryCache
  const page = yield* cache.listTracks(request)
  const { manner } = yield* Screen
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printRows(trackColumns, page.items)
    yield* printFooter(page, "track", "tracks")
  }
  return page.total
})

/** Prints the tracks that are asked for. Answers how many the whole list has. */
export const printTracks = Effect.fnUntraced(function* (request: TrackListRequest) {
  const cache = yield* LibraryCache
  const chunks = () => cache.streamTracks(request)
  return yield* printList(request, { chunks, print: (rows) => printRows(trackColumns, rows) }, printPage(request))
})
