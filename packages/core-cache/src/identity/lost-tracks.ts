/**
 * Tracks that are gone, but that something of the user's still holds (D9): a playlist keeps their entries in place, and favourites, ratings
 * and plays are kept for ever. What holds tracks is a
 * list of queries here, each of which answers ids that are not in the cache with the reason.
 */
import type { Database } from "@deadwax/core-async"
import * as Schema from "effect/Schema"
import type { Page } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { absolutePath, compareBytewise } from "../scan/paths.ts"
import { lastPathOf, trackKind } from "./issued-ids.ts"
import { openTraces } from "./traces.ts"

const MaybeText = Schema.NullOr(Schema.String)

/** Why a lost track is kept: a playlist holds it, so often; the user favoured it, rated it (1 to 5), or heard it, so often. */
export const Holding = Schema.Union([
  Schema.Struct({ kind: Schema.Literal("playlist"), name: Schema.String, entries: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("favorite") }),
  Schema.Struct({ kind: Schema.Literal("rating"), rating: Schema.Int }),
  Schema.Struct({ kind: Schema.Literal("plays"), plays: Schema.Int })
])
export type Holding = typeof Holding.Type

/**
 * One lost track. `lastPath` (absolute) is where it was seen last; null when nobody knows, or another track is there now. `title` as its tags had
 * it, `description` as its playlists call it, without the mark of what is missing.
 */
export const LostTrack = Schema.Struct({
  id: Schema.String,
  lastPath: MaybeText,
  title: MaybeText,
  description: MaybeText,
  heldBy: Schema.Array(Holding)
}).annotate({ identifier: "LostTrack" })
export type LostTrack = typeof LostTrack.Type

interface Databases {
  readonly cache: Database
  readonly userDb: Database
}

interface Held {
  readonly id: string
  readonly holding: Holding
  readonly description: string | null
}

const heldByPlaylists = ({ cache }: Databases): ReadonlyArray<Held> =>
  (
    cache
      .prepare(
        `select collection_members.id, name, count(*), max(description) from collection_members
        join collections on collections.no = collection_no
        where collection_members.kind = ? and is_missing = 1 and collection_members.id not in (select id from tracks)
        group by collection_members.id, name order by collection_members.id, name`
      )
      .values(trackKind) as Array<[string, string, number, string | null]>
  ).map(([id, name, entries, description]) => ({ id, holding: { kind: "playlist", name, entries }, description }))

const heldByState = ({ cache }: Databases): ReadonlyArray<Held> =>
  (
    cache
      .prepare(
        `select track_id, favorited_us is not null, rating, play_count from track_state
        where track_id not in (select id from tracks) order by track_id`
      )
      .values() as Array<[string, number, number | null, number]>
  ).flatMap(([id, isFavorite, rating, plays]) => {
    const holdings: ReadonlyArray<Holding> = [
      ...(isFavorite === 1 ? [{ kind: "favorite" as const }] : []),
      ...(rating === null ? [] : [{ kind: "rating" as const, rating }]),
      ...(plays === 0 ? [] : [{ kind: "plays" as const, plays }])
    ]
    return holdings.map((holding) => ({ id, holding, description: null }))
  })

const holders: ReadonlyArray<(databases: Databases) => ReadonlyArray<Held>> = [heldByPlaylists, heldByState]

/** A page of the lost tracks, by the path where they were (those without one first), then by id. */
export const listLostTracks = (databases: Databases, root: string, { limit, offset }: PageBounds): Page<LostTrack> => {
  const byId = new Map<string, Array<Held>>()
  for (const held of holders.flatMap((read) => read(databases))) {
    const known = byId.get(held.id)
    if (known === undefined) byId.set(held.id, [held])
    else known.push(held)
  }
  const traces = openTraces(databases.userDb)
  const lost = [...byId].map(([id, helds]): LostTrack => {
    const path = lastPathOf(databases.userDb, trackKind, id)
    const title = traces.of(id)?.title ?? ""
    const description = helds.find((held) => held.description !== null)?.description?.replace(/ \{MISSING\}$/, "") ?? null
    return {
      id,
      lastPath: path === null ? null : absolutePath(root, path),
      title: title === "" ? null : title,
      description,
      heldBy: helds.map(({ holding }) => holding)
    }
  })
  lost.sort((a, b) => compareBytewise(a.lastPath ?? "", b.lastPath ?? "") || compareBytewise(a.id, b.id))
  const shown = limit < 0 ? lost.length : limit
  return { items: lost.slice(offset, offset + shown), total: lost.length, limit: shown, offset }
}

/** Does something of the user's hold this track, whether it is there or not? */
export const isHeldTrack = ({ cache }: Databases, id: string): boolean =>
  cache.prepare("select 1 as one from collection_members where kind = ? and id = ? limit 1").get(trackKind, id) !== undefined
