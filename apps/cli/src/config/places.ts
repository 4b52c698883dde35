/** Where Deadwax keeps its own files: the XDG base directories, overridden by the environment. */
import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"

export interface Places {
  /** The configuration file. */
  readonly config: string
  /** Where the music manager rosé keeps its configuration. */
  readonly roseConfig: string
  /** The user's data of a library: back this up. */
  readonly libraryDb: (id: string) => string
  /** What can be made again from the files at any time. */
  readonly cacheDb: (id: string) => string
  /** A directory for what a runtime keeps of the program itself. */
  readonly compiled: string
}

/** A base directory; the XDG rules say that a relative one is ignored. */
const base = (environment: NodeJS.ProcessEnv, variable: string, fallback: string): string => {
  const told = environment[variable] ?? ""
  const home = environment.HOME ?? ""
  return isAbsolute(told) ? told : join(isAbsolute(home) ? home : homedir(), fallback)
}

export const placesOf = (environment: NodeJS.ProcessEnv): Places => {
  const data = base(environment, "XDG_DATA_HOME", ".local/share")
  const cache = base(environment, "XDG_CACHE_HOME", ".cache")
  return {
    config: join(base(environment, "XDG_CONFIG_HOME", ".config"), "deadwax", "config.toml"),
    roseConfig: join(base(environment, "XDG_CONFIG_HOME", ".config"), "rose", "config.toml"),
    libraryDb: (id) => join(data, "deadwax", id, "library.db"),
    cacheDb: (id) => join(cache, "deadwax", id, "cache.db"),
    compiled: join(cache, "deadwax", "compiled")
  }
}
