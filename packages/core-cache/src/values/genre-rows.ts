/** The list of genres with those above them, each with what a filter by it finds. */
import { genreKey } from "../genres/genre-tree.ts"
import type { ValueRow } from "../model/model.ts"
import { type Reader, readGenreNames } from "../reader.ts"
import { compareBytewise } from "../scan/paths.ts"

interface Counts {
  releases: number
  tracks: number
  /** Releases that are not new. */
  old: number
  /** The last release that was counted: it counts once, however many of its genres lie below this one. */
  lastRelease: number
}

/** One row a genre of the tags, and one for each above it that the tags do not spell; ordered by name, bytewise. */
export const genreRows = (reader: Reader): ReadonlyArray<ValueRow> => {
  const names = readGenreNames(reader.cache)
  const spelled = new Set(names.map(([, key]) => key))
  const shown = new Map(names.map(([name, key]) => [name, key]))
  for (const [name] of names) {
    for (const ancestor of reader.genres().ancestors(name)) {
      if (!spelled.has(genreKey(ancestor))) shown.set(ancestor, genreKey(ancestor))
    }
  }
  const counts = countByKey(reader)
  return [...shown]
    .map(([name, key]) => {
      const { releases = 0, tracks = 0, old = 0 } = counts.get(key) ?? {}
      return { name, releases, tracks, onlyNewReleases: releases > 0 && old === 0 }
    })
    .sort((a, b) => compareBytewise(a.name, b.name))
}

const genresOfReleases = `select releases.no, is_new, name, (select count(*) from tracks where tracks.release_no = releases.no)
  from releases join release_genres on release_no = releases.no join genres on genres.no = genre_no order by releases.no`

/** Counts every release once for each key that its genres stand for. */
const countByKey = (reader: Reader): ReadonlyMap<string, Counts> => {
  const keysAbove = new Map<string, ReadonlyArray<string>>()
  const keysOf = (name: string): ReadonlyArray<string> => {
    const known = keysAbove.get(name) ?? [genreKey(name), ...reader.genres().ancestors(name).map(genreKey)]
    keysAbove.set(name, known)
    return known
  }
  const counts = new Map<string, Counts>()
  const rows = reader.cache.prepare(genresOfReleases).values() as Array<[number, number, string, number]>
  for (const [no, isNew, name, tracks] of rows) {
    for (const key of keysOf(name)) {
      const count = counts.get(key) ?? { releases: 0, tracks: 0, old: 0, lastRelease: -1 }
      counts.set(key, count)
      if (count.lastRelease === no) continue
      count.lastRelease = no
      count.releases += 1
      count.tracks += tracks
      if (isNew === 0) count.old += 1
    }
  }
  return counts
}
