/**
 * People's search (R8): words in any order, the last one as a prefix, diacritics folded, scripts without spaces by characters and pairs.
 *
 * The text never reaches MATCH: it is cut like the index (fold.ts), each word is quoted, and nothing a person types is an operator.
 * Artists, releases and tracks are documents of their own, so that a name finds the artist. Ranked: the exact title, titles that begin
 * with these words, those where the last one goes on (of these three the shorter first), then bm25 with the title weighing most.
 * A word may stand in every track, so at most 1,000 candidates a kind are considered: titles that begin with the text are looked up by
 * themselves, and where there are more than 1,000 of them, the ones of nearest length again by themselves.
 */
import type { Database, Statement } from "@deadwax/core-async"
import { printedCredit } from "../artists/printed-credit.ts"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import type { Artists, Hit, SearchPage } from "../model/model.ts"
import type { PageBounds } from "../page.ts"
import { foldText, queryGrams, type SearchTerms, searchTerms } from "./fold.ts"

const mostCandidates = 1000
/** Of a long text, a pasted page, only so many words and pairs are looked up: each costs time, and these already leave little. */
const mostTerms = 128
/** Of these, so many decide which titles are looked at as beginning with the text. */
const mostLeading = 32

/** A text as FTS5 expressions. The narrower two find some titles more, where the text is long or of a script without spaces. */
export interface Expressions {
  /** Every word in any order, the last one as a prefix. */
  readonly all: string
  /** Titles that begin with the words, in their order, the last one as a prefix. `column` is where a title's words are. */
  readonly begins: (column: string) => string
  /** The same with the last word whole. */
  readonly beginsWhole: (column: string) => string
}

/** Cuts a text into FTS5 expressions; undefined when it holds nothing to search for. */
export const matchExpression = (text: string): Expressions | undefined => {
  const { words, grams, signs } = searchTerms(text)
  const plain = words.slice(0, words.length - signs)
  const star = isUnfinished(text, plain) ? " *" : ""
  const spoken = new Set(plain.map((word, i) => (i === plain.length - 1 ? `${quote(word)}${star}` : quote(word))))
  const others = [
    ...words.slice(plain.length).map((word) => `${quote(word)} *`),
    ...queryGrams(text).map((gram) => `grams : ${quote(gram)}`)
  ]
  const terms = [...new Set([...spoken, ...others])].slice(0, mostTerms)
  if (terms.length === 0) return undefined
  const lead = leadingWords({ words, grams, signs })
  const characters = leadingCharacters(grams)
  const isLong = lead.length > mostLeading
  const begins = (column: string, end: string): string =>
    [
      ...(lead.length === 0 ? [] : [`${column} : ^ ${phrase(lead)}${isLong ? "" : end}`]),
      ...(characters.length === 0 ? [] : [`grams : ^ ${phrase(characters)}`]),
      ...terms.filter((term) => isLong || !spoken.has(term))
    ].join(" AND ")
  return { all: terms.join(" AND "), begins: (column) => begins(column, star), beginsWhole: (column) => begins(column, "") }
}

const quote = (word: string): string => `"${word.replaceAll('"', '""')}"`

const phrase = (words: ReadonlyArray<string>): string => words.slice(0, mostLeading).map(quote).join(" + ")

const bareText = (text: string): string => foldText(text).replace(/[^\p{L}\p{N}\p{M}]+/gu, "")

// Nothing but a word that ends the text may go on.
const isUnfinished = (text: string, plain: ReadonlyArray<string>): boolean => bareText(text).endsWith(plain.at(-1) ?? " ")

// Words made of signs stand last in the index, wherever they are in the title: they lead only where there is nothing else.
const leadingWords = ({ words, grams, signs }: SearchTerms): ReadonlyArray<string> =>
  signs < words.length || grams.length > 0 ? words.slice(0, words.length - signs) : words

