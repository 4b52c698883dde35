/** A search that is asked again, as while typing and going back, is answered by what was found before. */
import type { Hit, SearchPage } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import type { Reader } from "../reader.ts"
import { conditionOfSearch, keyOfSearch, searchLibrary } from "./search.ts"

/** Runs a search, or answers what it found when the library was as it is. */
export const askSearch = (reader: Reader, text: string, page: PageBounds): SearchPage<Hit> =>
  reader.queries.ask(`search ${page.limit} ${page.offset} ${keyOfSearch(reader, text)}`, {
    condition: conditionOfSearch(reader, text),
    read: () => searchLibrary(reader, text, page),
    bytesOf: ({ items }) => 300 + 400 * items.length
  })
