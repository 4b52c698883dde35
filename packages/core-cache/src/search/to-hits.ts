/** Candidates as hits: their ids and printed credits, in a fixed number of statements. */
import type { Database, Statement } from "@deadwax/core-async"
import { printedCredit } from "../artists/printed-credit.ts"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import type { Artists, Hit } from "../model/model.ts"
import type { Candidate } from "./candidates.ts"

export const toHits = (cache: Database, candidates: ReadonlyArray<Candidate>): ReadonlyArray<Hit> => {
  const nosOf = (wanted: Hit["kind"]) => JSON.stringify(candidates.flatMap(({ kind, no }) => (kind === wanted ? [no] : [])))
  const releases = cache.prepare("select no, id, null from releases where no in (select value from json_each(?))")
  const tracks = cache.prepare(
    `select tracks.no, tracks.id, releases.id from tracks join releases on releases.no = release_no
    where tracks.no in (select value from json_each(?))`
  )
  const release = readHits(releases, nosOf("release"), readCredits(cache, "release", nosOf("release")))
  const track = readHits(tracks, nosOf("track"), readCredits(cache, "track", nosOf("track")))
  return candidates.map(({ kind, no, title }): Hit => {
    if (kind === "artist") return { kind, id: title, title, artists: "", releaseId: null }
    return { kind, title, ...(kind === "release" ? release : track).get(no)! }
  })
}

/** Ids and printed artists, by number. */
const readHits = (statement: Statement, nos: string, credits: ReadonlyMap<number, Artists>) => {
  const rows = statement.values(nos) as Array<[number, string, string | null]>
  return new Map(
    rows.map(([no, id, releaseId]) => [no, { id, artists: printedCredit(credits.get(no) ?? noArtists()), releaseId }])
  )
}
