/**
 * From a parsed TOML document to a configuration. Errors name the key and the form expected; unknown keys are collected, not refused:
 * a newer version's file must still open here, and a rewrite keeps them.
 */

import { isAbsolute } from "node:path"
import type { Library } from "@deadwax/core-cache"
import { InvalidKey, isTable, mistakesOf, type ReadPart, readParts, type Table } from "./invalid-key.ts"
import { nearestKey } from "./known-keys.ts"
import { type NamingOptions, namingKeys, readNaming } from "./naming.ts"
import { type ReadingOptions, readingKeys, readReading } from "./reading.ts"
import { readScanning, type ScanningOptions, scanningKeys } from "./scanning.ts"

/** Which files of a release are its cover, and which directories are never releases. Absent: the core's defaults. */
export interface ContentOptions {
  readonly coverArtStems?: Array<string>
  readonly validArtExts?: Array<string>
  readonly ignoreReleaseDirectories?: Array<string>
}

export interface Config {
  readonly libraries: ReadonlyArray<Library>
  readonly content: ContentOptions
  readonly naming: NamingOptions
  readonly reading: ReadingOptions
  readonly scanning: ScanningOptions
}

export interface Validated {
  readonly config: Config
  /** Keys that nothing here reads, as `libraries[1].colour`, each with the one that was perhaps meant. */
  readonly unknownKeys: ReadonlyArray<UnknownKey>
}

export interface UnknownKey {
  readonly key: string
  readonly meant: string | undefined
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const textAt = (table: Table, prefix: string, key: string, expected: string, fits: (text: string) => boolean): string => {
  const value = table[key]
  if (typeof value !== "string" || !fits(value)) throw new InvalidKey(`${prefix}.${key}`, expected)
  return value
}

const oneOf = <const T extends ReadonlyArray<string>>(table: Table, prefix: string, key: string, allowed: T): T[number] =>
  textAt(table, prefix, key, allowed.map((text) => `"${text}"`).join(" or "), (text) => allowed.includes(text))

const namesAt = (table: Table, key: string): Array<string> | undefined => {
  const value = table[key]
  if (value === undefined) return undefined
  const fits = Array.isArray(value) && value.every((item) => typeof item === "string" && item !== "")
  if (!fits) throw new InvalidKey(key, 'a list of texts, as ["cover", "front"]')
  return value as Array<string>
}

const libraryKeys = ["id", "name", "root", "identity", "layout"]

const readLibrary = (value: unknown, prefix: string, unknownKeys: Array<string>): Library => {
  if (!isTable(value)) throw new InvalidKey(prefix, "a table with id, name, root, identity and layout")
  for (const key of Object.keys(value)) if (!libraryKeys.includes(key)) unknownKeys.push(`${prefix}.${key}`)
  return readParts((part) => ({
    // The id names directories of databases: nothing but a UUID may become a path.
    id: part(() => textAt(value, prefix, "id", "a UUID in lower case, as `deadwax init` gives it", (text) => uuid.test(text))),
    name: part(() => textAt(value, prefix, "name", "a text that is not empty", (text) => text !== "")),
    root: part(() => textAt(value, prefix, "root", "an absolute path", isAbsolute)),
    identity: part(() => oneOf(value, prefix, "identity", ["tags", "fingerprint"])),
    layout: part(() => oneOf(value, prefix, "layout", ["nested", "flat"]))
  }))
}

/** Two libraries with one id, name or root would make `--library` ambiguous, or two writers of one database. */
const refuseTwins = (listed: ReadonlyArray<unknown>, part: ReadPart): void => {
  for (const key of ["id", "name", "root"] as const) {
    const seen = new Map<string, number>()
    for (const [index, library] of listed.entries()) {
      const value = isTable(library) ? library[key] : undefined
      if (typeof value !== "string" || value === "") continue
      const first = seen.get(value)
      if (first === undefined) seen.set(value, index + 1)
      else
        part(() => {
          throw new InvalidKey(`libraries[${index + 1}].${key}`, `another than that of libraries[${first}]`)
        })
    }
  }
}

const topKeys = [
  "libraries",
  "cover_art_stems",
  "valid_art_exts",
  "ignore_release_directories",
  ...namingKeys,
  ...readingKeys,
  ...scanningKeys
]

/** Every key by its last name. */
const allKeys = [...topKeys, ...libraryKeys, "release", "track", "artist", "aliases"]

const meantBy = (key: string): string | undefined => {
  const last = key.slice(key.lastIndexOf(".") + 1)
  return nearestKey(last, last === key ? topKeys : allKeys)
}

/** What is known of a document with mistakes. */
export interface Mistaken extends Pick<Validated, "unknownKeys"> {
  readonly mistakes: ReadonlyArray<InvalidKey>
}

/** Reads the document; throws `InvalidKey`, which holds every mistake. Libraries are counted from 1, as people do. */
export const validateConfig = (document: unknown): Validated => {
  const unknownKeys: Array<string> = []
  const config = readDocument(document, unknownKeys)
  return { config, unknownKeys: meantKeys(unknownKeys) }
}

/** All that is wrong with a document, and what nothing reads of it. */
export const findMistakes = (document: unknown): Mistaken => {
  const unknownKeys: Array<string> = []
  try {
    readDocument(document, unknownKeys)
    return { mistakes: [], unknownKeys: meantKeys(unknownKeys) }
  } catch (error) {
    const mistakes = mistakesOf(error)
    if (mistakes === undefined) throw error
    return { mistakes, unknownKeys: meantKeys(unknownKeys) }
  }
}

const meantKeys = (keys: ReadonlyArray<string>): ReadonlyArray<UnknownKey> => keys.map((key) => ({ key, meant: meantBy(key) }))

const readDocument = (document: unknown, unknownKeys: Array<string>): Config => {
  if (!isTable(document)) throw new InvalidKey("the file", "a TOML document")
  unknownKeys.push(...Object.keys(document).filter((key) => !topKeys.includes(key)))
  return readParts((part) => ({
    libraries: readLibraries(document, unknownKeys, part),
    content: readContent(document, part),
    naming: part(() => readNaming(document, unknownKeys)),
    reading: part(() => readReading(document, unknownKeys)),
    scanning: part(() => readScanning(document))
  }))
}

const readLibraries = (document: Table, unknownKeys: Array<string>, part: ReadPart): ReadonlyArray<Library> => {
  const listed = part(() => {
    const value = document.libraries ?? []
    if (!Array.isArray(value)) throw new InvalidKey("libraries", "a list of tables: [[libraries]]")
    return value as ReadonlyArray<unknown>
  })
  if (listed === undefined) return []
  const libraries = listed.map((entry, index) => part(() => readLibrary(entry, `libraries[${index + 1}]`, unknownKeys)))
  refuseTwins(listed, part)
  return libraries
}

const readContent = (document: Table, part: ReadPart): ContentOptions => {
  const coverArtStems = part(() => namesAt(document, "cover_art_stems"))
  const validArtExts = part(() => namesAt(document, "valid_art_exts"))
  const ignoreReleaseDirectories = part(() => namesAt(document, "ignore_release_directories"))
  return {
    ...(coverArtStems && { coverArtStems }),
    ...(validArtExts && { validArtExts }),
    ...(ignoreReleaseDirectories && { ignoreReleaseDirectories })
  }
}
