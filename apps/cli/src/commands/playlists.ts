/** `deadwax playlists …`: ordered lists of tracks, with covers, for other players and from them. */
import { basename, dirname, resolve } from "node:path"
import { Files } from "@deadwax/core-async"
import { type CoverPicture, LibraryCache, type Playlist, type Track } from "@deadwax/core-cache"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { Failure, fromFileError } from "../errors/failure.ts"
import { someFailed } from "../errors/some-failed.ts"
import { withFilledLibrary } from "../library/open-library.ts"
import { readPicture } from "../library/read-picture.ts"
import { readTextFile } from "../library/read-text-file.ts"
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

const setCover = Effect.fnUntraced(function* (name: string, picture: CoverPicture | null) {
  const { playlists } = yield* LibraryCache
  const isThere = yield* picture === null ? playlists.removeCover(name) : playlists.setCover(name, picture)
  const playlist = isThere ? yield* playlists.get(name) : undefined
  if (playlist === undefined) return yield* none(name)
  yield* printEdited(playlist, "track")
  return 1
})

const cover = Command.make(
  "cover",
  {
    name: nameOperand("NAME", "the playlist's name"),
    file: pathOperand("FILE", "a picture").pipe(Argument.optional),
    remove: toggleOption("playlists cover", "remove")
  },
  Effect.fnUntraced(function* ({ name, file, remove }) {
    const picture = yield* readPicture(Option.getOrUndefined(file), remove)
    yield* withFilledLibrary(setCover(name, picture))
  })
).pipe(Command.withDescription(outlineOf("playlists cover").summary))

const readHead = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const [head] = yield* files.readEach([path], (file) => {
    const bytes = new Uint8Array(16)
    return new TextDecoder().decode(bytes.subarray(0, file.read(bytes, 0)))
  })
  return yield* Effect.fromResult(head!)
})

/** What may be replaced at a path, null for nothing: another M3U8 may, anything else there is somebody's file. */
const replaceable = Effect.fnUntraced(function* (path: string) {
  const files = yield* Files
  const there = yield* files.stat(path).pipe(Effect.mapError(fromFileError("look at")))
  if (there === undefined) return null
  const head = there.kind === "file" ? yield* Effect.mapError(readHead(path), fromFileError("read")) : ""
  if (head.startsWith("#EXTM3U")) return there
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
  const expected = yield* replaceable(path)
  yield* files.writeAtomic(path, new TextEncoder().encode(text), { expected }).pipe(Effect.mapError(fromFileError("write")))
  if (manner.json) yield* printJson({ name, path })
  else if (!manner.quiet) yield* printLines([`${visible(name)}: written to ${visible(path)}`])
  return 1
})

const exportCommand = Command.make(
  "export",
  { name: nameOperand("NAME", "the playlist's name"), file: pathOperand("FILE.m3u8", "the file to write") },
  ({ name, file }) => withFilledLibrary(exportOne(name, file))
).pipe(Command.withDescription(outlineOf("playlists export").summary))

const importOne = Effect.fnUntraced(function* (file: string) {
  const { manner } = yield* Screen
  const { path, text } = yield* readTextFile(file)
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
