/** Artists, genres, descriptors and labels: the lists, and one of each by its name. */
import {
  ArtistEntry,
  ArtistRow,
  type CacheError,
  GenreEntry,
  LibraryCache,
  type LibraryCacheShape,
  type Page,
  type PageRequest,
  ValueRow
} from "@deadwax/core-cache"
import * as Effect from "effect/Effect"
import type * as Schema from "effect/Schema"
import { Problem } from "../answers/problem.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { type Route, readRoute } from "./route.ts"

interface Values {
  readonly one: string
  readonly many: string
  /** What the list says besides. */
  readonly of: string
  readonly row: Schema.Constraint
  readonly entry: Schema.Constraint
  readonly list: (cache: LibraryCacheShape) => (request: PageRequest) => Effect.Effect<Page<unknown>, CacheError>
  readonly get: (cache: LibraryCacheShape) => (name: string) => Effect.Effect<unknown, CacheError>
}

const capital = (word: string): string => `${word[0]?.toUpperCase()}${word.slice(1)}`

const found = Effect.fnUntraced(function* ({ one, get }: Values, name: string) {
  const entry = yield* get(yield* LibraryCache)(name)
  if (entry !== undefined) return entry
  const detail = `The library has no ${one} of this name.`
  return yield* new Problem({ code: "not-found", detail, remedy: "List what there is, or search for it." })
})

const valueRoutesOf = (values: Values): ReadonlyArray<Route> => [
  readRoute({
    path: `/api/v1/${values.many}`,
    name: `list${capital(values.many)}`,
    summary: `The ${values.many}${values.of}, ordered by name, with counts of what a filter by it finds.`,
    query: pageParameters,
    answers: `A page of ${values.many}.`,
    schema: pageOf(values.row, `${capital(values.one)}Page`),
    problems: [],
    read: ({ query }) => Effect.flatMap(LibraryCache, (cache) => values.list(cache)(pageRequest(query)))
  }),
  readRoute({
    path: `/api/v1/${values.many}/{id}`,
    name: `get${capital(values.one)}`,
    summary: `One ${values.one}.`,
    id: `The ${values.one}'s name.`,
    query: {},
    answers: `The ${values.one}.`,
    schema: values.entry,
    problems: ["not-found"],
    read: ({ id }) => found(values, id)
  })
]

export const valueRoutes: ReadonlyArray<Route> = [
  ...valueRoutesOf({
    one: "artist",
    many: "artists",
    of: " whom the tags name",
    row: ArtistRow,
    entry: ArtistEntry,
    list: (cache) => cache.listArtists,
    get: (cache) => cache.getArtist
  }),
  ...valueRoutesOf({
    one: "genre",
    many: "genres",
    of: " of the tags and those above them",
    row: ValueRow,
    entry: GenreEntry,
    list: (cache) => cache.listGenres,
    get: (cache) => cache.getGenre
  }),
  ...valueRoutesOf({
    one: "descriptor",
    many: "descriptors",
    of: "",
    row: ValueRow,
    entry: ValueRow,
    list: (cache) => cache.listDescriptors,
    get: (cache) => cache.getDescriptor
  }),
  ...valueRoutesOf({
    one: "label",
    many: "labels",
    of: "",
    row: ValueRow,
    entry: ValueRow,
    list: (cache) => cache.listLabels,
    get: (cache) => cache.getLabel
  })
]
