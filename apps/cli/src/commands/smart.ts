/** `deadwax smart list|show|create|edit|rename|delete|export`: filters of tracks that are kept under a name. */
import {
  type CacheError,
  type InvalidFilter,
  LibraryCache,
  type PageRequest,
  type SmartPlaylist,
  type SmartPlaylistRules,
  type TrackSort
} from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failure, fromInvalidFilter } from "../errors/failure.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { writeM3u8 } from "../library/write-m3u8.ts"
import { groups, optionSummary, outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { counted } from "../print/numbers.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { smartColumns, smartFields } from "../print/smart.ts"
import { trackColumns } from "../print/track.ts"
import { nameOperand } from "./collections.ts"
import { trackSorts } from "./list-options.ts"
import { pageOptions, pageRequest } from "./page-options.ts"
import { pathOperand } from "./path-operand.ts"

const none = Effect.fnUntraced(function* (name: string) {
  const { library } = yield* LibraryCache
  return yield* new Failure({
    code: "not-found",
    message: `the library "${library.name}" has no smart playlist "${name}"`,
    remedy: "Names are case-exact: deadwax smart list shows them.",
    path: name
  })
})

const named = Effect.fnUntraced(function* (name: string) {
  const { smartPlaylists } = yield* LibraryCache
  return (yield* smartPlaylists.get(name)) ?? (yield* none(name))
})

const list = Command.make(
  "list",
  pageOptions("smart list"),
  Effect.fnUntraced(function* (options) {
    yield* withFilledLibrary(listAll(yield* pageRequest(options)))
  })
).pipe(Command.withDescription(outlineOf("smart list").summary))

const listAll = Effect.fnUntraced(function* (request: PageRequest) {
  const { smartPlaylists } = yield* LibraryCache
  const { manner } = yield* Screen
  const page = yield* smartPlaylists.list(request)
  if (manner.json) yield* printJsonPage(page)
  else {
    yield* printRows(smartColumns, page.items)
    yield* printFooter(page, "smart playlist", "smart playlists")
  }
  for (const { name, failure } of page.items)
    if (failure !== null) yield* printNotice("warning", `the filter of the smart playlist "${name}": ${failure.message}`)
  return page.total
})

const show = Command.make(
  "show",
  { name: nameOperand("NAME", "the smart playlist's name"), ...pageOptions("smart show") },
  Effect.fnUntraced(function* ({ name, ...options }) {
    yield* withFilledLibrary(showOne(name, yield* pageRequest(options)))
  })
).pipe(Command.withDescription(outlineOf("smart show").summary))

const showOne = Effect.fnUntraced(function* (name: string, request: PageRequest) {
  const { manner, out } = yield* Screen
  const { smartPlaylists } = yield* LibraryCache
  const smart = yield* named(name)
  const tracks = (yield* smartPlaylists.tracks(name, request)) ?? (yield* none(name))
  if (manner.json) yield* printJson({ ...smart, tracks })
  else {
    yield* printFields(smartFields(smart))
    yield* out("\n")
    yield* printRows(trackColumns, tracks.items)
    yield* printFooter(tracks, "track", "tracks")
  }
  return 1
})

const isSort = (text: string): text is TrackSort | "shuffle" => text === "shuffle" || trackSorts.has(text)

const rulesOf = (command: string) => ({
  name: nameOperand("NAME", "the smart playlist's name"),
  words: Argument.String("FILTER").pipe(
    Argument.withDescription("what tracks must be like, as genre:techno year:1990..1999"),
    Argument.variadic({ min: 0 })
  ),
  sort: Flag.String("sort").pipe(
    Flag.withMetavar("KEY"),
    Flag.withDescription(optionSummary(command, "sort")),
    Flag.filter(isSort, () => `shuffle, or one of ${trackSorts.keys.join(", ")}, or with - before it`),
    Flag.optional
  ),
  take: Flag.String("take").pipe(
    Flag.withMetavar("N|all"),
    Flag.withDescription(optionSummary(command, "take")),
    Flag.filter(
      (text) => text === "all" || /^[1-9]\d{0,5}$/.test(text),
      () => "a whole number from 1 to 999999, or all"
    ),
    Flag.map((text) => (text === "all" ? null : Number(text))),
    Flag.optional
  )
})

const printOne = Effect.fnUntraced(function* (smart: SmartPlaylist) {
  const { manner } = yield* Screen
  if (manner.json) yield* printJson(smart)
  else if (!manner.quiet) yield* printLines([`${visible(smart.name)}: ${counted(smart.count, "track", "tracks")} now`])
  return 1
})

/** A filter that makes no sense is shown with a mark below the place. */
const explained = <A, R>(filter: string, effect: Effect.Effect<A, CacheError | InvalidFilter, R>) =>
  Effect.mapError(effect, (error) => (error._tag === "InvalidFilter" ? fromInvalidFilter(filter)(error) : error))

const taken = ({ name, filter }: SmartPlaylist): Failure =>
  new Failure({
    code: "usage",
    message: `there is a smart playlist "${name}" already, of ${filter === "" ? "all tracks" : filter}; it is as it was`,
    remedy: "Choose another name, or give that one other rules with deadwax smart edit.",
    path: name
  })

const createOne = Effect.fnUntraced(function* (name: string, rules: SmartPlaylistRules) {
  const { smartPlaylists } = yield* LibraryCache
  const isNew = yield* explained(rules.filter, smartPlaylists.create(name, rules))
  return yield* isNew ? Effect.flatMap(named(name), printOne) : taken(yield* named(name))
})

const create = Command.make("create", rulesOf("smart create"), ({ name, words, sort, take }) => {
  const rules = {
    filter: words.join(" "),
    sort: Option.getOrElse(Option.filter(sort, isSort), () => "path" as const),
    limit: Option.getOrNull(take)
  }
  return withFilledLibrary(createOne(name, rules))
}).pipe(Command.withDescription(outlineOf("smart create").summary))

const editOne = Effect.fnUntraced(function* (name: string, rules: Partial<SmartPlaylistRules>) {
  const { smartPlaylists } = yield* LibraryCache
  const edited = yield* explained(rules.filter ?? "", smartPlaylists.update(name, rules))
  return yield* printOne(edited ?? (yield* none(name)))
})

const edit = Command.make("edit", rulesOf("smart edit"), ({ name, words, sort, take }) => {
  const order = Option.getOrUndefined(Option.filter(sort, isSort))
  const rules = {
    ...(words.length > 0 && { filter: words.join(" ") }),
    ...(order !== undefined && { sort: order }),
    ...(Option.isSome(take) && { limit: take.value })
  }
  return withFilledLibrary(editOne(name, rules))
}).pipe(Command.withDescription(outlineOf("smart edit").summary))

const renameOne = Effect.fnUntraced(function* (from: string, to: string) {
  const { smartPlaylists } = yield* LibraryCache
  if (!(yield* smartPlaylists.rename(from, to))) return yield* none(from)
  return yield* printOne(yield* named(to))
})

const rename = Command.make(
  "rename",
  { name: nameOperand("NAME", "the smart playlist's name"), to: nameOperand("NEW-NAME", "the name it is to have") },
  ({ name, to }) => withFilledLibrary(renameOne(name, to))
).pipe(Command.withDescription(outlineOf("smart rename").summary))

const deleteOne = Effect.fnUntraced(function* (name: string) {
  const { manner } = yield* Screen
  const { smartPlaylists } = yield* LibraryCache
  const smart = yield* named(name)
  if (!(yield* smartPlaylists.remove(name))) return yield* none(name)
  if (manner.json) yield* printJson(smart)
  else if (!manner.quiet) yield* printLines([`${visible(name)}: deleted; it was ${visible(smart.filter)}`])
  return 1
})

const remove = Command.make("delete", { name: nameOperand("NAME", "the smart playlist's name") }, ({ name }) =>
  withFilledLibrary(deleteOne(name))
).pipe(Command.withDescription(outlineOf("smart delete").summary))

const exportOne = Effect.fnUntraced(function* (name: string, file: string) {
  const text = yield* (yield* LibraryCache).smartPlaylists.exportM3u8(name)
  return text === undefined ? yield* none(name) : yield* writeM3u8(name, file, text)
})

const exportCommand = Command.make(
  "export",
  { name: nameOperand("NAME", "the smart playlist's name"), file: pathOperand("FILE.m3u8", "the file to write") },
  ({ name, file }) => withFilledLibrary(exportOne(name, file))
).pipe(Command.withDescription(outlineOf("smart export").summary))

export const smartCommand = Command.make("smart").pipe(
  Command.withDescription(groups.smart ?? ""),
  Command.withSubcommands([list, show, create, edit, rename, remove, exportCommand])
)
