/**
 * What a search finds of one kind, before the kinds are put in one order. A word may stand in every track, so at most 1,000 candidates a kind
 * are considered: titles that begin with the text are found by their keys, the exact ones first; where there are more than 1,000 of them,
 * those that go on with another word and are nearest in length again by themselves. The rest is told apart by where the index has the words,
 * not by weighing them, which would read every document of each word, and only once somebody looks so far down the list: until then it is known
 * how many there are. Where there are conditions and no words, what meets them is found as a list finds it.
 */
import type { SqlInput } from "@deadwax/core-async"
import type { Reader } from "../reader.ts"
import { countPieces, type Match } from "./match.ts"
import { type Nearness, nearnessGoingOn, nearnessTo } from "./nearness.ts"
import { readTitles } from "./read-before.ts"
import { noOfScore, scoreOf } from "./score.ts"
import { type Kind, kindNumber } from "./title-rows.ts"
import { absentOf } from "./waiting-rows.ts"

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

/** How many characters shorter a title of another kind must be to come first. */
const handicaps: Readonly<Record<Kind, number>> = { artist: 0, release: 3, track: 6 }

const rankOf = (kind: Kind, nearness: Nearness, away: number): number => {
  // Who types a name and something of a title mostly means the track, if a release is called the same.
  if (nearness === 4) return kind === "track" ? 0 : 1
  return nearness === 5 ? 0 : away + handicaps[kind]
}

const lengthOf = ({ subject }: CandidateQuery): number => subject?.trim().length ?? 0

/** Candidates of one kind by number, each with its score (score.ts), which says first how near it is. */
type Scores = Map<number, number>

/** The candidates of one kind, as scores in no order. */
export interface Candidates {
  /** Those that come before all others. */
  readonly near: ReadonlyArray<number>
  /** How many others there are; more than 1,000 with those: some are left out. Asking reads them. */
  readonly countOthers: () => number
  /** All of them. */
  readonly all: () => ReadonlyArray<number>
}

export const noCandidates: Candidates = { near: [], countOthers: () => 0, all: () => [] }

/** Looks for the candidates of one kind. What it answers is to be asked as long as nothing that a search reads has changed. */
export const candidatesOf = (reader: Reader, kind: Kind, query: CandidateQuery): Candidates => {
  const { match } = query
  if (match === undefined) {
    const near = listed(reader, kind, query)
    return { near, countOthers: () => 0, all: () => near }
  }
  const found: Scores = new Map()
  for (const beginning of query.beginnings) addBeginning(reader, kind, query, beginning, found)
  const near = [...found.values()]
  let others: Others | undefined
  const readOthers = () => (others ??= findOthers(reader, kind, query, match, near))
  return {
    near,
    countOthers: () => (near.length < most ? readOthers().nos.length : 0),
    all: () => (near.length < most ? [...near, ...scoresOf(reader, kind, query, match, near, readOthers())] : near)
  }
}

/** From a table of search to what conditions are about, which is read only where there are some. */
const sourceOf = (reader: Reader, table: string, no: string, kind: Kind, narrowing: Narrowing | undefined) => {
  const absent = absentOf(reader, kind)
  const narrowed = narrowing === undefined ? "" : ` cross join ${kind}s on ${kind}s.no = ${table}.${no}`
  const isThere = absent === undefined ? "" : ` and ${table}.${no} not in (${absent})`
  const condition = narrowing === undefined ? "" : ` and (${narrowing.sql})`
  return { from: `from ${table}${narrowed}`, also: `${isThere}${condition}`, values: narrowing?.values ?? [] }
}

