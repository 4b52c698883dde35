/** Deadwax's own tree of genres, for who brings none. */
import { genreRowsJson } from "./genre-tree.gen.ts"
import type { GenreParents } from "./genre-tree.ts"

/** Read anew at each call: most programs never ask. */
export const ownGenres = (): GenreParents => {
  const rows = JSON.parse(genreRowsJson) as ReadonlyArray<readonly [name: string, ...parents: ReadonlyArray<string>]>
  return Object.fromEntries(rows.map(([name, ...parents]) => [name, parents]))
}
