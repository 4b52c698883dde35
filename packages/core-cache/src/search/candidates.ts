/**
 * What a search finds of one kind, before the kinds are put in one order. A word may stand in every track, so at most 1,000 candidates a kind
 * are considered: titles that begin with the text are found by their keys, the exact ones first; where there are more than 1,000 of them,
 * those that go on with another word and are nearest in length again by themselves. The rest is told apart by where the index has the words,
 * not by weighing them, which would read every document of each word. Where there are conditions and no words, what meets them is found as a
 * list finds it.
 */
import type { Database, SqlInput } from "@deadwax/core-async"
import { countPieces, type Match } from "./match.ts"
import { type Nearness, nearnessOfKey, nearnessTo } from "./nearness.ts"
import { scoreOf } from "./score.ts"
import { type Kind, keysOf, kindNumber } from "./title-rows.ts"

export const mostCandidates = 1000

/** A condition that candidates of a kind must meet, for WHERE. */
export interface Narrowing {
  readonly sql: string
  readonly values: ReadonlyArray<SqlInput>
}

/** What is asked of one kind. */
export interface CandidateQuery {
  /** Undefined: no words were typed. */
  readonly match: Match | undefined
  /** What titles are to begin with, as keys. */
  readonly beginnings: ReadonlyArray<string>
  /** What titles are measured by: the words, else what the conditions name. */
  readonly subject: string | undefined
  readonly narrowing: Narrowing | undefined
}

/** One more than counts, so that a cut is noticed. */
const most = mostCandidates + 1

// A row that lost its path to another file (see storeTrack) waits under a path that begins with "/": it is not there.
const waiting = "source_path >= '/' and source_path < '0'"

const absent: Readonly<Record<Kind, string>> = {
  artist: "select null where false",
  release: `select no from releases where ${waiting}`,
  track: `select no from tracks where ${waiting}
    union all select tracks.no from tracks where release_no in (select no from releases where ${waiting})`
}

/** How many characters shorter a title of another kind must be to come first. */
const handicaps: Readonly<Record<Kind, number>> = { artist: 0, release: 3, track: 6 }

const rankOf = (kind: Kind, nearness: Nearness, away: number): number => {
  // Who types a name and something of a title mostly means the track, if a release is called the same.
  if (nearness === 4) return kind === "track" ? 0 : 1
  return nearness === 5 ? 0 : away + handicaps[kind]
}

const lengthOf = ({ subject }: CandidateQuery): number => subject?.trim().length ?? 0

/** The candidates of one kind as scores (score.ts), in no order. */
export const candidatesOf = (cache: Database, kind: Kind, query: CandidateQuery): ReadonlyArray<number> =>
  query.match === undefined ? listed(cache, kind, query) : matched(cache, kind, query, query.match)

/** What is known of the candidates of one kind, by number. */
type Found = Map<number, { readonly nearness: Nearness; readonly length: number }>

const matched = (cache: Database, kind: Kind, query: CandidateQuery, match: Match): ReadonlyArray<number> => {
  const found: Found = new Map()
  for (const beginning of query.beginnings) addBeginning(cache, kind, query, beginning, found)
  if (found.size < most) addOthers(cache, kind, query, match, found)
  const scores: Array<number> = []
  const typed = lengthOf(query)
  for (const [no, { nearness, length }] of found)
    scores.push(scoreOf(kind, no, nearness, rankOf(kind, nearness, Math.abs(length - typed))))
  return scores
}

/** From a table of search to what conditions are about, which is read only where there are some. */
const sourceOf = (table: string, no: string, kind: Kind, narrowing: Narrowing | undefined) => {
  const narrowed = narrowing === undefined ? "" : ` cross join ${kind}s on ${kind}s.no = ${table}.${no}`
  const condition = narrowing === undefined ? "" : ` and (${narrowing.sql})`
  return {
    from: `from ${table}${narrowed}`,
    also: `and ${table}.${no} not in (${absent[kind]})${condition}`,
    values: narrowing?.values ?? []
  }
}

