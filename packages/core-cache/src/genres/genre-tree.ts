/**
 * The genre tree (R1, R7): which genres lie above and below one. A genre may have several parents; cycles are refused. Names are looked
 * up without regard to case, hyphens and spaces, since tags spell one genre in many ways.
 */
import { compareBytewise } from "../scan/paths.ts"
import { foldText } from "../search/fold.ts"

/** Names with the names of their parents; a name that only stands as a parent is a root. */
export type GenreParents = Readonly<Record<string, ReadonlyArray<string>>>

/** The tree cannot be one: `genres` lie above each other in this order, the last one above the first. */
export class GenreCycle extends Error {
  readonly genres: ReadonlyArray<string>
  constructor(genres: ReadonlyArray<string>) {
    super(`these genres lie above each other: ${[...genres, genres[0]].join(" → ")}`)
    this.genres = genres
  }
}

export interface GenreTree {
  /** All genres above one, as the tree spells them, in no particular order. */
  readonly ancestors: (genre: string) => ReadonlyArray<string>
  /** The keys of a genre and of all below it; of a genre that the tree does not know, its own. */
  readonly keysBelow: (genre: string) => ReadonlySet<string>
}

/** One spelling of a genre: `Hip-Hop`, `hip hop` and `HIP  HOP` are one, `Drum & Bass` is `drum and bass`. */
export const genreKey = (genre: string): string =>
  foldText(genre)
    .replaceAll("&", " and ")
    .replaceAll(/[\s_‐-―-]+/gu, " ")
    .replaceAll(/['’]/gu, "")
    .trim()

/** Makes the look-ups. Throws `GenreCycle`. */
export const makeGenreTree = (parents: GenreParents): GenreTree => {
  const names = new Map<string, string>()
  const above = new Map<string, Array<string>>()
  const below = new Map<string, Array<string>>()
  const keyOf = keptKeys()
  for (const [name, direct] of Object.entries(parents)) {
    names.set(keyOf(name), name)
    for (const parent of direct) {
      append(above, keyOf(name), keyOf(parent))
      append(below, keyOf(parent), keyOf(name))
    }
  }
  for (const parent of Object.values(parents).flat()) if (!names.has(keyOf(parent))) names.set(keyOf(parent), parent)
  refuseCycles(above, below, names)
  const ancestors = new Map<string, ReadonlyArray<string>>()
  return {
    ancestors: (genre) => {
      const key = genreKey(genre)
      const known = ancestors.get(key)
      if (known !== undefined) return known
      const found = [...reach(above, key)].filter((other) => other !== key).map((other) => names.get(other) ?? other)
      ancestors.set(key, found)
      return found
    },
    keysBelow: (genre) => reach(below, genreKey(genre))
  }
}

/** A genre stands in the tree once for itself and once for each below it, and folding a name is most of making a tree. */
const keptKeys = (): ((genre: string) => string) => {
  const keys = new Map<string, string>()
  return (genre) => {
    const known = keys.get(genre)
    if (known !== undefined) return known
    const key = genreKey(genre)
    keys.set(genre, key)
    return key
  }
}

const append = (lists: Map<string, Array<string>>, key: string, value: string): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

const reach = (edges: ReadonlyMap<string, ReadonlyArray<string>>, start: string): ReadonlySet<string> => {
  const met = new Set([start])
  for (const key of met) for (const next of edges.get(key) ?? []) met.add(next)
  return met
}

/** Goes down from the roots, to a genre when all its parents were met; what is never met has a cycle in it or above it. */
const refuseCycles = (
  above: ReadonlyMap<string, ReadonlyArray<string>>,
  below: ReadonlyMap<string, ReadonlyArray<string>>,
  names: ReadonlyMap<string, string>
): void => {
  const unmet = new Map([...above].map(([key, parents]) => [key, parents.length]))
  const ready = new Set([...names.keys()].filter((key) => !above.has(key)))
  for (const key of ready) {
    for (const child of below.get(key) ?? []) {
      const left = (unmet.get(child) ?? 0) - 1
      unmet.set(child, left)
      if (left === 0) ready.add(child)
    }
  }
  const start = [...above.keys()].find((key) => !ready.has(key))
  if (start === undefined) return
  const path = new Set([start])
  // Up from here some parent is never met either, so that the way comes back to itself.
  for (let key = start; ; path.add(key)) {
    key = above.get(key)!.find((parent) => !ready.has(parent))!
    if (path.has(key)) throw new GenreCycle([...path].slice([...path].indexOf(key)).map((member) => names.get(member) ?? member))
  }
}

/** The genres above these that are not among them, each once, sorted bytewise. */
export const parentsOf = (tree: GenreTree, genres: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (genres.length === 0) return []
  const own = new Set(genres.map(genreKey))
  const parents = new Set(genres.flatMap((genre) => tree.ancestors(genre)).filter((parent) => !own.has(genreKey(parent))))
  return [...parents].sort(compareBytewise)
}