/** Titles that begin with a text. Of each key SQLite answers the one character that tells how it goes on: a text a row costs more than finding it. */
const addBeginning = (reader: Reader, kind: Kind, query: CandidateQuery, beginning: string, found: Scores): void => {
  const { from, also, values } = sourceOf(reader, "search_titles", "no", kind, query.narrowing)
  const typed = lengthOf(query)
  const place = [...beginning].length + 1
  const nearnesses = new Map<number | null, Nearness>()
  const read = (first: string, end: string, order: string, ...ordering: ReadonlyArray<number>): number => {
    const rows = reader.cache
      .prepare(
        `select search_titles.no, search_titles.length, unicode(substr(search_titles.key, ?, 1)) ${from}
        where search_titles.kind = ? and search_titles.key >= ? and search_titles.key < ?${also} order by ${order} limit ?`
      )
      .values(place, kindNumber(kind), first, end, ...values, ...ordering, most) as Array<[number, number, number | null]>
    for (const [no, length, next] of rows) {
      const nearness = nearnesses.get(next) ?? nearnessGoingOn(beginning, next)
      nearnesses.set(next, nearness)
      addScore(found, no, scoreOf(kind, no, nearness, rankOf(kind, nearness, Math.abs(length - typed))))
    }
    return rows.length
  }
  // Some are left out, shorter ones perhaps.
  if (read(beginning, `${beginning}\u{10ffff}`, "search_titles.key") === most)
    read(`${beginning} `, `${beginning}!`, "abs(search_titles.length - ?), search_titles.no", typed)
}

const addScore = (scores: Scores, no: number, score: number): void => {
  const known = scores.get(no)
  if (known === undefined || score < known) scores.set(no, score)
}

/** What has the words elsewhere than at the beginning of its title. */
interface Others {
  readonly nos: ReadonlyArray<number>
  /** Some are left out. */
  readonly isCut: boolean
}

/** A statement that asks the index for an expression. */
const indexOf = (reader: Reader, kind: Kind, { narrowing }: CandidateQuery) => {
  const index = `search_${kind}s`
  const { from, also, values } = sourceOf(reader, index, "rowid", kind, narrowing)
  const statement = reader.cache.prepare(`select ${index}.rowid ${from} where ${index} match ?${also} limit ?`)
  return (expression: string): ReadonlyArray<number> => {
    const rows = statement.values(expression, ...values, most) as Array<[number]>
    return rows.map(([no]) => no)
  }
}

const findOthers = (reader: Reader, kind: Kind, query: CandidateQuery, match: Match, near: ReadonlyArray<number>): Others => {
  const everywhere = indexOf(reader, kind, query)(match.expression)
  return { nos: without(everywhere, near), isCut: everywhere.length === most }
}

/** Numbers without those that have a score. */
const without = (nos: ReadonlyArray<number>, near: ReadonlyArray<number>): ReadonlyArray<number> => {
  const known = new Set(near.map(noOfScore))
  return known.size === 0 ? nos : nos.filter((no) => !known.has(no))
}

/** Others as scores: in the title, in the title and beside it, or beside it alone. */
const scoresOf = (
  reader: Reader,
  kind: Kind,
  query: CandidateQuery,
  match: Match,
  near: ReadonlyArray<number>,
  others: Others
): Iterable<number> => {
  const scores: Scores = new Map()
  let nos: Iterable<number> = others.nos
  const isOneWord = match.pieces.length < 2
  // One word is in the title or beside it, which the index tells at once. Of several, some are left out, titles that have all of them perhaps.
  if (others.nos.length > 0 && kind !== "artist" && (isOneWord || others.isCut)) {
    const inTitle = without(indexOf(reader, kind, query)(`{title title_grams} : (${match.expression})`), near)
    if (isOneWord) for (const no of others.nos) scores.set(no, scoreOf(kind, no, 5, 0))
    nos = isOneWord ? inTitle : new Set([...others.nos, ...inTitle])
  }
  const typed = lengthOf(query)
  for (const [no, { spaced, length }] of readTitles(reader, kind, nos)) {
    const count = countPieces(match, spaced)
    const nearness = count === match.pieces.length ? 3 : count > 0 ? 4 : 5
    addScore(scores, no, scoreOf(kind, no, nearness, rankOf(kind, nearness, Math.abs(length - typed))))
  }
  return scores.values()
}

/** What meets the conditions; of more than count those whose titles have nearest the length of what was typed. */
const listed = (reader: Reader, kind: Kind, query: CandidateQuery): ReadonlyArray<number> => {
  const { narrowing, subject } = query
  if (narrowing === undefined) return []
  const title = kind === "artist" ? "artists.name" : `${kind}s.title`
  const length = lengthOf(query)
  const absent = absentOf(reader, kind)
  const isThere = absent === undefined ? "" : `${kind}s.no not in (${absent}) and `
  const rows = reader.cache
    .prepare(
      `select no, title from (
        select ${kind}s.no as no, ${title} as title from ${kind}s where ${isThere}(${narrowing.sql})
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
