/** `deadwax artists|genres|descriptors|labels list|show NAME`. */
import {
  type ArtistRow,
  type CacheError,
  LibraryCache,
  type LibraryCacheShape,
  type Page,
  type PageRequest
} from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { Failure } from "../errors/failure.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import type { Field } from "../print/fields.ts"
import { printFooter, printJsonPage, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import type { Column } from "../print/table.ts"
import { artistColumns, artistFields, genreFields, valueColumns, valueFields } from "../print/value.ts"
import { pageOptions, pageRequest } from "./page-options.ts"

interface Values<Row, Entry> {
  readonly one: string
  readonly many: "artists" | "genres" | "descriptors" | "labels"
  readonly columns: ReadonlyArray<Column<Row>>
  readonly fields: (entry: Entry) => ReadonlyArray<Field>
  readonly list: (cache: LibraryCacheShape) => (request: PageRequest) => Effect.Effect<Page<Row>, CacheError>
  readonly get: (cache: LibraryCacheShape) => (name: string) => Effect.Effect<Entry | undefined, CacheError>
}

const listValues = Effect.fnUntraced(function* <Row, Entry>(values: Values<Row, Entry>, request: PageRequest) {
  const page = yield* values.list(yield* LibraryCache)(request)
  const { manner } = yield* Screen
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printRows(values.columns, page.items)
    yield* printFooter(page, values.one, values.many)
  }
  return page.total
})

const showValue = Effect.fnUntraced(function* <Row, Entry>(values: Values<Row, Entry>, name: string) {
  const cache = yield* LibraryCache
  const entry = yield* values.get(cache)(name)
  if (entry === undefined) {
    const message = `the library "${cache.library.name}" has no ${values.one} "${name}"`
    const remedy = `Look it up with deadwax search, or list all with deadwax ${values.many} list.`
    return yield* new Failure({ code: "not-found", message, remedy })
  }
  const { manner } = yield* Screen
  yield* manner.json ? printJson(entry) : printFields(values.fields(entry))
  return 1
})

const valuesCommand = <Row extends ArtistRow, Entry>(values: Values<Row, Entry>) => {
  const { many, one } = values
  const list = Command.make(
    "list",
    pageOptions(`${many} list`),
    Effect.fnUntraced(function* (page) {
      const request = yield* pageRequest(page)
      yield* withFilledLibrary(listValues(values, request))
    })
  ).pipe(Command.withDescription(outlineOf(`${many} list`).summary))
  const show = Command.make(
    "show",
    { name: Argument.String("NAME").pipe(Argument.withDescription(`the ${one}'s name`)) },
    ({ name }) => withFilledLibrary(showValue(values, name))
  ).pipe(Command.withDescription(outlineOf(`${many} show`).summary))
  return Command.make(many).pipe(Command.withDescription(groups[many] ?? ""), Command.withSubcommands([list, show]))
}

export const artistsCommand = valuesCommand({
  one: "artist",
  many: "artists",
  columns: artistColumns,
  fields: artistFields,
  list: (cache) => cache.listArtists,
  get: (cache) => cache.getArtist
})

export const genresCommand = valuesCommand({
  one: "genre",
  many: "genres",
  columns: valueColumns,
  fields: genreFields,
  list: (cache) => cache.listGenres,
  get: (cache) => cache.getGenre
})

export const descriptorsCommand = valuesCommand({
  one: "descriptor",
  many: "descriptors",
  columns: valueColumns,
  fields: valueFields,
  list: (cache) => cache.listDescriptors,
  get: (cache) => cache.getDescriptor
})

export const labelsCommand = valuesCommand({
  one: "label",
  many: "labels",
  columns: valueColumns,
  fields: valueFields,
  list: (cache) => cache.listLabels,
  get: (cache) => cache.getLabel
})
