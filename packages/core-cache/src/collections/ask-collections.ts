/** Collages and playlists that are asked for again are answered by what was read, until they change. */
import type { CollectionSummary, Page } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { ofAll, ofCollection, ofCollections } from "../query-cache/dependency.ts"
import { askPage, type Entities } from "../query-cache/list-page.ts"
import type { Reader } from "../reader.ts"
import type { CollectionKind } from "./kind.ts"
import { type CollectionWithItems, findCollection, listCollectionRows, presentNumbers } from "./read-collections.ts"

/** A page of collections by name, bytewise. Whole lists are read each time. */
export const askCollections = ({ cache, root, queries }: Reader, kind: CollectionKind, page: PageBounds) => {
  const read = (): Page<CollectionSummary> => listCollectionRows(cache, root, kind, page)
  if (page.limit < 0) return queries.inSnapshot(read)
  return queries.ask(`listCollections ${kind.name} ${page.limit} ${page.offset}`, {
    condition: ofCollections(kind.name),
    read,
    bytesOf: ({ items }) => 300 + 400 * items.length
  })
}

/** One collection by its exact name, with its entries. */
export const askCollection = (
  { cache, root, queries }: Reader,
  kind: CollectionKind,
  name: string
): CollectionWithItems | undefined =>
  queries.ask(`getCollection ${kind.name} ${name}`, {
    condition: ofCollection(kind.name, name),
    read: () => findCollection(cache, root, kind, name),
    bytesOf: (found) => 500 + 250 * (found?.items.length ?? 0)
  })

/** The total of a collection that is not there. */
const absent = -1

/** A page of those members that are there, in order; one that stands twice comes twice. Undefined: no such collection. */
export const askMembers = <A>(
  reader: Reader,
  kind: CollectionKind,
  name: string,
  bounds: PageBounds,
  entities: Entities<A>
): Page<A> | undefined => {
  const page = askPage(
    reader.queries,
    {
      key: `listMembers ${kind.name} ${bounds.limit} ${bounds.offset} ${name}`,
      // A member may come to the library, or go, before the collection is looked at again.
      condition: () => ({ every: [ofCollection(kind.name, name), ofAll(kind.table)] }),
      bounds,
      readNumbers: () => ({
        ...(presentNumbers(reader.cache, kind, name, bounds) ?? { nos: [], total: absent }),
        had: "read"
      })
    },
    entities
  )
  return page.total === absent ? undefined : page
}
