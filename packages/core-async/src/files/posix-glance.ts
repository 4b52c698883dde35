/** What a walk asks about each file, and how it is asked where nothing faster is known. */

import { lstatSync } from "node:fs"
import { toMicroseconds } from "./posix-stat.ts"

/** Filled anew for each file: a walk over 200,000 must not leave an object for every one. */
export interface Glance {
  kind: "file" | "link" | "other"
  sizeBytes: number
  modifiedAtUs: number
  /** How many names the file has. */
  names: number
}

/** Looks at a path without following a link. Undefined when nothing is there; throws the system's other errors. Valid until the next look. */
export type LookAt = (path: string) => Glance | undefined

export const makeLookAt = (): LookAt => {
  const glance: Glance = { kind: "other", sizeBytes: 0, modifiedAtUs: 0, names: 0 }
  return (path) => {
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false })
    if (stats === undefined) return undefined
    glance.kind = stats.isFile() ? "file" : stats.isSymbolicLink() ? "link" : "other"
    glance.sizeBytes = Number(stats.size)
    glance.modifiedAtUs = toMicroseconds(stats.mtimeNs)
    glance.names = Number(stats.nlink)
    return glance
  }
}
