/** The keys that are applied on reading: `artist_aliases` and `genre_tree`. A change of them needs no scan. */
import { type ArtistAlias, GenreCycle, type GenreParents, makeGenreTree } from "@deadwax/core-cache"
import { InvalidKey, isTable, type ReadPart, readParts, type Table } from "./invalid-key.ts"

/** `genreTree`: the tree itself, or the path of a TOML file with it as the configuration writes it. Absent: Deadwax's own tree. */
export interface ReadingOptions {
  readonly artistAliases: ReadonlyArray<ArtistAlias>
  readonly genreTree: GenreParents | string | undefined
}

export const readingKeys = ["artist_aliases", "genre_tree"]

const isText = (value: unknown): value is string => typeof value === "string" && value !== ""

const isTexts = (value: unknown): value is ReadonlyArray<string> => Array.isArray(value) && value.every(isText)

const aliasForm = '{ artist = "Main Name", aliases = ["Other Name"] }'
const aliasKeys = ["artist", "aliases"]

/** Reads and checks the keys; throws `InvalidKey`. */
export const readReading = (document: Table, unknownKeys: Array<string>): ReadingOptions => {
  return readParts((part) => ({
    artistAliases: part(() => readAliases(document.artist_aliases ?? [], unknownKeys)),
    genreTree: part(() => readTree(document.genre_tree))
  }))
}

const readAliases = (listed: unknown, unknownKeys: Array<string>): ReadonlyArray<ArtistAlias> => {
  if (!Array.isArray(listed)) throw new InvalidKey("artist_aliases", `a list of ${aliasForm}`)
  return readParts((part) =>
    listed.map((entry: unknown, index) => part(() => readAlias(entry, `artist_aliases[${index + 1}]`, unknownKeys)))
  )
}

const readAlias = (entry: unknown, prefix: string, unknownKeys: Array<string>): ArtistAlias => {
  if (!isTable(entry)) throw new InvalidKey(prefix, aliasForm)
  for (const key of Object.keys(entry)) if (!aliasKeys.includes(key)) unknownKeys.push(`${prefix}.${key}`)
  return readParts((part) => ({
    artist: part(() => {
      if (!isText(entry.artist)) throw new InvalidKey(`${prefix}.artist`, "the main name, a text that is not empty")
      return entry.artist
    }),
    aliases: part(() => {
      if (!isTexts(entry.aliases)) throw new InvalidKey(`${prefix}.aliases`, 'a list of names, as ["Other Name"]')
      return entry.aliases
    })
  }))
}

const readTree = (value: unknown): GenreParents | string | undefined => {
  if (value === undefined || isText(value)) return value
  if (!isTable(value)) throw new InvalidKey("genre_tree", "the path of a TOML file, or a table of genres with their parents")
  return checkGenreTree(value, "genre_tree.")
}

/** Checks a table of genres; throws `InvalidKey`, with `prefix` before the key. */
export const checkGenreTree = (table: Table, prefix: string): GenreParents => {
  const checked = readParts((part) => readParents(table, prefix, part))
  try {
    makeGenreTree(checked)
    return checked
  } catch (cause) {
    if (!(cause instanceof GenreCycle)) throw cause
    throw new InvalidKey(prefix === "" ? "the tree" : "genre_tree", `a tree without cycles (${cause.message})`)
  }
}

const readParents = (table: Table, prefix: string, part: ReadPart): GenreParents => {
  const checked: Record<string, ReadonlyArray<string>> = {}
  for (const [genre, parents] of Object.entries(table))
    part(() => {
      if (!isTexts(parents)) throw new InvalidKey(`${prefix}${JSON.stringify(genre)}`, 'a list of genres above it, as ["Rock"]')
      checked[genre] = parents
    })
  return checked
}
