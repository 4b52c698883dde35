/**
 * From a parsed TOML document to a configuration. Errors name the key and the form expected; unknown keys are collected, not refused:
 * a newer version's file must still open here, and a rewrite keeps them.
 */

import { isAbsolute } from "node:path"
import type { Library } from "@deadwax/core-cache"
import { InvalidKey, isTable, type Table } from "./invalid-key.ts"
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
  return {
    // The id names directories of databases: nothing but a UUID may become a path.
    id: textAt(value, prefix, "id", "a UUID in lower case, as `deadwax init` gives it", (text) => uuid.test(text)),
    name: textAt(value, prefix, "name", "a text that is not empty", (text) => text !== ""),
    root: textAt(value, prefix, "root", "an absolute path", isAbsolute),
    identity: oneOf(value, prefix, "identity", ["tags", "fingerprint"]),
    layout: oneOf(value, prefix, "layout", ["nested", "flat"])
  }
}

/** Two libraries with one id, name or root would make `--library` ambiguous, or two writers of one database. */
const refuseTwins = (libraries: ReadonlyArray<Library>): void => {
  for (const key of ["id", "name", "root"] as const) {
    const seen = new Map<string, number>()
    for (const [index, library] of libraries.entries()) {
      const first = seen.get(library[key])
      if (first !== undefined) throw new InvalidKey(`libraries[${index + 1}].${key}`, `another than that of libraries[${first}]`)
      seen.set(library[key], index + 1)
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

/** Reads the document; throws `InvalidKey`. Libraries are counted from 1, as people do. */
export const validateConfig = (document: unknown): Validated => {
  if (!isTable(document)) throw new InvalidKey("the file", "a TOML document")
  const unknownKeys = Object.keys(document).filter((key) => !topKeys.includes(key))
  const listed = document.libraries ?? []
  if (!Array.isArray(listed)) throw new InvalidKey("libraries", "a list of tables: [[libraries]]")
  const libraries = listed.map((entry: unknown, index) => readLibrary(entry, `libraries[${index + 1}]`, unknownKeys))
  refuseTwins(libraries)
  const coverArtStems = namesAt(document, "cover_art_stems")
  const validArtExts = namesAt(document, "valid_art_exts")
  const ignoreReleaseDirectories = namesAt(document, "ignore_release_directories")
  const content: ContentOptions = {
    ...(coverArtStems && { coverArtStems }),
    ...(validArtExts && { validArtExts }),
    ...(ignoreReleaseDirectories && { ignoreReleaseDirectories })
  }
  const naming = readNaming(document, unknownKeys)
  const reading = readReading(document, unknownKeys)
  const scanning = readScanning(document)
  const unknown = unknownKeys.map((key) => ({ key, meant: meantBy(key) }))
  return { config: { libraries, content, naming, reading, scanning }, unknownKeys: unknown }
}
