/** Renames what a scan has stored anew (`rename_source_files`), and answers where the scan must look again. */
import * as Effect from "effect/Effect"
import { attempt } from "../cache-error.ts"
import type { ScanTarget } from "../scan/scan.ts"
import type { Store } from "../store/store.ts"
import { type GivenNames, isCalledOtherwise } from "./look-at-release.ts"
import { markUnnamed, readMarked, settleMarks } from "./marks.ts"
import { parseTemplates } from "./names.ts"
import { type Renamed, type Renaming, renameRelease, settleMoves } from "./rename-release.ts"

// Marks are taken off so many releases at a time: a scan that is ended goes on from there.
const settledAtOnce = 100

/** What was renamed. */
export interface Renames {
  /** The directories that changed, under their old and new paths: the cache still knows them by the old ones and follows by scanning those. */
  readonly directories: ReadonlyArray<string>
  /** The releases that changed, and what their names were to be. */
  readonly releases: ReadonlyArray<{ readonly no: number; readonly id: string; readonly names: GivenNames }>
}

/** Names the marked releases in scope; `only`: these of them. */
export const renameMarked = Effect.fnUntraced(function* (
  target: ScanTarget,
  store: Store,
  isOwner: () => boolean,
  isInScope: (path: string) => boolean,
  only?: ReadonlySet<number>
) {
  const { naming } = target
  if (naming === undefined) return { directories: [], releases: [] } satisfies Renames
  const marked = (yield* attempt(() => readMarked(store.cache, isInScope))).filter(({ no }) => only?.has(no) !== false)
  const renaming: Renaming = { ...target, naming, isOwner, templates: parseTemplates(naming.templates), made: [] }
  const changed = new Set<string>()
  const releases: Array<Renames["releases"][number]> = []
  let named: Array<Renamed> = []
  for (const release of marked) {
    const renamed = yield* renameRelease(renaming, release)
    named.push(renamed)
    if (renamed.moves > 0) changed.add(release.path).add(renamed.directory)
    if (renamed.moves > 0 && renamed.names !== undefined) releases.push({ no: release.no, id: release.id, names: renamed.names })
    if (named.length < settledAtOnce) continue
    yield* settleMoves(renaming)
    yield* attempt(() => settleMarks(store, named))
    named = []
  }
  yield* settleMoves(renaming)
  yield* attempt(() => settleMarks(store, named))
  return { directories: [...changed], releases } satisfies Renames
})

/**
 * Marks renamed releases again that are called otherwise under their new paths: where tracks are of one number, the path decides which comes
 * first, and the first track that has a title, a date or a label decides for the release. To be called when the cache has followed; answers
 * their numbers.
 */
export const markOtherNames = ({ naming, reader }: ScanTarget, store: Store, { releases }: Renames) =>
  attempt((): ReadonlySet<number> => {
    if (naming === undefined) return new Set()
    const templates = parseTemplates(naming.templates)
    const others = releases.filter((release) => isCalledOtherwise({ reader, templates }, release, release.names))
    if (others.length > 0)
      store.write(({ cache }) => {
        for (const { no } of others) markUnnamed(cache, no)
      })
    return new Set(others.map(({ no }) => no))
  })
