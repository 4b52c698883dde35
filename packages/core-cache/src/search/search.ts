/**
 * People's search (R8): one place to type. Words in any order, the last one as a prefix, diacritics folded, scripts without spaces by
 * characters and pairs; beside them conditions of the filter language (search-text.ts).
 *
 * Artists, releases and tracks are documents of their own, so that a name finds the artist. Ranked: the exact title, titles that begin
 * with these words, those where the last one goes on, those that have the words elsewhere (of these four the shorter first, an artist
 * before a release before a track of nearly the same length), then what has some of the words in its title, then what has them in its
 * artists and its release alone. At most 1,000 candidates a kind are considered (candidates.ts).
 */
import { conditionOfList } from "../filter/dependencies.ts"
import { readsClock } from "../filter/reads-clock.ts"
import type { ArtistRow, Hit, Release, SearchPage, Track } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import type { Condition } from "../query-cache/conditions.ts"
import { ofSearch } from "../query-cache/dependency.ts"
import { entitiesOf } from "../query-cache/kept-entities.ts"
import type { Reader } from "../reader.ts"
import { artistNames, knownArtists } from "../values/value-rows.ts"
import { candidatesOf, mostCandidates } from "./candidates.ts"
import { matchOf } from "./match.ts"
import { narrowingOf, subjectOf } from "./narrowing.ts"
import { beginningsOf } from "./nearness.ts"
import { noOfScore, sortScores } from "./score.ts"
import { readSearchText, type SearchText } from "./search-text.ts"
import { type Kind, kinds } from "./title-rows.ts"
import { toHits } from "./to-hits.ts"

/** Artists, releases and tracks together, the best first. `total` stops at 1,000 and then says so. */
export const searchLibrary = (reader: Reader, text: string, page: PageBounds): SearchPage<Hit> =>
  searchPage(reader, text, page, kinds, (scores) => toHits(reader.cache, scores))

export const searchTracks = (reader: Reader, text: string, page: PageBounds): SearchPage<Track> =>
  searchPage(reader, text, page, ["track"], (scores) => entitiesOf(reader).tracks.read(nosOf(scores)))

export const searchReleases = (reader: Reader, text: string, page: PageBounds): SearchPage<Release> =>
  searchPage(reader, text, page, ["release"], (scores) => entitiesOf(reader).releases.read(nosOf(scores)))

export const searchArtists = (reader: Reader, text: string, page: PageBounds): SearchPage<ArtistRow> =>
  searchPage(reader, text, page, ["artist"], (scores) => knownArtists(reader, artistNames(reader.cache, nosOf(scores))))

const nosOf = (scores: Float64Array): ReadonlyArray<number> => Array.from(scores, noOfScore)

const searchPage = <A>(
  reader: Reader,
  text: string,
  page: PageBounds,
  kinds: ReadonlyArray<Kind>,
  read: (scores: Float64Array) => ReadonlyArray<A>
): SearchPage<A> => {
  const limit = page.limit < 0 ? mostCandidates : page.limit
  const candidates = reader.queries.part(`candidates ${kinds.join()} ${keyOfSearch(reader, text)}`, {
    condition: conditionOfSearch(reader, text),
    read: () => findCandidates(reader, text, kinds),
    bytesOf: ({ length }) => 100 + 8 * length
  })
  const total = Math.min(candidates.length, mostCandidates)
  const items = read(candidates.subarray(0, total).subarray(page.offset, page.offset + limit))
  return { items, total, limit, offset: page.offset, totalCapped: candidates.length > mostCandidates }
}

/** What reads as a condition and finds nothing may be a title: "Year: 1999" is one. */
const findCandidates = (reader: Reader, text: string, kinds: ReadonlyArray<Kind>): Float64Array => {
  const typed = readSearchText(text)
  const find = (what: SearchText) => sortScores(kinds.flatMap((kind) => findOfKind(reader, kind, what)))
  const found = find(typed)
  return found.length > 0 || typed.words === text ? found : find({ words: text, filter: undefined })
}

/** What a search depends on: the documents, and what the conditions in its text read. */
export const conditionOfSearch = ({ names }: Reader, text: string): Condition => {
  const { filter } = readSearchText(text)
  if (filter === undefined) return ofSearch
  const byPath = { key: "path", isDescending: false } as const
  const lists = (["tracks", "releases"] as const).map((listed) => conditionOfList(listed, filter, byPath, names.artistNames))
  return { every: [ofSearch, ...lists] }
}

/** A search's name. What counts back from now is another one each minute. */
export const keyOfSearch = ({ names }: Reader, text: string): string => {
  const { filter } = readSearchText(text)
  return filter !== undefined && readsClock(filter) ? `${names.nowUs()} ${text}` : text
}

const findOfKind = (reader: Reader, kind: Kind, { words, filter }: SearchText): ReadonlyArray<number> => {
  const match = matchOf(words)
  const subject = match !== undefined || filter === undefined ? words : subjectOf(filter, kind)
  // Years and labels are no artist's; without a name to look for there is none to find.
  if (kind === "artist" && subject === undefined) return []
  return candidatesOf(reader.cache, kind, {
    match,
    beginnings: match === undefined ? [] : beginningsOf(words),
    subject,
    narrowing: filter && narrowingOf(reader, kind, filter)
  })
}
