/** Which of the chosen files belong to a library, and where they go. Pure: names in, a plan out. */
import { classifyName, decideEnter, defaultContentRules } from "@deadwax/core-cache"
import type { ImportFailure, ImportFile } from "../library/browser-library.ts"

/** One file to copy. `parts`: its path in the library, of which the last is its name. */
export interface PlannedFile {
  readonly parts: ReadonlyArray<string>
  readonly path: string
  readonly file: File
}

export interface ImportPlan {
  readonly files: ReadonlyArray<PlannedFile>
  readonly audioFiles: number
  /** Neither music nor what belongs to it. */
  readonly leftOut: number
  readonly failed: ReadonlyArray<ImportFailure>
}

/** The longest name that disks take, in bytes of UTF-8: a library must be able to move to one. */
const longestNameBytes = 255
const encoder = new TextEncoder()
const enters = decideEnter(defaultContentRules)

const isInside = (parts: ReadonlyArray<string>): boolean =>
  parts.slice(0, -1).every((name, depth) => enters(name, parts.slice(0, depth + 1).join("/")))

/** Why a path cannot be kept as it is; undefined: it can. */
const refusalOf = (parts: ReadonlyArray<string>): string | undefined => {
  for (const name of parts) {
    if (name === "" || name === "." || name === "..") return "Its path leads out of the folder."
    if (/[\\\0]/.test(name) || !name.isWellFormed())
      return "Its name holds a character that cannot be kept: rename it and import again."
    if (encoder.encode(name).length > longestNameBytes) return "Its name is longer than 255 bytes: shorten it and import again."
  }
  return undefined
}

/**
 * Plans an import. A path that comes twice is taken once; of two that differ only in the case of letters, the second is refused where the
 * browser's file system does not tell them apart (`tellsCase`).
 */
export const planImport = (chosen: ReadonlyArray<ImportFile>, tellsCase: boolean): ImportPlan => {
  const files: Array<PlannedFile> = []
  const failed: Array<ImportFailure> = []
  const seen = new Map<string, string>()
  let leftOut = 0
  let audioFiles = 0
  for (const { path, file } of chosen) {
    const parts = path.split("/")
    const kind = classifyName(parts.at(-1) ?? "", defaultContentRules)
    if (kind === undefined || !isInside(parts)) {
      leftOut++
      continue
    }
    const key = tellsCase ? path : path.toLowerCase()
    const twin = seen.get(key)
    if (twin === path) continue
    const message =
      twin === undefined ? refusalOf(parts) : `This browser cannot tell its name from ${twin}: rename it and import again.`
    if (message !== undefined) {
      failed.push({ path, reason: "name", message })
      continue
    }
    seen.set(key, path)
    files.push({ parts, path, file })
    if (kind === "audio") audioFiles++
  }
  return { files, audioFiles, leftOut, failed }
}
