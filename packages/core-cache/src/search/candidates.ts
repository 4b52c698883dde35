/**
 * What a search finds of one kind, before the kinds are put in one order. A word may stand in every track, so at most 1,000 candidates a kind
 * are considered: titles that begin with the text are looked up by themselves, and where there are more than 1,000 of them, the ones of
 * nearest length again by themselves. Where there are conditions and no words, what meets them is found as a list finds it.
 */
import type { Database, SqlInput } from "@deadwax/core-async"
import type { Hit } from "../model/model.ts"
import type { Expressions } from "./match-expression.ts"
import type { Nearness } from "./nearness.ts"

export const mostCandidates = 1000

export interface Candidate {
  readonly kind: Hit["kind"]
  readonly no: number
  readonly title: string
  readonly nearness: Nearness
  /** The lower the better; comparable where the nearness is the same. */
  readonly rank: number
}

/** A condition that candidates of a kind must meet, for WHERE. */
export interface Narrowing {
  readonly sql: string
  readonly values: ReadonlyArray<SqlInput>
}

/** What is asked of one kind. */
export interface CandidateQuery {
  /** Undefined: no words were typed. */
  readonly expressions: Expressions | undefined
  readonly nearness: (title: string) => Nearness
  /** Of what was typed, as titles are measured. */
  readonly length: number
  readonly narrowing: Narrowing | undefined
}

interface Kind {
  readonly titleColumn: "name" | "title"
  readonly weights: string
  readonly condition: string
  /** How many characters shorter a title of another kind must be to come first: a name that is an artist's is rather meant as that. */
  readonly handicap: number
}

// A row that lost its path to another file (see storeTrack) waits under a path that begins with "/": it is not there.
const kinds: Readonly<Record<Hit["kind"], Kind>> = {
  artist: { titleColumn: "name", weights: "10.0, 8.0", condition: "true", handicap: 0 },
  release: {
    titleColumn: "title",
    weights: "10.0, 4.0, 6.0",
    condition: "(releases.source_path < '/' or releases.source_path >= '0')",
    handicap: 3
  },
  track: {
    titleColumn: "title",
    weights: "10.0, 4.0, 1.0, 6.0",
    condition: `(tracks.source_path < '/' or tracks.source_path >= '0')
      and tracks.release_no not in (select no from releases where source_path >= '/' and source_path < '0')`,
    handicap: 6
  }
}

type Row = [no: number, title: string, bm25: number]

/** One more than counts, so that a cut is noticed. */
const most = mostCandidates + 1

/** The candidates of one kind, in no order. */
export const candidatesOf = (cache: Database, kind: Hit["kind"], query: CandidateQuery): ReadonlyArray<Candidate> =>
  query.expressions === undefined
    ? listedCandidates(cache, kind, query)
    : matchedCandidates(cache, kind, { ...query, expressions: query.expressions })

/** Titles that begin with the text, and, unless they are more than count already, whatever holds the words. */
const matchedCandidates = (
  cache: Database,
  kind: Hit["kind"],
  query: CandidateQuery & { readonly expressions: Expressions }
): ReadonlyArray<Candidate> => {
  const { titleColumn, weights, handicap } = kinds[kind]
  const { all, begins, beginsWhole } = query.expressions
  const index = `search_${kind}s`
  const narrowing = query.narrowing ?? everything
  const title = `${kind}s.${titleColumn}`
  const where = `where ${index} match ? and ${kinds[kind].condition} and (${narrowing.sql})`
  const from = `from ${index} join ${kind}s on ${kind}s.no = ${index}.rowid ${where}`
  const select = (what: string, order: string, ...values: ReadonlyArray<SqlInput>): ReadonlyArray<Row> =>
    cache.prepare(`select ${kind}s.no, ${title}${what} ${from} ${order} limit ?`).values(...values, most) as Array<Row>
  const found = new Map<number, Candidate>()
  const add = (rows: ReadonlyArray<Row>): void => {
    for (const [no, name, bm25] of rows) {
      if (found.has(no)) continue
      const nearness = bm25 === undefined || kind === "artist" ? nearnessOf(kind, query, name) : 3
      if (nearness === 3 && bm25 === undefined) continue
      const rank = nearness === 3 ? bm25 : Math.abs(name.length - query.length) + handicap
      found.set(no, { kind, no, title: name, nearness, rank })
    }
  }
  const titles = select("", "", begins(titleColumn), ...narrowing.values)
  add(titles)
  // Some were left out, the exact one perhaps.
  if (titles.length === most) {
    const nearest = `order by abs(length(${title}) - ?), ${kind}s.no`
    add(select("", nearest, beginsWhole(titleColumn), ...narrowing.values, query.length))
  }
  if (found.size < most) add(select(`, bm25(${index}, ${weights})`, "", all, ...narrowing.values))
  return [...found.values()]
}

const everything: Narrowing = { sql: "true", values: [] }

const article = /^the\s+/i

/** Of an artist the article does not count: who types "beatles" means the band. */
const nearnessOf = (kind: Hit["kind"], { nearness }: CandidateQuery, title: string): Nearness => {
  const found = nearness(title)
  if (kind !== "artist" || found === 0 || !article.test(title)) return found
  const bare = nearness(title.replace(article, ""))
  if (bare < found) return bare
  return found
}

/** What meets the conditions; of more than count those whose titles have nearest the length of what was typed. */
const listedCandidates = (cache: Database, kind: Hit["kind"], query: CandidateQuery): ReadonlyArray<Candidate> => {
  if (query.narrowing === undefined) return []
  const { titleColumn, condition, handicap } = kinds[kind]
  const title = `${kind}s.${titleColumn}`
  const rows = cache
    .prepare(
      `select ${kind}s.no, ${title} from ${kind}s where ${condition} and (${query.narrowing.sql})
      order by ${query.length === 0 ? "" : `abs(length(${title}) - ${query.length}), `}${title}, ${kind}s.no limit ?`
    )
    .values(...query.narrowing.values, most) as Array<[number, string]>
  return rows.map(([no, name]): Candidate => {
    const nearness = nearnessOf(kind, query, name)
    return { kind, no, title: name, nearness, rank: nearness === 3 ? 0 : Math.abs(name.length - query.length) + handicap }
  })
}
