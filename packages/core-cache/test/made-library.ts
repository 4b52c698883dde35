/** A made-up library for filters and lists, and the same questions answered by looking at every release and track. */
import * as Effect from "effect/Effect"
import type { Random } from "../../../tools/bench/random.ts"
import type { Artists, Filter, LibraryCacheShape, Moment, Release, Track, TrackSort } from "../src/index.ts"
import { compareBytewise } from "../src/scan/paths.ts"
import { foldText } from "../src/search/fold.ts"
import { meetsText, randomText } from "./text-oracle.ts"
import { put, putTrack } from "./world.ts"

export const people = ["Abakus", "Cinnamon Chasers", "BTS", "Bass Man", 'O"Neil; x', "Łuk", "東京", "abakus", "Who", "%_"]
/** `Who` is BTS, BTS is Bass Man; Abakus and Cinnamon Chasers are each other. */
export const aliases = [
  { artist: "Abakus", aliases: ["Cinnamon Chasers"] },
  { artist: "Cinnamon Chasers", aliases: ["Abakus"] },
  { artist: "BTS", aliases: ["Bass Man"] },
  { artist: "Who", aliases: ["BTS", "Nobody"] }
]
export const genreParents = {
  Techno: ["Electronic"],
  "Dub Techno": ["Techno", "Dub"],
  Dub: ["Reggae"],
  "Hip Hop": [],
  "Boom Bap": ["Hip Hop"],
  Electronic: []
}
const genres = ["Techno", "Dub Techno", "hip-hop", "Boom Bap", "Noise Nobody Knows", "ELECTRONIC", "K'z"]
const descriptors = ["warm", "cold", "'; drop table tracks; --", "%"]
const labels = ["Moss", "moss", "Fern & Co"]
const types = ["album", "single", "ep", "live"]

const some = <A>(random: Random, from: ReadonlyArray<A>, most: number): ReadonlyArray<A> => [
  ...new Set(Array.from({ length: random.below(most + 1) }, () => random.pick(from)))
]

const two = (n: number): string => String(n).padStart(2, "0")

const others = ["feat.", "feat.", "pres.", "performed by", "under.", "remixed by", "produced by"]

const credit = (random: Random): string => {
  const main = random.pick(people)
  return random.chance(30) ? `${main} ${random.pick(others)} ${random.pick(people)}` : main
}

/** One release in its directory, with a datafile half of the time. */
const makeRelease = Effect.fnUntraced(function* (random: Random, i: number) {
  const directory = `${random.pick(["A", "B b", "Ä", "z"])}/${random.pick(["x", "X", "x y"])} ${i}`
  const shared = {
    album: `${random.pick(["Éclair", "eclair", "Zug", "!"])} ${random.below(3)}`,
    albumArtist: credit(random),
    ...(random.chance(70) && { date: `${1988 + random.below(6)}${random.pick(["", "-03", "-03-01"])}` }),
    ...(random.chance(30) && { originalDate: String(1970 + random.below(25)) }),
    ...(random.chance(80) && { releaseType: random.pick(types) }),
    ...(random.chance(40) && {
      catalogNumber: random.pick(["MOSS 001", "moss-002", "ﬁ 3"]),
      edition: random.pick(["Deluxe", "Édition 2"])
    }),
    ...(random.chance(20) && { compositionDate: random.pick(["1791", "1824-05"]) }),
    genres: some(random, genres, 3),
    secondaryGenres: some(random, genres, 2),
    descriptors: some(random, descriptors, 2),
    labels: some(random, labels, 2)
  }
  const tracks = 1 + random.below(3)
  for (let n = 1; n <= tracks; n++) {
    const own = {
      title: random.pick(["One", "öne", "Two", "東", "Don’t Stop", "Rock & Roll"]),
      artist: credit(random),
      track: String(n)
    }
    yield* putTrack(`${directory}/${n}.mp3`, { ...shared, ...own }, 1)
  }
  if (random.chance(50)) {
    const time = random.chance(80)
      ? `2024-0${1 + random.below(9)}-01T1${random.below(9)}:00:00+0${random.below(5)}:00`
      : "long ago"
    const text = `new = ${random.chance(50)}\nadded_at = "${time}"\n`
    yield* put(`${directory}/.rose.0192f7a0-0000-7000-8000-0000000000${two(i)}.toml`, new TextEncoder().encode(text))
  }
})

/** So many releases, and two loose tracks. */
export const makeLibrary = Effect.fnUntraced(function* (random: Random, releases: number) {
  for (let i = 0; i < releases; i++) yield* makeRelease(random, i)
  yield* putTrack("loose 1.mp3", { title: "Lost", artist: credit(random), genres: ["Dub Techno"] }, 1)
  yield* putTrack("loose 2.mp3", { title: "Found", artist: credit(random), album: "Kept", genres: ["Boom Bap"] }, 1)
})

