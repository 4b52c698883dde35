/**
 * Which rows have a value that a text is looked for in (R9). SQLite folds ASCII alone, so the comparing is done here: over the names of a
 * library, which are few, over the distinct values of a column, or, for titles and paths, over every row that has the text somewhere.
 */
import type { Database } from "@deadwax/core-async"
import { type GenreTree, genreKey } from "../genres/genre-tree.ts"
import { foldText } from "../search/fold.ts"

/** What a value must be like, and the texts of which it must contain one at least, folded, or as it is heard. */
export interface TextTest {
  readonly texts: ReadonlyArray<string>
  readonly holds: (folded: string) => boolean
}

export interface TextSource {
  readonly cache: Database
  /** The main names of an artist's name: it is shown under them, too. */
  readonly mainNames: (name: string) => ReadonlyArray<string>
  readonly genres: () => GenreTree
}

const nosWhere = (
  cache: Database,
  table: "artists" | "genres" | "descriptors" | "labels",
  holds: (name: string) => boolean
): ReadonlyArray<number> =>
  (cache.prepare(`select no, name from ${table}`).values() as Array<[number, string]>).flatMap(([no, name]) =>
    holds(name) ? [no] : []
  )

/** The numbers of artists under whose name, or a main name of theirs, it is found. */
export const artistNosWith = ({ cache, mainNames }: TextSource, { holds }: TextTest): ReadonlyArray<number> =>
  nosWhere(cache, "artists", (name) => holds(foldText(name)) || mainNames(name).some((main) => holds(foldText(main))))

/** The numbers of genres that are it, or lie below one that is. What `holds` is asked are keys of genres. */
export const genreNosWith = ({ cache, genres }: TextSource, { holds }: TextTest): ReadonlyArray<number> =>
  nosWhere(
    cache,
    "genres",
    (name) =>
      holds(genreKey(name)) ||
      genres()
        .ancestors(name)
        .some((above) => holds(genreKey(above)))
  )

export const valueNosWith = (
  { cache }: TextSource,
  table: "descriptors" | "labels",
  { holds }: TextTest
): ReadonlyArray<number> => nosWhere(cache, table, (name) => holds(foldText(name)))

/** The numbers of releases or tracks whose own title it is found in; titles are stored folded. */
export const titleNosWith = (
  { cache }: TextSource,
  table: "releases" | "tracks",
  { texts, holds }: TextTest
): ReadonlyArray<number> => {
  const isThere = texts.map(() => "instr(sort_title, ?) > 0 or instr(heard_title, ?) > 0 or ? = ''").join(" or ")
  const values = texts.flatMap((text) => [text, text, text])
  const rows = cache.prepare(`select no, sort_title from ${table} where ${isThere}`).values(...values)
  return (rows as Array<[number, string]>).flatMap(([no, title]) => (holds(title) ? [no] : []))
}

/** The same of paths below the library's root. */
export const pathNosWith = ({ cache }: TextSource, table: "releases" | "tracks", { holds }: TextTest): ReadonlyArray<number> => {
  const rows = cache.prepare(`select no, source_path from ${table}`).values() as Array<[number, string]>
  const fold = pathFolder()
  return rows.flatMap(([no, path]) => (holds(fold(path)) ? [no] : []))
}

/** Folds paths. Nothing in folding looks across a "/", so files of one directory that come one after the other share its part. */
export const pathFolder = (): ((path: string) => string) => {
  let directory = ""
  let folded = ""
  return (path) => {
    const end = path.lastIndexOf("/") + 1
    if (end !== directory.length || !path.startsWith(directory)) {
      directory = path.slice(0, end)
      folded = foldText(directory)
    }
    return folded + foldText(path.slice(end))
  }
}

/** The values of a column in which it is found. */
export const columnValuesWith = (
  { cache }: TextSource,
  table: "releases" | "tracks",
  column: string,
  { holds }: TextTest
): ReadonlyArray<string> => {
  const values = cache.prepare(`select distinct ${column} from ${table} where ${column} is not null`).values() as Array<[string]>
  return values.flatMap(([value]) => (holds(foldText(value)) ? [value] : []))
}
