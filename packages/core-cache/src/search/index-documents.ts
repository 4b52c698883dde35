/**
 * Writes the search documents: one row a release, track and artist; a change deletes the old row before it inserts the new one (U14).
 *
 * Storing a release only marks it (`unindexed`); `indexMarked` writes the documents of all that are marked, in one transaction for many
 * releases. What a crash leaves marked, the next scan writes.
 */
import type { Database } from "@deadwax/core-async"
import type { WriteTransaction } from "../store/store.ts"
import { searchTerms } from "./fold.ts"
import { type Kind, lastNo, removeKeys, storeKeys } from "./title-rows.ts"

/** Words of several values, each kept apart so that nothing matches across two of them, and each once. */
interface Terms {
  readonly words: string
  readonly grams: string
}

const termsOf = (values: ReadonlyArray<string>): Terms => {
  const words: Array<string> = []
  const grams = new Set<string>()
  // Who has several roles would weigh as much more in the ranking.
  for (const value of new Set(values)) {
    const terms = searchTerms(value)
    words.push(...terms.words)
    for (const gram of terms.grams) grams.add(gram)
  }
  return { words: words.join(" "), grams: [...grams].join(" ") }
}

const joinGrams = (...terms: ReadonlyArray<Terms>): string =>
  terms
    .map((term) => term.grams)
    .filter((grams) => grams !== "")
    .join(" ")

export const removeTrackDocument = (cache: Database, no: number): void => {
  cache.prepare("delete from search_tracks where rowid = ?").run(no)
  removeKeys(cache, "track", no)
}

export const removeReleaseDocument = (cache: Database, no: number): void => {
  cache.prepare("delete from search_releases where rowid = ?").run(no)
  removeKeys(cache, "release", no)
}

export const removeArtistDocument = (cache: Database, no: number): void => {
  cache.prepare("delete from search_artists where rowid = ?").run(no)
  removeKeys(cache, "artist", no)
}

/** Notes that a release's documents, and those of its tracks, must be written. */
export const markRelease = (cache: Database, no: number): void => {
  cache.prepare("insert or ignore into unindexed (kind, no) values (0, ?)").run(no)
}

/** Notes that an artist's document must be written. */
export const markArtist = (cache: Database, no: number): void => {
  cache.prepare("insert or ignore into unindexed (kind, no) values (1, ?)").run(no)
}

/** How many releases and artists wait for their documents. */
export const countMarked = (cache: Database): number =>
  cache.prepare("select count(*) as count from unindexed").get()!["count"] as number

/** Writes the documents of everything that is marked. Runs inside a transaction. */
export const indexMarked = ({ cache, note }: WriteTransaction): void => {
  note("search")
  const marked = cache.prepare("select kind, no from unindexed").values() as Array<[number, number]>
  const last = { artist: lastNo(cache, "artist"), release: lastNo(cache, "release"), track: lastNo(cache, "track") }
  for (const [kind, no] of marked) {
    if (kind === 0) indexRelease(cache, no, last)
    else indexArtist(cache, no, last)
  }
  cache.prepare("delete from unindexed").run()
}

/**
 * Puts the parts of each full-text index together, of which filling it leaves several: a search looks into all of them. Writes the index anew,
 * a fortieth of what filling the cache took.
 */
export const joinIndexes = ({ cache }: WriteTransaction): void => {
  for (const index of ["search_tracks", "search_releases", "search_artists"])
    cache.prepare(`insert into ${index} (${index}) values ('optimize')`).run()
}

/** The greatest number of each kind that has a document: above it there is none to be removed. */
type LastNos = Readonly<Record<Kind, number>>

const indexArtist = (cache: Database, no: number, last: LastNos): void => {
  if (no <= last.artist) removeArtistDocument(cache, no)
  const row = cache.prepare("select name from artists where no = ?").get(no)
  if (row === undefined) return
  const name = String(row["name"])
  const terms = termsOf([name])
  cache.prepare("insert into search_artists (rowid, title, title_grams) values (?, ?, ?)").run(no, terms.words, terms.grams)
  storeKeys(cache, "artist", no, name)
}

const indexRelease = (cache: Database, no: number, last: LastNos): void => {
  if (no <= last.release) removeReleaseDocument(cache, no)
  const row = cache.prepare("select title from releases where no = ?").get(no)
  if (row === undefined) return
  const text = String(row["title"])
  const title = termsOf([text])
  const names = cache
    .prepare(
      "select name from release_artists join artists on artists.no = artist_no where release_no = ? order by role, position"
    )
    .values(no) as Array<[string]>
  const artists = termsOf(names.map(([name]) => name))
  cache
    .prepare("insert into search_releases (rowid, title, artists, title_grams, grams) values (?, ?, ?, ?, ?)")
    .run(no, title.words, artists.words, title.grams, artists.grams)
  storeKeys(cache, "release", no, text)
  indexTracks(cache, no, title, last)
}

const indexTracks = (cache: Database, releaseNo: number, release: Terms, last: LastNos): void => {
  const credits = new Map<number, Array<string>>()
  const rows = cache
    .prepare(
      `select track_no, name from tracks join track_artists on track_no = tracks.no join artists on artists.no = artist_no
      where release_no = ? order by track_no, role, position`
    )
    .values(releaseNo) as Array<[number, string]>
  for (const [no, name] of rows) {
    const names = credits.get(no)
    if (names === undefined) credits.set(no, [name])
    else names.push(name)
  }
  const insert = cache.prepare(
    "insert into search_tracks (rowid, title, artists, release, title_grams, grams) values (?, ?, ?, ?, ?, ?)"
  )
  const titles = cache.prepare("select no, title from tracks where release_no = ?").values(releaseNo) as Array<[number, string]>
  for (const [no, text] of titles) {
    if (no <= last.track) removeTrackDocument(cache, no)
    const title = termsOf([text])
    const artists = termsOf(credits.get(no) ?? [])
    insert.run(no, title.words, artists.words, release.words, title.grams, joinGrams(artists, release))
    storeKeys(cache, "track", no, text)
  }
}
