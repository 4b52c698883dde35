/**
 * People's search (R8): words in any order, the last one as a prefix, diacritics folded, scripts without spaces by characters and pairs.
 *
 * The text never reaches MATCH: it is cut like the index (fold.ts), each word is quoted, and nothing a person types is an operator.
 * Artists, releases and tracks are documents of their own, so that a name finds the artist first. Ranked: exact title, title that begins
 * with the text, then bm25 with the title weighing most; at most 1,000 candidates a kind are considered, exact and prefix titles first.
 */
import type { Database } from "@deadwax/core-async"
import { formatArtists } from "@deadwax/core-tags"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import type { Artists, Hit, SearchPage } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { foldText, queryGrams, searchTerms } from "./fold.ts"

const mostCandidates = 1000

/** Cuts a text into an FTS5 expression; undefined when it holds nothing to search for. `titleColumn` is where a title's words are. */
export const matchExpression = (text: string): { readonly all: string; readonly title: string | undefined } | undefined => {
  const { words } = searchTerms(text)
  const grams = queryGrams(text)
  if (words.length === 0 && grams.length === 0) return undefined
  const quoted = words.map((word, i) => (i === words.length - 1 ? `${quote(word)} *` : quote(word)))
  const all = [...quoted, ...grams.map((gram) => `grams : ${quote(gram)}`)].join(" AND ")
  // A title that begins with these words, in this order.
  const title = words.length === 0 || grams.length > 0 ? undefined : `^ ${words.map(quote).join(" + ")} *`
  return { all, title }
}

const quote = (word: string): string => `"${word.replaceAll('"', '""')}"`

interface Candidate {
  readonly kind: Hit["kind"]
  readonly no: number
  readonly id: string
  readonly title: string
  readonly releaseId: string | null
  readonly score: number
}

interface Kind {
  readonly kind: Hit["kind"]
  readonly title: string
  readonly sql: string
}

const kinds: ReadonlyArray<Kind> = [
  {
    kind: "artist",
    title: "name",
    sql: `select artists.no, artists.name, artists.name, null, bm25(search_artists, 10.0, 8.0) from search_artists
      join artists on artists.no = search_artists.rowid where search_artists match ? limit ?`
  },
  {
    kind: "release",
    title: "title",
    sql: `select releases.no, id, releases.title, null, bm25(search_releases, 10.0, 4.0, 6.0) from search_releases
      join releases on releases.no = search_releases.rowid where search_releases match ? limit ?`
  },
  {
    kind: "track",
    title: "title",
    sql: `select tracks.no, tracks.id, tracks.title, releases.id, bm25(search_tracks, 10.0, 4.0, 1.0, 6.0) from search_tracks
      join tracks on tracks.no = search_tracks.rowid join releases on releases.no = release_no
      where search_tracks match ? limit ?`
  }
]

/** Runs a search. `total` stops at 1,000 and then says so. */
export const searchLibrary = (cache: Database, text: string, page: PageBounds): SearchPage => {
  const expression = matchExpression(text)
  const limit = page.limit < 0 ? mostCandidates : page.limit
  if (expression === undefined) return { items: [], total: 0, limit, offset: page.offset, totalCapped: false }
  const folded = foldText(text.trim())
  const candidates = kinds.flatMap((kind) => candidatesOf(cache, kind, expression, folded))
  candidates.sort((a, b) => b.score - a.score || kindOrder(a) - kindOrder(b) || (a.title < b.title ? -1 : 1) || a.no - b.no)
  const total = Math.min(candidates.length, mostCandidates)
  const items = candidates.slice(0, total).slice(page.offset, page.offset + limit)
  return { items: toHits(cache, items), total, limit, offset: page.offset, totalCapped: candidates.length > mostCandidates }
}

const kindOrder = (candidate: Candidate): number => kinds.findIndex((kind) => kind.kind === candidate.kind)

const candidatesOf = (
  cache: Database,
  kind: Kind,
  expression: { readonly all: string; readonly title: string | undefined },
  folded: string
): ReadonlyArray<Candidate> => {
  const statement = cache.prepare(kind.sql)
  const found = new Map<number, Candidate>()
  const expressions = expression.title === undefined ? [expression.all] : [`${kind.title} : ${expression.title}`, expression.all]
  for (const match of expressions) {
    // One more than counts, so that a cut is noticed.
    const rows = statement.values(match, mostCandidates + 1) as Array<[number, string, string, string | null, number]>
    for (const [no, id, title, releaseId, rank] of rows) {
      if (!found.has(no)) found.set(no, { kind: kind.kind, no, id, title, releaseId, score: scoreOf(title, rank, folded) })
    }
  }
  return [...found.values()]
}

// bm25 is negative, better the lower, and seldom below −30: the two bonuses always come first.
const scoreOf = (title: string, rank: number, folded: string): number => {
  const own = foldText(title)
  const bonus = own === folded ? 200 : own.startsWith(folded) ? 100 : 0
  return bonus - rank
}

const toHits = (cache: Database, candidates: ReadonlyArray<Candidate>): ReadonlyArray<Hit> => {
  const nosOf = (kind: Hit["kind"]) => JSON.stringify(candidates.filter((hit) => hit.kind === kind).map((hit) => hit.no))
  const credits = { release: readCredits(cache, "release", nosOf("release")), track: readCredits(cache, "track", nosOf("track")) }
  return candidates.map(({ kind, no, id, title, releaseId }) => ({
    kind,
    id,
    title,
    artists: kind === "artist" ? "" : printArtists(credits[kind].get(no) ?? noArtists()),
    releaseId
  }))
}

/** Names as the library format prints them; aliases are not printed. */
const printArtists = (artists: Artists): string => {
  const names = (role: keyof Artists) => artists[role].filter((artist) => !artist.alias).map((artist) => artist.name)
  return formatArtists({
    main: names("main"),
    guest: names("guest"),
    remixer: names("remixer"),
    producer: names("producer"),
    composer: names("composer"),
    conductor: names("conductor"),
    djmixer: names("djmixer")
  })
}