// Of a title's grams the single characters of its first run come first, each once.
const leadingCharacters = (grams: SearchTerms["grams"]): ReadonlyArray<string> => {
  const firstPair = grams.findIndex((gram) => [...gram].length > 1)
  return [...new Set(firstPair < 0 ? grams : grams.slice(0, firstPair))]
}

/** How near a title is to a text: 0 the same words, 1 begins with them, 2 begins with them and the last one goes on, 3 elsewhere. */
type Nearness = 0 | 1 | 2 | 3

const nearnessTo = (text: string): ((title: string) => Nearness) => {
  const terms = searchTerms(text)
  const lead = leadingWords(terms).join(" ")
  const key = keyOf(terms)
  const bare = bareText(text)
  // What follows a literal beginning mostly decides, at a tenth of the cost of cutting the title into words.
  const atOnce = (folded: string): Nearness | undefined => {
    if (lead === "" || !folded.startsWith(lead)) return undefined
    if (goesOn.test(folded[lead.length] ?? "")) return 2
    return folded[lead.length] === " " && goesOn.test(folded[lead.length + 1] ?? "") ? 1 : undefined
  }
  return (title) => {
    const known = terms.grams.length > 0 ? undefined : atOnce(foldText(title))
    if (known !== undefined) return known
    const own = searchTerms(title)
    if (keyOf(own) === key) return 0
    if (terms.grams.length > 0) return bareText(title).startsWith(bare) ? 1 : 3
    const words = own.words.join(" ")
    if (!words.startsWith(lead)) return 3
    return words.length === lead.length || words[lead.length] === " " ? 1 : 2
  }
}

const goesOn = /^[a-z0-9]/

const keyOf = (terms: SearchTerms): string => `${terms.words.join(" ")}\n${terms.grams.join(" ")}`

interface Kind {
  readonly kind: Hit["kind"]
  readonly titleColumn: string
  /** Number, title and bm25 of some. */
  readonly ranked: string
  /** Number and title of some. */
  readonly some: string
  /** Number and title of those whose title's length is nearest to a number of characters. */
  readonly nearest: string
}

const kindOf = (kind: Hit["kind"], titleColumn: string, weights: string, condition: string): Kind => {
  const index = `search_${kind}s`
  const title = `${kind}s.${titleColumn}`
  const from = `from ${index} join ${kind}s on ${kind}s.no = ${index}.rowid where ${index} match ? ${condition}`
  return {
    kind,
    titleColumn,
    ranked: `select ${kind}s.no, ${title}, bm25(${index}, ${weights}) ${from} limit ?`,
    some: `select ${kind}s.no, ${title} ${from} limit ?`,
    nearest: `select ${kind}s.no, ${title} ${from} order by abs(length(${title}) - ?), ${kind}s.no limit ?`
  }
}

// A row that lost its path to another file (see storeTrack) waits under a path that begins with "/": it is not there.
const releaseIsHere = "and (releases.source_path < '/' or releases.source_path >= '0')"
const trackIsHere = `and (tracks.source_path < '/' or tracks.source_path >= '0')
  and tracks.release_no not in (select no from releases where source_path >= '/' and source_path < '0')`

const kinds: ReadonlyArray<Kind> = [
  kindOf("artist", "name", "10.0, 8.0", ""),
  kindOf("release", "title", "10.0, 4.0, 6.0", releaseIsHere),
  kindOf("track", "title", "10.0, 4.0, 1.0, 6.0", trackIsHere)
]

interface Candidate {
  /** Its place in `kinds`. */
  readonly kind: number
  readonly no: number
  readonly title: string
  readonly nearness: Nearness
  /** The lower the better; comparable where the nearness is the same. */
  readonly rank: number
}

