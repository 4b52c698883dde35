/** What the feed compares: everything that is answered about an entity, as a short text. Two that differ show that somebody should ask again. */
import type { Database } from "@deadwax/core-async"
import { murmur128 } from "@deadwax/core-tags"
import { collageKind, playlistKind } from "../collections/kind.ts"
import { findCollection } from "../collections/read-collections.ts"
import { releasesById } from "../releases/read-releases.ts"
import { asTheTagsSay } from "../store/portrait.ts"
import type { EntityKind } from "../store/touched.ts"
import { tracksById } from "../tracks/read-tracks.ts"

/** The hashes of those of these entities that are there, by id. Where the library lies and what is applied on reading does not count. */
export const contentHashes = (cache: Database, kind: EntityKind, ids: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map([...contents(cache, kind, ids)].map(([id, content]) => [id, hashOf(content)]))

const contents = (cache: Database, kind: EntityKind, ids: ReadonlyArray<string>): ReadonlyMap<string, unknown> => {
  const source = asTheTagsSay(cache)
  if (kind === "track") return tracksById(source, ids)
  if (kind === "release") return releasesById(source, ids)
  const of = kind === "collage" ? collageKind : playlistKind
  return new Map(
    ids.flatMap((name) => {
      const found = findCollection(cache, "", of, name)
      return found === undefined ? [] : [[name, found] as const]
    })
  )
}

const hashOf = (content: unknown): string => murmur128(new TextEncoder().encode(JSON.stringify(content)))
