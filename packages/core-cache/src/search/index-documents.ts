/** Writes the search documents. One row a release, track and artist; a change deletes the old row before it inserts the new one (U14). */
import type { Database } from "@deadwax/core-async"
import { searchTerms } from "./fold.ts"

/** Words of several values, each kept apart so that nothing matches across two of them. */
interface Terms {
  readonly words: string
  readonly grams: string
}

const termsOf = (values: ReadonlyArray<string>): Terms => {
  const words: Array<string> = []
  const grams = new Set<string>()
  for (const value of values) {
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
}

/** Replaces a track's document. */
export const indexTrack = (
  cache: Database,
  no: number,
  track: { readonly title: string; readonly artists: ReadonlyArray<string>; readonly releaseTitle: string }
): void => {
  removeTrackDocument(cache, no)
  const title = termsOf([track.title])
  const artists = termsOf(track.artists)
  const release = termsOf([track.releaseTitle])
  cache
    .prepare("insert into search_tracks (rowid, title, artists, release, grams) values (?, ?, ?, ?, ?)")
    .run(no, title.words, artists.words, release.words, joinGrams(title, artists, release))
}

export const removeReleaseDocument = (cache: Database, no: number): void => {
  cache.prepare("delete from search_releases where rowid = ?").run(no)
}

/** Replaces a release's document. */
export const indexRelease = (
  cache: Database,
  no: number,
  release: { readonly title: string; readonly artists: ReadonlyArray<string> }
): void => {
  removeReleaseDocument(cache, no)
  const title = termsOf([release.title])
  const artists = termsOf(release.artists)
  cache
    .prepare("insert into search_releases (rowid, title, artists, grams) values (?, ?, ?, ?)")
    .run(no, title.words, artists.words, joinGrams(title, artists))
}

/** Adds the document of an artist that is new. */
export const indexArtist = (cache: Database, no: number, name: string): void => {
  const terms = termsOf([name])
  cache.prepare("insert into search_artists (rowid, name, grams) values (?, ?, ?)").run(no, terms.words, terms.grams)
}

export const removeArtistDocument = (cache: Database, no: number): void => {
  cache.prepare("delete from search_artists where rowid = ?").run(no)
}
