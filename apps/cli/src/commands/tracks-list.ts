/** A page of tracks on standard output, the same for every list of them. */
import type { Page, Track } from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { trackColumns } from "../print/track.ts"

/** Answers how many the whole list has. */
export const printTracks = Effect.fnUntraced(function* (page: Page<Track>) {
  const { manner } = yield* Screen
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printRows(trackColumns, page.items)
    yield* printFooter(page, "track", "tracks")
  }
  return page.total
})
