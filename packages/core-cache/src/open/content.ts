/** What a cache's content depends on besides the files (D8), as one text that is stored and compared. */
import type { Library } from "../model/model.ts"
import type { ContentRules } from "../scan/entry-names.ts"

/**
 * Rises when the schema, the tag reader, the release rule or the search words change what is stored for the same files. A program refuses
 * a cache of a higher number: two versions used in turn must not each drop what the other has built.
 */
export const readerVersion = 1

/**
 * SHA-256 of the text of `sql/cache/schema.sql` that this version of the reader builds; a test compares. When it differs: raise
 * `readerVersion` if a release was made since it was raised last (raise `cacheFormat`, too, if an older program could not even read
 * `meta`), then put the new hash here.
 */
export const schemaSha256 = "0d2dd92cdf6860262df7d1b3e4c9afbfccdd84f1dd2d0214bb07b908a6b33d1e"

export const contentText = (library: Library, rules: ContentRules): string =>
  JSON.stringify({ readerVersion, id: library.id, layout: library.layout, identity: library.identity, ...rules })

/** The reader's version that a stored text names; 0 where it names none. */
export const readerVersionOf = (content: string): number => {
  try {
    const { readerVersion: version } = JSON.parse(content) as { readonly readerVersion?: unknown }
    return typeof version === "number" ? version : 0
  } catch {
    return 0
  }
}
