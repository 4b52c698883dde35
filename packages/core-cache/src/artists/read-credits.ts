/** Reads who is credited, for many entities at once. */
import type { Database } from "@deadwax/core-async"
import type { Artists } from "../model/model.ts"
import { noArtists, roles } from "./roles.ts"

const sources = {
  release:
    "select release_no, role, name from release_artists join artists on artists.no = artist_no where release_no in (select value from json_each(?)) order by release_no, role, position",
  track:
    "select track_no, role, name from track_artists join artists on artists.no = artist_no where track_no in (select value from json_each(?)) order by track_no, role, position"
} as const

/** Credits by the entity's number; `nos` is a JSON list of numbers. */
export const readCredits = (cache: Database, of: keyof typeof sources, nos: string): ReadonlyMap<number, Artists> => {
  const credits = new Map<number, ReturnType<typeof noArtists>>()
  for (const [no, role, name] of cache.prepare(sources[of]).values(nos) as Array<[number, number, string]>) {
    const artists = credits.get(no) ?? noArtists()
    credits.set(no, artists)
    artists[roles[role]!].push({ name, alias: false })
  }
  return credits
}
