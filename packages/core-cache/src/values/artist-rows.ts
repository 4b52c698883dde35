/**
 * Artists with their counts: the releases on which one of their names is credited, or a track of theirs; and the tracks that are credited, or whose
 * release is. A few are counted by their names. Of all of them most have one name, and those are counted along the tracks, in one pass.
 */
import type { Database } from "@deadwax/core-async"
import type { ArtistRow } from "../model/model.ts"
import { ofValues } from "../query-cache/dependency.ts"
import type { Reader } from "../reader.ts"

const countsOfSome = `with
  wanted (place, artist_no) as materialized (
    select json_extract(value, '$[0]'), artists.no from json_each(?) join artists on name = json_extract(value, '$[1]')
  ),
  on_release (place, release_no) as materialized (
    select distinct place, release_no from wanted join release_artists on release_artists.artist_no = wanted.artist_no
  ),
  on_track (place, track_no, release_no) as materialized (
    select distinct place, track_no, release_no
    from wanted join track_artists on track_artists.artist_no = wanted.artist_no join tracks on tracks.no = track_no
  )
  select place, 'releases', count(*) from
    (select place, release_no from on_release union select place, release_no from on_track) group by place
  union all
  select place, 'tracks', count(*) from (
    select place, tracks.no from on_release join tracks on tracks.release_no = on_release.release_no
    union select place, track_no from on_track
  ) group by place`

/** Artists with their counts; an alias counts for its main names, too. */
export const artistRows = (reader: Reader, names: ReadonlyArray<string>): ReadonlyArray<ArtistRow> => {
  const pairs = names.flatMap((name, place) => reader.aliases.withAliases(name).map((other) => [place, other] as const))
  const rows = names.map((name) => ({ name, releases: 0, tracks: 0 }))
  const counts = reader.cache.prepare(countsOfSome).values(JSON.stringify(pairs))
  for (const [place, of, count] of counts as Array<[number, "releases" | "tracks", number]>) rows[place]![of] = count
  return rows
}

// guests: who is credited on a track and not on its release. All others are counted by their releases' sizes.
const countsOfAll = `with
  sizes (release_no, tracks) as materialized (select release_no, count(*) from tracks group by release_no),
  guests (artist_no, track_no, release_no) as materialized (
    select distinct track_artists.artist_no, tracks.no, tracks.release_no
    from tracks indexed by tracks_release cross join track_artists on track_no = tracks.no
    where not exists (
      select 1 from release_artists
      where release_artists.release_no = tracks.release_no and +release_artists.artist_no = track_artists.artist_no
    )
  ),
  counts (artist_no, releases, tracks) as (
    select artist_no, count(*), sum(coalesce(tracks, 0))
    from (select distinct artist_no, release_no from release_artists) left join sizes using (release_no) group by artist_no
    union all select artist_no, count(distinct release_no), count(*) from guests group by artist_no
  )
  select name, coalesce(sum(releases), 0), coalesce(sum(tracks), 0)
  from artists left join counts on artist_no = artists.no group by name order by name`

const readAllArtists = (reader: Reader): ReadonlyArray<ArtistRow> => {
  const counts = reader.cache.prepare(countsOfAll).values() as Array<[string, number, number]>
  const severalNames = counts.map(([name]) => name).filter((name) => reader.aliases.withAliases(name).length > 1)
  const ofSeveral = new Map(artistRows(reader, severalNames).map((row) => [row.name, row]))
  return counts.map(([name, releases, tracks]) => ofSeveral.get(name) ?? { name, releases, tracks })
}

/** All artists, bytewise by name. */
export const allArtists = (reader: Reader): ReadonlyArray<ArtistRow> =>
  reader.queries.part("artists", {
    condition: ofValues("artist"),
    read: () => readAllArtists(reader),
    bytesOf: (rows) => 150 * rows.length
  })

/** The names of artists by number, in this order. */
export const artistNames = (cache: Database, nos: ReadonlyArray<number>): ReadonlyArray<string> => {
  const rows = cache
    .prepare("select no, name from artists where no in (select value from json_each(?))")
    .values(JSON.stringify(nos))
  const names = new Map(rows as Array<[number, string]>)
  return nos.flatMap((no) => names.get(no) ?? [])
}

/** Artists of the tags with their counts, from the list of all: counting anew takes longer than all else that a search does. */
export const knownArtists = (reader: Reader, names: ReadonlyArray<string>): ReadonlyArray<ArtistRow> => {
  const rows = reader.queries.part("artists by name", {
    condition: ofValues("artist"),
    read: () => new Map(allArtists(reader).map((row) => [row.name, row])),
    bytesOf: (all) => 60 * all.size
  })
  return names.flatMap((name) => rows.get(name) ?? [])
}
