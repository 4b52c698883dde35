/**
 * Looks at entities before a write changes them and after it did, inside its transaction. With a track its release is looked at as well:
 * its totals follow from its tracks, and lists of tracks are narrowed by its values.
 */
import type { Database } from "@deadwax/core-async"
import { type Change, type Fact, hasPortrait, type WriteRecord } from "./change.ts"
import { type Compared, compareEntity, releaseValues } from "./compare.ts"
import { type Portrait, readPortrait } from "./portrait.ts"
import type { Touched } from "./touched.ts"

/** A write of more entities than these is recorded as one that may have changed everything. */
export const mostWatched = 1000

export interface Watched {
  /** To be called before the entity is changed; again: nothing happens. */
  readonly look: (kind: "release" | "track", id: string) => void
  readonly note: (fact: Fact) => void
  /** What became of all that was looked at; undefined when that was too much. `touched`: what the write says it did. */
  readonly compare: (touched: ReadonlyArray<Touched>) => WriteRecord | undefined
}

/** Watches one write. */
export const makeWatched = (cache: Database): Watched => {
  const before = new Map<
    string,
    { readonly kind: "release" | "track"; readonly id: string; readonly portrait: Portrait | undefined }
  >()
  const facts = new Set<Fact>()
  const look = (kind: "release" | "track", id: string): void => {
    const key = `${kind} ${id}`
    if (before.has(key) || before.size > mostWatched) return
    const portrait = readPortrait(cache, kind, id)
    before.set(key, { kind, id, portrait })
    if (portrait?.release !== undefined) look("release", portrait.release.id)
  }
  const compare = (touched: ReadonlyArray<Touched>): WriteRecord | undefined => {
    if (before.size > mostWatched) return undefined
    const compared = [...before.values()].map(
      ({ kind, id, portrait }): Compared => ({ kind, id, before: portrait, after: readPortrait(cache, kind, id) })
    )
    const entities = compared.map(compareEntity).filter((change) => change !== undefined)
    const changes: ReadonlyArray<Change> = [...entities, ...collectionsIn(touched)]
    return { changes, releases: releaseValues(changes, withReleasesNow(cache, compared)), facts: [...facts] }
  }
  return { look, note: (fact) => void facts.add(fact), compare }
}

// A track may have come to a release that nothing else of this write concerns.
const withReleasesNow = (cache: Database, compared: ReadonlyArray<Compared>): ReadonlyArray<Compared> => {
  const known = new Set(compared.filter(({ kind }) => kind === "release").map(({ id }) => id))
  const missing = new Set(compared.flatMap(({ after }) => (after?.release === undefined ? [] : [after.release.id])))
  const others = [...missing].filter((id) => !known.has(id))
  return [
    ...compared,
    ...others.map((id): Compared => ({ kind: "release", id, before: undefined, after: readPortrait(cache, "release", id) }))
  ]
}

const collectionsIn = (touched: ReadonlyArray<Touched>): ReadonlyArray<Change> =>
  touched.flatMap(({ kind, id, operation }) => (hasPortrait(kind) ? [] : [{ kind, id, operation }]))
