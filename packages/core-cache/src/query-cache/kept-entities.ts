/** Tracks and releases, kept one by one under their numbers: what one list has read serves all others, and who asks for it alone. */
import type { Release, Track } from "../model/model.ts"
import type { Reader } from "../reader.ts"
import { releasesByNo } from "../releases/read-releases.ts"
import { tracklists, tracksByNo, tracksInReleases } from "../tracks/read-tracks.ts"
import { ofEntity, ofTotals, ofTracklist } from "./dependency.ts"
import type { Entities } from "./list-page.ts"
import type { Queries } from "./queries.ts"

/** Estimates; a credit is about a name in an object of its own. */
const trackBytes = ({ sourcePath, title, artists }: Track): number =>
  1000 + 2 * (sourcePath.length + title.length) + 150 * creditsIn(artists)
const releaseBytes = ({ sourcePath, title, artists, genres }: Release): number =>
  1400 + 2 * (sourcePath.length + title.length) + 150 * creditsIn(artists) + 60 * genres.length

const creditsIn = (artists: Track["artists"]): number => Object.values(artists).reduce((sum, names) => sum + names.length, 0)

/** Those that are kept, in order; undefined when one is not. */
const findAll = <A>(queries: Queries, kind: string, nos: ReadonlyArray<number>): ReadonlyArray<A> | undefined => {
  const found: Array<A> = []
  for (const no of nos) {
    const one = queries.findPart<A>(`${kind} ${no}`)
    if (one === undefined) return undefined
    found.push(one)
  }
  return found
}

/** Those that are kept by number, and the numbers of the others. */
const findSome = <A>(queries: Queries, kind: string, nos: ReadonlyArray<number>) => {
  const found = new Map<number, A>()
  for (const no of nos) {
    const one = queries.findPart<A>(`${kind} ${no}`)
    if (one !== undefined) found.set(no, one)
  }
  return { found, missing: [...new Set(nos.filter((no) => !found.has(no)))] }
}

/** Tracks by number. */
const keptTracks = (reader: Reader): Entities<Track> => ({
  find: (nos) => findAll(reader.queries, "track", nos),
  read: (nos) => readTracks(reader, nos),
  readOnce: (nos) => tracksOnce(reader, nos)
})

const tracksOnce = (reader: Reader, nos: ReadonlyArray<number>): ReadonlyArray<Track> => {
  const tracks = tracksByNo(reader, nos)
  return nos.flatMap((no) => tracks.get(no)?.track ?? [])
}

const readTracks = (reader: Reader, nos: ReadonlyArray<number>): ReadonlyArray<Track> => {
  const { found, missing } = findSome<Track>(reader.queries, "track", nos)
  for (const [no, { track, releaseNo }] of missing.length === 0 ? [] : tracksByNo(reader, missing)) {
    const condition = { every: [ofEntity("track", no), ofTotals(releaseNo)] }
    found.set(no, reader.queries.part(`track ${no}`, { condition, read: () => track, bytesOf: trackBytes }))
  }
  return nos.map((no) => found.get(no)!)
}

/** Releases by number, without their tracks. */
const keptReleases = (reader: Reader): Entities<Release> => ({
  find: (nos) => findAll(reader.queries, "release", nos),
  read: (nos) => readReleases(reader, nos),
  readOnce: (nos) => releasesOnce(reader, nos)
})

const releasesOnce = (reader: Reader, nos: ReadonlyArray<number>): ReadonlyArray<Release> => {
  const releases = releasesByNo(reader, nos)
  return nos.flatMap((no) => releases.get(no) ?? [])
}

const readReleases = (reader: Reader, nos: ReadonlyArray<number>): ReadonlyArray<Release> => {
  const { found, missing } = findSome<Release>(reader.queries, "release", nos)
  for (const [no, release] of missing.length === 0 ? [] : releasesByNo(reader, missing)) {
    const condition = ofEntity("release", no)
    found.set(no, reader.queries.part(`release ${no}`, { condition, read: () => release, bytesOf: releaseBytes }))
  }
  return nos.map((no) => found.get(no)!)
}

/** Releases by number, each with its tracks in disc and track order. */
const keptReleasesWithTracks = (reader: Reader): Entities<Release> => ({
  find: (nos) => {
    const releases = findAll<Release>(reader.queries, "release", nos)
    const lists = findAll<ReadonlyArray<number>>(reader.queries, "tracklist", nos)
    if (releases === undefined || lists === undefined) return undefined
    const tracks = findAll<Track>(reader.queries, "track", lists.flat())
    return tracks === undefined ? undefined : joined(releases, lists, tracks)
  },
  read: (nos) => {
    const lists = readTracklists(reader, nos)
    return joined(readReleases(reader, nos), lists, readTracks(reader, lists.flat()))
  },
  // Nobody else's, so not frozen: runtimes take three times as long to write JSON of a frozen list.
  readOnce: (nos) => {
    const releases = releasesByNo(reader, nos)
    const tracks = tracksInReleases(reader, [...releases.keys()])
    return nos.flatMap((no) => {
      const release = releases.get(no)
      return release === undefined ? [] : { ...release, tracks: tracks.get(no)! }
    })
  }
})

/** The numbers of each release's tracks, in their order. */
const readTracklists = (reader: Reader, nos: ReadonlyArray<number>): ReadonlyArray<ReadonlyArray<number>> => {
  const { found, missing } = findSome<ReadonlyArray<number>>(reader.queries, "tracklist", nos)
  for (const [no, list] of missing.length === 0 ? [] : tracklists(reader.cache, missing)) {
    const bytesOf = () => 100 + 16 * list.length
    found.set(no, reader.queries.part(`tracklist ${no}`, { condition: ofTracklist(no), read: () => list, bytesOf }))
  }
  return nos.map((no) => found.get(no)!)
}

const joined = (
  releases: ReadonlyArray<Release>,
  lists: ReadonlyArray<ReadonlyArray<number>>,
  tracks: ReadonlyArray<Track>
): ReadonlyArray<Release> => {
  let next = 0
  return releases.map((release, i) => {
    const count = lists[i]!.length
    next += count
    return Object.freeze({ ...release, tracks: Object.freeze(tracks.slice(next - count, next)) })
  })
}

/** The ways to have entities of one reader. */
export interface KeptEntities {
  readonly tracks: Entities<Track>
  readonly releases: Entities<Release>
  readonly releasesWithTracks: Entities<Release>
}

const made = new WeakMap<Reader, KeptEntities>()

/** Made once a reader. */
export const entitiesOf = (reader: Reader): KeptEntities => {
  const known = made.get(reader)
  if (known !== undefined) return known
  const entities = {
    tracks: keptTracks(reader),
    releases: keptReleases(reader),
    releasesWithTracks: keptReleasesWithTracks(reader)
  }
  made.set(reader, entities)
  return entities
}