/** Some years before any clock of a test, and a day apart. */
const playedMs = (day: number): number => Date.parse("2001-01-01T00:00:00Z") + day * 86_400_000

/** Marks, rates and plays some tracks; answers since when the favourites are some. */
export const makeStates = Effect.fnUntraced(function* (cache: LibraryCacheShape, random: Random, tracks: ReadonlyArray<Track>) {
  for (const { id } of tracks) {
    if (random.chance(30)) yield* cache.setTrackRating(id, random.below(6))
    for (let n = random.below(3); n > 0; n--) yield* cache.recordTrackPlay(id, { playedAtMs: playedMs(random.below(9)) })
    if (random.chance(30)) yield* cache.setTrackFavorite(id, true)
  }
  const lines = (yield* cache.exportState()).trim().split("\n")
  const states = lines.map(
    (line) => JSON.parse(line) as { readonly id: string; readonly isFavorite?: true; readonly favoriteAt: string }
  )
  return new Map(states.filter(({ isFavorite }) => isFavorite).map(({ id, favoriteAt }) => [id, Date.parse(favoriteAt)]))
})

/** Any filter, also of names that nothing has. */
export const randomFilter = (random: Random, depth = 3): Filter => {
  const join = (kind: "and" | "or"): Filter => ({
    kind,
    filters: Array.from({ length: random.below(4) }, () => randomFilter(random, depth - 1))
  })
  const year = () => (random.chance(25) ? null : 1965 + random.below(35))
  const few = () => (random.chance(25) ? null : random.below(6))
  const addedMs = (month: number) => Date.UTC(2024, month)
  const moment = (msOf: (n: number) => number): Moment | null => {
    if (random.chance(25)) return null
    return random.chance(20) ? { agoSeconds: random.below(9) * 1e8 } : { atUs: msOf(random.below(9)) * 1000 }
  }
  const makers: ReadonlyArray<() => Filter> = [
    () => ({
      kind: random.pick(["artist", "releaseArtist", "trackArtist"] as const),
      name: random.pick([...people, "Nobody", "x"])
    }),
    () => ({ kind: "genre", name: random.pick([...genres, ...Object.keys(genreParents), "Reggae", "hip hop", "?"]) }),
    () => ({ kind: "descriptor", name: random.pick([...descriptors, "Warm"]) }),
    () => ({ kind: "label", name: random.pick([...labels, "mos"]) }),
    () => ({ kind: "type", type: random.pick([...types, "unknown", "loosetrack"]) }),
    () => ({ kind: "new", isNew: random.chance(50) }),
    () => ({ kind: "year", from: year(), to: year() }),
    () => randomText(random),
    () => ({ kind: "favorite", isFavorite: random.chance(50) }),
    () => ({ kind: random.pick(["rating", "plays"] as const), from: few(), to: few() }),
    () => ({ kind: "played", from: moment(playedMs), to: moment(playedMs) }),
    () => ({ kind: "added", from: moment(addedMs), to: moment(addedMs) })
  ]
  const joins: ReadonlyArray<() => Filter> = [
    () => join("and"),
    () => join("or"),
    () => ({ kind: "not", filter: randomFilter(random, depth - 1) })
  ]
  return random.pick(depth > 0 ? [...makers, ...joins] : makers)()
}

/** The names that a name stands for, step by step until nothing is added. */
const standsFor = (name: string): ReadonlySet<string> => {
  const names = new Set([name])
  for (let before = 0; before !== names.size; ) {
    before = names.size
    for (const rule of aliases) if (names.has(rule.artist)) for (const alias of rule.aliases) names.add(alias)
  }
  return names
}

const key = (genre: string): string => genre.toLowerCase().replaceAll("-", " ").replaceAll("'", "")

const isBelow = (genre: string, other: string): boolean => {
  if (key(genre) === key(other)) return true
  const parents = Object.entries(genreParents).find(([name]) => key(name) === key(genre))?.[1] ?? []
  return parents.some((parent) => isBelow(parent, other))
}

const credits = (artists: Artists, name: string): boolean => {
  const names = standsFor(name)
  return Object.values(artists)
    .flat()
    .some((artist) => !artist.alias && names.has(artist.name))
}

const lies = (value: number | null, from: number | null, to: number | null): boolean =>
  value !== null && value >= (from ?? -Infinity) && value <= (to ?? Infinity)

