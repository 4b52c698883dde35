/** Candidates as hits: their ids and printed credits, those that no search showed yet in a fixed number of statements. */
import type { Database, Statement } from "@deadwax/core-async"
import { printedCredit } from "../artists/printed-credit.ts"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import type { Artists, Hit } from "../model/model.ts"
import { freeze } from "../query-cache/freeze.ts"
import type { Reader } from "../reader.ts"
import { recall } from "./read-before.ts"
import { kindOfScore, noOfScore } from "./score.ts"
import type { Kind } from "./title-rows.ts"

type ReadHits = (cache: Database, nos: string) => Iterable<readonly [no: number, hit: Hit]>

export const toHits = (reader: Reader, scores: Float64Array): ReadonlyArray<Hit> => {
  const nos: Record<Kind, Array<number>> = { artist: [], release: [], track: [] }
  for (const score of scores) nos[kindOfScore(score)].push(noOfScore(score))
  const hitsOf = (kind: Kind) =>
    recall(reader, `hits ${kind}`, 300, nos[kind], (missing) => readers[kind](reader.cache, JSON.stringify(missing)))
  const hits = { artist: hitsOf("artist"), release: hitsOf("release"), track: hitsOf("track") }
  return Array.from(scores, (score) => hits[kindOfScore(score)].get(noOfScore(score))!)
}

const readers: Readonly<Record<Kind, ReadHits>> = {
  artist: (cache, nos) => {
    const names = cache.prepare("select no, name from artists where no in (select value from json_each(?))").values(nos)
    return (names as Array<[number, string]>).map(([no, name]) => [
      no,
      freeze<Hit>({ kind: "artist", id: name, title: name, artists: "", releaseId: null })
    ])
  },
  release: (cache, nos) =>
    readHits(
      "release",
      cache.prepare("select no, id, title, null from releases where no in (select value from json_each(?))"),
      nos,
      readCredits(cache, "release", nos)
    ),
  track: (cache, nos) =>
    readHits(
      "track",
      cache.prepare(
        `select tracks.no, tracks.id, tracks.title, releases.id from tracks join releases on releases.no = release_no
        where tracks.no in (select value from json_each(?))`
      ),
      nos,
      readCredits(cache, "track", nos)
    )
}

/** Ids, titles and printed artists. */
const readHits = (kind: "release" | "track", statement: Statement, nos: string, credits: ReadonlyMap<number, Artists>) => {
  const rows = statement.values(nos) as Array<[number, string, string, string | null]>
  return rows.map(
    ([no, id, title, releaseId]) =>
      [no, freeze<Hit>({ kind, id, title, artists: printedCredit(credits.get(no) ?? noArtists()), releaseId })] as const
  )
}
