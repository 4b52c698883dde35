/**
 * Finds what was renamed at a source that gives neither ids that last nor hashes: a pair that could be one file (`decide-renames.ts`) is looked at, there and
 * here, before anything is concluded. What is found is no removal (I5), and nothing of it is fetched.
 */
import type { Database } from "@deadwax/core-async"
import * as Effect from "effect/Effect"
import type { CatalogItem } from "../catalog/item.ts"
import { isNewEntry, listLeft, listNew } from "../catalog/renamed-items.ts"
import { entryOf } from "../processing/entry-of.ts"
import type { Entry } from "../sources/source.ts"
import type { SyncRun } from "../sync-run.ts"
import { decideRenames, keptBy } from "./decide-renames.ts"

/** By the catalog's number of each item that is gone: the id under which its source has it now. */
export type Renames = ReadonlyMap<number, string>

/** Pairs that are looked at together. */
const atOnce = 8

/** What came, of a feed; or all that is new, of a listing whose entries are in the catalog already. */
type Come = Iterable<Entry> | "listed"

const comeOf = (
  database: Database,
  { sourceNo }: SyncRun,
  left: ReadonlyArray<CatalogItem>,
  come: Come
): ReadonlyArray<Entry> => {
  if (come !== "listed") {
    const isNew = isNewEntry(database, sourceNo)
    return [...come].filter(({ id }) => isNew(id))
  }
  const sought = new Set(left.flatMap((item) => keptBy(item) ?? []))
  const isSought = (item: CatalogItem): boolean => sought.has(keptBy(item) ?? "")
  return listNew(database, sourceNo, isSought).map(entryOf)
}

/** `nosOf`: the numbers of what the look found gone. */
export const findRenames = Effect.fnUntraced(function* (
  run: SyncRun,
  nosOf: (database: Database) => ReadonlyArray<number>,
  come: Come
) {
  const { isSame } = run
  const { ranges, stableIds, hashes } = run.source.capabilities
  if (isSame === undefined || !ranges || stableIds || hashes) return new Map<number, string>()
  const pairs = yield* run.inDb((database) => {
    const left = listLeft(database, nosOf(database))
    return left.length === 0 ? [] : decideRenames(left, comeOf(database, run, left, come))
  })
  const found = yield* Effect.filter(pairs, ([item, entry]) => isSame(item, entry), { concurrency: atOnce })
  return new Map(found.map(([item, entry]) => [item.no, entry.id] as const))
})
