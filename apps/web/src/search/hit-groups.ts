/** Search hits come ranked in one list; people look for them by kind. */
import type { Hit } from "@deadwax/core-cache"

export interface HitGroup {
  readonly kind: Hit["kind"]
  readonly title: string
  readonly hits: ReadonlyArray<Hit>
}

const titles: Readonly<Record<Hit["kind"], string>> = { artist: "Artists", release: "Releases", track: "Tracks" }

/** Hits by kind, each group in rank order; the group of the best hit comes first, then those of the next best. Empty groups are left out. */
export const groupHits = (hits: ReadonlyArray<Hit>): ReadonlyArray<HitGroup> => {
  const groups = new Map<Hit["kind"], Array<Hit>>()
  for (const hit of hits) {
    const group = groups.get(hit.kind)
    if (group === undefined) groups.set(hit.kind, [hit])
    else group.push(hit)
  }
  return [...groups].map(([kind, members]) => ({ kind, title: titles[kind], hits: members }))
}

/** The hits in the order in which they are shown, as arrow keys walk them. */
export const shownOrder = (groups: ReadonlyArray<HitGroup>): ReadonlyArray<Hit> => groups.flatMap((group) => group.hits)

/** One name for a hit among all hits of a page. */
export const hitKey = (hit: Hit): string => `${hit.kind}:${hit.id}`
