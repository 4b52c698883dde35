/** What random trials ask of a library: pages by any filter and order, single entities, values, searches. */
import * as Effect from "effect/Effect"
import type { Random } from "../../../tools/bench/random.ts"
import { attempt } from "../src/cache-error.ts"
import { askCollection, askCollections, askMembers } from "../src/collections/ask-collections.ts"
import { type CollectionKind, collageKind, playlistKind } from "../src/collections/kind.ts"
import { trackSortKeys } from "../src/filter/sort.ts"
import { type PageRequest, type Sort, sortKeys, type ValueKind } from "../src/index.ts"
import { type LibraryReads, makeReads } from "../src/library-reads.ts"
import { boundsOf } from "../src/page.ts"
import { entitiesOf } from "../src/query-cache/kept-entities.ts"
import type { Reader } from "../src/reader.ts"
import { askSearch } from "../src/search/ask-search.ts"
import { favorites, mostPlayed } from "../src/user-state/lists.ts"
import { people, randomFilter } from "./made-library.ts"
import { anyKind, collectionNames } from "./stored-collections.ts"
import type { Sizes } from "./stored-library.ts"

/** One question, asked of any reader. */
export interface Question {
  readonly text: string
  readonly ask: (reads: Asked) => Effect.Effect<unknown, unknown>
}

/** The answer as text. */
export const answerOf = ({ ask }: Question, reads: Asked): string => JSON.stringify(Effect.runSync(ask(reads))) ?? "none"

/** What answers. */
export interface Asked extends LibraryReads {
  readonly search: (text: string, page: PageRequest) => Effect.Effect<unknown, unknown>
  readonly collections: (kind: CollectionKind, page: PageRequest) => Effect.Effect<unknown, unknown>
  readonly collection: (kind: CollectionKind, name: string) => Effect.Effect<unknown, unknown>
  readonly members: (kind: CollectionKind, name: string, page: PageRequest) => Effect.Effect<unknown, unknown>
}

/** Asks a reader. */
export const askedOf = (reader: Reader): Asked => ({
  ...makeReads(reader, attempt),
  search: (text, page) => attempt(() => askSearch(reader, text, boundsOf(page))),
  collections: (kind, page) => attempt(() => askCollections(reader, kind, boundsOf(page))),
  collection: (kind, name) => attempt(() => askCollection(reader, kind, name)),
  members: (kind, name, page) => {
    const { tracks, releases } = entitiesOf(reader)
    return kind.member === "track"
      ? attempt(() => askMembers(reader, kind, name, boundsOf(page), tracks))
      : attempt(() => askMembers(reader, kind, name, boundsOf(page), releases))
  }
})

/** Most begin near the first, as people's do; some lie deep, or behind the end. */
const anyPage = (random: Random, { tracks }: Sizes): PageRequest => ({
  limit: random.below(12),
  offset: random.chance(65) ? 0 : random.below(random.chance(60) ? 30 : tracks)
})

const question = (text: string, ask: Question["ask"]): Question => ({ text, ask })

const anyList = (random: Random, sizes: Sizes): Question => {
  const filter = random.chance(25) ? undefined : randomFilter(random, random.below(3))
  const down = random.chance(50) ? "-" : ""
  const page = anyPage(random, sizes)
  if (random.chance(60)) {
    const request = { ...page, filter, sort: `${down}${random.pick(trackSortKeys)}` as const }
    return question(`listTracks ${JSON.stringify(request)}`, (reads) => reads.listTracks(request))
  }
  const request = { ...page, filter, sort: `${down}${random.pick(sortKeys)}` as Sort, tracks: random.chance(30) }
  return question(`listReleases ${JSON.stringify(request)}`, (reads) => reads.listReleases(request))
}

const anyOne = (random: Random, sizes: Sizes): Question => {
  const track = random.chance(70)
    ? `t${random.below(sizes.tracks)}`
    : `/music/d${random.below(sizes.releases)}/${random.below(3)}.flac`
  const release = random.chance(70) ? `r${random.below(sizes.releases)}` : `/music/d${random.below(sizes.releases)}`
  return random.pick([
    question(`getTrack ${track}`, (reads) => reads.getTrack(track)),
    question(`getRelease ${release}`, (reads) => reads.getRelease(release)),
    question(`getTracksOfRelease ${release}`, (reads) => reads.getTracksOfRelease(release)),
    question(`getTrackLogtext ${track}`, (reads) => reads.getTrackLogtext(track))
  ])
}