/** Runs a search. `total` stops at 1,000 and then says so. */
export const searchLibrary = (cache: Database, text: string, page: PageBounds): SearchPage => {
  const expressions = matchExpression(text)
  const limit = page.limit < 0 ? mostCandidates : page.limit
  if (expressions === undefined) return { items: [], total: 0, limit, offset: page.offset, totalCapped: false }
  const query: Query = { expressions, nearness: nearnessTo(text), length: text.trim().length }
  const candidates = kinds.flatMap((_, kind) => candidatesOf(cache, kind, query)).sort(compareCandidates)
  const total = Math.min(candidates.length, mostCandidates)
  const items = candidates.slice(0, total).slice(page.offset, page.offset + limit)
  return { items: toHits(cache, items), total, limit, offset: page.offset, totalCapped: candidates.length > mostCandidates }
}

/** A total order: kind and number name one candidate. */
const compareCandidates = (a: Candidate, b: Candidate): number =>
  a.nearness - b.nearness || a.rank - b.rank || a.kind - b.kind || compareText(a.title, b.title) || a.no - b.no

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

interface Query {
  readonly expressions: Expressions
  readonly nearness: (title: string) => Nearness
  /** As titles are measured. */
  readonly length: number
}

/** Titles that begin with the text, and, unless they are more than count already, whatever holds the words. */
const candidatesOf = (cache: Database, kind: number, query: Query): ReadonlyArray<Candidate> => {
  const { titleColumn, ranked, some, nearest } = kinds[kind]!
  const { all, begins, beginsWhole } = query.expressions
  const found = new Map<number, Candidate>()
  const addTitles = (rows: ReadonlyArray<[no: number, title: string]>): void => {
    for (const [no, title] of rows) {
      const nearness = found.has(no) ? 3 : query.nearness(title)
      if (nearness < 3) found.set(no, { kind, no, title, nearness, rank: Math.abs(title.length - query.length) })
    }
  }
  // One more than counts, so that a cut is noticed.
  const most = mostCandidates + 1
  const titles = cache.prepare(some).values(begins(titleColumn), most) as Array<[number, string]>
  addTitles(titles)
  // Some were left out, the exact one perhaps.
  if (titles.length === most)
    addTitles(cache.prepare(nearest).values(beginsWhole(titleColumn), query.length, most) as Array<[number, string]>)
  if (found.size >= most) return [...found.values()]
  for (const [no, title, rank] of cache.prepare(ranked).values(all, most) as Array<[number, string, number]>) {
    if (!found.has(no)) found.set(no, { kind, no, title, nearness: 3, rank })
  }
  return [...found.values()]
}

const toHits = (cache: Database, candidates: ReadonlyArray<Candidate>): ReadonlyArray<Hit> => {
  const nosOf = (kind: Hit["kind"]) =>
    JSON.stringify(candidates.filter((candidate) => kinds[candidate.kind]?.kind === kind).map((candidate) => candidate.no))
  const releases = cache.prepare("select no, id, null from releases where no in (select value from json_each(?))")
  const tracks = cache.prepare(
    `select tracks.no, tracks.id, releases.id from tracks join releases on releases.no = release_no
    where tracks.no in (select value from json_each(?))`
  )
  const release = readHits(releases, nosOf("release"), readCredits(cache, "release", nosOf("release")))
  const track = readHits(tracks, nosOf("track"), readCredits(cache, "track", nosOf("track")))
  return candidates.map(({ kind, no, title }): Hit => {
    const name = kinds[kind]!.kind
    if (name === "artist") return { kind: name, id: title, title, artists: "", releaseId: null }
    return { kind: name, title, ...(name === "release" ? release : track).get(no)! }
  })
}

/** Ids and printed artists, by number. */
const readHits = (statement: Statement, nos: string, credits: ReadonlyMap<number, Artists>) => {
  const rows = statement.values(nos) as Array<[number, string, string | null]>
  return new Map(
    rows.map(([no, id, releaseId]) => [no, { id, artists: printedCredit(credits.get(no) ?? noArtists()), releaseId }])
  )
}
