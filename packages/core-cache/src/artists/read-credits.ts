/** Reads who is credited, for many entities at once. */
import type { Database } from "@deadwax/core-async"
import type { Artists } from "../model/model.ts"
import type { Aliases } from "./aliases.ts"
import { noArtists, roles } from "./roles.ts"

const sources = {
  release:
    "select release_no, role, name from release_artists join artists on artists.no = artist_no where release_no in (select value from json_each(?)) order by release_no, role, position",
  track:
    "select track_no, role, name from track_artists join artists on artists.no = artist_no where track_no in (select value from json_each(?)) order by track_no, role, position"
} as const

/**
 * Credits by the entity's number; `nos` is a JSON list of numbers. With `aliases`, each name is followed by the main names that it is an
 * alias of, marked, and none that the role has already.
 */
export const readCredits = (
  cache: Database,
  of: keyof typeof sources,
  nos: string,
  aliases?: Aliases
): ReadonlyMap<number, Artists> => {
  const credits = new Map<number, ReturnType<typeof noArtists>>()
  for (const [no, role, name] of cache.prepare(sources[of]).values(nos) as Array<[number, number, string]>) {
    const artists = credits.get(no) ?? noArtists()
    credits.set(no, artists)
    artists[roles[role]!].push({ name, alias: false })
  }
  if (aliases !== undefined) for (const artists of credits.values()) addAliases(artists, aliases)
  return credits
}

const addAliases = (artists: ReturnType<typeof noArtists>, { mainNames }: Aliases): void => {
  for (const role of roles) {
    const listed = artists[role]
    if (listed.every(({ name }) => mainNames(name).length === 0)) continue
    const seen = new Set(listed.map(({ name }) => name))
    artists[role] = listed.flatMap((artist) => {
      const added = mainNames(artist.name).filter((name) => !seen.has(name))
      for (const name of added) seen.add(name)
      return [artist, ...added.map((name) => ({ name, alias: true }))]
    })
  }
}
