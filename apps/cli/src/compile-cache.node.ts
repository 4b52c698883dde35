/**
 * Lets Node keep what it compiled of the program: a short command spends most of its time on that, and a third of it is spared from the second
 * one on. Node checks each piece against the text and its own version. Where it cannot write, the program only starts as slowly as before.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs"
import { enableCompileCache } from "node:module"
import { isAbsolute, join } from "node:path"

const versionName = /^\d+\.\d+\.\d+/

/** A version that starts for the first time takes away what older ones left, but for the last: two may be in use by turns. */
const clearOlder = (directory: string, version: string): void => {
  const others = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== version && versionName.test(entry.name))
    .map(({ name }) => join(directory, name))
    .map((path) => ({ path, madeAtMs: statSync(path).mtimeMs }))
    .toSorted((a, b) => b.madeAtMs - a.madeAtMs)
  for (const { path } of others.slice(1)) rmSync(path, { recursive: true, force: true })
}

const chooses = (environment: NodeJS.ProcessEnv, variable: string): boolean => (environment[variable] ?? "") !== ""

/**
 * Some megabyte in a directory of this version's below `directory()`; nothing where the user has told Node otherwise, or where there is no such
 * directory because nobody has a home.
 */
export const keepCompiled = (directory: () => string, version: string, environment: NodeJS.ProcessEnv): void => {
  if (chooses(environment, "NODE_COMPILE_CACHE") || chooses(environment, "NODE_DISABLE_COMPILE_CACHE")) return
  try {
    const place = directory()
    if (!isAbsolute(place)) return
    const own = join(place, version)
    if (existsSync(place) && !existsSync(own)) clearOlder(place, version)
    enableCompileCache(own)
  } catch {
    // No home, or a disk that takes no changes: all goes on without.
  }
}
