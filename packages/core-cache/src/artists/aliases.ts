/** Artist aliases (R3): which names an artist's name stands for, both ways and transitively. Applied on reading; nothing is stored. */

/** One rule of the configuration: `artist` is the main name, `aliases` are other names of the same one. */
export interface ArtistAlias {
  readonly artist: string
  readonly aliases: ReadonlyArray<string>
}

export interface Aliases {
  /** The main names that a name is an alias of, nearest first, without the name itself. */
  readonly mainNames: (name: string) => ReadonlyArray<string>
  /** The name and all aliases of it: what a filter by it finds. */
  readonly withAliases: (name: string) => ReadonlyArray<string>
}

/** Makes the look-ups. Cycles are harmless: each name is met once. */
export const makeAliases = (rules: ReadonlyArray<ArtistAlias>): Aliases => {
  const mains = new Map<string, Array<string>>()
  const aliases = new Map<string, Array<string>>()
  for (const { artist, aliases: others } of rules) {
    for (const alias of others) {
      append(mains, alias, artist)
      append(aliases, artist, alias)
    }
  }
  return {
    mainNames: (name) => (mains.has(name) ? reach(mains, name).slice(1) : []),
    withAliases: (name) => reach(aliases, name)
  }
}

const append = (lists: Map<string, Array<string>>, key: string, value: string): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

/** The start and whatever can be reached from it, breadth first. */
const reach = (edges: ReadonlyMap<string, ReadonlyArray<string>>, start: string): ReadonlyArray<string> => {
  const met = new Set([start])
  for (const name of met) for (const next of edges.get(name) ?? []) met.add(next)
  return [...met]
}
