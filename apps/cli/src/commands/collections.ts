/** `deadwax collages|playlists list|show|create|rename|delete|add|remove|move`: one builder, since both are the same but for their members. */
import {
  type CacheError,
  type CollectionItem,
  type CollectionSummary,
  type Collections,
  LibraryCache,
  type LibraryCacheShape,
  type PageRequest
} from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { Failure } from "../errors/failure.ts"
import { findByIdOrPath } from "../library/find-by-id-or-path.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { outlineOf } from "../outline.ts"
import { printFields, printJson } from "../print/answer.ts"
import { collectionColumns, collectionFields, itemColumns } from "../print/collection.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { counted } from "../print/numbers.ts"
import { printFooter, printJsonPage, printLines, printRows } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { countOption, pageOptions, pageRequest } from "./page-options.ts"

/** What tells the two kinds apart. */
export interface CollectionWords<Whole extends CollectionSummary, Member> {
  readonly group: "collages" | "playlists"
  readonly one: "collage" | "playlist"
  readonly member: "release" | "track"
  readonly of: (cache: LibraryCacheShape) => Collections<Whole, Member>
  readonly items: (whole: Whole) => ReadonlyArray<CollectionItem>
  readonly getMember: (
    cache: LibraryCacheShape
  ) => (idOrPath: string) => Effect.Effect<{ readonly id: string } | undefined, CacheError>
}

export const nameOperand = (name: string, description: string) =>
  Argument.String(name).pipe(
    Argument.withDescription(description),
    Argument.filter(
      (text) => text !== "",
      () => "a name that is not empty"
    )
  )

const positionOperand = Argument.String("POSITION").pipe(
  Argument.withDescription("where it is to stand, from 1"),
  Argument.filter(
    (text) => /^[1-9]\d{0,9}$/.test(text),
    () => "a whole number, 1 or more"
  ),
  Argument.map(Number)
)

/** The failure of a name that no collection has. */
export const noCollection = Effect.fnUntraced(function* (group: string, one: string, name: string) {
  const { library } = yield* LibraryCache
  return yield* new Failure({
    code: "not-found",
    message: `the library "${library.name}" has no ${one} "${name}"`,
    remedy: `Names are case-exact: deadwax ${group} list shows them; after changes of files, run deadwax scan.`,
    path: name
  })
})

/** The failure of a name under which there is something already: to go on as if it had been made would hide which of the two it is. */
export const nameTaken = (group: string, one: string, name: string): Failure =>
  new Failure({
    code: "usage",
    message: `there is a ${one} "${name}" already; it is as it was`,
    remedy: `Choose another name; deadwax ${group} show tells what is in that one, ${group} rename and delete make room.`,
    path: name
  })

/** What an edit leaves: the whole as JSON, else a line about it. */
export const printEdited = Effect.fnUntraced(function* (whole: CollectionSummary, member: string) {
  const { manner } = yield* Screen
  if (manner.json) return yield* printJson(whole)
  if (manner.quiet) return
  const missing = whole.missing > 0 ? `, ${whole.missing} missing` : ""
  yield* printLines([`${visible(whole.name)}: ${counted(whole.count, member, `${member}s`)}${missing}`])
})

const listAll = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (request: PageRequest) {
    const cache = yield* LibraryCache
    const { manner } = yield* Screen
    const page = yield* words.of(cache).list(request)
    if (manner.json) yield* printJsonPage(page)
    else {
      yield* printRows(collectionColumns, page.items)
      yield* printFooter(page, words.one, words.group)
    }
    for (const { name, failure } of page.items)
      if (failure !== null) yield* printNotice("warning", `the ${words.one} "${name}": ${failure.message} (${failure.reason})`)
    return page.total
  })

const showOne = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (name: string) {
    const { manner, out } = yield* Screen
    const whole = yield* words.of(yield* LibraryCache).get(name)
    if (whole === undefined) return yield* noCollection(words.group, words.one, name)
    if (manner.json) yield* printJson(whole)
    else {
      yield* printFields(collectionFields(whole))
      yield* out("\n")
      yield* printRows(itemColumns, words.items(whole))
    }
    return 1
  })

/** An id of what an entry stands for; one that is not in the library any more is taken as it is written. */
const memberId = Effect.fnUntraced(function* <Whole extends CollectionSummary, Member>(
  words: CollectionWords<Whole, Member>,
  idOrPath: string
) {
  const get = words.getMember(yield* LibraryCache)
  const found = (yield* get(idOrPath)) ?? (yield* get(yield* realPathOf(idOrPath)))
  return found?.id ?? idOrPath
})

const create = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (name: string) {
    const all = words.of(yield* LibraryCache)
    return yield* (yield* all.create(name)) ? printWhole(words, name) : nameTaken(words.group, words.one, name)
  })

const printWhole = Effect.fnUntraced(function* <Whole extends CollectionSummary, Member>(
  words: CollectionWords<Whole, Member>,
  name: string
) {
  const whole = yield* words.of(yield* LibraryCache).get(name)
  if (whole === undefined) return yield* noCollection(words.group, words.one, name)
  yield* printEdited(whole, words.member)
  return 1
})

