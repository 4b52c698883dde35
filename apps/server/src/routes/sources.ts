/** Sources, their catalog, and the queue. Sources are added, changed and removed by who sits at the server: here they are read alone. */
import {
  CatalogEntry,
  DuplicatesOfTrack,
  decideItem,
  type ItemDecision,
  itemChoices,
  LibraryStatus,
  libraryStatus,
  listCatalog,
  listDuplicates,
  listQueued,
  listSourceInfos,
  SourceInfo
} from "@deadwax/core-sync"
import * as Effect from "effect/Effect"
import { answerJson } from "../answers/json.ts"
import { Problem } from "../answers/problem.ts"
import { pageOf, pageParameters, pageRequest } from "./page.ts"
import { optionalTextParameter, wordParameter } from "./parameter.ts"
import { type Route, route } from "./route.ts"

const ofSource = optionalTextParameter(200, "Of the source of this name alone.")

const entryPage = (description: string) =>
  [{ status: 200, description, contentType: "application/json", schema: pageOf(CatalogEntry, "CatalogEntryPage") }] as const

const catalog = route({
  method: "GET",
  path: "/api/v1/catalog",
  name: "listCatalog",
  summary: "The files that the sources have, and what became of each here, in the order in which they were found.",
  access: "read",
  query: {
    ...pageParameters,
    source: ofSource,
    status: wordParameter(itemChoices, "What is wanted and in this state; or what is ignored.")
  },
  successes: entryPage("A page of files."),
  problems: [],
  handle: ({ query: { source, status, ...part } }) =>
    Effect.map(listCatalog({ ...pageRequest(part), source, status }), (page) => answerJson(page))
})

const queue = route({
  method: "GET",
  path: "/api/v1/queue",
  name: "listQueue",
  summary: "The files that are to be fetched now, the most urgent first.",
  access: "read",
  query: { ...pageParameters, source: ofSource },
  successes: entryPage("A page of files."),
  problems: [],
  handle: ({ query: { source, ...part } }) => Effect.map(listQueued({ ...pageRequest(part), source }), (page) => answerJson(page))
})

const noEntry = new Problem({
  code: "not-found",
  detail: "The catalog has nothing with this id.",
  remedy: "List the queue or the catalog."
})

const decision = (kind: ItemDecision, summary: string): Route =>
  route({
    method: "POST",
    path: `/api/v1/queue/{id}/${kind}`,
    name: `${kind}Queued`,
    summary,
    access: "write",
    id: "The file's id in the catalog.",
    query: {},
    successes: [{ status: 200, description: "The file as it is now.", contentType: "application/json", schema: CatalogEntry }],
    problems: ["not-found", "storage"],
    handle: ({ id }) =>
      Effect.flatMap(decideItem(kind, id), (entry) =>
        entry === undefined ? Effect.fail(noEntry) : Effect.succeed(answerJson(entry))
      )
  })

const decisions = [
  decision("retry", "Tries a file again as soon as may be, and forgets its failures."),
  decision("ignore", "Leaves a file alone from now on; one that is here stays."),
  decision("unignore", "Wants a file, whatever its source's policy says.")
]

const duplicates = route({
  method: "GET",
  path: "/api/v1/duplicates",
  name: "listDuplicates",
  summary: "Tracks that are there more than once, as the last syncs found them, by the path of the one that would stay.",
  access: "read",
  query: pageParameters,
  successes: [
    {
      status: 200,
      description: "A page of groups.",
      contentType: "application/json",
      schema: pageOf(DuplicatesOfTrack, "DuplicatesPage")
    }
  ],
  problems: [],
  handle: ({ query }) => Effect.map(listDuplicates(pageRequest(query)), (page) => answerJson(page))
})

/** Where on this machine a directory lies is of no use to who asks from elsewhere: its own name tells it from others. */
const fromAfar = (source: SourceInfo): SourceInfo =>
  source.kind === "directory" ? { ...source, url: `dir:${source.url.slice(source.url.lastIndexOf("/") + 1)}` } : source

const sources = route({
  method: "GET",
  path: "/api/v1/sources",
  name: "listSources",
  summary: "The places that music comes from, by name, and what their catalogs come to.",
  access: "read",
  query: pageParameters,
  successes: [
    {
      status: 200,
      description: "A page of sources.",
      contentType: "application/json",
      schema: pageOf(SourceInfo, "SourceInfoPage")
    }
  ],
  problems: [],
  handle: ({ query }) =>
    Effect.map(listSourceInfos(pageRequest(query)), (page) => answerJson({ ...page, items: page.items.map(fromAfar) }))
})

const status = route({
  method: "GET",
  path: "/api/v1/status",
  name: "getStatus",
  summary: "Counters, the last scan, whether the music is there, and what the sources come to where there are any.",
  access: "read",
  query: {},
  successes: [{ status: 200, description: "The library's state.", contentType: "application/json", schema: LibraryStatus }],
  problems: [],
  handle: () =>
    Effect.map(libraryStatus, ({ sources: known, ...found }) =>
      answerJson({ ...found, ...(known !== undefined && { sources: known.map(fromAfar) }) })
    )
})

export const sourceRoutes: ReadonlyArray<Route> = [status, sources, catalog, queue, duplicates, ...decisions]