/** Titles that begin with a text. */
const addBeginning = (cache: Database, kind: Kind, query: CandidateQuery, beginning: string, found: Found): void => {
  const { from, also, values } = sourceOf("search_titles", "no", kind, query.narrowing)
  const read = (first: string, end: string, order: string, ...ordering: ReadonlyArray<number>): number => {
    const rows = cache
      .prepare(
        `select search_titles.no, search_titles.key, search_titles.length ${from}
        where search_titles.kind = ? and search_titles.key >= ? and search_titles.key < ? ${also} order by ${order} limit ?`
      )
      .values(kindNumber(kind), first, end, ...values, ...ordering, most) as Array<[no: number, key: string, length: number]>
    for (const [no, key, length] of rows) {
      const nearness = nearnessOfKey(key, beginning)
      if (nearness < (found.get(no)?.nearness ?? 5)) found.set(no, { nearness, length })
    }
    return rows.length
  }
  // Some are left out, shorter ones perhaps.
  if (read(beginning, `${beginning}\u{10ffff}`, "search_titles.key") === most)
    read(`${beginning} `, `${beginning}!`, "abs(search_titles.length - ?), search_titles.no", lengthOf(query))
}

/** What has the words elsewhere: in the title, in the title and beside it, or beside it alone. */
const addOthers = (cache: Database, kind: Kind, { narrowing }: CandidateQuery, match: Match, found: Found): void => {
  const index = `search_${kind}s`
  const { from, also, values } = sourceOf(index, "rowid", kind, narrowing)
  const statement = cache.prepare(`select ${index}.rowid ${from} where ${index} match ? ${also} limit ?`)
  const read = (expression: string) => statement.values(expression, ...values, most).flat() as Array<number>
  const everywhere = read(match.expression)
  const nos = new Set(everywhere)
  for (const no of found.keys()) nos.delete(no)
  const isOneWord = match.pieces.length < 2
  // One word is in the title or beside it, which the index tells at once. Of several, some are left out, titles that have all of them perhaps.
  if (nos.size > 0 && kind !== "artist" && (isOneWord || everywhere.length === most)) {
    const inTitle = read(`{title title_grams} : (${match.expression})`).filter((no) => !found.has(no))
    if (isOneWord) {
      for (const no of nos) found.set(no, { nearness: 5, length: 0 })
      nos.clear()
    }
    for (const no of inTitle) nos.add(no)
  }
  for (const [no, key, length] of nos.size === 0 ? [] : keysOf(cache, kind, nos)) {
    const count = countPieces(match, key)
    const nearness = count === match.pieces.length ? 3 : count > 0 ? 4 : 5
    if (nearness < (found.get(no)?.nearness ?? 6)) found.set(no, { nearness, length })
  }
}

/** What meets the conditions; of more than count those whose titles have nearest the length of what was typed. */
const listed = (cache: Database, kind: Kind, query: CandidateQuery): ReadonlyArray<number> => {
  const { narrowing, subject } = query
  if (narrowing === undefined) return []
  const title = kind === "artist" ? "artists.name" : `${kind}s.title`
  const length = lengthOf(query)
  const rows = cache
    .prepare(
      `select no, title from (
        select ${kind}s.no as no, ${title} as title from ${kind}s where ${kind}s.no not in (${absent[kind]}) and (${narrowing.sql})
        order by case when ? = 0 then 0 else abs(length(${title}) - ?) end, ${title}, ${kind}s.no limit ?)
      order by title, no`
    )
    .values(...narrowing.values, length, length, most) as Array<[number, string]>
  const nearnessOf = subject === undefined ? undefined : nearnessTo(subject, kind === "artist")
  return rows.map(([no, text], i) => {
    const nearness = nearnessOf?.(text) ?? 5
    const rank = nearness === 5 ? kindNumber(kind) * most + i : Math.abs(text.length - length) + handicaps[kind]
    return scoreOf(kind, no, nearness, rank)
  })
}
