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
import { artistNames, knownArtists } from "../values/artist-rows.ts"
import { type Candidates, candidatesOf, mostCandidates, noCandidates } from "./candidates.ts"
import { matchOf } from "./match.ts"
import { narrowingOf, subjectOf } from "./narrowing.ts"
import { beginningsOf } from "./nearness.ts"
import { noOfScore, sortScores } from "./score.ts"
import { readSearchText, type SearchText } from "./search-text.ts"
import { type Kind, kinds } from "./title-rows.ts"
import { toHits } from "./to-hits.ts"

/** Artists, releases and tracks together, the best first. `total` stops at 1,000 and then says so. */
export const searchLibrary = (reader: Reader, text: string, page: PageBounds): SearchPage<Hit> =>
  searchPage(reader, text, page, kinds, (scores) => toHits(reader, scores))

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
  const { near, count, all } = reader.queries.part(`candidates ${kinds.join()} ${keyOfSearch(reader, text)}`, {
    condition: conditionOfSearch(reader, text),
    read: () => findCandidates(reader, text, kinds),
    bytesOf: (found) => 300 + 20 * found.count
  })
  const total = Math.min(count, mostCandidates)
  const end = Math.min(page.offset + limit, total)
  const scores = end <= near.length ? near : all()
  return {
    items: read(scores.subarray(page.offset, end)),
    total,
    limit,
    offset: page.offset,
    totalCapped: count > mostCandidates
  }
}

/** What was found, the best first. */
interface FoundCandidates {
  /** Those that come first. */
  readonly near: Float64Array
  /** How many there are in all; from 1,001 on at least so many. */
  readonly count: number
  /** All of them. To be asked in a snapshot in which what was found holds. */
  readonly all: () => Float64Array
}

/** What reads as a condition and finds nothing may be a title: "Year: 1999" is one. */
const findCandidates = (reader: Reader, text: string, kinds: ReadonlyArray<Kind>): FoundCandidates => {
  const typed = readSearchText(text)
  const find = (what: SearchText) => joinKinds(kinds.map((kind) => findOfKind(reader, kind, what)))
  const found = find(typed)
  return found.count > 0 || typed.words === text ? found : find({ words: text, filter: undefined })
}

const joinKinds = (found: ReadonlyArray<Candidates>): FoundCandidates => {
  const near = sortScores(found.flatMap((ofKind) => ofKind.near))
  let count = near.length
  // More than count need not be counted.
  for (const { countOthers } of found) if (count <= mostCandidates) count += countOthers()
  let whole: Float64Array | undefined
  return { near, count, all: () => (whole ??= sortScores(found.flatMap((ofKind) => ofKind.all()))) }
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

const findOfKind = (reader: Reader, kind: Kind, { words, filter }: SearchText): Candidates => {
  const match = matchOf(words)
  const subject = match !== undefined || filter === undefined ? words : subjectOf(filter, kind)
  // Years and labels are no artist's; without a name to look for there is none to find.
  if (kind === "artist" && subject === undefined) return noCandidates
  return candidatesOf(reader, kind, {
    match,
    beginnings: match === undefined ? [] : beginningsOf(words),
    subject,
    narrowing: filter && narrowingOf(reader, kind, filter)
  })
}
