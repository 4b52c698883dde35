/** Renames what a scan has stored anew (`rename_source_files`), and answers where the scan must look again. */
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import type { ScanTarget } from "../scan/scan.ts"
import type { Store } from "../store/store.ts"
import { readMarked, settleMarks } from "./marks.ts"
import { parseTemplates } from "./names.ts"
import { type Renamed, type Renaming, renameRelease, settleMoves } from "./rename-release.ts"

// Marks are taken off so many releases at a time: a scan that is ended goes on from there.
const settledAtOnce = 100

/**
 * Names the marked releases in scope. Answers the directories that changed, under their old and new paths: the cache still knows them by
 * the old ones and follows by scanning those.
 */
export const renameMarked = Effect.fnUntraced(function* (
  target: ScanTarget,
  store: Store,
  isOwner: () => boolean,
  isInScope: (path: string) => boolean
) {
  const { naming } = target
  if (naming === undefined) return []
  const marked = yield* attempt(() => readMarked(store.cache, isInScope))
  const renaming: Renaming = { ...target, naming, isOwner, templates: parseTemplates(naming.templates), made: [] }
  const changed = new Set<string>()
  let named: Array<Renamed> = []
  for (const release of marked) {
    const renamed = yield* renameRelease(renaming, release)
    named.push(renamed)
    if (renamed.moves > 0) changed.add(release.path).add(renamed.directory)
    if (named.length < settledAtOnce) continue
    yield* settleMoves(renaming)
    yield* attempt(() => settleMarks(store, named))
    named = []
  }
  yield* settleMoves(renaming)
  yield* attempt(() => settleMarks(store, named))
  return [...changed]
})