const liesIn = (text: string | null, { from, to }: { readonly from: Moment | null; readonly to: Moment | null }): boolean => {
  const ms = text === null ? Number.NaN : Date.parse(text)
  const at = (moment: Moment | null) =>
    moment === null ? null : "atUs" in moment ? moment.atUs : (Date.now() - moment.agoSeconds * 1000) * 1000
  return lies(Number.isNaN(ms) ? null : ms * 1000, at(from), at(to))
}

/** Does a release (with its tracks), or one track of it, meet a filter? Paths are told from the root on. */
export const meets = (filter: Filter, root: string, release: Release, track?: Track): boolean => {
  const tracks = track === undefined ? (release.tracks ?? []) : [track]
  const onTracks = (name: string) => tracks.some(({ artists }) => credits(artists, name))
  switch (filter.kind) {
    case "and":
      return filter.filters.every((inner) => meets(inner, root, release, track))
    case "or":
      return filter.filters.some((inner) => meets(inner, root, release, track))
    case "not":
      return !meets(filter.filter, root, release, track)
    case "text":
      return meetsText(filter, root, release, track)
    case "artist":
      return credits(release.artists, filter.name) || onTracks(filter.name)
    case "releaseArtist":
      return credits(release.artists, filter.name)
    case "trackArtist":
      return onTracks(filter.name)
    case "genre":
      return [...release.genres, ...release.secondaryGenres].some((genre) => isBelow(genre, filter.name))
    case "descriptor":
      return release.descriptors.includes(filter.name)
    case "label":
      return release.labels.includes(filter.name)
    case "type":
      return release.type === filter.type
    case "new":
      return release.isNew === filter.isNew
    case "favorite":
      return tracks.some(({ isFavorite }) => isFavorite) === filter.isFavorite
    case "rating":
      return tracks.some(({ rating }) => lies(rating ?? 0, filter.from ?? 1, filter.to))
    case "plays":
      return tracks.some(({ playCount }) => lies(playCount, filter.from, filter.to))
    case "played":
      return tracks.some(({ lastPlayedAt }) => liesIn(lastPlayedAt, filter))
    case "added":
      return liesIn(release.addedAt, filter)
    case "year": {
      const year = Number((release.originalDate ?? release.releaseDate ?? "none").slice(0, 4))
      return year >= (filter.from ?? 0) && year <= (filter.to ?? 9999)
    }
  }
}

const printed = (artists: Artists, format: (artists: Artists) => string): string => foldText(format(artists))

/** Milliseconds of a time with a place; what has none comes first. */
export const timeOf = (text: string | null): number =>
  text === null || Number.isNaN(Date.parse(text)) ? -Infinity : Date.parse(text)

const ofTracks =
  (key: (track: Track) => number) =>
  (a: Item, b: Item): number =>
    key(a.entity as Track) - key(b.entity as Track)

/** One entity of a list with its release. */
export interface Item {
  readonly entity: Release | Track
  readonly release: Release
}

/** Orders as the list promises, from nothing but what it answers, and since when tracks are favourites. */
export const compareItems = (
  sort: TrackSort,
  format: (artists: Artists) => string,
  favorites: ReadonlyMap<string, number>
): ((a: Item, b: Item) => number) => {
  const isDown = sort.startsWith("-")
  const name = isDown ? sort.slice(1) : sort
  const date = ({ release }: Item) => release.originalDate ?? release.releaseDate ?? ""
  const keys: Readonly<Record<string, (a: Item, b: Item) => number>> = {
    path: (a, b) => compareBytewise(a.entity.sourcePath, b.entity.sourcePath),
    title: (a, b) => compareBytewise(foldText(a.entity.title), foldText(b.entity.title)),
    artist: (a, b) => compareBytewise(printed(a.entity.artists, format), printed(b.entity.artists, format)),
    date: (a, b) => compareBytewise(date(a), date(b)),
    added: (a, b) =>
      timeOf(a.release.addedAt) === timeOf(b.release.addedAt) ? 0 : timeOf(a.release.addedAt) - timeOf(b.release.addedAt),
    plays: ofTracks((track) => track.playCount),
    rating: ofTracks((track) => track.rating ?? 0),
    played: ofTracks((track) => (track.lastPlayedAt === null ? -1 : timeOf(track.lastPlayedAt))),
    favorited: ofTracks((track) => favorites.get(track.id) ?? 0)
  }
  const ofRelease = name === "date" || name === "added"
  return (a, b) =>
    (isDown ? -1 : 1) * keys[name]!(a, b) ||
    (ofRelease ? compareBytewise(a.release.sourcePath, b.release.sourcePath) : 0) ||
    compareBytewise(a.entity.sourcePath, b.entity.sourcePath)
}
