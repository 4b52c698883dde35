/** The keys about names of files: `rename_source_files`, `max_filename_bytes` and `[path_templates]`. */
import {
  defaultNaming,
  defaultTemplates,
  filenameBytes,
  InvalidTemplate,
  type Naming,
  parseTemplates,
  type TemplateTexts
} from "@deadwax/core-cache"
import { InvalidKey, isTable, readParts, type Table } from "./invalid-key.ts"

/** How files would be named, and whether they are. */
export interface NamingOptions extends Naming {
  readonly renameSourceFiles: boolean
}

export const namingKeys = ["rename_source_files", "max_filename_bytes", "path_templates"]

const templateKeys = ["release", "track"] as const

/** Reads and checks the keys; throws `InvalidKey`. */
export const readNaming = (document: Table, unknownKeys: Array<string>): NamingOptions => {
  return readParts((part) => ({
    renameSourceFiles: part(() => readRename(document)),
    maxFilenameBytes: part(() => readBytes(document)),
    templates: part(() => readTemplates(document, unknownKeys))
  }))
}

const readRename = (document: Table): boolean => {
  const rename = document.rename_source_files ?? false
  if (typeof rename !== "boolean") throw new InvalidKey("rename_source_files", "true or false")
  return rename
}

const readBytes = (document: Table): number => {
  const value = document.max_filename_bytes ?? defaultNaming.maxFilenameBytes
  const { least, most } = filenameBytes
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most)
    throw new InvalidKey("max_filename_bytes", `a whole number from ${least} to ${most}`)
  return value
}

const readTemplates = (document: Table, unknownKeys: Array<string>): TemplateTexts => {
  const table = document.path_templates ?? {}
  if (!isTable(table)) throw new InvalidKey("path_templates", "a table with release and track")
  for (const key of Object.keys(table))
    if (!templateKeys.some((known) => known === key)) unknownKeys.push(`path_templates.${key}`)
  return readParts((part) => ({
    release: part(() => readTemplate(table, "release")),
    track: part(() => readTemplate(table, "track"))
  }))
}

/** One template, checked with the other at its default, so that a mistake is told under its own key. */
const readTemplate = (table: Table, key: (typeof templateKeys)[number]): string => {
  const text = table[key] ?? defaultTemplates[key]
  if (typeof text !== "string") throw new InvalidKey(`path_templates.${key}`, "a text")
  try {
    parseTemplates({ ...defaultTemplates, [key]: text })
    return text
  } catch (cause) {
    if (cause instanceof InvalidTemplate)
      throw new InvalidKey(`path_templates.${key}`, `a template that is right (${cause.message})`)
    throw cause
  }
}