const names: Readonly<Record<ValueKind, ReadonlyArray<string>>> = {
  artist: people,
  genre: ["Techno", "Dub", "Reggae", "hip hop", "Noise Nobody Knows"],
  descriptor: ["warm", "cold", "none"],
  label: ["Moss", "moss"]
}

const anyValue = (random: Random, sizes: Sizes): Question => {
  const kind = random.pick(["artist", "genre", "descriptor", "label"] as const)
  const name = random.pick(names[kind])
  const page = anyPage(random, sizes)
  const lists = { artist: "listArtists", genre: "listGenres", descriptor: "listDescriptors", label: "listLabels" } as const
  const gets = { artist: "getArtist", genre: "getGenre", descriptor: "getDescriptor", label: "getLabel" } as const
  return random.pick([
    question(`${lists[kind]} ${JSON.stringify(page)}`, (reads) => reads[lists[kind]](page)),
    question(`${gets[kind]} ${name}`, (reads) => reads[gets[kind]](name)),
    question(`hasValue ${kind} ${name}`, (reads) => reads.hasValue(kind, name))
  ])
}

const anySearch = (random: Random, sizes: Sizes): Question => {
  const text = random.pick(["o", "one", "two", "東", "bts", "eclair", "zug one", ""])
  const page = anyPage(random, sizes)
  return question(`search ${text} ${JSON.stringify(page)}`, (reads) => reads.search(text, page))
}

const anyCollection = (random: Random, sizes: Sizes): Question => {
  const kind = anyKind(random)
  const name = random.pick(collectionNames)
  const page = random.chance(50) ? {} : anyPage(random, sizes)
  return random.pick([
    question(`${kind.name}s ${JSON.stringify(page)}`, (reads) => reads.collections(kind, page)),
    question(`${kind.name} ${name}`, (reads) => reads.collection(kind, name)),
    question(`members of ${kind.name} ${name} ${JSON.stringify(page)}`, (reads) => reads.members(kind, name, page))
  ])
}

/** Any of them. */
export const anyQuestion = (random: Random, sizes: Sizes): Question => {
  const dice = random.below(11)
  return dice < 6
    ? anyList(random, sizes)
    : dice < 8
      ? anyOne(random, sizes)
      : dice < 9
        ? anyValue(random, sizes)
        : dice < 10
          ? anySearch(random, sizes)
          : anyCollection(random, sizes)
}

/** What is asked most, so that each kind of dependency has somebody who minds. */
export const usual: ReadonlyArray<Question> = [
  question("favourites", (reads) => reads.listTracks(favorites({ limit: 5 }))),
  question("favourites by title", (reads) =>
    reads.listTracks({ filter: { kind: "favorite", isFavorite: true }, sort: "title", limit: 5 })
  ),
  question("well rated", (reads) => reads.listTracks({ filter: { kind: "rating", from: 4, to: null }, limit: 5 })),
  question("most played", (reads) => reads.listTracks(mostPlayed({ limit: 5 }))),
  question("new releases", (reads) => reads.listReleases({ filter: { kind: "new", isNew: true }, limit: 5 })),
  question("releases of a genre", (reads) => reads.listReleases({ filter: { kind: "genre", name: "Techno" } })),
  question("releases with an artist's tracks", (reads) => reads.listReleases({ filter: { kind: "trackArtist", name: "BTS" } })),
  question("tracks by title", (reads) => reads.listTracks({ sort: "title", limit: 5 })),
  question("tracks by artist", (reads) => reads.listTracks({ sort: "artist", limit: 5 })),
  question("releases by title", (reads) => reads.listReleases({ sort: "title", tracks: true, limit: 3 })),
  question("all tracks", (reads) => reads.listTracks({ limit: 5 })),
  question("artists", (reads) => reads.listArtists()),
  question("genres", (reads) => reads.listGenres()),
  question("playlists", (reads) => reads.collections(playlistKind, {})),
  question("a playlist", (reads) => reads.collection(playlistKind, collectionNames[0]!)),
  question("members of a playlist", (reads) => reads.members(playlistKind, collectionNames[0]!, {})),
  question("members of a collage", (reads) => reads.members(collageKind, collectionNames[0]!, {})),
  question("a search", (reads) => reads.search("one", {}))
]
