/** What a cache's content depends on besides the files (D8), as one text that is stored and compared. */
import type { Library } from "../model/model.ts"
import type { ContentRules } from "../scan/entry-names.ts"

/** Rises when the tag reader, the release rule or the search words change what is stored for the same files. */
const readerVersion = 1

export const contentText = (library: Library, rules: ContentRules): string =>
  JSON.stringify({ readerVersion, id: library.id, layout: library.layout, identity: library.identity, ...rules })
