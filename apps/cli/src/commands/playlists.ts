/** `deadwax playlists …`: ordered lists of tracks, with covers, for other players and from them. */
import { basename, dirname, extname, resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { type CoverPicture, LibraryCache, type Playlist, type Track } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { realPathOf } from "../config/choose-library.ts"
import { Failure, fromFileError } from "../errors/failure.ts"
import { someFailed } from "../errors/some-failed.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { groups, outlineOf } from "../outline.ts"
import { printJson } from "../print/answer.ts"
import { visible } from "../print/escape.ts"
import { printNotice } from "../print/notice.ts"
import { counted } from "../print/numbers.ts"
import { printLines } from "../print/rows.ts"
import { Screen } from "../print/screen.ts"
import { type CollectionWords, collectionCommands, nameOperand, noCollection, printEdited } from "./collections.ts"
import { toggleOption } from "./page-options.ts"
import { pathOperand } from "./path-operand.ts"

const words: CollectionWords<Playlist, Track> = {
  group: "playlists",
  one: "playlist",
  member: "track",
  of: (cache) => cache.playlists,
  items: (playlist) => playlist.tracks,
  getMember: (cache) => cache.getTrack
}

const none = (name: string) => noCollection("playlists", "playlist", name)

const readBytes = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const absolute = resolve(path)
  return yield* files.readFile(absolute).pipe(
    Effect.mapError((error) =>
      error.reason === "not-found"
        ? new Failure({
            code: "not-found",
            message: `there is no file ${absolute}`,
            remedy: "Check its spelling.",
            path: absolute
          })
        : fromFileError("read")(error)
    )
  )
})

const readPicture = Effect.fnUntraced(function* (file: string) {
  return { bytes: yield* readBytes(file), extension: extname(file).slice(1), path: resolve(file) } satisfies CoverPicture
})

const setCover = Effect.fnUntraced(function* (name: string, file: string | undefined) {
  const { playlists } = yield* LibraryCache
  const isThere =
    file === undefined ? yield* playlists.removeCover(name) : yield* playlists.setCover(name, yield* readPicture(file))
  const playlist = isThere ? yield* playlists.get(name) : undefined
  if (playlist === undefined) return yield* none(name)
  yield* printEdited(playlist, "track")
  return 1
})

const bothOrNeither = (isRemoved: boolean): Failure =>
  new Failure({
    code: "usage",
    message: isRemoved ? "--remove does not go with a FILE" : "neither a FILE nor --remove was given",
    remedy: "Name the picture that is to be the cover, or take the cover away with --remove."
  })

const cover = Command.make(
  "cover",
  {
    name: nameOperand("NAME", "the playlist's name"),
    file: pathOperand("FILE", "a picture").pipe(Argument.optional),
    remove: toggleOption("playlists cover", "remove")
  },
  Effect.fnUntraced(function* ({ name, file, remove }) {
    if (Option.isSome(file) === remove) return yield* bothOrNeither(remove)
    yield* withFilledLibrary(setCover(name, Option.getOrUndefined(file)))
  })
).pipe(Command.withDescription(outlineOf("playlists cover").summary))

/** Another M3U8 may be replaced; anything else at that path is somebody's file. */
const refuseOther = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const there = yield* files.stat(path).pipe(Effect.mapError(fromFileError("look at")))
  if (there === undefined) return
  const head = there.kind === "file" ? new TextDecoder().decode((yield* readBytes(path)).subarray(0, 16)) : ""
  if (/^\ufeff?#EXTM3U/.test(head)) return
  return yield* new Failure({
    code: "usage",
    message: `${path} is there already and is no M3U8; it was not replaced`,
    remedy: "Name another file.",
    path
  })
})

const exportOne = Effect.fnUntraced(function* (name: string, file: string) {
  const files = yield* Files
  const { manner } = yield* Screen
  const path = resolve(file)
  const text = yield* (yield* LibraryCache).playlists.exportM3u8(name)
  if (text === undefined) return yield* none(name)
  yield* refuseOther(path)
  yield* files.writeAtomic(path, new TextEncoder().encode(text)).pipe(Effect.mapError(fromFileError("write")))
  if (manner.json) yield* printJson({ name, path })
  else if (!manner.quiet) yield* printLines([`${visible(name)}: written to ${visible(path)}`])
  return 1
})

const exportCommand = Command.make(
  "export",
  { name: nameOperand("NAME", "the playlist's name"), file: pathOperand("FILE.m3u8", "the file to write") },
  ({ name, file }) => withFilledLibrary(exportOne(name, file))
).pipe(Command.withDescription(outlineOf("playlists export").summary))

const decode = (bytes: Uint8Array, path: string): Effect.Effect<string, Failure> =>
  Effect.try({
    try: () => new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    catch: () =>
      new Failure({ code: "usage", message: `${path} is not UTF-8 text`, remedy: "Save it as UTF-8 and try again.", path })
  })

const importOne = Effect.fnUntraced(function* (file: string) {
  const { manner } = yield* Screen
  const path = yield* realPathOf(file)
  const text = yield* decode(yield* readBytes(path), path)
  const source = { text, fallbackName: basename(path).replace(/\.m3u8?$/i, ""), directory: dirname(path) }
  const made = yield* (yield* LibraryCache).playlists.importM3u8(source)
  if (manner.json) yield* printJson(made)
  else if (!manner.quiet) {
    const how = made.isNew ? "" : ", as it was already"
    yield* printLines([`${visible(made.name)}: ${counted(made.count, "track", "tracks")}${how}`])
  }
  for (const { line, text: comment } of made.ignored)
    yield* printNotice("warning", `${path}, line ${line} has no place here: ${comment}`)
  if (made.unmatched.length === 0) return 1
  const screen = yield* Screen
  if (!manner.json)
    yield* screen.note(
      made.unmatched.map(({ line, text: entry }) => `${visible(path)}, line ${line}: no track here: ${visible(entry)}\n`).join("")
    )
  return yield* someFailed
})

const importCommand = Command.make("import", { file: pathOperand("FILE.m3u8", "the file to read") }, ({ file }) =>
  withFilledLibrary(importOne(file))
).pipe(Command.withDescription(outlineOf("playlists import").summary))

export const playlistsCommand = Command.make("playlists").pipe(
  Command.withDescription(groups.playlists ?? ""),
  Command.withSubcommands([...collectionCommands(words), cover, exportCommand, importCommand])
)