const rename = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (from: string, to: string) {
    const all = words.of(yield* LibraryCache)
    if (!(yield* all.rename(from, to))) return yield* noCollection(words.group, words.one, from)
    return yield* printWhole(words, to)
  })

const remove = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (name: string) {
    const { manner } = yield* Screen
    const all = words.of(yield* LibraryCache)
    const whole = yield* all.get(name)
    if (whole === undefined || !(yield* all.remove(name))) return yield* noCollection(words.group, words.one, name)
    if (manner.json) yield* printJson(whole)
    else if (!manner.quiet) yield* printLines([`${visible(name)}: moved to the trash`])
    return 1
  })

const edit = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) =>
  Effect.fnUntraced(function* (name: string, change: Parameters<Collections<Whole, Member>["edit"]>[1]) {
    const whole = yield* words.of(yield* LibraryCache).edit(name, change)
    if (whole === undefined) return yield* noCollection(words.group, words.one, name)
    yield* printEdited(whole, words.member)
    return 1
  })

interface NamedEntry {
  readonly id: string
  readonly at?: number
}

/** Takes an entry out; where there was none, that is said: a name that was mistyped shall not look like a success. */
const removeEntry = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) => {
  const notHeld = (name: string, { id, at }: NamedEntry): Failure =>
    new Failure({
      code: "not-found",
      message: `the ${words.one} "${name}" has no ${words.member} "${id}"${at === undefined ? "" : ` at position ${at}`}; nothing was changed`,
      remedy: `deadwax ${words.group} show ${JSON.stringify(name)} lists its entries with their ids.`,
      path: id
    })
  return Effect.fnUntraced(function* (name: string, entry: NamedEntry) {
    const all = words.of(yield* LibraryCache)
    const whole = yield* all
      .edit(name, { kind: "remove", required: true, ...entry })
      .pipe(Effect.mapError((error) => (error.reason === "usage" ? notHeld(name, entry) : error)))
    if (whole === undefined) return yield* noCollection(words.group, words.one, name)
    yield* printEdited(whole, words.member)
    return 1
  })
}

/** The subcommands that both kinds have. */
export const collectionCommands = <Whole extends CollectionSummary, Member>(words: CollectionWords<Whole, Member>) => {
  const { group, one, member } = words
  const name = nameOperand("NAME", `the ${one}'s name`)
  const which = nameOperand(
    "ID|PATH",
    member === "release" ? "the release's id, or its directory" : "the track's id, or its file"
  )
  const about = (command: string) => Command.withDescription(outlineOf(`${group} ${command}`).summary)
  const optional = (at: Option.Option<number>) => (Option.isSome(at) ? { at: at.value } : {})
  const entryOf = (at: Option.Option<number>, idOrPath: string) =>
    Effect.map(memberId(words, idOrPath), (id) => ({ id, ...optional(at) }))
  return [
    Command.make(
      "list",
      pageOptions(`${group} list`),
      Effect.fnUntraced(function* (page) {
        const request = yield* pageRequest(page)
        yield* withFilledLibrary(listAll(words)(request))
      })
    ).pipe(about("list")),
    Command.make("show", { name }, (input) => withFilledLibrary(showOne(words)(input.name))).pipe(about("show")),
    Command.make("create", { name }, (input) => withFilledLibrary(create(words)(input.name))).pipe(about("create")),
    Command.make("rename", { name, to: nameOperand("NEW-NAME", "its new name") }, (input) =>
      withFilledLibrary(rename(words)(input.name, input.to))
    ).pipe(about("rename")),
    Command.make("delete", { name }, (input) => withFilledLibrary(remove(words)(input.name))).pipe(about("delete")),
    Command.make(
      "add",
      { name, members: Argument.variadic(which, { min: 1 }), at: countOption(`${group} add`, "at") },
      ({ name, members, at }) =>
        withFilledLibrary(
          Effect.gen(function* () {
            const get = words.getMember(yield* LibraryCache)
            const found = yield* Effect.forEach(members, (idOrPath) => findByIdOrPath(member, idOrPath, get))
            const ids = found.map(({ id }) => id)
            return yield* edit(words)(name, { kind: "add", ids, ...(Option.isSome(at) && { position: at.value }) })
          })
        )
    ).pipe(about("add")),
    Command.make("remove", { name, which, at: countOption(`${group} remove`, "at") }, ({ name, which, at }) =>
      withFilledLibrary(Effect.flatMap(entryOf(at, which), (entry) => removeEntry(words)(name, entry)))
    ).pipe(about("remove")),
    Command.make(
      "move",
      { name, which, position: positionOperand, at: countOption(`${group} move`, "at") },
      ({ name, which, position, at }) =>
        withFilledLibrary(Effect.flatMap(entryOf(at, which), (entry) => edit(words)(name, { kind: "move", position, ...entry })))
    ).pipe(about("move"))
  ] as const
}
