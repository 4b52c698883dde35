/** Candidates as hits: their ids and printed credits, in a fixed number of statements. */
import type { Database, Statement } from "@deadwax/core-async"
import { printedCredit } from "../artists/printed-credit.ts"
import { readCredits } from "../artists/read-credits.ts"
import { noArtists } from "../artists/roles.ts"
import type { Artists, Hit } from "../model/model.ts"
import { artistNames } from "../values/value-rows.ts"
import { kindOfScore, noOfScore } from "./score.ts"

export const toHits = (cache: Database, scores: Float64Array): ReadonlyArray<Hit> => {
  const candidates = Array.from(scores, (score) => ({ kind: kindOfScore(score), no: noOfScore(score) }))
  const ofKind = (wanted: Hit["kind"]) => candidates.flatMap(({ kind, no }) => (kind === wanted ? [no] : []))
  const nosOf = (wanted: Hit["kind"]) => JSON.stringify(ofKind(wanted))
  const releases = cache.prepare("select no, id, title, null from releases where no in (select value from json_each(?))")
  const tracks = cache.prepare(
    `select tracks.no, tracks.id, tracks.title, releases.id from tracks join releases on releases.no = release_no
    where tracks.no in (select value from json_each(?))`
  )
  const release = readHits(releases, nosOf("release"), readCredits(cache, "release", nosOf("release")))
  const track = readHits(tracks, nosOf("track"), readCredits(cache, "track", nosOf("track")))
  const artists = artistNames(cache, ofKind("artist")).values()
  return candidates.map(({ kind, no }): Hit => {
    if (kind !== "artist") return { kind, ...(kind === "release" ? release : track).get(no)! }
    const title = artists.next().value ?? ""
    return { kind, id: title, title, artists: "", releaseId: null }
  })
}

/** Ids, titles and printed artists, by number. */
const readHits = (statement: Statement, nos: string, credits: ReadonlyMap<number, Artists>) => {
  const rows = statement.values(nos) as Array<[number, string, string, string | null]>
  return new Map(
    rows.map(([no, id, title, releaseId]) => [
      no,
      { id, title, artists: printedCredit(credits.get(no) ?? noArtists()), releaseId }
    ])
  )
}
